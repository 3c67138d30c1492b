// Owns the tests of open buffers: the line store against a plain string, and what becomes of stale or wrong changes.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { createDocuments, type DocumentEvent } from "../../server/documents/documents.ts";
import { applyEdits } from "../../server/documents/text.ts";

const URI = "file:///a.ts";

/** Leans to everything that breaks positions: pairs, halves of pairs, combining marks and all line endings. */
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(
      fc.constantFrom("a", "bc", " ", "\n", "\r", "\r\n", "😀", "\ud83d", "\ude00", "e\u0301", "語", "\0"),
      {
        maxLength,
      },
    )
    .map((parts) => parts.join(""));

/** What the store keeps of a client's text. */
const kept = (sent: string): string => sent.replace(/\p{Surrogate}/gu, "\ufffd");

const isInPair = (string: string, offset: number): boolean => (string.codePointAt(offset - 1) ?? 0) > 0xffff;
const snapped = (string: string, offset: number): number => (isInPair(string, offset) ? offset - 1 : offset);

function open(content: string) {
  const documents = createDocuments();
  documents.open(URI, "typescript", 1, content);
  return documents;
}

describe("the line store", () => {
  const position = fc.record({ line: fc.nat(12), character: fc.nat(12) });
  const change = fc.record({ from: position, to: position, newText: text(6), isFull: fc.boolean() });
  const changes = fc.array(fc.array(change, { minLength: 1, maxLength: 5 }), { maxLength: 8 });

  test("equals a plain string after any changes", () => {
    fc.assert(
      fc.property(text(40), changes, (start, steps) => {
        const documents = open(start);
        let model = kept(start);
        steps.forEach((step, index) => {
          const incoming = step.map(({ from, to, newText, isFull }) => {
            const isOrdered =
              from.line < to.line || (from.line === to.line && from.character <= to.character);
            const [first, last] = isOrdered ? [from, to] : [to, from];
            return isFull && newText !== ""
              ? { text: newText }
              : { range: { start: first, end: last }, text: newText };
          });
          for (const { range, text: newText } of incoming) {
            const plain = TextDocument.create(URI, "typescript", 1, model);
            const from = range === undefined ? 0 : snapped(model, plain.offsetAt(range.start));
            const to = range === undefined ? model.length : snapped(model, plain.offsetAt(range.end));
            model = model.slice(0, from) + kept(newText) + model.slice(to);
          }
          expect(documents.change(URI, index + 2, incoming)).toBe("applied");
          const document = documents.get(URI);
          expect(document?.getText()).toBe(model);
          expect(document?.version).toBe(index + 2);
        });
      }),
    );
  });

  test("reads lines, offsets and slices as a plain document does", () => {
    fc.assert(
      fc.property(text(60), fc.nat(80), fc.nat(80), (content, a, b) => {
        const document = open(content).get(URI);
        const string = kept(content);
        const plain = TextDocument.create(URI, "typescript", 1, string);
        if (document === undefined) throw new Error("not open");
        expect(document.lineCount).toBe(plain.lineCount);
        expect(document.length).toBe(string.length);
        const lines = Array.from({ length: document.lineCount }, (_, line) => document.lineText(line));
        expect(lines.join("")).toBe(string);
        for (let line = -1; line <= document.lineCount; line++) {
          expect(document.getLineRange(line)).toEqual(plain.getLineRange(line));
          expect(document.getEOLCharacters(line)).toBe(plain.getEOLCharacters(line));
          expect(document.lineStart(line)).toBe(
            line >= plain.lineCount ? string.length : plain.offsetAt({ line, character: 0 }),
          );
        }
        for (let offset = -1; offset <= string.length + 1; offset++) {
          expect(document.positionAt(offset)).toEqual(plain.positionAt(snapped(string, offset)));
          expect(document.offsetAt(document.positionAt(offset))).toBe(
            plain.offsetAt(plain.positionAt(snapped(string, offset))),
          );
        }
        expect(document.slice(Math.min(a, b), Math.max(a, b))).toBe(
          string.slice(Math.min(a, b), Math.max(a, b)),
        );
      }),
    );
  });

  test("tries edits out without touching the version they start from", () => {
    const document = open("one\r\ntwo\r\n😀\r\n").get(URI);
    const edits = [
      { span: { start: 5, end: 8 }, newText: "2" },
      { span: { start: 0, end: 0 }, newText: "zero\r\n" },
      { span: { start: 3, end: 3 }, newText: "!" },
    ];
    const edited = document?.with(edits);
    expect(edited?.getText()).toBe(applyEdits("one\r\ntwo\r\n😀\r\n", edits));
    expect(document?.getText()).toBe("one\r\ntwo\r\n😀\r\n");
    expect(edited?.eol).toBe("\r\n");
    // Inside a line ending and inside a surrogate pair are no places to write.
    expect(document?.with([{ span: { start: 4, end: 4 }, newText: "!" }]).getText()).toBe(
      "one!\r\ntwo\r\n😀\r\n",
    );
    expect(document?.with([{ span: { start: 11, end: 11 }, newText: "!" }]).getText()).toBe(
      "one\r\ntwo\r\n!😀\r\n",
    );
    expect(document?.with([{ span: { start: 0, end: 0 }, newText: "\ude00" }]).getText()).toMatch(
      /^\ufffdone/,
    );
    const overlapping = [
      { span: { start: 0, end: 3 }, newText: "" },
      { span: { start: 2, end: 4 }, newText: "" },
    ];
    expect(() => document?.with(overlapping)).toThrow(RangeError);
  });

  test("keeps a long document in step through growth and deletion", () => {
    const numbered = Array.from({ length: 5_000 }, (_, line) => `line ${line}\n`).join("");
    const documents = open(numbered);
    let model = numbered;
    let seed = 7;
    const next = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    for (let version = 2; version < 402; version++) {
      const plain = TextDocument.create(URI, "typescript", 1, model);
      const start = { line: next(plain.lineCount), character: next(12) };
      const end = {
        line: start.line + next(version % 3 === 0 ? 700 : 2),
        character: start.character + next(9),
      };
      const newText = version % 4 === 0 ? `x\n`.repeat(next(900)) : "y";
      model = model.slice(0, plain.offsetAt(start)) + newText + model.slice(plain.offsetAt(end));
      documents.change(URI, version, [{ range: { start, end }, text: newText }]);
    }
    const document = documents.get(URI);
    expect(document?.getText()).toBe(model);
    const plain = TextDocument.create(URI, "typescript", 1, model);
    expect(document?.lineCount).toBe(plain.lineCount);
    for (let line = 0; line < plain.lineCount; line += 97) {
      expect(document?.lineStart(line)).toBe(plain.offsetAt({ line, character: 0 }));
    }
  });
});

describe("the most used line ending", () => {
  test.each([
    ["", "\n"],
    ["a", "\n"],
    ["a\r\nb\r\nc\n", "\r\n"],
    ["a\rb", "\r"],
    ["a\nb\r\n", "\n"],
  ])("of %j is %j", (content, eol) => {
    expect(open(content).get(URI)?.eol).toBe(eol);
  });
});

describe("a change", () => {
  const at = (line: number, character: number) => ({ line, character });
  const insert = (line: number, character: number, newText: string) => ({
    range: { start: at(line, character), end: at(line, character) },
    text: newText,
  });

  test("F16 of an older or the same version is ignored and makes the document dirty until it is whole again", () => {
    const documents = open("a");
    documents.change(URI, 5, [insert(0, 1, "b")]);
    expect(documents.change(URI, 4, [{ text: "old" }])).toBe("old-version");
    expect(documents.change(URI, 5, [{ text: "same" }])).toBe("old-version");
    expect(documents.get(URI)?.getText()).toBe("ab");
    expect(documents.isDirty(URI)).toBe(true);
    expect(documents.change(URI, 6, [insert(0, 2, "c")])).toBe("applied");
    expect(documents.isDirty(URI)).toBe(true);
    expect(documents.change(URI, 1006, [{ text: "whole" }])).toBe("applied");
    expect(documents.isDirty(URI)).toBe(false);
    expect(documents.get(URI)?.getText()).toBe("whole");
  });

  test.each([
    ["reversed", { start: at(0, 3), end: at(0, 1) }],
    ["negative", { start: at(-1, 0), end: at(0, 1) }],
    ["negative inside a line", { start: at(0, -1), end: at(0, 1) }],
  ])("F17 with a %s range is dropped as a whole", (_name, range) => {
    const documents = open("abcd");
    expect(documents.change(URI, 2, [insert(0, 0, "x"), { range, text: "y" }])).toBe("bad-range");
    expect(documents.get(URI)?.getText()).toBe("abcd");
    expect(documents.isDirty(URI)).toBe(true);
  });

  test.each([
    ["past the end of a line", "ab\ncd", insert(0, 99, "!"), "ab!\ncd"],
    ["past the end of the text", "ab\ncd", insert(99, 0, "!"), "ab\ncd!"],
    ["inside a surrogate pair", "a😀b", insert(0, 2, "!"), "a!😀b"],
    ["inside CRLF", "a\r\nb", insert(0, 2, "!"), "a!\r\nb"],
    ["that sends half a pair", "ab", insert(0, 1, "\ud83d"), "a\ufffdb"],
    ["that joins CR and LF", "a\rb", insert(1, 0, "\n"), "a\r\nb"],
  ])("F17 %s is put where the text allows it", (_name, before, change, after) => {
    const documents = open(before);
    documents.change(URI, 2, [change]);
    expect(documents.get(URI)?.getText()).toBe(after);
    expect(documents.get(URI)?.lineCount).toBe(after.split(/\r\n|\r|\n/).length);
  });

  test("F18 of an unknown document is refused, and opening twice replaces the text", () => {
    const documents = createDocuments();
    expect(documents.change(URI, 1, [{ text: "x" }])).toBe("not-open");
    expect(documents.close(URI)).toBe(false);
    documents.open(URI, "typescript", 7, "first");
    documents.open(URI, "python", 1, "second");
    expect(documents.get(URI)?.getText()).toBe("second");
    expect(documents.all().map(({ languageId }) => languageId)).toEqual(["python"]);
  });

  test("is told to subscribers with the offsets it had", () => {
    const documents = open("one\ntwo\n");
    const events: DocumentEvent[] = [];
    const unsubscribe = documents.subscribe((event) => events.push(event));
    documents.change(URI, 2, [insert(1, 0, "x"), insert(0, 3, "y")]);
    unsubscribe();
    documents.close(URI);
    const [event] = events;
    if (event?.kind !== "changed") throw new Error("no change was told");
    expect(events).toHaveLength(1);
    expect(event.changes.map(({ span, newText, after }) => [span, newText, after.getText()])).toEqual([
      [{ start: 4, end: 4 }, "x", "one\nxtwo\n"],
      [{ start: 3, end: 3 }, "y", "oney\nxtwo\n"],
    ]);
  });
});
