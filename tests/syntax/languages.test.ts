// Owns where grammars come from, and what happens to languages without a working one.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { afterAll, describe, expect, test, vi } from "vitest";
import { listSymbols, openSyntax } from "./open-syntax.ts";

const root = mkdtempSync(join(tmpdir(), "grammars-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const folder = join(root, "grammars");
mkdirSync(folder);

// Of the format of WebAssembly modules.
const HEADER_BYTES = 8;
const CODE_SECTION = 10;
const UNREACHABLE = 0;
const NOP = 1;

const ROW = { extensions: [], comment: { line: "#" }, block: "indent" };
cpSync(join(import.meta.dirname, "../../grammars/python"), join(folder, "python"), { recursive: true });
cpSync(join(folder, "python"), join(folder, "odd"), { recursive: true });
writeFileSync(join(folder, "odd", "tags.scm"), "(no_such_node) @name @definition.class");
cpSync(join(folder, "python"), join(folder, "captures"), { recursive: true });
writeFileSync(join(folder, "captures", "types.scm"), "(type) @color");
const WASM = "out/tree-sitter-python.wasm";
const wasmPackage = createRequire(import.meta.url).resolve("@repomix/tree-sitter-wasms/package.json");
mkdirSync(join(root, "dist/grammars"), { recursive: true });
const pack = (id: string, code: Uint8Array): void =>
  writeFileSync(join(root, "dist/grammars", `${id}.wasm.br`), brotliCompressSync(code));
pack("packed", readFileSync(join(wasmPackage, "..", WASM)));
pack("no-code", new Uint8Array(100));
// Only words need this function, which keywords are told apart by: the grammar loads, and breaks down at the first word.
pack("traps", withoutFunction(readFileSync(join(wasmPackage, "..", WASM)), 2));
writeFileSync(
  join(folder, "languages.json"),
  JSON.stringify([
    { ...ROW, id: "python", package: "tree-sitter-python", extensions: [".py"] },
    { ...ROW, id: "missing", package: "tree-sitter-not-installed" },
    { ...ROW, id: "no-export", package: "tree-sitter-python", export: "snake" },
    { ...ROW, id: "no-grammar", package: "typescript" },
    { ...ROW, id: "no-folder", package: "tree-sitter-python" },
    { ...ROW, id: "odd", package: "tree-sitter-python" },
    { ...ROW, id: "captures", package: "tree-sitter-python" },
    { ...ROW, id: "wasm", folder: "python", package: "@repomix/tree-sitter-wasms", wasm: WASM },
    { ...ROW, id: "packed", folder: "python", package: "tree-sitter-not-installed", wasm: WASM },
    { ...ROW, id: "no-code", folder: "python", package: "tree-sitter-not-installed", wasm: WASM },
    { ...ROW, id: "traps", folder: "python", package: "tree-sitter-not-installed", wasm: WASM },
    { ...ROW, id: "no-wasm", folder: "python", package: "tree-sitter-not-installed", wasm: WASM },
  ]),
);

const BROKEN = [
  { id: "missing", says: "the native code of tree-sitter-not-installed does not load" },
  { id: "no-export", says: "tree-sitter-python exports no grammar" },
  { id: "no-grammar", says: "typescript exports no grammar" },
  { id: "no-folder", says: "ENOENT" },
  { id: "captures", says: "types.scm uses the unknown capture @color" },
  { id: "no-code", says: "WebAssembly.Module(): expected magic word" },
  { id: "no-wasm", says: "tree-sitter-not-installed is not there" },
];

const SAMPLE = readFileSync(join(folder, "python/samples/inventory.py"), "utf8");

describe("a grammar in WebAssembly", () => {
  test.each(["wasm", "packed"])("%s: answers as the native one", (id) => {
    const { read, lines } = openSyntax({ grammars: folder });
    const native = read("python", `# 😀\n${SAMPLE}`);
    const wasm = read(id, `# 😀\n${SAMPLE}`);
    expect(wasm.describe()).toBe(native.describe());
    expect(listSymbols(wasm.symbols())).toBe(listSymbols(native.symbols()));
    expect(wasm.imports()).toEqual(native.imports());
    expect(wasm.cursorAt(900)).toEqual(native.cursorAt(900));
    expect(lines).toEqual([]);
  });

  test("a text that takes too long is plain text, and is finished between other work", async () => {
    const limits = { first: 0, reparse: 0, copy: 0, trial: 0, slice: 5, slices: 60_000 };
    const { syntax, open } = openSyntax({ grammars: folder, limits });
    const document = open("wasm", SAMPLE.repeat(100));
    expect(syntax.snapshot(document)).toBeUndefined();
    await vi.waitFor(() => expect(syntax.snapshot(document)).toBeDefined(), { timeout: 30_000, interval: 5 });
  });

  test("trial edits leave the tree as it is", () => {
    const snapshot = openSyntax({ grammars: folder }).read("wasm", SAMPLE);
    const before = snapshot.describe();
    const edited = snapshot.with([{ span: { start: 0, end: 0 }, newText: "import 😀\nclass New: pass\n" }]);
    expect(edited.symbols()[0]?.name).toBe("New");
    expect(snapshot.describe()).toBe(before);
  });
});

describe("F30 a grammar that does not work", () => {
  test.each(BROKEN)("$id: plain text, and one notice", ({ id, says }) => {
    const { syntax, open, lines } = openSyntax({ grammars: folder });
    for (let count = 0; count < 3; count += 1) expect(syntax.snapshot(open(id, "x = 1"))).toBeUndefined();
    expect(lines.map(({ level }) => level)).toEqual(["warning"]);
    expect(lines[0]?.text).toContain(
      `the grammar for ${id} does not load, its files are plain text: ${says}`,
    );
  });

  const NATIVE = [
    ["typescript", "typescript/samples/ledger.ts"],
    ["typescriptreact", "tsx/samples/panel.tsx"],
    ["javascript", "javascript/samples/queue.js"],
    ["python", "python/samples/inventory.py"],
  ] as const;

  test.each([
    [
      "tree-sitter",
      /^the native code of tree-sitter does not load on this computer \(No native build was found\)$/,
    ],
    [
      "tree-sitter-python",
      /^the native code of tree-sitter-python does not load on this computer \(No native/,
    ],
  ])("without the native code of %s WebAssembly stands in, which is told once", (broken, message) => {
    const load = createRequire(import.meta.url);
    const loadPackage = (name: string): unknown => {
      if (name === broken) throw new Error("No native build was found\n    loaded from: elsewhere");
      return load(name);
    };
    const native = openSyntax();
    const { syntax, read, lines } = openSyntax({ loadPackage });
    for (const [id, file] of NATIVE) {
      const sample = readFileSync(join(import.meta.dirname, "../../grammars", file), "utf8");
      const [expected, found] = [native.read(id, sample), read(id, sample)];
      expect(found.describe()).toBe(expected.describe());
      expect(listSymbols(found.symbols())).toBe(listSymbols(expected.symbols()));
      expect(found.imports()).toEqual(expected.imports());
    }
    expect(native.syntax.nativeProblem()).toBeUndefined();
    const remedy =
      "install treewright again, with Python and a C++ compiler at hand where npm has to build it";
    expect(syntax.nativeProblem()).toMatchObject({ message: expect.stringMatching(message), remedy });
    const instead = "languages with a native grammar are read by WebAssembly meanwhile, which takes longer";
    expect(lines).toEqual([
      { level: "warning", text: `${syntax.nativeProblem()?.message}: ${remedy}; ${instead}` },
    ]);
  });

  test("one that breaks down in the middle of a parse: plain text from then on, and one notice", async () => {
    const { syntax, open, read, lines } = openSyntax({ grammars: folder });
    expect(read("traps", "").symbols()).toEqual([]);
    const document = open("traps", "x = 1");
    expect(syntax.snapshot(document)).toBeUndefined();
    await new Promise((resolve) => setImmediate(resolve));
    for (const text of ["x = 1", "", "y = 2"]) expect(syntax.snapshot(open("traps", text))).toBeUndefined();
    expect(syntax.outline("traps", "x = 1")).toBeUndefined();
    expect(lines.map(({ text }) => text)).toEqual([
      "the grammar for traps broke down, its files are plain text from now on: unreachable: report the file that did it",
    ]);
    expect(read("wasm", "x = 1").symbols()).toHaveLength(1);
  });

  test("a query that does not compile finds nothing, and the others go on", () => {
    const { read, lines } = openSyntax({ grammars: folder });
    for (const text of ["class A: pass", "import b"]) {
      expect(read("odd", text).symbols()).toEqual([]);
      expect(read("odd", text).cursorAt(0).position).toBe("code");
    }
    expect(read("odd", "import b").imports()).toHaveLength(1);
    expect(lines.map(({ text }) => text)).toEqual([
      "the definitions query for odd does not compile and finds nothing: Query error of type TSQueryErrorNodeType at position 1",
    ]);
  });

  test("other languages are not touched by it", () => {
    const { syntax, open, read } = openSyntax({ grammars: folder });
    expect(syntax.snapshot(open("missing", ""))).toBeUndefined();
    expect(read("python", "x = 1").symbols()).toHaveLength(1);
  });

  test("an id that no row knows is plain text without a word", () => {
    const { syntax, open, lines } = openSyntax();
    expect(syntax.snapshot(open("cobol", "MOVE A TO B."))).toBeUndefined();
    expect(syntax.languageOf("/a/b.cob")).toBe("plaintext");
    expect(syntax.languageOf("/a/Makefile")).toBe("plaintext");
    expect(syntax.languageOf("/a/B.PY")).toBe("python");
    expect(lines).toEqual([]);
  });
});

/** The same module, where the function that comes `rank`th by the length of its code breaks down as it is called. */
function withoutFunction(module: Uint8Array, rank: number): Uint8Array {
  const bytes = Uint8Array.from(module);
  const places = functionsIn(bytes).sort((a, b) => b.end - b.start - (a.end - a.start));
  const { start, end } = places[rank] ?? { start: 0, end: 0 };
  const [groups, first] = numberAt(bytes, start);
  let code = first;
  for (let group = 0; group < groups; group += 1) code = numberAt(bytes, code)[1] + 1;
  // What is behind an `unreachable` need not fit together, but it has to be instructions.
  bytes.fill(NOP, code, end - 1);
  bytes[code] = UNREACHABLE;
  return bytes;
}

/** The bodies in the code section of a module. */
function functionsIn(bytes: Uint8Array): { readonly start: number; readonly end: number }[] {
  const places = [];
  for (let at = HEADER_BYTES; at < bytes.length; ) {
    const [size, start] = numberAt(bytes, at + 1);
    if (bytes[at] === CODE_SECTION) {
      let [count, next] = numberAt(bytes, start);
      for (; count > 0; count -= 1) {
        const [length, body] = numberAt(bytes, next);
        next = body + length;
        places.push({ start: body, end: next });
      }
    }
    at = start + size;
  }
  return places;
}

/** A number of seven bits per byte, and what comes behind it. */
function numberAt(bytes: Uint8Array, at: number): [value: number, next: number] {
  const byte = bytes[at] ?? 0;
  if (byte < 128) return [byte, at + 1];
  const [rest, next] = numberAt(bytes, at + 1);
  return [(byte & 127) | (rest << 7), next];
}
