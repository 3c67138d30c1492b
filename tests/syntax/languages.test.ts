// Owns what happens to languages without a working grammar.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openSyntax } from "./open-syntax.ts";

const folder = mkdtempSync(join(tmpdir(), "grammars-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ROW = { extensions: [], comment: { line: "#" }, block: "indent" };
cpSync(join(import.meta.dirname, "../../grammars/python"), join(folder, "python"), { recursive: true });
cpSync(join(folder, "python"), join(folder, "odd"), { recursive: true });
writeFileSync(join(folder, "odd", "tags.scm"), "(no_such_node) @name @definition.class");
cpSync(join(folder, "python"), join(folder, "captures"), { recursive: true });
writeFileSync(join(folder, "captures", "types.scm"), "(type) @color");
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
  ]),
);

const BROKEN = [
  { id: "missing", says: "Cannot find module 'tree-sitter-not-installed'" },
  { id: "no-export", says: "tree-sitter-python exports no grammar" },
  { id: "no-grammar", says: "typescript exports no grammar" },
  { id: "no-folder", says: "ENOENT" },
  { id: "captures", says: "types.scm uses the unknown capture @color" },
];

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
