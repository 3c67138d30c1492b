// Owns a folder for one action: the files of its case, a model that answers as the case says, and where the cursor stands.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Case, sectionOf } from "../support/case-file.ts";
import { parseMarked } from "../support/marked-text.ts";
import { removeFolder } from "./workplace.ts";

/** Lines count from 1, columns from 0 in bytes. */
export type Point = { readonly line: number; readonly column: number };

export type ActionPlace = {
  readonly folder: string;
  readonly config: string;
  /** Of the first file, relative to the folder, and its text. */
  readonly path: string;
  readonly text: string;
  readonly first: Point;
  readonly last: Point;
  readonly isSelection: boolean;
  readonly dispose: () => void;
};

export function makeActionPlace(given: Case): ActionPlace {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "treewright-action-")));
  const [file] = given.files;
  if (file === undefined) throw new Error("no file");
  const { text, cursor = 0, selection } = parseMarked(file.text);
  const span = selection ?? { start: cursor, end: cursor };
  git(folder, "init", "--quiet");
  for (const each of given.files) {
    mkdirSync(dirname(join(folder, each.path)), { recursive: true });
    writeFileSync(join(folder, each.path), each === file ? text : each.text);
  }
  const staged = sectionOf(given, "staged");
  if (staged !== undefined) git(folder, "add", staged);
  const before = sectionOf(given, "before-model");
  const answers = [
    ...(before === undefined ? [] : [{ text: before, times: 1 }]),
    { text: sectionOf(given, "model") ?? "" },
  ];
  const recording = join(folder, ".git", "recording.json");
  const config = join(folder, ".git", "config.json");
  writeFileSync(recording, JSON.stringify({ answers }));
  const backends = { script: { provider: "replay", recording } };
  writeFileSync(
    config,
    JSON.stringify({ backends, completion: { backend: "off" }, edits: { backend: "script" } }),
  );
  return {
    folder,
    config,
    path: file.path,
    text,
    first: pointAt(text, span.start),
    last: pointAt(text, span.end),
    isSelection: selection !== undefined,
    dispose: () => removeFolder(folder),
  };
}

function git(folder: string, ...args: readonly string[]): void {
  execFileSync("git", args, { cwd: folder });
}

function pointAt(text: string, offset: number): Point {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length, column: Buffer.byteLength(lines.at(-1) ?? "") };
}
