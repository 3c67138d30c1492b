// Where each filter ends an answer, whatever the pieces it comes in, and that it closes what it reads.
import fc from "fast-check";
import { expect, test } from "vitest";
import { type FilterView, filterStream } from "../../server/generate/stream-filters.ts";

const LINE: FilterView = {
  shape: "line",
  position: () => "code",
  isChat: false,
  before: "",
  after: "",
  heldBlank: "",
  unit: () => undefined,
  lineAbove: undefined,
  nextLine: undefined,
  blockColumns: 0,
};
const BLOCK: FilterView = { ...LINE, shape: "block", before: "  ", nextLine: "}", blockColumns: 2 };
const DEFINITION: FilterView = { ...LINE, shape: "definition", before: "  " };
const STRING: FilterView = { ...LINE, before: 'log("hello ', position: () => "string" };
const CHAT: FilterView = { ...LINE, isChat: true };

const ROWS: readonly (readonly [what: string, view: FilterView, answer: string, text: string])[] = [
  ["the first line with text", LINE, "a();\nb();\n", "a();\n"],
  ["blank lines before it", LINE, "\n\n  a();\nb();\n", "\n\n  a();\n"],
  ["an answer without a newline", LINE, "a();", "a();"],
  ["a bracket opened in the line", LINE, "f({\n  a,\n});\nb();\n", "f({\n  a,\n});\n"],
  ["a bracket opened before the cursor", { ...LINE, before: "f(" }, "a,\n  b);\nc();\n", "a,\n  b);\n"],
  ["a bracket in a string", LINE, 'f("(");\nb();\n', 'f("(");\n'],
  ["code behind the cursor", { ...LINE, before: "f(", after: ") + c" }, "a, {\n  b\n}\n", "a, {\n"],
  [
    "closers behind the cursor",
    { ...LINE, before: "f(", after: ");" },
    "{\n  b\n});\nc();\n",
    "{\n  b\n});\n",
  ],
  [
    "a block closed before the cursor",
    { ...LINE, before: "} " },
    "else {\n  a();\n}\nb();\n",
    "else {\n  a();\n}\n",
  ],
  ["a colon in Python", LINE, "if x:\n    return 1\ny = 2\n", "if x:\n    return 1\n"],
  ["CRLF", LINE, "a();\r\nb();\r\n", "a();\n"],
  ["the line below", { ...BLOCK, nextLine: "  done();" }, "a();\n  done();\n  b();\n", "a();\n"],
  ["the end of the block", BLOCK, "a();\n  b();\n}\nc();\n", "a();\n  b();\n"],
  ["the end of a block nobody closed", { ...BLOCK, nextLine: undefined }, "a();\n}\nc();\n", "a();\n}\n"],
  ["blank lines in the block", BLOCK, "a();\n\n  b();\n}\n", "a();\n\n  b();\n"],
  ["a deeper block", BLOCK, "if (a) {\n    b();\n  }\n}\n", "if (a) {\n    b();\n  }\n"],
  ["a definition in braces", DEFINITION, "f() {\n    a();\n  }\n  g() {}\n", "f() {\n    a();\n  }\n"],
  ["a definition on one line", DEFINITION, "f() { return 1; }\n  g() {}\n", "f() { return 1; }\n"],
  [
    "parameters over several lines",
    DEFINITION,
    "f(\n    a,\n  ) {\n    b();\n  }\n  g();\n",
    "f(\n    a,\n  ) {\n    b();\n  }\n",
  ],
  [
    "an indented definition",
    DEFINITION,
    "def f(self):\n    return 1\n\n  def g(self):\n",
    "def f(self):\n    return 1\n\n",
  ],
  [
    "a decorated definition",
    DEFINITION,
    "@cached\n  def f(self):\n    return 1\n  x = 2\n",
    "@cached\n  def f(self):\n    return 1\n",
  ],
  [
    "a body behind a signature",
    { ...DEFINITION, before: "function f()" },
    " {\n  a();\n}\nb();\n",
    " {\n  a();\n}\n",
  ],
  ["a string that is closed already", { ...STRING, after: '");' }, 'world"); foo();\n', "world"],
  ["an escaped quote in it", { ...STRING, after: '"' }, 'a \\"b\\" c" + d\n', 'a \\"b\\" c'],
  ["a string that is not closed", STRING, 'world");\nfoo();\n', 'world");\n'],
  [
    "a bracket opened in a comment",
    { ...LINE, before: "// see (", position: () => "comment" },
    "above\nfoo();\n",
    "above\n",
  ],
  ["the path of the file", LINE, "// src/a.ts\na();\nb();\n", "a();\n"],
  ["the path of another file", BLOCK, "a();\n  # lib/other.py\n  b();\n", "a();\n"],
  ["a licence", LINE, "// Copyright 2020 Somebody\n// All rights reserved\na();\n", ""],
  [
    "two spaces for a tab",
    { ...BLOCK, before: "\t", unit: () => "\t", blockColumns: 4 },
    "a(() => {\n    b();\n  });\n}\n",
    "a(() => {\n\t\tb();\n\t});\n",
  ],
  ["tabs", { ...BLOCK, before: "\t", blockColumns: 4 }, "a();\n\tb();\n}\n", "a();\n\tb();\n"],
  ["a token of the model", LINE, "a();<|endoftext|>b", "a();"],
  ["a token that is none", LINE, "a <| b", "a <| b"],
  ["a comparison", LINE, "a < b", "a < b"],
  ["the blank the prompt left out", { ...LINE, heldBlank: " " }, " min(a);\n", "min(a);\n"],
  ["no blank where the prompt left one out", { ...LINE, heldBlank: " " }, "(a);\n", "(a);\n"],
  ["marks", CHAT, "<COMPLETION>a();</COMPLETION>", "a();"],
  ["a fence", CHAT, "```ts\na();\n```\nThere.", "a();\n"],
  ["words and a fence", CHAT, "Here is the code:\n\n```ts\na();\n```", "a();\n"],
  ["thoughts", CHAT, "<think>\n```\nno\n```\n</think>\n\na();", "a();"],
  ["thoughts without an end", CHAT, "<think>\nno", ""],
  ["code that begins like a sentence", CHAT, "Math.max(1, 2);\n", "Math.max(1, 2);\n"],
];

test.each(ROWS)("%s", async (_what, view, answer, text) => {
  expect(await filtered([answer], view)).toEqual({ text, isClosed: true });
  expect(await filtered([...answer], view)).toEqual({ text, isClosed: true });
});

test("the pieces an answer comes in make no difference", async () => {
  const cuts = fc.array(fc.nat(60), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...ROWS), cuts, async ([, view, answer, text], at) => {
      const places = [
        0,
        ...at.map((place) => place % (answer.length + 1)).sort((a, b) => a - b),
        answer.length,
      ];
      const pieces = places.slice(1).map((place, index) => answer.slice(places[index], place));
      expect((await filtered(pieces, view)).text).toBe(text);
    }),
    { numRuns: 300 },
  );
});

test("F42 the same words for ever, and a line that never ends, are cut", async () => {
  const loop = await filtered(endless("again and "), BLOCK);
  expect(loop.isClosed).toBe(true);
  expect(loop.text.length).toBeLessThan(1_000);
  const noise = await filtered(endless(undefined), BLOCK);
  expect(noise.isClosed).toBe(true);
  expect(noise.text.length).toBeLessThanOrEqual(32_768);
});

function* endless(text: string | undefined): Iterable<string> {
  for (let count = 0; ; count++) yield text ?? `${(count * 7919) % 10007} `;
}

async function filtered(
  pieces: Iterable<string>,
  view: FilterView,
): Promise<{ text: string; isClosed: boolean }> {
  let isClosed = false;
  async function* source(): AsyncIterable<string> {
    try {
      yield* pieces;
    } finally {
      isClosed = true;
    }
  }
  let text = "";
  for await (const piece of filterStream(source(), view, () => undefined)) text += piece;
  return { text, isClosed };
}
