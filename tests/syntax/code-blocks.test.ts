// Owns the proof that code in blocks among other text is read where it stands, and that nothing else is.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codeAlone, codeSpans } from "../../server/syntax/code-blocks.ts";
import { parseMarked } from "../support/marked-text.ts";
import { openSyntax } from "./open-syntax.ts";

const SCRIPTS = { start: "<script\\b[^>]*>", end: "</script\\s*>" };

describe("what is left of a text", () => {
  test.each([
    ["no block", "<p>a</p>\n", "        \n"],
    ["one block", "<script>a\nb</script>\n<p/>", "        a\nb         \n    "],
    ["two blocks", "<script a>1</script><script>2</script>", "          1                 2         "],
    ["a block that nothing ends", "<p/><script>\nlet a", "            \nlet a"],
    ["an end without a beginning", "</script>a", "          "],
    ["signs of two units", "😀<script>'😀'</script>", "          '😀'         "],
    ["an empty text", "", ""],
  ])("%s", (_, text, alone) => {
    expect(codeAlone(text, SCRIPTS)).toBe(alone);
  });

  test("has its length and its lines, and the code where it stood", () => {
    const part = fc.constantFrom(
      "<script>",
      "</script>",
      "<p>",
      "let a = '<';",
      "\n",
      "\r\n",
      "é",
      "😀",
      "<",
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = parts.join("");
        const alone = codeAlone(text, SCRIPTS);
        expect(alone).toHaveLength(text.length);
        expect(alone.replaceAll(/[^\r\n]/g, "")).toBe(text.replaceAll(/[^\r\n]/g, ""));
        for (const { start, end } of codeSpans(text, SCRIPTS)) {
          expect(alone.slice(start, end)).toBe(text.slice(start, end));
        }
      }),
    );
  });
});

test.each([
  ["in the script", "<script>\nlet a = ‸\n</script>\n<p/>", true],
  ["at its very end", "<script>a‸</script>", true],
  ["in the template", "<script>a</script>\n<p>‸</p>", false],
  ["in a tag of a script", "<script la‸ng='ts'>a</script>", false],
])("%s there is a tree, elsewhere plain text", (_, marked, hasTree) => {
  const { text, cursor = 0 } = parseMarked(marked);
  const { syntax, open } = openSyntax();
  expect(syntax.snapshotAt(open("vue", text), cursor) !== undefined).toBe(hasTree);
});
