// Owns the proof that no workspace can stop the index or lead it astray: by the numbers of the faults.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { type OpenIndex, openIndex, temporaryFolder, writeFiles } from "./open-index.ts";

/** Everything an index knows, in words, with nothing of how it came to know it. */
function tellAll({ index, folder }: OpenIndex): readonly unknown[] {
  const relative = (path: string): string => path.slice(folder.length + 1);
  const words = (numbers: Uint32Array): string =>
    [...numbers]
      .map((word) => index.text(word))
      .sort()
      .join(" ");
  return [...index.files()]
    .map((file) => {
      const { start, end } = index.symbolsIn(file);
      const symbols = Array.from({ length: end - start }, (_, place) => {
        const symbol = start + place;
        const parent = index.parent(symbol);
        const named = index.symbolsNamed(index.name(symbol)).includes(symbol);
        return {
          named,
          parent: parent === undefined ? undefined : parent - start,
          kind: index.kind(symbol),
          header: index.header(symbol),
          doc: index.docLine(symbol),
          span: index.span(symbol),
          isExported: index.isExported(symbol),
          words: words(index.wordsIn(symbol)),
        };
      });
      const imports = index.importsOf(file).map(({ target, ...edge }) => ({
        ...edge,
        target: target === undefined ? undefined : relative(index.pathOf(target)),
      }));
      const importers = index.importersOf(file).map((importer) => relative(index.pathOf(importer)));
      const path = relative(index.pathOf(file));
      return { path, symbols, imports, words: words(index.fileWords(file)), importers: importers.sort() };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

const PIECES = [
  "export class Größe { tiefe = 1;\r\n  /** 👩‍👩‍👧 */ messen() { return this.tiefe; } }\n",
  "import { A, B as C } from './b';\n",
  "export * from './c.js';\r",
  "export default function run(a: A) { const inner = () => a; return inner; }\n",
  "export { run as start, lost };\n",
  "e\u0301 = `${",
  "/* open",
  "'",
  "}",
  "class A {\n",
  "interface B<T> extends A { readonly x: T; y(): void }\n",
  "\u{1F600}\uD800",
];
const edit = fc.record({
  file: fc.constantFrom("a.ts", "b.ts", "c.ts", "lib/index.ts"),
  text: fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }).map((pieces) => pieces.join("")),
  how: fc.constantFrom("buffer", "disk", "gone"),
});

test("F20 after random edits the index is what a fresh one would be", async () => {
  const open = await openIndex({ "a.ts": "", "b.ts": "", "c.ts": "" });
  const { folder, index } = open;
  const texts = new Map<string, string>([
    ["a.ts", ""],
    ["b.ts", ""],
    ["c.ts", ""],
  ]);
  const edits = fc.sample(edit, { numRuns: 90, seed: 20 });
  for (const [number, { file, text, how }] of edits.entries()) {
    if (how === "gone") {
      rmSync(join(folder, file), { force: true });
      texts.delete(file);
    } else {
      writeFiles(folder, { [file]: text });
      texts.set(file, text);
    }
    if (how === "buffer") await index.update(join(folder, file), text);
    else await index.refresh([join(folder, file)]);
    if (number % 30 !== 29) continue;
    const fresh = await openIndex(Object.fromEntries(texts));
    expect(tellAll(open)).toEqual(tellAll(fresh));
  }
  expect(open.lines).toEqual([]);
});

const deep = 100_000;
const hostile: readonly (readonly [string, string])[] = [
  ["one line of 10 MB", `const a = "${"x".repeat(10_000_000)}";`],
  ["a line that only a machine writes", `const a = [${"1,".repeat(100_000)}];`],
  ["brackets 100,000 deep", "(".repeat(deep)],
  ["blocks 100,000 deep", `${"{".repeat(deep)}${"}".repeat(deep)}`],
  ["calls 50,000 deep", "f(a, b[".repeat(50_000)],
  ["a binary", `export const a = 1;\0${"\u0001\u0002".repeat(100)}`],
  ["quotes without end", "'\"`${".repeat(20_000)],
];

test.each(hostile)("F21 %s is known, and does not keep others from being read", async (_, text) => {
  const { index, meaning } = await openIndex({ "a.ts": text, "b.ts": "export const fine = 1;" });
  expect(index.fileCount).toBe(2);
  expect(meaning("b.ts", "fine")).toBe("b.ts: export const fine = 1");
});

test("F21 a file of 50 MB is not read", async () => {
  const folder = temporaryFolder();
  writeFiles(folder, { "a.ts": "export const a = 1;", "b.ts": "export const fine = 1;" });
  truncateSync(join(folder, "a.ts"), 50_000_000);
  const { index, meaning, outline } = await openIndex({}, { folder });
  expect(index.fileCount).toBe(2);
  expect(outline("a.ts")).toBe("");
  expect(meaning("b.ts", "fine")).toBe("b.ts: export const fine = 1");
});

test("F22 thousands of files take little memory, and are all known", async () => {
  const count = 3000;
  const files = Array.from({ length: count }, (_, number) => [
    `src/${number % 50}/file-${number}.ts`,
    `export function made${number}(value: string): number { return value.length + ${number}; }\n`,
  ]);
  const { index } = await openIndex(Object.fromEntries(files));
  expect(index.state).toMatchObject({ files: count, symbols: count });
  expect(index.state.bytes / count).toBeLessThan(600);
});

test("F23 what is no file of the folder is never opened", async () => {
  const outside = temporaryFolder();
  writeFiles(outside, { "secret.ts": "export const secret = 1;" });
  const folder = temporaryFolder();
  mkdirSync(join(folder, "src"));
  symlinkSync("..", join(folder, "src", "loop"));
  symlinkSync(outside, join(folder, "src", "away"));
  symlinkSync(join(outside, "secret.ts"), join(folder, "src", "link.ts"));
  symlinkSync("nowhere.ts", join(folder, "src", "dangling.ts"));
  mkdirSync(join(folder, "src", "folder.ts"));
  mkdirSync(join(folder, "closed"), { mode: 0o000 });
  // A read of it would never end.
  execFileSync("mkfifo", [join(folder, "src", "pipe.ts")]);
  const socket = createServer();
  await new Promise<void>((resolve) => {
    socket.listen(join(folder, "src", "socket.ts"), resolve);
  });
  onTestFinished(() => void socket.close());
  const { index } = await openIndex({ "src/a.ts": "export const a = 1;" }, { folder });
  const paths = [...index.files()].map((file) => index.pathOf(file));
  expect(paths).toEqual([join(folder, "src/a.ts")]);
  await index.refresh(
    ["link.ts", "pipe.ts", "socket.ts", "folder.ts"].map((name) => join(folder, "src", name)),
  );
  expect(index.fileCount).toBe(1);
  expect(index.word("secret")).toBeUndefined();
});

test("F24 a file that is gone, or another one, when it is to be read", async () => {
  const { index, folder, meaning } = await openIndex({
    "a.ts": "export const a = 1;",
    "b.ts": "import './a';",
  });
  const change = index.refresh([join(folder, "a.ts"), join(folder, "b.ts")]);
  rmSync(join(folder, "a.ts"));
  await change;
  await index.refresh([join(folder, "a.ts")]);
  expect(index.fileOf(join(folder, "a.ts"))).toBeUndefined();
  mkdirSync(join(folder, "a.ts"));
  await index.rescan();
  rmSync(join(folder, "a.ts"), { recursive: true });
  writeFileSync(join(folder, "a.ts"), "export class Other {}");
  await index.rescan();
  expect(meaning("a.ts", "Other")).toBe("a.ts: export class Other");
});

test("what ignore files name is left out, also below them, and comes back when they change", async () => {
  const { index, folder } = await openIndex({
    ".gitignore": "built/\n*.gen.ts\n!keep.gen.ts\n",
    "a.ts": "",
    "b.gen.ts": "",
    "keep.gen.ts": "",
    "built/c.ts": "",
    "node_modules/d/d.ts": "",
    ".hidden/e.ts": "",
    "sub/.gitignore": "/private\n",
    "sub/private/f.ts": "",
    "sub/deep/private/g.ts": "",
    ".aiignore": "secret.ts\n",
    "secret.ts": "",
    "h.min.js": "",
  });
  const names = (): readonly string[] =>
    [...index.files()].map((file) => index.pathOf(file).slice(folder.length + 1)).sort();
  expect(names()).toEqual(["a.ts", "h.min.js", "keep.gen.ts", "sub/deep/private/g.ts"]);
  for (const path of ["secret.ts", "built/c.ts", "sub/private/f.ts", "node_modules/d/d.ts"]) {
    await index.update(join(folder, path), "export const leaked = 1;");
  }
  expect(index.word("leaked")).toBeUndefined();
  writeFiles(folder, { ".aiignore": "" });
  await index.changed([join(folder, ".aiignore")]);
  expect(names()).toContain("secret.ts");
});

test("of generated files nothing is kept: by their name, their head, or their lines", async () => {
  const { index } = await openIndex({
    "own.ts": "export const own = 1;\n",
    "api.pb.go": "package api\n\nfunc Made() {}\n",
    "made.ts": "// Code generated by make. DO NOT EDIT.\nexport const made = 1;\n",
    "types.ts": "/** @generated */\nexport type Made = 1;\n",
    "lib.min.js": "export const made = 1;\n",
  });
  const symbols = [...index.files()].flatMap((file) => {
    const { start, end } = index.symbolsIn(file);
    return Array.from({ length: end - start }, (_, place) => index.text(index.name(start + place)));
  });
  expect(symbols).toEqual(["own"]);
  expect(index.word("Made")).toBeUndefined();
});
