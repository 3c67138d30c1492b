// Owns `treewright fix`: has everything a checker reported fixed, file by file, and goes on where an earlier run ended.
import { type Change, changeOf, writeChanges } from "../changes.ts";
import { readReport } from "../diagnostics.ts";
import { CommandFailure, EXIT, toCommandFailure, wrongUsage } from "../failure.ts";
import { openJournal } from "../journal.ts";
import { applyEdits, shiftRange } from "../positions.ts";
import type { Check, Diagnostic, TextEdit, TraceRecord } from "../protocol.ts";
import type { Server } from "../server.ts";
import { readFile, readSource, readStandardInput } from "../source.ts";
import { colourDiff, describeWork } from "../terminal.ts";
import { findWorkspace, fromUri, isBelow, pathFrom, realPath, toUri, type Workspace } from "../workspace.ts";
import { toFields } from "./complete.ts";
import type { Invocation, Outcome } from "./invocation.ts";

export type FixOptions = { readonly diagnostics?: string; readonly diff?: boolean; readonly write?: boolean };

type Unfixed = {
  readonly path: string;
  readonly line: number;
  readonly message: string;
  readonly why: string;
};
type Fixed = {
  readonly changes: Change[];
  readonly checks: Check[];
  readonly unfixed: Unfixed[];
  rounds: number;
  fixes: number;
  record: TraceRecord | undefined;
};

export async function fix(
  paths: readonly string[],
  options: FixOptions,
  invocation: Invocation,
): Promise<Outcome> {
  const { diagnostics, write } = options;
  if (diagnostics === undefined)
    throw wrongUsage("there is nothing to fix", "give --diagnostics FILE, or - for stdin");
  const report = (diagnostics === "-" ? readStandardInput() : readFile(diagnostics)).toString("utf8");
  const byFile = groupByFile(report, paths);
  const [first] = byFile.keys();
  if (first === undefined)
    return { fields: { changes: [], checks: [], rounds: 0 }, text: "", note: "nothing is reported here" };

  const workspace = findWorkspace(first, { workspace: invocation.options.workspace });
  const server = await invocation.startServer(workspace);
  const journal = write === true ? openJournal(report) : undefined;
  const total = [...byFile.values()].flat().length;
  const result: Fixed = { changes: [], checks: [], unfixed: [], rounds: 0, fixes: 0, record: undefined };
  let done = 0;
  for (const [path, reported] of byFile) {
    if (journal?.isDone(path) === true) {
      done += reported.length;
      continue;
    }
    const step = (message: string): void => {
      invocation.report({
        title: `fix ${pathFrom(workspace.root, path)}`,
        message,
        percentage: (100 * done) / total,
      });
      done++;
    };
    const change = await fixFile({ path, reported, server, workspace, step }, result);
    if (change.diff === "") continue;
    result.changes.push(change);
    if (write !== true) continue;
    writeChanges([change]);
    journal?.add(path);
  }
  if (result.unfixed.length === 0) journal?.remove();
  return toOutcome(result, { ...options, workspace, invocation });
}

type Work = {
  readonly path: string;
  readonly reported: readonly Diagnostic[];
  readonly server: Server;
  readonly workspace: Workspace;
  readonly step: (message: string) => void;
};

/** Fixes from the last one up, each in the text that the ones before left; what cannot be fixed is left as it is. */
async function fixFile({ path, reported, server, workspace, step }: Work, result: Fixed): Promise<Change> {
  const source = readSource(path, {});
  server.open(source);
  let { text } = source;
  let version = 1;
  const edits: TextEdit[] = [];
  let waiting = [...reported].sort((a, b) => a.range.start.line - b.range.start.line);
  for (let diagnostic = waiting.pop(); diagnostic !== undefined; diagnostic = waiting.pop()) {
    step(diagnostic.message);
    try {
      const uri = toUri(source.path);
      const data = {
        v: 1,
        actionId: "fix-diagnostic",
        uri,
        version,
        span: diagnostic.range,
        diagnostic,
      } as const;
      const answer = await server.execute("treewright.run", { ...data, dryRun: true });
      const made = (answer.edit.documentChanges ?? []).flatMap((each) =>
        "kind" in each || each.textDocument.uri !== uri ? [] : each.edits,
      );
      text = applyEdits(text, made);
      version++;
      server.change(source, version, text);
      waiting = waiting.map((each) => ({ ...each, range: shiftRange(each.range, made) }));
      edits.push(...made);
      result.checks.push(...answer.checks);
      result.rounds += answer.rounds;
      result.fixes++;
      result.record = answer.record;
    } catch (error) {
      const failure = toCommandFailure(error);
      if (!["refused", "forbidden", "bad-reply", "stale"].includes(failure.kind)) throw failure;
      const { line } = diagnostic.range.start;
      const message = diagnostic.message;
      result.unfixed.push({
        path: pathFrom(workspace.root, path),
        line: line + 1,
        message,
        why: failure.message,
      });
    }
  }
  return changeOf(source, { edits, text }, workspace);
}

function groupByFile(report: string, paths: readonly string[]): Map<string, Diagnostic[]> {
  const wanted = paths.map(realPath);
  const byFile = new Map<string, Diagnostic[]>();
  for (const { file, diagnostic } of readReport(report)) {
    const only = wanted.length === 1 ? wanted[0] : undefined;
    const path = file === undefined ? only : realPath(file.startsWith("file:") ? fromUri(file) : file);
    if (path === undefined)
      throw wrongUsage("the diagnostics name no file", "give the one file they are about");
    if (wanted.length > 0 && !wanted.some((each) => path === each || isBelow(path, each))) continue;
    byFile.set(path, [...(byFile.get(path) ?? []), diagnostic]);
  }
  return byFile;
}

function toOutcome(
  { changes, checks, rounds, record, unfixed, fixes }: Fixed,
  {
    diff,
    write,
    workspace,
    invocation,
  }: FixOptions & { readonly workspace: Workspace; readonly invocation: Invocation },
): Outcome {
  const failures = unfixed.map(
    ({ path, line, message, why }) => `${path}:${line}: not fixed: ${message} (${why})`,
  );
  if (fixes === 0 && unfixed.length > 0) {
    throw new CommandFailure("refused", `nothing was fixed\n${failures.join("\n")}`, {
      exitCode: EXIT.nothingAcceptable,
    });
  }
  const all = changes.map((change) => change.diff).join("");
  const written =
    write === true ? [`wrote ${changes.map(({ path }) => pathFrom(workspace.root, path)).join(", ")}`] : [];
  const work = record === undefined ? [] : [`${fixes} fixed, the last by ${describeWork(record)}`];
  return {
    fields: {
      changes: changes.map(({ path, status, edits, diff: own }) => ({
        path: pathFrom(workspace.root, path),
        status,
        edits,
        diff: own,
      })),
      checks,
      rounds,
      unfixed,
      ...(record === undefined ? {} : toFields(record)),
    },
    text: write === true ? "" : diff === true ? all : colourDiff(all, invocation.colours),
    note: [...written, ...failures, ...work].join("\n"),
  };
}
