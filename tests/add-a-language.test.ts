// Owns the promise that a language is data: the steps of grammars/README.md, followed in a folder of their own, with nothing changed in server/.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { parseMarked } from "./support/marked-text.ts";
import { describeScope, listSymbols, openSyntax } from "./syntax/open-syntax.ts";

const GRAMMARS = join(import.meta.dirname, "../grammars");
const folder = mkdtempSync(join(tmpdir(), "add-a-language-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The code blocks of the tutorial, without the indentation of their list. */
function codeBlocks(): readonly string[] {
  const readme = readFileSync(join(GRAMMARS, "README.md"), "utf8");
  const tutorial = readme.split("## Add a language")[1]?.split("\n## ")[0] ?? "";
  return [...tutorial.matchAll(/^ {3}```\w+\n([^]*?)^ {3}```$/gm)].map(([, code = ""]) =>
    code.replaceAll(/^ {3}/gm, ""),
  );
}

test("the tutorial adds a language", () => {
  const [row = "", tags = "", scopes = "", types = "", sample = "", cases = "", list = ""] = codeBlocks();
  cpSync(GRAMMARS, folder, { recursive: true });
  const rows: unknown = JSON.parse(readFileSync(join(folder, "languages.json"), "utf8"));
  if (!Array.isArray(rows)) throw new Error("languages.json is no list");
  writeFileSync(join(folder, "languages.json"), JSON.stringify([...rows, JSON.parse(row)]));
  mkdirSync(join(folder, "solidity"));
  writeFileSync(join(folder, "solidity", "tags.scm"), tags);
  writeFileSync(join(folder, "solidity", "scopes.scm"), scopes);
  writeFileSync(join(folder, "solidity", "types.scm"), types);

  const { syntax, read, lines } = openSyntax({ grammars: folder });
  const id = syntax.languageOf("/a/ledger.sol");
  const snapshot = read(id, sample);
  const imports = snapshot.imports().map(({ source, names }) => `import ${source}: ${names.join(", ")}\n`);
  expect(listSymbols(snapshot.symbols()) + imports.join("")).toBe(list);
  expect(snapshot.typeNames({ start: 0, end: sample.length })).toEqual(["Owned"]);
  expect(snapshot.problems()).toEqual([]);

  const { text, cursor = 0 } = parseMarked(cases.replace(/^--- .*\n/, ""));
  const inside = read(id, text);
  expect(describeScope(inside, inside.cursorAt(cursor))).toContain(
    "enclosing: class A > method f\nblock, empty",
  );
  expect(lines).toEqual([]);
});
