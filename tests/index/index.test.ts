// Owns the proof that the index knows what the files of a workspace say, and keeps to it when they change.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { type OpenIndex, openIndex, writeFiles } from "./open-index.ts";

const LEDGER = `
/** Money that moves. */
export class Ledger extends Base {
  readonly entries: Entry[] = [];

  /**
   * Adds one.
   */
  add(entry: Entry): void {
    const total = sum(this.entries, "ignored word");
    // commented
    if (total > 0) this.entries.push(entry);
  }
}

const limit = 3;
`;

test("symbols have kind, header, parent, doc line, place and whether they are exported", async () => {
  const { index, outline, folder } = await openIndex({ "src/ledger.ts": LEDGER });
  expect(outline("src/ledger.ts")).toBe(
    `class export class Ledger extends Base
  field readonly entries: Entry[] = []
  method add(entry: Entry): void
constant const limit = 3
`,
  );
  const file = index.fileOf(join(folder, "src/ledger.ts")) ?? -1;
  const { start, end } = index.symbolsIn(file);
  expect(end - start).toBe(4);
  expect([index.docLine(start), index.docLine(start + 2), index.docLine(start + 1)]).toEqual([
    "Money that moves.",
    "Adds one.",
    undefined,
  ]);
  expect([index.isExported(start), index.isExported(start + 3)]).toEqual([true, false]);
  expect([index.hasBody(start + 2), index.hasBody(start + 3)]).toEqual([true, false]);
  expect(index.childrenOf(start)).toEqual([start + 1, start + 2]);
  expect(index.parent(start + 2)).toBe(start);
  expect(index.memberNamed(start, "add")).toBe(start + 2);
  expect(index.languageOf(file)).toBe("typescript");
  expect(LEDGER.slice(index.nameStart(start + 2))).toMatch(/^add\(entry/);
  expect(LEDGER.slice(index.span(start).start, index.span(start).end)).toMatch(/^export class Ledger[^]*}$/);
});

test("words of a body are its identifiers, without strings, comments and bodies inside of it", async () => {
  const { index } = await openIndex({ "ledger.ts": LEDGER });
  const wordsOf = (name: string): readonly string[] => {
    const [symbol = -1] = index.symbolsNamed(index.word(name) ?? -1);
    return [...index.wordsIn(symbol)].map((word) => index.text(word)).sort();
  };
  expect(wordsOf("add")).toEqual(["const", "entries", "entry", "if", "push", "sum", "this", "total"]);
  expect(wordsOf("Ledger")).toEqual(["Entry", "add", "entries", "entry", "readonly", "void"]);
  const outside = [...index.fileWords(0)].map((word) => index.text(word)).sort();
  expect(outside).toEqual(["Base", "Ledger", "class", "const", "export", "extends", "limit"]);
});

test("names are found wherever they are defined, also those that are not ASCII", async () => {
  const { index } = await openIndex({
    "a.ts": "export function größe() {}\nexport function size() {}\n",
    "b.py": "def size():\n    return größe\n",
  });
  const named = (name: string): readonly string[] =>
    index.symbolsNamed(index.word(name) ?? -1).map((symbol) => index.header(symbol));
  expect(named("size").toSorted()).toEqual(["def size():", "export function size()"].toSorted());
  expect(named("größe")).toEqual(["export function größe()"]);
  expect(index.word("nobody")).toBeUndefined();
});

test("files of data are not read", async () => {
  const { index } = await openIndex({ "a.ts": "", "b.json": '{ "key": 1 }', "c.yaml": "key: 1\n" });
  expect([index.fileCount, index.word("key")]).toEqual([1, undefined]);
});

const changes: readonly (readonly [string, (open: OpenIndex) => Promise<void>, string | undefined])[] = [
  [
    "a text in place of the file",
    ({ index, folder }) => index.update(join(folder, "a.ts"), "export class New {}"),
    "a.ts: export class New",
  ],
  [
    "a file that changed",
    ({ index, folder }) => {
      writeFiles(folder, { "a.ts": "export interface New {}" });
      return index.refresh([join(folder, "a.ts")]);
    },
    "a.ts: export interface New",
  ],
  [
    "a file that is new",
    ({ index, folder }) => {
      writeFiles(folder, { "a.ts": "export { New } from './c'", "c.ts": "export type New = 1" });
      return index.refresh([join(folder, "a.ts"), join(folder, "c.ts")]);
    },
    "c.ts: export type New = 1",
  ],
  [
    "a file that is gone",
    ({ index, folder }) => {
      rmSync(join(folder, "a.ts"));
      return index.refresh([join(folder, "a.ts")]);
    },
    undefined,
  ],
  [
    "a walk that finds what nobody told",
    ({ index, folder }) => {
      writeFiles(folder, { "a.ts": "export enum New {}" });
      return index.rescan();
    },
    "a.ts: export enum New",
  ],
];

test.each(changes)("%s is what the index knows from then on", async (_, change, expected) => {
  const open = await openIndex({
    "a.ts": "export class Old {}",
    "b.ts": "import { New, Old } from './a'",
  });
  expect(open.meaning("b.ts", "Old")).toBe("a.ts: export class Old");
  await change(open);
  expect(open.meaning("b.ts", "New")).toBe(expected);
  expect(open.meaning("b.ts", "Old")).toBeUndefined();
  expect(open.index.symbolsNamed(open.index.word("Old") ?? -1)).toEqual([]);
});

const BEFORE = `import { sum } from "./sum.ts";
export function one(a: number) { return sum(a); }
export class Two { three() {} }
`;

test.each([
  ["code inside of a function", "return sum(a);", "const other = a;\n  return sum(other);", true, false],
  ["a comment above everything", "import", "// Two lines\n// more\nimport", true, false],
  ["a header", "one(a: number)", "one(a: string)", true, true],
  ["an import", "{ sum }", "{ sum, other }", true, true],
  ["a name", "three()", "four()", false, true],
  ["a new member", "three() {}", "three() {} four() {}", false, true],
  ["an export", "export class", "class", false, true],
])("%s changes, and symbols keep their numbers where they can", async (_, from, to, keeps, isReshaped) => {
  const { index, folder } = await openIndex({ "a.ts": BEFORE, "sum.ts": "export const sum = 1;" });
  const path = join(folder, "a.ts");
  const file = index.fileOf(path) ?? -1;
  const before = index.symbolsIn(file);
  const told: boolean[] = [];
  index.onChange((change) => told.push(change.kind === "files" && change.reshaped.includes(file)));
  const text = BEFORE.replace(from, to);
  await index.update(path, text);
  const { start, end } = index.symbolsIn(file);
  expect([start === before.start, told]).toEqual([keeps, [isReshaped]]);
  const fresh = await openIndex({ "a.ts": text, "sum.ts": "export const sum = 1;" });
  const other = fresh.index.symbolsIn(fresh.index.fileOf(join(fresh.folder, "a.ts")) ?? -1);
  expect(end - start).toBe(other.end - other.start);
  for (let place = 0; place < end - start; place += 1) {
    const facts = [index, fresh.index].map((each, which) => {
      const symbol = place + (which === 0 ? start : other.start);
      const words = [...each.wordsIn(symbol)].map((word) => each.text(word)).toSorted();
      return [
        each.text(each.name(symbol)),
        each.header(symbol),
        each.span(symbol),
        each.parent(symbol) !== undefined,
        words,
      ];
    });
    expect(facts[0]).toEqual(facts[1]);
  }
});

test("an open buffer stands in front of its file until it is closed", async () => {
  const timers: (() => void)[] = [];
  const { index, documents, folder, meaning } = await openIndex(
    { "a.ts": "export class Old {}" },
    {
      after(_, action) {
        timers.push(action);
        return () => timers.splice(timers.indexOf(action), 1);
      },
    },
  );
  const uri = pathToFileURL(join(folder, "a.ts")).href;
  const next = (): Promise<void> =>
    new Promise((resolve) => {
      const stop = index.onChange(() => {
        stop();
        resolve();
      });
      for (const action of timers.splice(0)) action();
    });
  documents.open(uri, "typescript", 1, "export class Old {}");
  documents.change(uri, 2, [{ text: "export class New {}" }]);
  await next();
  expect(meaning("a.ts", "New")).toBe("a.ts: export class New");
  await index.rescan();
  expect(meaning("a.ts", "New")).toBe("a.ts: export class New");
  documents.close(uri);
  await next();
  expect(meaning("a.ts", "Old")).toBe("a.ts: export class Old");
});
