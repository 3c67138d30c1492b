// F44 and F45: answers that are none, and answers that fit badly; what the editor shows after each, on the real filters, edits and checks.
import { describe, expect, test } from "vitest";
import type { BackendPart, EndReason } from "../../server/backends/backend.ts";
import { applyEdits } from "../../server/documents/text.ts";
import { createHouse, createStringBackend, partsOf } from "./house.ts";

/** The document with what was offered at ‸ put into it, or why nothing was. */
async function shown(text: string, answer: readonly BackendPart[], canFim: boolean): Promise<string> {
  const house = createHouse(createStringBackend({ answers: () => answer, canFim }));
  const offset = text.indexOf("‸");
  const before = text.replace("‸", "");
  const document = house.documents.open("file:///w/a.ts", "typescript", 1, before);
  const outcome = await house.completions.provide(
    { document, offset, trigger: "invoked" },
    new AbortController().signal,
  );
  if (outcome.kind !== "offered") return outcome.kind;
  const [candidate] = outcome.candidates;
  return candidate === undefined ? "no candidate" : applyEdits(before, [candidate.edit]);
}

const HOLE = "const total = ‸\nend();\n";
const FILLED = "const total = sum(prices);\nend();\n";

describe("F44", () => {
  const rows: readonly [string, string, EndReason, string][] = [
    ["an empty answer", "", "stop", "nothing"],
    ["blanks", "  \n\n ", "stop", "nothing"],
    ["a refusal", "I cannot help with that.", "refused", "nothing"],
    ["a refusal in mid-sentence", "sum(pri", "refused", "nothing"],
    ["an empty fence", "```typescript\n```", "stop", "nothing"],
    ["a fence of the wrong kind", "```python\nsum(prices);\n```", "stop", FILLED],
    ["prose around a fence", "Here you go:\n\n```ts\nsum(prices);\n```\nHope that helps!", "stop", FILLED],
    ["the mark it was asked for", "<COMPLETION>sum(prices);</COMPLETION> Anything else?", "stop", FILLED],
    ["a thought before it", "<think>The sum is wanted.\n</think>\n\nsum(prices);", "stop", FILLED],
    ["a thought without an end", "<think>The sum is wanted, so", "length", "nothing"],
    ["a token of a chat", "<|im_end|>\n<|im_start|>user\n", "stop", "nothing"],
    ["a token of a chat behind it", "sum(prices);<|im_end|>\n<|im_start|>user", "stop", FILLED],
  ];
  test.each(rows)("%s in a chat", async (_name, text, end, expected) => {
    for (const isByCharacter of [false, true]) {
      expect(await shown(HOLE, partsOf(text, end, isByCharacter), false)).toBe(expected);
    }
  });

  test.each([
    ["an empty answer", "", "nothing"],
    ["a sentinel alone", "<|fim_middle|>", "nothing"],
    ["the end of a text", "<|endoftext|>sum(prices);", "nothing"],
    ["another file", "sum(prices);<|file_sep|>other.ts\n", FILLED],
    ["a sentinel of another family", "sum(prices);<fim_suffix>", FILLED],
  ])("%s in a hole", async (_name, text, expected) => {
    for (const isByCharacter of [false, true]) {
      expect(await shown(HOLE, partsOf(text, "stop", isByCharacter), true)).toBe(expected);
    }
  });
});

describe("F45", () => {
  const BODY = "function f(x: number) {\n  return ‸;\n}\n";
  const rows: readonly [string, string, string, string][] = [
    ["repeats what stands before it", HOLE, "const total = sum(prices);\n", FILLED],
    ["repeats the line below", HOLE, "sum(prices);\nend();\nend();\n", FILLED],
    ["repeats what stands behind it", BODY, "x * 2;\n}\n", "function f(x: number) {\n  return x * 2;\n}\n"],
    ["does not parse", BODY, "x * (2", "nothing"],
    ["closes what it did not open", "call(‸);\n", "a))", "nothing"],
  ];
  test.each(rows)("an answer that %s", async (_name, text, answer, expected) => {
    expect(await shown(text, partsOf(answer, "stop"), true)).toBe(expected);
  });
});
