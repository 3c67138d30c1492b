// Owns `treewright review`: what a model finds wrong in files, or in the lines that changed since a revision.
import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { CommandFailure, EXIT, toCommandFailure, wrongFile, wrongUsage } from "../failure.ts";
import type { Range, SymbolEntry, TraceRecord } from "../protocol.ts";
import type { Server } from "../server.ts";
import { isKnownLanguage, readSource, type Source } from "../source.ts";
import { describeWork } from "../terminal.ts";
import { findWorkspace, pathFrom, realPath, toUri } from "../workspace.ts";
import { toFields } from "./complete.ts";
import type { Invocation, Outcome } from "./invocation.ts";

export type ReviewOptions = { readonly since?: string };

type Found = { readonly path: string; readonly range: Range; readonly message: string };
/** Lines from 0, the last one included. */
type Lines = { readonly first: number; readonly last: number };

// What a small model can look through at once.
const LONGEST_PIECE_LINES = 80;
const SKIPPED = new Set(["node_modules", "dist", "build", "target", "__pycache__", "venv"]);

export async function review(
  paths: readonly string[],
  { since }: ReviewOptions,
  invocation: Invocation,
): Promise<Outcome> {
  if (paths.length === 0 && since === undefined) {
    throw wrongUsage("there is nothing to review", "name files or folders, or give --since REV");
  }
  const start = realPath(paths[0] ?? ".");
  // A folder's own project file counts as well.
  const place = statSync(start).isDirectory() ? join(start, "any") : start;
  const workspace = findWorkspace(place, { workspace: invocation.options.workspace });
  const changed = since === undefined ? undefined : changedLines(since, workspace.diffRoot);
  const files = paths.length > 0 ? paths.flatMap(filesBelow) : [...(changed?.keys() ?? [])];
  const wanted = files.map(realPath).filter((path) => changed?.has(path) !== false && isKnownLanguage(path));
  const server = await invocation.startServer(workspace);
  const findings: Found[] = [];
  const unread: string[] = [];
  let record: TraceRecord | undefined;
  for (const [index, path] of wanted.entries()) {
    const source = readSource(path, {});
    server.open(source);
    const pieces = await piecesOf(source, server, changed?.get(path));
    for (const { first, last } of pieces) {
      const percentage = (100 * index) / wanted.length;
      const name = pathFrom(workspace.root, path);
      invocation.report({
        title: `review ${name}`,
        message: `lines ${first + 1} to ${last + 1}`,
        percentage,
      });
      const span = { start: { line: first, character: 0 }, end: { line: last + 1, character: 0 } };
      const data = { v: 1, actionId: "review-selection", uri: toUri(path), version: 1, span } as const;
      try {
        const answer = await server.execute("treewright.run", { ...data, dryRun: true });
        findings.push(...(answer.findings ?? []).map((finding) => ({ path: name, ...finding })));
        record = answer.record;
      } catch (error) {
        const failure = toCommandFailure(error);
        if (failure.kind !== "refused") throw failure;
        unread.push(`${name}:${first + 1}-${last + 1}: not reviewed: ${failure.message}`);
      }
    }
  }
  if (record === undefined && unread.length > 0) {
    throw new CommandFailure("refused", unread.join("\n"), { exitCode: EXIT.nothingAcceptable });
  }
  return toOutcome({ findings, unread, record }, invocation);
}

type Reviewed = {
  readonly findings: readonly Found[];
  readonly unread: readonly string[];
  readonly record: TraceRecord | undefined;
};

function toOutcome({ findings, unread, record }: Reviewed, { colours }: Invocation): Outcome {
  const lines = findings.map(
    ({ path, range, message }) =>
      `${colours.bold(`${path}:${range.start.line + 1}:${range.start.character + 1}`)}: ${message}\n`,
  );
  const work = record === undefined ? "nothing to review" : describeWork(record);
  return {
    fields: {
      findings: findings.map((finding) => ({ ...finding, severity: "warning", rule: "review" })),
      ...(record === undefined ? {} : toFields(record)),
    },
    text: lines.join(""),
    note: [...unread, findings.length === 0 && record !== undefined ? `nothing found; ${work}` : work].join(
      "\n",
    ),
  };
}

/** Each top-level symbol, or what lies between them, cut where it is too long; of a change only what it touches. */
async function piecesOf(
  source: Source,
  server: Server,
  changed: readonly Lines[] | undefined,
): Promise<readonly Lines[]> {
  const count = source.text.split("\n").length;
  const symbols = await symbolsOf(source, server);
  const borders = [...new Set([0, ...symbols.map(({ range }) => range.start.line), count])].sort(
    (a, b) => a - b,
  );
  const pieces: { first: number; last: number }[] = [];
  for (const [index, border] of borders.entries()) {
    const next = borders[index + 1];
    if (next === undefined || next <= border) continue;
    const before = pieces.at(-1);
    if (before !== undefined && next - before.first <= LONGEST_PIECE_LINES) before.last = next - 1;
    else
      for (let from = border; from < next; from += LONGEST_PIECE_LINES)
        pieces.push({ first: from, last: Math.min(next, from + LONGEST_PIECE_LINES) - 1 });
  }
  const lines = source.text.split("\n");
  return pieces
    .filter(({ first, last }) => lines.slice(first, last + 1).some((line) => line.trim() !== ""))
    .filter(
      (piece) => changed?.some((range) => range.first <= piece.last && piece.first <= range.last) !== false,
    );
}

async function symbolsOf(source: Source, server: Server): Promise<readonly SymbolEntry[]> {
  try {
    return await server.execute("treewright.symbols", { uri: toUri(source.path) });
  } catch (error) {
    // A language without a tree is cut by lines alone.
    if (error instanceof CommandFailure && error.kind === "unavailable") return [];
    throw error;
  }
}

/** Files of a folder, without what is hidden or made. */
function filesBelow(path: string): readonly string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith(".") && !SKIPPED.has(name))
    .flatMap((entry) => (entry.isDirectory() || entry.isFile() ? filesBelow(join(path, entry.name)) : []))
    .filter(isKnownLanguage);
}

/** New and changed lines since a revision, by file. */
function changedLines(revision: string, root: string): ReadonlyMap<string, readonly Lines[]> {
  if (revision.startsWith("-"))
    throw wrongUsage(`${revision} is no revision`, "give a commit, branch or tag");
  const args = [
    "--no-pager",
    "diff",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "-U0",
    "--relative",
    revision,
    "--",
  ];
  let diff: string;
  try {
    diff = execFileSync("git", args, {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 100_000_000,
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (error) {
    const why = error instanceof Error && "stderr" in error ? String(error.stderr).split("\n")[0] : "";
    throw wrongFile(`git does not tell what changed since ${revision}: ${why ?? ""}`, "check the revision");
  }
  const changed = new Map<string, Lines[]>();
  let path: string | undefined;
  for (const line of diff.split("\n")) {
    const file = /^\+\+\+ b\/(.*)$/.exec(line)?.[1];
    if (file !== undefined) path = join(root, file);
    const [, first = "", count = "1"] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    if (path === undefined || first === "" || count === "0") continue;
    const from = Number(first) - 1;
    changed.set(path, [...(changed.get(path) ?? []), { first: from, last: from + Number(count) - 1 }]);
  }
  return changed;
}
