// Owns the tests of new files in a project's style.
import { expect, test } from "vitest";
import { inFileStyle } from "../../server/edits/file-style.ts";

const TWO = "class A {\n  f() {\n    return [\n      1,\n    ];\n  }\n}\n";

test.each([
  ["nothing stated", TWO, {}, TWO],
  ["tabs", TWO, { indentUnit: "\t" }, TWO.replaceAll("  ", "\t")],
  ["more spaces", TWO, { indentUnit: "    " }, TWO.replaceAll("  ", "    ")],
  ["the same", TWO, { indentUnit: "  " }, TWO],
  ["a long string stays as it is", "f() {\n  `\n  a`;\n}\n", { indentUnit: "\t" }, "f() {\n  `\n  a`;\n}\n"],
  [
    "odd columns",
    "/**\n * A.\n */\nf() {\n  a;\n}\n",
    { indentUnit: "\t" },
    "/**\n * A.\n */\nf() {\n\ta;\n}\n",
  ],
  ["line endings", "a\nb\n", { lineEnding: "\r\n" }, "a\r\nb\r\n"],
  ["no line ending at the end", "a\nb\n", { finalNewline: false }, "a\nb"],
] as const)("%s", (_name, text, style, expected) => {
  expect(inFileStyle(text, style)).toBe(expected);
});
