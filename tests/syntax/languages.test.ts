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
    { ...ROW, id: "no-wasm", folder: "python", package: "tree-sitter-not-installed", wasm: WASM },
  ]),
);

const BROKEN = [
  { id: "missing", says: "Cannot find module 'tree-sitter-not-installed'" },
  { id: "no-export", says: "the package exports no grammar" },
  { id: "no-grammar", says: "the package exports no grammar" },
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
