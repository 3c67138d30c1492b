// What became of a suggestion, told by the changes that editors really send.
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type AppliedChange,
  createDocuments,
  type IncomingChange,
} from "../../server/documents/documents.ts";
import { createShown } from "../../server/generate/shown.ts";

const URI = "file:///w/a.ts";

/** `const a = ‸` with a suggestion behind it, and what the changes make of that. */
function play(suggestion: string, changes: readonly IncomingChange[]): readonly (string | undefined)[] {
  const documents = createDocuments();
  const document = documents.open(URI, "typescript", 1, "const a = \nend();\n");
  const shown = createShown();
  shown.show(document, { id: "s", edit: { span: { start: 10, end: 10 }, newText: suggestion } });
  const applied: AppliedChange[] = [];
  documents.subscribe((event) => {
    if (event.kind === "changed") applied.push(...event.changes);
  });
  for (const [index, change] of changes.entries()) documents.change(URI, index + 2, [change]);
  return applied.map((change) => {
    const became = shown.changed(change);
    return became && `${became.kind} ${became.kept}`;
  });
}

/** Puts `text` at a column of the first line, over `replaced` characters. */
function put(text: string, character: number, replaced = 0): IncomingChange {
  const at = (column: number) => ({ line: 0, character: column });
  return { text, range: { start: at(character), end: at(character + replaced) } };
}
const key = (sign: string, character: number): IncomingChange => put(sign, character);

test.each([
  ["taken whole", "run(1);", [put("run(1);", 10)], ["accepted 7"]],
  [
    "taken word by word",
    "run(one, two);",
    [put("run(", 10), put("one, two);", 14)],
    [undefined, "accepted 14"],
  ],
  ["typed to its end", "ab;", [key("a", 10), key("b", 11), key(";", 12)], [undefined, undefined, "typed 3"]],
  [
    "typed with a bracket the editor closes",
    "f(x)",
    [key("f", 10), put("()", 11), key("x", 12), put(")", 13, 1)],
    [undefined, undefined, undefined, undefined],
  ],
  ["typed against at once", "run(1);", [key("x", 10)], ["rejected 0"]],
  ["typed along, then against", "run(1);", [key("r", 10), key("e", 11)], [undefined, "rejected 1"]],
  [
    "deleted and typed again",
    "ab;",
    [key("a", 10), put("", 10, 1), key("a", 10), key("b", 11), key(";", 12)],
    [undefined, undefined, undefined, undefined, "typed 3"],
  ],
  [
    "an edit below decides nothing",
    "ab;",
    [
      { text: "x", range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } } },
      put("ab;", 10),
    ],
    [undefined, "accepted 3"],
  ],
  ["an edit before moves it", "ab;", [put("let", 0, 5), put("ab;", 8)], [undefined, "accepted 3"]],
  ["the line is deleted", "ab;", [put("", 4, 7)], [undefined]],
  ["the whole text is sent: taken", "run(1);", [{ text: "const a = run(1);\nend();\n" }], ["accepted 7"]],
  [
    "the whole text is sent: a key along",
    "run(1);",
    [{ text: "const a = r\nend();\n" }, { text: "const a = rx\nend();\n" }],
    [undefined, "rejected 1"],
  ],
  ["the whole text is sent: another line", "run(1);", [{ text: "const a = \nend(2);\n" }], [undefined]],
] satisfies readonly (readonly [
  string,
  string,
  readonly IncomingChange[],
  readonly (string | undefined)[],
])[])("%s", (_what, suggestion, changes, expected) => {
  expect(play(suggestion, changes)).toEqual(expected);
});

test("what is indented further is still there, and can be taken", () => {
  const documents = createDocuments();
  const document = documents.open(URI, "typescript", 1, "f();\n\n");
  const shown = createShown();
  shown.show(document, { id: "s", edit: { span: { start: 5, end: 5 }, newText: "  ab;" } });
  const became: unknown[] = [];
  documents.subscribe((event) => {
    if (event.kind === "changed") became.push(...event.changes.map((change) => shown.changed(change)?.kind));
  });
  for (const [index, text] of ["    ", "  ", "ab;"].entries()) {
    const place = { line: 1, character: [0, 4, 6][index] ?? 0 };
    documents.change(URI, index + 2, [{ text, range: { start: place, end: place } }]);
  }
  expect(became).toEqual([undefined, undefined, "accepted"]);
});

test("whatever is typed along in whatever pieces is kept whole", () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z(){};😀]{1,4}$/u), { minLength: 1, maxLength: 8 }),
      (pieces) => {
        let column = 10;
        const changes = pieces.map((piece) => {
          const change = put(piece, column);
          column += piece.length;
          return change;
        });
        const whole = pieces.join("");
        const became = play(whole, changes);
        expect(became.slice(0, -1).every((each) => each === undefined)).toBe(true);
        expect(became.at(-1)).toMatch(new RegExp(`^(accepted|typed) ${whole.length}$`));
      },
    ),
  );
});
