// Owns the tests of places as people write them.
import { describe, expect, test } from "vitest";
import { CommandFailure } from "../../clients/cli/failure.ts";
import { applyEdits, locate, readPlace, readPlaces, writeRange } from "../../clients/cli/positions.ts";
import type { Range } from "../../clients/cli/protocol.ts";

describe("a place is read from the end of the text, because names may hold colons", () => {
  const rows: readonly (readonly [text: string, places: readonly string[]])[] = [
    ["a.ts:3", ["a.ts 3"]],
    ["a.ts:3:5", ["a.ts 3:5", "a.ts:3 5"]],
    ["a.ts:3-9", ["a.ts 3-9"]],
    ["a.ts:3:5-9:2", ["a.ts 3:5-9:2", "a.ts:3 5-9:2", "a.ts:3:5-9 2"]],
    ["a.ts:3-9:2", ["a.ts 3-9:2", "a.ts:3-9 2"]],
    ["C:\\a.ts:3:5", ["C:\\a.ts 3:5", "C:\\a.ts:3 5"]],
    ["12:30.ts:4", ["12:30.ts 4"]],
    ["-:1:1", ["- 1:1", "-:1 1"]],
    ["a.ts", []],
    [":3", []],
    ["a.ts:three", []],
    ["a.ts:3:4:5:6", ["a.ts:3:4 5:6", "a.ts:3:4:5 6"]],
  ];
  test.each(rows)("%s", (text, expected) => {
    const write = ({ line, column }: { line: number; column?: number }): string =>
      column === undefined ? `${line}` : `${line}:${column}`;
    const found = readPlaces(text).map(
      ({ file, start, end }) => `${file} ${write(start)}${end === undefined ? "" : `-${write(end)}`}`,
    );
    expect(found).toEqual(expected);
  });

  test("the file that exists decides, else the shortest name", () => {
    expect(readPlace("notes:3:5", (file) => file === "notes:3")).toEqual({
      file: "notes:3",
      start: { line: 5 },
    });
    expect(readPlace("notes:3:5", () => false)).toEqual({ file: "notes", start: { line: 3, column: 5 } });
  });

  test.each([
    ["a.ts", '"a.ts" names no place in a file'],
    ["a.ts:0", '"a.ts:0" has a zero in it'],
    ["a.ts:1:0", '"a.ts:1:0" has a zero in it'],
    ["a.ts:1-0", '"a.ts:1-0" has a zero in it'],
  ])("%s is wrong usage", (text, message) => {
    expect(failureOf(() => readPlace(text, () => false))).toEqual([2, message]);
  });
});

const TEXT = "def f():\n    return '🌳é'\r\n\r\n\tx = 1\rlast";

describe("a place becomes a range in lines from 0 and UTF-16 characters", () => {
  const rows: readonly (readonly [place: string, range: string])[] = [
    ["f:1:1", "0:0"],
    ["f:1:9", "0:8"],
    ["f:2", "1:4"],
    ["f:2:13", "1:12"],
    // The tree is one character for people and two for the protocol.
    ["f:2:14", "1:14"],
    ["f:2:16", "1:16"],
    ["f:3", "2:0"],
    ["f:4", "3:1"],
    ["f:5:5", "4:4"],
    ["f:1-2", "0:0 1:16"],
    ["f:2:5-2:11", "1:4 1:10"],
    ["f:2:5-4", "1:4 3:6"],
    ["f:1-2:5", "0:0 1:4"],
  ];
  test.each(rows)("%s", (place, expected) => {
    const { start, end } = locate(
      readPlace(place, () => false),
      TEXT,
    );
    const points = [start, ...(place.includes("-") ? [end] : [])];
    expect(points.map(({ line, character }) => `${line}:${character}`).join(" ")).toBe(expected);
  });

  test.each([
    ["f:6", 1, "f has 5 lines, so there is no line 6"],
    ["f:2:18", 1, "line 2 of f has 15 characters, so there is no column 18"],
    ["f:1:10", 1, "line 1 of f has 8 characters, so there is no column 10"],
    ["f:2-9", 1, "f has 5 lines, so there is no line 9"],
    ["f:4-2", 2, "the range in f ends before it begins"],
  ])("%s is told", (place, exitCode, message) => {
    expect(
      failureOf(() =>
        locate(
          readPlace(place, () => false),
          TEXT,
        ),
      ),
    ).toEqual([exitCode, message]);
  });

  test("the empty line after a last line ending is a place, but is not counted", () => {
    const at = (line: number): Range => locate({ file: "f", start: { line } }, "a\n");
    expect(at(2).start).toEqual({ line: 1, character: 0 });
    expect(failureOf(() => at(3))).toEqual([1, "f has 1 line, so there is no line 3"]);
  });

  test("a range is written as it is read", () => {
    for (const place of ["2:5-2:14", "4:2"]) {
      const range = locate(
        readPlace(`f:${place}`, () => false),
        TEXT,
      );
      expect(writeRange(range, TEXT)).toBe(place);
    }
  });
});

describe("edits count in the text before any of them", () => {
  const at = (startLine: number, start: number, endLine: number, end: number): Range => ({
    start: { line: startLine, character: start },
    end: { line: endLine, character: end },
  });
  test.each([
    ["replaces", "abc\ndef\n", [{ range: at(1, 0, 1, 3), newText: "x" }], "abc\nx\n"],
    [
      "in any order",
      "abc\ndef\n",
      [
        { range: at(1, 1, 1, 2), newText: "E" },
        { range: at(0, 0, 0, 1), newText: "AA" },
      ],
      "AAbc\ndEf\n",
    ],
    [
      "two at one place stay in their order",
      "ab",
      [
        { range: at(0, 1, 0, 1), newText: "1" },
        { range: at(0, 1, 0, 1), newText: "2" },
      ],
      "a12b",
    ],
    ["across CRLF and CR", "a\r\nb\rc", [{ range: at(0, 1, 2, 0), newText: " " }], "a c"],
    ["at the end of the text", "a\n", [{ range: at(1, 0, 1, 0), newText: "b\n" }], "a\nb\n"],
    ["beyond the end of the text", "a", [{ range: at(7, 0, 7, 9), newText: "!" }], "a!"],
  ])("%s", (_name, text, edits, expected) => {
    expect(applyEdits(text, edits)).toBe(expected);
  });
});

function failureOf(work: () => unknown): readonly [exitCode: number, message: string] | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof CommandFailure ? [error.exitCode, error.message] : undefined;
  }
}
