// Owns `treewright next`: the place that has to change after the last change of a file, which is told by an older text of it.
import { execFileSync } from "node:child_process";
import { basename, dirname } from "node:path";
import { diffWordsWithSpace } from "diff";
import { readChanges, writeChanges } from "../changes.ts";
import { CommandFailure, EXIT, wrongUsage } from "../failure.ts";
import { locate, readPlace, writeRange } from "../positions.ts";
import type { Position } from "../protocol.ts";
import { isSource, readFile, readSource, type SourceOptions } from "../source.ts";
import { pathFrom, toUri } from "../workspace.ts";
import { type Invocation, type Outcome, openSource, waitForIndex } from "./invocation.ts";

export type NextOptions = SourceOptions & { readonly before?: string; readonly write?: boolean };

type TextChange = { readonly start: number; readonly end: number; readonly text: string };

export async function next(place: string, options: NextOptions, invocation: Invocation): Promise<Outcome> {
  const written = readPlace(place, isSource);
  const source = readSource(written.file, options);
  const { start } = locate({ ...written, file: source.name }, source.text);
  const older = { ...source, text: olderText(source.path, options.before) };
  const { server, workspace } = await openSource(older, invocation);
  const uri = toUri(source.path);
  let version = 1;
  let text = older.text;
  for (const change of changesBetween(older.text, source.text, offsetOf(source.text, start))) {
    version += 1;
    const range = { start: positionOf(text, change.start), end: positionOf(text, change.end) };
    server.edit(uri, version, { range, text: change.text });
    text = text.slice(0, change.start) + change.text + text.slice(change.end);
  }
  const ask = async () =>
    (await server.request("textDocument/copilotInlineEdit", { textDocument: { uri }, position: start }))
      .edits[0];
  let edit = await ask();
  if (edit === undefined) {
    // Other files are known by the index.
    await waitForIndex(server);
    edit = await ask();
  }
  if (edit === undefined) {
    throw new CommandFailure("refused", `nothing follows from the last change of ${source.name}`, {
      remedy: "give a place near the change, or the text before it with --before",
      exitCode: EXIT.nothingAcceptable,
    });
  }
  const textEdit = { range: edit.range, newText: edit.text };
  const changes = readChanges({ changes: { [edit.textDocument.uri]: [textEdit] } }, source, workspace);
  if (options.write === true) writeChanges(changes);
  const [{ path, before } = { path: source.path, before: source }] = changes;
  const name = path === source.path ? source.name : pathFrom(process.cwd(), path);
  const where = writeRange(edit.range, before?.text ?? "");
  return {
    fields: { title: edit.command.title, path, edit: textEdit, written: options.write === true },
    text: `${name}:${where}: ${edit.command.title}\n${changes.map(({ diff }) => diff).join("")}`,
  };
}

/** The text of `--before`, or the one that was committed last. */
function olderText(path: string, before: string | undefined): string {
  if (before !== undefined) return readFile(before).toString("utf8");
  try {
    return execFileSync("git", ["show", `HEAD:./${basename(path)}`], {
      cwd: dirname(path),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    throw wrongUsage(
      `there is no committed text of ${path}`,
      "give the text before the change with --before FILE",
    );
  }
}

/** What turns one text into the other, each in offsets of the text after those before it; the one nearest to `offset` comes last. */
function changesBetween(before: string, after: string, offset: number): readonly TextChange[] {
  const changes: {
    readonly old: number;
    readonly now: number;
    readonly removed: string;
    readonly text: string;
  }[] = [];
  let [old, now, removed, added] = [0, 0, "", ""];
  for (const part of [...diffWordsWithSpace(before, after), { value: "", added: false, removed: false }]) {
    if (part.removed) removed += part.value;
    else if (part.added) added += part.value;
    else {
      if (removed !== "" || added !== "") changes.push({ old, now, removed, text: added });
      old += removed.length + part.value.length;
      now += added.length + part.value.length;
      [removed, added] = ["", ""];
    }
  }
  const distance = (change: (typeof changes)[number]): number =>
    Math.min(Math.abs(change.now - offset), Math.abs(change.now + change.text.length - offset));
  const last = [...changes].sort((a, b) => distance(a) - distance(b))[0];
  const ordered = last === undefined ? [] : [...changes.filter((change) => change !== last), last];
  return ordered.map((change, index) => {
    const shift = ordered
      .slice(0, index)
      .filter((done) => done.old < change.old)
      .reduce((sum, { text, removed: gone }) => sum + text.length - gone.length, 0);
    const start = change.old + shift;
    return { start, end: start + change.removed.length, text: change.text };
  });
}

function positionOf(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split(/\r\n|\n|\r/);
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

function offsetOf(text: string, { line, character }: Position): number {
  const endings = [...text.matchAll(/\r\n|\n|\r/g)];
  const ending = line === 0 ? undefined : endings[line - 1];
  return (ending === undefined ? 0 : ending.index + ending[0].length) + character;
}
