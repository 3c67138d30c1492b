// Owns the walk over grammars/: every row loads, every query compiles, every sample reads as its list says.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Span } from "../server/documents/text.ts";
import { createLanguages } from "../server/syntax/languages.ts";
import { CAPTURES, QUERY_FILES, readPatterns } from "../server/syntax/queries.ts";
import type { CodeSymbol } from "../server/syntax/symbols.ts";
import type { SyntaxSnapshot } from "../server/syntax/syntax.ts";
import { createTrace } from "../server/trace/trace.ts";
import { parseMarked } from "./support/marked-text.ts";
import { expectCutsRead } from "./syntax/cut-sample.ts";
import { describeScope, listSymbols, openSyntax } from "./syntax/open-syntax.ts";

const GRAMMARS = join(import.meta.dirname, "../grammars");
const { rows } = createLanguages({ trace: createTrace({ write: () => undefined }) });
const languages = rows.map((row) => {
  const samples = join(GRAMMARS, row.folder ?? row.id, "samples");
  const names = readdirSync(samples);
  const sources = names.filter((name) => row.extensions.some((extension) => name.endsWith(extension)));
  return { row, id: row.id, samples, sources };
});

// How many places of each sample are tried; tests/thorough/ tries more.
const CUTS = 20;

/** What a sample says as a whole: symbols, imports, types, problems. */
function listAll(snapshot: SyntaxSnapshot): string {
  const whole: Span = { start: 0, end: snapshot.document.length };
  const imports = snapshot.imports().map(({ source, bindings, isReExport }) => {
    const names = bindings.map(({ imported, local }) =>
      imported === local ? local : `${imported} as ${local}`,
    );
    return `${isReExport ? "re-export" : "import"} ${source}: ${names.join(", ")}\n`;
  });
  const aliases = snapshot.exportAliases().map(({ local, exported }) => `export ${local} as ${exported}\n`);
  const problems = snapshot.problems().map(({ kind, span }) => `${kind} [${span.start}-${span.end}]\n`);
  const types = `types: ${snapshot.typeNames(whole).join(", ")}\n`;
  return [listSymbols(snapshot.symbols()), ...imports, ...aliases, types, ...problems].join("");
}

function withoutInsides(symbol: CodeSymbol): CodeSymbol {
  const isFunction = ["function", "method", "constructor"].includes(symbol.kind);
  // Parameters of a constructor may declare members.
  const reachable = symbol.children.filter(
    ({ kind }) => !isFunction || (symbol.kind === "constructor" && kind === "field"),
  );
  return { ...symbol, children: reachable.map(withoutInsides) };
}

/** Members that methods give their instance are told to other files only: in the file itself they lie inside of functions. */
function withoutGiven(symbol: CodeSymbol): CodeSymbol {
  const own = symbol.children.filter(({ signature }) => !/^(?:this|self)\./.test(signature));
  return { ...symbol, children: own.map(withoutGiven) };
}

describe.each(languages)("$id", ({ row, samples, sources }) => {
  const { read, syntax, lines } = openSyntax();
  const readSample = (name: string): SyntaxSnapshot =>
    read(row.id, readFileSync(join(samples, name), "utf8"));

  test("loads, and each alias and extension leads to it", () => {
    for (const id of [row.id, ...(row.aliases ?? [])]) expect(read(id, "").language.id).toBe(row.id);
    for (const extension of row.extensions) expect(syntax.languageOf(`/a/b${extension}`)).toBe(row.id);
    expect(lines).toEqual([]);
  });

  test("has samples", () => {
    expect(sources.length).toBeGreaterThan(0);
  });

  test.each(sources)("%s reads as its list says", async (name) => {
    const snapshot = readSample(name);
    await expect(listAll(snapshot)).toMatchFileSnapshot(join(samples, `${name}.symbols`));
    snapshot.cursorAt(0);
    snapshot.bindings({ start: 0, end: 1 });
    snapshot.parts();
    snapshot.flow();
    // All queries are compiled by now, and a broken one would have been told.
    expect(lines).toEqual([]);
  });

  test.each(sources)("%s cut anywhere is read without a bug, as if typed there", (name) => {
    expectCutsRead(read, row.id, readFileSync(join(samples, name), "utf8"), CUTS);
    expect(lines).toEqual([]);
  });

  test.each(sources)("%s: the symbols around an offset are those of the whole list", (name) => {
    const whole = readSample(name);
    const symbols = whole.symbols();
    for (let part = 0; part <= CUTS; part += 1) {
      // Of a fresh one not all symbols are at hand.
      const snapshot = readSample(name);
      const offset = Math.floor((snapshot.document.length * part) / CUTS);
      const enclosing = snapshot.cursorAt(offset).enclosing.map((symbol) => ({ ...symbol }));
      expect(enclosing).toEqual(whole.cursorAt(offset).enclosing);
      let known = symbols;
      for (const symbol of enclosing) {
        const same = known.find(({ nameSpan }) => nameSpan.start === symbol.nameSpan.start);
        expect(symbol).toEqual(same);
        known = same?.children ?? [];
      }
    }
  });

  // Keys of data go as deep as they like, and nothing imports them.
  const outlined = row.holds === "data" ? [] : sources;
  test.each(outlined)(
    "%s: the outline is the whole list without what lies inside of functions, but for members given there",
    (name) => {
      const text = readFileSync(join(samples, name), "utf8");
      const snapshot = readSample(name);
      const outline = syntax.outline(row.id, text);
      expect(outline?.symbols.map(withoutGiven)).toEqual(snapshot.symbols().map(withoutInsides));
      expect(outline?.imports).toEqual(expect.arrayContaining([...snapshot.imports()]));
      expect(outline?.exportAliases).toEqual(snapshot.exportAliases());
    },
  );

  test("cursor scopes are as its cases say", async () => {
    const cases = readFileSync(join(samples, "cursor.cases"), "utf8").split(/^--- /m).slice(1);
    const scopes = cases.map((entry) => {
      const [title = "", ...lines] = entry.split("\n");
      const { text, cursor = 0 } = parseMarked(lines.join("\n").replace(/\n$/, ""));
      const snapshot = read(row.id, text);
      return `--- ${title}\n${describeScope(snapshot, snapshot.cursorAt(cursor))}\n`;
    });
    await expect(scopes.join("")).toMatchFileSnapshot(join(samples, "cursor.scopes"));
  });
});

test("every capture in use is in the table of grammars/README.md, and the tables hold no other", () => {
  const readme = readFileSync(join(GRAMMARS, "README.md"), "utf8");
  for (const file of QUERY_FILES) {
    const section = readme.split(`## ${file}.scm`)[1]?.split("\n## ")[0] ?? "";
    const listed = [...section.matchAll(/^\| (`@.*?`) \|/gm)].flatMap(([row]) =>
      [...row.matchAll(/`@([\w.-]+)`/g)].map((match) => match[1]),
    );
    expect(listed.toSorted()).toEqual([...CAPTURES[file]].toSorted());
  }
});

test("every capture the tables know is used by some grammar", () => {
  for (const file of QUERY_FILES) {
    const patterns = languages.flatMap(({ row }) => readPatterns(join(GRAMMARS, row.folder ?? row.id), file));
    const used = new Set(
      patterns.flatMap((pattern) => [...pattern.matchAll(/@([\w.-]+)/g)].map(([, name]) => name)),
    );
    expect(CAPTURES[file].filter((name) => !used.has(name))).toEqual([]);
  }
});
