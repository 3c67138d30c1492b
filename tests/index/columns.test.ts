// Owns the proof that what columns are made of gives back what went in, however wide it has to become.
import fc from "fast-check";
import { expect, test } from "vitest";
import { GrowingNumbers } from "../../server/index/growing.ts";
import { PackedLists } from "../../server/index/packed-lists.ts";
import { StringTable } from "../../server/index/string-table.ts";

const NUMBER = fc.oneof(
  fc.nat(300),
  fc.constantFrom(0, 127, 128, 255, 256, 16_383, 16_384, 65_535, 65_536, 2 ** 32 - 1),
);
const TEXT = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("", "größe", "🜁", "x".repeat(70_000)));

test("numbers are as they were written, in as few bytes as the largest needs", () => {
  fc.assert(
    fc.property(fc.array(NUMBER), fc.array(fc.tuple(fc.nat(20), NUMBER)), (pushed, written) => {
      const column = new GrowingNumbers();
      for (const number of pushed) column.push(number);
      const expected = [...pushed];
      let largest = Math.max(0, ...pushed);
      for (const [place, number] of written) {
        if (place >= expected.length) continue;
        column.set(place, number);
        expected[place] = number;
        largest = Math.max(largest, number);
      }
      expect([...column.trim()]).toEqual(expected);
      expect(column.data.BYTES_PER_ELEMENT).toBeLessThanOrEqual(largest < 256 ? 1 : largest < 65_536 ? 2 : 4);
    }),
  );
});

test("a range is filled", () => {
  const column = new GrowingNumbers(Uint8Array.of(1, 2, 3, 4));
  column.fill(70_000, 1, 3);
  column.extend(1);
  expect([...column.trim()]).toEqual([1, 70_000, 70_000, 4, 0]);
});

test("lists have their head and their numbers, ascending and once each", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.array(NUMBER, { maxLength: 4 }), fc.array(NUMBER))), (lists) => {
      const packed = new PackedLists();
      const places = lists.map(([head, numbers]) => packed.add(head, Uint32Array.from(numbers)));
      const read = new PackedLists(packed.columns());
      for (const [index, [head, numbers]] of lists.entries()) {
        const place = places[index] ?? 0;
        expect(read.headOf(place, head.length)).toEqual(head);
        expect(head.map((_, at) => read.headAt(place, at))).toEqual(head);
        expect([...read.numbersAt(place, head.length)]).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      }
    }),
  );
});

test("strings have one number each, before and after they were written", () => {
  fc.assert(
    fc.property(fc.array(TEXT), fc.array(TEXT), (texts, later) => {
      const table = new StringTable();
      const numbers = texts.map((text) => table.intern(text));
      const read = new StringTable(table.columns());
      for (const text of later) read.intern(text);
      expect(numbers.map((number) => read.text(number))).toEqual(texts);
      expect(texts.map((text) => read.find(text))).toEqual(numbers);
      expect(later.map((text) => read.text(read.find(text) ?? -1))).toEqual(later);
      expect(read.size).toBe(new Set([...texts, ...later, ""]).size);
    }),
  );
});
