// Owns the proof that an index outlives its session, and that nothing but its own whole file is ever believed.
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openIndex, temporaryFolder, writeFiles } from "./open-index.ts";

const FILES = {
  "a.ts": "import { Old } from './b';\nexport function use(old: Old) { return old.name; }",
  "b.ts": "/** What was. */\nexport class Old { name = 'größer'; }",
  "c.py": "def f():\n    pass\n",
};

const cacheFiles = (cache: string): readonly string[] =>
  readdirSync(join(cache, "index")).map((name) => join(cache, "index", name));

/** Reads the workspace once and leaves its index in a cache folder. */
async function leaveIndex(): Promise<{ readonly folder: string; readonly cacheDirectory: string }> {
  const cacheDirectory = temporaryFolder();
  const { index, folder } = await openIndex(FILES, { cacheDirectory });
  await index.dispose();
  return { folder, cacheDirectory };
}

test("the next session reads only what changed, and forgets what is gone", async () => {
  const { folder, cacheDirectory } = await leaveIndex();
  const second = await openIndex({}, { folder, cacheDirectory });
  expect(second.index.state).toMatchObject({ files: 3, filesRead: 0 });
  expect(second.meaning("a.ts", "Old")).toBe("b.ts: export class Old");
  const [symbol = -1] = second.index.symbolsNamed(second.index.word("Old") ?? -1);
  expect(second.index.docLine(symbol)).toBe("What was.");
  expect(second.index.header(symbol + 1)).toBe("name = 'größer'");
  await second.index.dispose();

  writeFiles(folder, { "b.ts": "export class Old { other = 1; }\nexport class New {}" });
  rmSync(join(folder, "c.py"));
  const third = await openIndex({}, { folder, cacheDirectory });
  expect(third.index.state).toMatchObject({ files: 2, filesRead: 1, symbols: 4 });
  expect(third.outline("b.ts")).toBe("class export class Old\n  field other = 1\nclass export class New\n");
  await third.index.dispose();

  const fourth = await openIndex({}, { folder, cacheDirectory });
  expect(fourth.index.state).toMatchObject({ files: 2, filesRead: 0, symbols: 4 });
  expect(fourth.meaning("a.ts", "Old")).toBe("b.ts: export class Old");
});

test("a manifest that changed meanwhile leads imports elsewhere", async () => {
  const cacheDirectory = temporaryFolder();
  const config = (target: string): string => `{ "compilerOptions": { "paths": { "#x": ["${target}"] } } }`;
  const first = await openIndex(
    {
      "tsconfig.json": config("./one.ts"),
      "one.ts": "export const x = 1;",
      "two.ts": "export const x = 2;",
      "a.ts": "import { x } from '@x';",
    },
    { cacheDirectory },
  );
  writeFiles(first.folder, { "tsconfig.json": config("./one.ts").replace("#x", "@x") });
  await first.index.rescan();
  expect(first.meaning("a.ts", "x")).toBe("one.ts: export const x = 1");
  await first.index.dispose();
  writeFiles(first.folder, { "tsconfig.json": config("./two.ts").replace("#x", "@x") });
  const second = await openIndex({}, { folder: first.folder, cacheDirectory });
  expect(second.index.state.filesRead).toBe(0);
  expect(second.meaning("a.ts", "x")).toBe("two.ts: export const x = 2");
});

const damages: readonly (readonly [string, (file: string) => void])[] = [
  ["cut short", (file) => truncateSync(file, Math.floor(statSync(file).size / 2))],
  ["empty", (file) => truncateSync(file, 0)],
  [
    "something else",
    (file) => writeFileSync(file, "treewright index 2\nnot really, but as long as a head is"),
  ],
  ["of another version", (file) => replaceIn(file, '"version":"', '"version":"x')],
  ["changed in one byte of its columns", (file) => flipByte(file, statSync(file).size - 40)],
  ["changed in one byte of its header", (file) => flipByte(file, 60)],
];

test.each(damages)("F54 an index that is %s is made anew", async (_, damage) => {
  const { folder, cacheDirectory } = await leaveIndex();
  for (const file of cacheFiles(cacheDirectory)) damage(file);
  const second = await openIndex({}, { folder, cacheDirectory });
  expect(second.index.state).toMatchObject({ files: 3, filesRead: 3 });
  expect(second.meaning("a.ts", "Old")).toBe("b.ts: export class Old");
  await second.index.dispose();
  const third = await openIndex({}, { folder, cacheDirectory });
  expect(third.index.state).toMatchObject({ files: 3, filesRead: 0 });
});

test("F54 an index of another workspace under the same name is not believed", async () => {
  const one = await leaveIndex();
  const two = await leaveIndex();
  const [foreign = ""] = cacheFiles(one.cacheDirectory);
  const [own = ""] = cacheFiles(two.cacheDirectory);
  writeFileSync(own, readFileSync(foreign));
  const { index } = await openIndex({}, two);
  expect(index.state).toMatchObject({ files: 3, filesRead: 3 });
});

test("F54 a cache that cannot be written costs nothing but the next start", async () => {
  const cacheDirectory = temporaryFolder();
  // A file where a folder should be: as final as a full disk, and the same for root.
  writeFileSync(join(cacheDirectory, "index"), "");
  const { index, meaning } = await openIndex(FILES, { cacheDirectory });
  expect(meaning("a.ts", "Old")).toBe("b.ts: export class Old");
  await index.dispose();
});

test.skipIf(!existsSync("/dev/full"))("F54 a full disk keeps the index that was there", async () => {
  const { folder, cacheDirectory } = await leaveIndex();
  const [before = ""] = cacheFiles(cacheDirectory);
  const bytes = readFileSync(before);
  writeFiles(folder, { "d.ts": "export const d = 1;" });
  // Every write to it ends with ENOSPC, as on a full disk.
  symlinkSync("/dev/full", `${before}.${process.pid}`);
  const { index } = await openIndex({}, { folder, cacheDirectory });
  expect(index.state).toMatchObject({ files: 4 });
  await index.dispose();
  expect(readFileSync(before).equals(bytes)).toBe(true);
  expect(cacheFiles(cacheDirectory)).toHaveLength(1);
});

test("F54 two servers on one cache leave one whole index", async () => {
  const { folder, cacheDirectory } = await leaveIndex();
  writeFiles(folder, { "d.ts": "export const d = 1;" });
  const both = await Promise.all([
    openIndex({}, { folder, cacheDirectory }),
    openIndex({}, { folder, cacheDirectory }),
  ]);
  for (const { index } of both) expect(index.state).toMatchObject({ files: 4, filesRead: 1 });
  await Promise.all(both.map(({ index }) => index.dispose()));
  expect(cacheFiles(cacheDirectory)).toHaveLength(1);
  const { index } = await openIndex({}, { folder, cacheDirectory });
  expect(index.state).toMatchObject({ files: 4, filesRead: 0 });
});

test("what nobody has written for two months is swept away", async () => {
  const { folder, cacheDirectory } = await leaveIndex();
  const [own = ""] = cacheFiles(cacheDirectory);
  const old = join(cacheDirectory, "index", "0123.idx");
  writeFileSync(old, "");
  const longAgo = new Date(Date.now() - 70 * 86_400_000);
  utimesSync(old, longAgo, longAgo);
  writeFiles(folder, { "d.ts": "export const d = 1;" });
  const { index } = await openIndex({}, { folder, cacheDirectory });
  await index.dispose();
  expect(cacheFiles(cacheDirectory)).toEqual([own]);
});

test("the index is its owner's alone", async () => {
  const { cacheDirectory } = await leaveIndex();
  for (const file of cacheFiles(cacheDirectory)) {
    expect(statSync(file).mode & 0o077).toBe(0);
  }
});

function replaceIn(file: string, from: string, to: string): void {
  writeFileSync(file, readFileSync(file, "latin1").replace(from, to), "latin1");
}

function flipByte(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}
