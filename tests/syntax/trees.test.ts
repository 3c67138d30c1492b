// Owns the life of trees: what edits, closing, size and time do to them.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { DocumentSnapshot } from "../../server/documents/documents.ts";
import { applyEdits, type TextEdit } from "../../server/documents/text.ts";
import { PARSE_LIMITS } from "../../server/syntax/parsing.ts";
import { Failure } from "../../server/trace/failure.ts";
import { listSymbols, openSyntax, PATIENT } from "./open-syntax.ts";

const LANGUAGES = ["typescript", "typescriptreact", "javascript", "python"] as const;

const START = {
  typescript: "class A {\r\n  m(x: number) { return `a${x}😀`; }\r\n}\n// é\rlet b = 1;\n",
  typescriptreact: 'const a = <p title="x">é {b} 😀</p>;\r\nfunction f() {\r  return 1;\n}\n',
  javascript: "const f = (a) => {\n  return /x/.test(a);\r\n};\r\r\nexport { f };\n",
  python: 'class A:\r\n    def m(self):\r\n        """é 😀"""\r\n        return [1,\r 2]\n\nx = f"{A}"\n',
};

// Line ends of every kind, characters of every length, and what opens or closes something.
const PIECES = [
  "\n",
  "\r\n",
  "\r",
  "😀",
  "e\u0301",
  "\u200d",
  " ",
  "    ",
  "\t",
  "x",
  "1",
  "(",
  ")",
  "{",
  "}",
].concat([
  '"',
  "`",
  "${",
  "'''",
  "//",
  "#",
  "/*",
  "*/",
  "def f():\n",
  "class B:\n",
  "function g() {",
  "=> ",
  ";",
  ":",
  "<p>",
]);

/** Places are fractions, so that they fit whatever the text has become. */
const changes = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(12),
  newText: fc.array(fc.constantFrom(...PIECES), { maxLength: 4 }).map((pieces) => pieces.join("")),
});

/** An edit in code points, as an editor would make it: never inside a pair or a line ending. */
function toEdit(
  document: DocumentSnapshot,
  change: { at: number; length: number; newText: string },
): TextEdit {
  const snap = (offset: number): number => document.offsetAt(document.positionAt(offset));
  const start = snap(Math.floor(change.at * document.length));
  return {
    span: { start, end: snap(Math.min(document.length, start + change.length)) },
    newText: change.newText,
  };
}

/**
 * Trees must be equal where the text is whole. Where it is broken, tree-sitter's recovery depends on what it can reuse,
 * so that only the text is compared, and the tree again when the first text was put back by two more edits.
 */
describe.each(LANGUAGES)("F20 %s: 2,500 edits", (languageId) => {
  const fresh = openSyntax();
  const rounds = fc.array(changes, { minLength: 30, maxLength: 30 });

  test("text and tree are those of a fresh start", { timeout: 60_000 }, () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    let compared = 0;
    const property = fc.property(rounds, (wanted) => {
      const { documents, syntax, open } = openSyntax();
      const { uri } = open(languageId, START[languageId]);
      let text: string = START[languageId];
      const apply = (edit: TextEdit): void => {
        const current = documents.get(uri) ?? expect.fail();
        const range = {
          start: current.positionAt(edit.span.start),
          end: current.positionAt(edit.span.end),
        };
        documents.change(uri, current.version + 1, [{ range, text: edit.newText }]);
        text = applyEdits(text, [edit]);
      };
      const compare = (): void => {
        const current = documents.get(uri) ?? expect.fail();
        expect(current.getText()).toBe(text);
        const snapshot = fresh.read(languageId, text);
        const tree = syntax.snapshot(current)?.describe();
        if (snapshot.problems().length > 0) return;
        compared += 1;
        expect(tree).toBe(snapshot.describe());
      };
      wanted.forEach((change, index) => {
        const edit = toEdit(documents.get(uri) ?? expect.fail(), change);
        apply(edit);
        // Not every version is read: the next parse then starts from several edits.
        if (index % 3 > 0) compare();
        // Nor is there always time between two keys to copy the tree for the next one.
        if (index % 2 > 0) vi.runOnlyPendingTimers();
      });
      const whole = START[languageId];
      apply({ span: { start: 0, end: 0 }, newText: whole });
      apply({ span: { start: whole.length, end: text.length }, newText: "" });
      compare();
    });
    fc.assert(property, { seed: 20, numRuns: 42 });
    expect(compared).toBeGreaterThan(42);
  });

  test("a trial leaves the snapshot alone", () => {
    const property = fc.property(fc.array(changes, { minLength: 1, maxLength: 4 }), (wanted) => {
      const snapshot = fresh.read(languageId, START[languageId]);
      const before = snapshot.describe();
      const edits = wanted
        .map((change) => toEdit(snapshot.document, change))
        .sort((a, b) => a.span.start - b.span.start)
        .filter(({ span }, index, all) => span.start > (all[index - 1]?.span.end ?? -1));
      const trial = snapshot.with(edits);
      const text = applyEdits(START[languageId], edits);
      expect(trial.document.getText()).toBe(text);
      const again = fresh.read(languageId, text);
      if (again.problems().length === 0) expect(trial.describe()).toBe(again.describe());
      expect(snapshot.describe()).toBe(before);
    });
    fc.assert(property, { seed: 20, numRuns: 100 });
  });
});

/** Lets slices of work between requests run until there is a snapshot or `turns` are over. */
async function readLater(
  { syntax }: ReturnType<typeof openSyntax>,
  document: DocumentSnapshot,
  turns = 5000,
) {
  for (let turn = 0; turn < turns; turn += 1) {
    const snapshot = syntax.snapshot(document);
    if (snapshot !== undefined) return snapshot;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return undefined;
}

const HOSTILE = [
  { title: "50 MB file", text: () => "const a = 1;\n".repeat(4_000_000) },
  { title: "one line of 10 MB", text: () => `const a = "${"x".repeat(10_000_000)}";` },
  { title: "one line of 4 MB", text: () => `const a = "${"x".repeat(4_000_000)}";` },
  { title: "100,000 open brackets", text: () => "[".repeat(100_000) },
  { title: "100,000 brackets that close", text: () => `${"[".repeat(100_000)}${"]".repeat(100_000)}` },
  { title: "100,000 blocks that close", text: () => `${"{".repeat(100_000)}${"}".repeat(100_000)}` },
  { title: "100,000 calls that do not close", text: () => "f(a, b[".repeat(100_000) },
  { title: "100,000 angle brackets", text: () => "a<".repeat(100_000) },
];

describe("F21 text that is too much", () => {
  test.each(HOSTILE)("$title: the budget holds, and a key after it", { timeout: 60_000 }, ({ text }) => {
    const { syntax, documents, open } = openSyntax({ limits: PARSE_LIMITS });
    const document = open("typescript", text());
    // Processor time, so that it is no matter what else the machine does, with room for loading the grammar and for the
    // garbage of the rows before; without a budget these texts take from several seconds to minutes.
    const read = (limitMs: number): void => {
      const current = documents.get(document.uri) ?? document;
      const before = process.cpuUsage();
      syntax.snapshot(current)?.cursorAt(Math.floor(current.length / 2));
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1000).toBeLessThan(limitMs);
    };
    read(2000);
    for (let version = 2; version < 6; version += 1) {
      const start = { line: 0, character: 5 };
      documents.change(document.uri, version, [{ range: { start, end: start }, text: "x" }]);
      read(1000);
    }
  });

  test.each(["typescript", "python"])(
    "%s: what the tree of deep brackets says",
    { timeout: 30_000 },
    async (id) => {
      const room = openSyntax();
      const document = room.open(id, `x = ${"[".repeat(20_000)}${"]".repeat(20_000)}\n`);
      const snapshot = await readLater(room, document);
      expect(snapshot?.symbols()).toHaveLength(id === "python" ? 1 : 0);
      expect(snapshot?.problems()).toEqual([]);
      expect(snapshot?.cursorAt(10_000).position).toBe("code");
      expect(snapshot?.describe().match(/\(/g)?.length).toBeGreaterThan(40_000);
    },
  );

  test("what did not fit is finished between other work, with the edits that came meanwhile", async () => {
    const room = openSyntax({ limits: { ...PATIENT, first: 1, slice: 5 } });
    const lines = Array.from(
      { length: 5000 },
      (_, index) => `export const f${index} = (a: number) => a * ${index};`,
    );
    const { uri } = room.open("typescript", lines.join("\n"));
    const current = (): DocumentSnapshot => room.documents.get(uri) ?? expect.fail();
    expect(room.syntax.snapshot(current())).toBeUndefined();
    const start = { line: 0, character: 14 };
    room.documents.change(uri, 2, [{ range: { start, end: start }, text: "irst" }]);
    const snapshot = await readLater(room, current());
    expect(snapshot?.symbolAt(10)?.name).toBe("first0");
    expect(snapshot?.describe()).toBe(openSyntax().read("typescript", current().getText()).describe());
  });

  test("what does not end is given up", async () => {
    const room = openSyntax({ limits: { ...PATIENT, first: 1, slice: 1, slices: 3 } });
    const document = room.open("typescript", "f(a, b[".repeat(50_000));
    expect(await readLater(room, document, 50)).toBeUndefined();
  });

  test("a text that shrank is parsed again", () => {
    const { syntax, documents, open } = openSyntax();
    const { uri } = open("python", "x = 1\n".repeat(1_000_000));
    const last = { line: 1_000_000, character: 0 };
    expect(syntax.snapshot(documents.get(uri) ?? expect.fail())).toBeUndefined();
    documents.change(uri, 2, [{ range: { start: { line: 1, character: 0 }, end: last }, text: "" }]);
    expect(syntax.snapshot(documents.get(uri) ?? expect.fail())?.symbols()).toHaveLength(1);
  });

  test("a trial that becomes too long says so", () => {
    const snapshot = openSyntax().read("python", "x = 1\n");
    const grow = (): unknown =>
      snapshot.with([{ span: { start: 0, end: 0 }, newText: "y = 2\n".repeat(1_000_000) }]);
    expect(grow).toThrow(new Failure("timeout", "the edited text takes too long to parse"));
  });
});

describe("snapshots", () => {
  test("an older version keeps its answers", () => {
    const { syntax, documents, open } = openSyntax();
    const first = open("typescript", "function a() {}");
    const before = syntax.snapshot(first);
    const list = listSymbols(before?.symbols() ?? []);
    const start = { line: 0, character: 0 };
    documents.change(first.uri, 2, [{ range: { start, end: start }, text: "class B {}\n" }]);
    syntax.snapshot(documents.get(first.uri) ?? first);
    expect(before?.describe()).toContain("[0-15]");
    expect(listSymbols(before?.symbols() ?? [])).toBe(list);
    expect(listSymbols(syntax.snapshot(first)?.symbols() ?? [])).toBe(list);
  });

  test("the same version gives the same snapshot, and a version without changes the same tree", () => {
    const { syntax, documents, open } = openSyntax();
    const first = open("typescript", "function a() {}");
    const snapshot = syntax.snapshot(first);
    expect(syntax.snapshot(first)).toBe(snapshot);
    documents.change(first.uri, 2, []);
    const second = documents.get(first.uri) ?? first;
    expect(syntax.snapshot(second)?.document).toBe(second);
    expect(syntax.snapshot(second)?.describe()).toBe(snapshot?.describe());
  });

  test("a whole new text is parsed from nothing", () => {
    const { syntax, documents, open } = openSyntax();
    const { uri } = open("typescript", "function a() {}");
    documents.change(uri, 2, [{ text: "class B {}" }]);
    const snapshot = syntax.snapshot(documents.get(uri) ?? expect.fail());
    expect(snapshot?.symbols().map(({ name }) => name)).toEqual(["B"]);
  });

  test("trees go with the document that is closed", async () => {
    const { syntax, documents, open } = openSyntax();
    const { uri } = open("typescript", "function a() {}");
    const tree = new WeakRef(syntax.snapshot(documents.get(uri) ?? expect.fail()) ?? expect.fail());
    documents.close(uri);
    setFlagsFromString("--expose-gc");
    const collect: unknown = runInNewContext("gc");
    if (typeof collect !== "function") expect.fail("no gc");
    // A WeakRef lives to the end of the turn that made it.
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    expect(tree.deref()).toBeUndefined();
  });

  test("a text that is not open is read and let go", () => {
    const { syntax } = openSyntax();
    const file = syntax.extract("python", "from a import b\n\nclass C:\n    pass\n");
    expect(file?.imports.map(({ source }) => source)).toEqual(["a"]);
    expect(file?.symbols.map(({ name }) => name)).toEqual(["C"]);
    expect(syntax.extract("cobol", "MOVE A TO B.")).toBeUndefined();
  });
});
