// Owns what an edit of the server means for files: new texts, unified diffs that git takes, and writing them.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { formatPatch, structuredPatch } from "diff";
import { CommandFailure, EXIT, wrongFile, wrongUsage } from "./failure.ts";
import { applyEdits } from "./positions.ts";
import type { TextEdit, WorkspaceEdit } from "./protocol.ts";
import { readSource, type Source } from "./source.ts";
import { fromUri, pathFrom, type Workspace } from "./workspace.ts";

const CONTEXT_LINES = 3;
const ANYBODY_WRITES = 0o222;

/** One file before and after. */
export type Change = {
  readonly path: string;
  readonly status: "modified" | "created";
  readonly edits: readonly TextEdit[];
  readonly diff: string;
  readonly before: Source | undefined;
  readonly after: string;
};

/** What an edit changes. Files it touches besides `source` are read here. */
export function readChanges(edit: WorkspaceEdit, source: Source, workspace: Workspace): readonly Change[] {
  const created = new Set<string>();
  const edits = new Map<string, TextEdit[]>();
  for (const change of edit.documentChanges ?? []) {
    if ("kind" in change) created.add(change.uri);
    else edits.set(change.textDocument.uri, [...(edits.get(change.textDocument.uri) ?? []), ...change.edits]);
  }
  for (const [uri, more] of Object.entries(edit.changes ?? {})) edits.set(uri, [...more]);

  return [...edits].map(([uri, fileEdits]) => {
    const path = fromUri(uri);
    const before = path === source.path ? source : created.has(uri) ? undefined : readSource(path, {});
    const text = applyEdits(before?.text ?? "", fileEdits);
    return describeChange({ path, before, edits: fileEdits, text }, workspace);
  });
}

/** The change from a file as it was read to a text that `edits` have led to one after the other. */
export function changeOf(
  source: Source,
  { edits, text }: { readonly edits: readonly TextEdit[]; readonly text: string },
  workspace: Workspace,
): Change {
  return describeChange({ path: source.path, before: source, edits, text }, workspace);
}

function describeChange(
  { path, before, edits, text }: Pick<Change, "path" | "before" | "edits"> & { readonly text: string },
  { diffRoot }: Workspace,
): Change {
  const after = (before?.byteOrderMark ?? "") + text;
  const status = before === undefined ? "created" : "modified";
  return { path, status, edits, diff: writeDiff(pathFrom(diffRoot, path), before, after), before, after };
}

/**
 * Writes every change, or none where a file is no longer what it was when it was read.
 * Each file is replaced in one step, so that an interruption leaves the old text or the new one.
 */
export function writeChanges(changes: readonly Change[]): void {
  for (const { path, before } of changes) {
    if (before?.isStandardInput === true) {
      throw wrongUsage("standard input cannot be written to", "leave --write out and take the diff");
    }
    const expected = before === undefined ? undefined : before.byteOrderMark + before.text;
    const found = existsSync(path) ? readFileSync(path, "utf8") : undefined;
    if (found !== expected) {
      throw new CommandFailure("stale", `${path} has changed since it was read, so nothing was written`, {
        remedy: "run the command again",
        exitCode: EXIT.error,
      });
    }
  }
  const locked = changes.find(({ path, before }) => before !== undefined && !isWritable(path));
  if (locked !== undefined) {
    throw wrongFile(
      `${locked.path} is read-only, so nothing was written`,
      "make it writable, or take the diff",
    );
  }
  for (const { path, after } of changes) replaceFile(path, after);
}

/** A unified diff in git's own form; it carries line endings and a missing last newline as they are. */
function writeDiff(name: string, before: Source | undefined, after: string): string {
  const isCreate = before === undefined;
  const patch = structuredPatch(
    isCreate ? "/dev/null" : `a/${name}`,
    `b/${name}`,
    isCreate ? "" : before.byteOrderMark + before.text,
    after,
    undefined,
    undefined,
    { context: CONTEXT_LINES },
  );
  if (patch.hunks.length === 0) return "";
  return formatPatch({ ...patch, isGit: true, isCreate });
}

/** By its mode, which a renamed file would otherwise step over. */
function isWritable(path: string): boolean {
  return (statSync(path).mode & ANYBODY_WRITES) !== 0;
}

function replaceFile(path: string, text: string): void {
  const temporary = join(dirname(path), `.${basename(path)}.treewright-${process.pid}`);
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(temporary, text);
    if (existsSync(path)) chmodSync(temporary, statSync(path).mode);
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}
