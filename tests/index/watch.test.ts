// Owns the proof that changes on the disk reach the index by themselves.
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type OpenIndex, openIndex, writeFiles } from "./open-index.ts";

const FILES = { "src/a.ts": "export class Old {}", "src/b.ts": "" };

const changes: readonly (readonly [string, (folder: string) => void, string])[] = [
  ["written", (folder) => writeFiles(folder, { "src/a.ts": "export class New {}" }), "src/a.ts"],
  ["new", (folder) => writeFiles(folder, { "src/c.ts": "export class New {}" }), "src/c.ts"],
  ["in a new folder", (folder) => writeFiles(folder, { "lib/d.ts": "export class New {}" }), "lib/d.ts"],
  [
    "renamed over another one",
    (folder) => {
      mkdirSync(join(folder, "node_modules"));
      writeFiles(folder, { "node_modules/e.ts": "export class New {}" });
      renameSync(join(folder, "node_modules/e.ts"), join(folder, "src/b.ts"));
    },
    "src/b.ts",
  ],
];

test.each(changes)("a file that is %s", async (_, change, path) => {
  const open = await openIndex(FILES);
  open.index.watch();
  const known = until(
    open,
    () => open.index.fileOf(join(open.folder, path)) !== undefined && knows(open, "New"),
  );
  change(open.folder);
  await known;
  expect(open.meaning(path, "New")).toBe(`${path}: export class New`);
});

test("a folder that is removed", async () => {
  const open = await openIndex(FILES);
  open.index.watch();
  const known = until(open, () => open.index.fileCount === 0);
  rmSync(join(open.folder, "src"), { recursive: true });
  await known;
  expect(knows(open, "Old")).toBe(false);
});

function knows({ index }: OpenIndex, name: string): boolean {
  const word = index.word(name);
  return word !== undefined && index.symbolsNamed(word).length > 0;
}

function until({ index }: OpenIndex, isTrue: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = index.onChange(() => {
      if (!isTrue()) return;
      stop();
      resolve();
    });
  });
}
