// Owns the proof that symbols read again after a change are those of a whole reading, and that little is read.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Change, joined } from "../../server/syntax/symbols-again.ts";
import { openSyntax } from "./open-syntax.ts";

const GRAMMARS = join(import.meta.dirname, "../../grammars");

function sampleOf(languageId: string): string {
  const folder = join(GRAMMARS, languageId, "samples");
  const name = readdirSync(folder).find((file) => !/\.(symbols|cases|scopes)$/.test(file));
  return readFileSync(join(folder, name ?? ""), "utf8");
}

/** A class whose body is too long for a stub, so that changes go on inside of it. */
const LONG_CLASS = {
  typescript: `/** Long. */\nexport class Long {\n${Array.from({ length: 40 }, (_, n) => `  /** Method ${n}. */\n  @once\n  method${n}(a: number): void {\n    const inner = () => { use(a); };\n  }\n`).join("\n")}}\n`,
  python: `class Long:\n    """Long."""\n\n${Array.from({ length: 40 }, (_, n) => `    @once\n    def method_${n}(self, a):\n        """Method."""\n        def inner():\n            use(a)\n`).join("\n")}\n`,
  java: `/** Long. */\nclass Long {\n${Array.from({ length: 40 }, (_, n) => `  /** Method. */\n  void method${n}(int a) {\n    use(a, "some longer text");\n  }\n`).join("\n")}}\n`,
  ruby: `class Long\n${Array.from({ length: 60 }, (_, n) => `  # Method.\n  def method_${n}(a)\n    use(a)\n  end\n`).join("\n")}end\n`,
  go: "",
  cpp: "",
} as const;

const PIECES = [
  "\n",
  " ",
  "x",
  "(",
  ")",
  "{",
  "}",
  '"',
  "//",
  "#",
  "/*",
  "*/",
  "end\n",
  "def f():\n",
  "class B {",
  "@deco\n",
  "function g() {}\n",
  "export ",
  "pass",
  ";",
  ":",
  "    ",
];
const edits = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.constantFrom(0, 0, 0, 1, 5, 40),
    newText: fc.array(fc.constantFrom(...PIECES), { maxLength: 3 }).map((pieces) => pieces.join("")),
  }),
  { minLength: 12, maxLength: 12 },
);

describe.each(Object.keys(LONG_CLASS) as (keyof typeof LONG_CLASS)[])("%s", (languageId) => {
  const start = sampleOf(languageId) + LONG_CLASS[languageId] + sampleOf(languageId);

  test("after any edits the symbols are those of the whole tree", () => {
    let kept = 0;
    const property = fc.property(edits, (wanted) => {
      const { documents, syntax, open } = openSyntax();
      const { uri } = open(languageId, start);
      let before = syntax.snapshot(documents.get(uri) ?? expect.fail())?.symbols() ?? [];
      wanted.forEach(({ at, length, newText }, index) => {
        const document = documents.get(uri) ?? expect.fail();
        const offset = Math.floor(at * document.length);
        const range = { start: document.positionAt(offset), end: document.positionAt(offset + length) };
        documents.change(uri, document.version + 1, [{ range, text: newText }]);
        // Not every version is asked: changes then add up.
        if (index % 4 === 3) return;
        const snapshot = syntax.snapshot(documents.get(uri) ?? expect.fail()) ?? expect.fail();
        const symbols = snapshot.symbols();
        const whole = snapshot.with([]);
        // Of broken code a further parse may make another tree.
        if (whole.describe() !== snapshot.describe()) return;
        expect(symbols).toEqual(whole.symbols());
        if (symbols[0] !== undefined && symbols[0] === before[0]) kept += 1;
        before = symbols;
      });
    });
    fc.assert(property, { seed: 7, numRuns: 3 });
    // Most of these edits break something, and many of them the file as a whole.
    expect(kept).toBeGreaterThan(0);
  });

  test("a key inside of a function leaves all other symbols as they are", () => {
    const { documents, syntax, open } = openSyntax();
    const { uri } = open(languageId, start);
    const before = syntax.snapshot(documents.get(uri) ?? expect.fail())?.symbols() ?? [];
    const document = documents.get(uri) ?? expect.fail();
    const at = document.positionAt(start.lastIndexOf("use(a") + 5);
    if (!start.includes("use(a")) return;
    documents.change(uri, 2, [{ range: { start: at, end: at }, text: "b" }]);
    const after = syntax.snapshot(documents.get(uri) ?? expect.fail())?.symbols() ?? [];
    expect(after[0]).toBe(before[0]);
    const long = (symbols: typeof after) => symbols.find(({ name }) => name === "Long")?.children ?? [];
    expect(long(after)[0]).toBe(long(before)[0]);
    expect(long(after).length).toBe(long(before).length);
  });
});

test("two changes after each other are one", () => {
  const text = fc.string({ maxLength: 20 });
  const edit = fc.record({ at: fc.nat(30), length: fc.nat(6), text: fc.string({ maxLength: 6 }) });
  const apply = (
    before: string,
    { at, length, text: added }: { at: number; length: number; text: string },
  ) => {
    const start = Math.min(at, before.length);
    const oldEnd = Math.min(start + length, before.length);
    const after = before.slice(0, start) + added + before.slice(oldEnd);
    return { after, change: { start, oldEnd, newEnd: start + added.length } };
  };
  fc.assert(
    fc.property(text, fc.array(edit, { minLength: 1, maxLength: 5 }), (before, wanted) => {
      let now = before;
      let change: Change | undefined;
      for (const each of wanted) {
        const made = apply(now, each);
        now = made.after;
        change = joined(change, made.change);
      }
      if (change === undefined) return;
      expect(now.slice(0, change.start)).toBe(before.slice(0, change.start));
      expect(now.slice(change.newEnd)).toBe(before.slice(change.oldEnd));
    }),
    { seed: 3 },
  );
});
