// Owns the tests of positions in all three encodings, against the plain text they count in.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createDocuments, unopenedDocument } from "../../server/documents/documents.ts";
import type { PositionEncoding } from "../../server/protocol/capabilities.ts";
import { toChanges, toOffset, toSpan } from "../../server/protocol/from-lsp.ts";
import { fromOffset } from "../../server/protocol/to-lsp.ts";

const ENCODINGS = ["utf-8", "utf-16", "utf-32"] as const;
const text = fc
  .array(fc.constantFrom("a", "é", "語", "😀", "e\u0301", "\n", "\r", "\r\n", "\t"), { maxLength: 30 })
  .map((parts) => parts.join(""));
const documentOf = (content: string) => unopenedDocument("file:///a.ts", "typescript", content);

/** Units of an encoding in a text, counted by other means than the code under test. */
const units = (content: string, encoding: PositionEncoding): number =>
  ({
    "utf-8": new TextEncoder().encode(content).length,
    "utf-16": content.length,
    "utf-32": [...content].length,
  })[encoding];

/** Offsets at which a position can stand: not inside a pair, not inside CRLF. */
const legalOffsets = (content: string): readonly number[] =>
  Array.from({ length: content.length + 1 }, (_, offset) => offset).filter(
    (offset) =>
      (content.codePointAt(offset - 1) ?? 0) <= 0xffff && content.slice(offset - 1, offset + 1) !== "\r\n",
  );

describe.each(ENCODINGS)("%s", (encoding) => {
  test("an offset survives the way out and back, and counts the units before it", () => {
    fc.assert(
      fc.property(text, (content) => {
        const document = documentOf(content);
        for (const offset of legalOffsets(content)) {
          const position = fromOffset(document, offset, encoding);
          const lineStart = document.lineStart(position.line);
          expect(position.character).toBe(units(content.slice(lineStart, offset), encoding));
          expect(toOffset(document, position, encoding)).toBe(offset);
        }
      }),
    );
  });

  test("any position is put at or before its place, on its line", () => {
    fc.assert(
      fc.property(text, fc.nat(12), fc.nat(40), (content, line, character) => {
        const document = documentOf(content);
        const offset = toOffset(document, { line, character }, encoding);
        expect(legalOffsets(content)).toContain(offset);
        const back = fromOffset(document, offset, encoding);
        expect(back.line).toBe(Math.min(line, document.lineCount - 1));
        if (back.line === line) expect(back.character).toBeLessThanOrEqual(character);
      }),
    );
  });

  test("several changes in one notification are each measured in what the ones before left", () => {
    const change = fc.record({ from: fc.nat(200), to: fc.nat(200), newText: text });
    fc.assert(
      fc.property(text, fc.array(change, { maxLength: 5 }), (content, changes) => {
        const documents = createDocuments();
        const document = documents.open("file:///a.ts", "typescript", 1, content);
        let model = content;
        const sent = changes.map(({ from, to, newText }) => {
          const legal = legalOffsets(model);
          const [a = 0, b = 0] = [legal[from % legal.length], legal[to % legal.length]];
          const now = documentOf(model);
          const [start, end] = [Math.min(a, b), Math.max(a, b)];
          model = model.slice(0, start) + newText + model.slice(end);
          return {
            range: { start: fromOffset(now, start, encoding), end: fromOffset(now, end, encoding) },
            text: newText,
          };
        });
        expect(documents.change(document.uri, 2, toChanges(document, sent, encoding))).toBe("applied");
        expect(documents.get(document.uri)?.getText()).toBe(model);
      }),
    );
  });
});

test.each([
  ["utf-8", 2, 1],
  ["utf-8", 4, 1],
  ["utf-8", 5, 3],
  ["utf-16", 2, 1],
  ["utf-32", 2, 3],
] as const)("in %s character %i of a😀b is offset %i", (encoding, character, offset) => {
  expect(toOffset(documentOf("a😀b"), { line: 0, character }, encoding)).toBe(offset);
});

test("a reversed range is turned around", () => {
  const range = { start: { line: 0, character: 2 }, end: { line: 0, character: 1 } };
  expect(toSpan(documentOf("abc"), range, "utf-16")).toEqual({ start: 1, end: 2 });
});
