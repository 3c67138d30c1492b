// Owns places as people write them (FILE:LINE:COL, from 1, in code points) and as the protocol counts them; reads no files.
import { wrongFile, wrongUsage } from "./failure.ts";
import type { Position, Range, TextEdit } from "./protocol.ts";

/** One end of a range as written; without a column it means the whole line. */
export type WrittenPoint = { readonly line: number; readonly column?: number };
export type WrittenPlace = {
  readonly file: string;
  readonly start: WrittenPoint;
  readonly end?: WrittenPoint;
};

/**
 * Every way to read `text` as a file and a place, the shortest file name first: names may contain colons.
 *
 * @example readPlaces("a.ts:3:5-4") // [{ file: "a.ts", start: { line: 3, column: 5 }, end: { line: 4 } }]
 */
export function readPlaces(text: string): readonly WrittenPlace[] {
  const places: WrittenPlace[] = [];
  for (let colon = text.indexOf(":"); colon >= 0; colon = text.indexOf(":", colon + 1)) {
    const found = /^:(\d+)(?::(\d+))?(?:-(\d+)(?::(\d+))?)?$/.exec(text.slice(colon));
    if (found === null || colon === 0) continue;
    const [, line, column, endLine, endColumn] = found;
    const end = readPoint(endLine, endColumn);
    places.push({
      file: text.slice(0, colon),
      start: readPoint(line, column) ?? { line: 0 },
      ...(end === undefined ? {} : { end }),
    });
  }
  return places;
}

/** The place `text` names, taking the first file name for which `isFile` holds. Throws where the text is no place. */
export function readPlace(text: string, isFile: (file: string) => boolean): WrittenPlace {
  const places = readPlaces(text);
  const place = places.find(({ file }) => isFile(file)) ?? places[0];
  if (place === undefined) {
    throw wrongUsage(
      `"${text}" names no place in a file`,
      "write FILE:LINE, FILE:LINE:COLUMN or FILE:LINE-LINE, counted from 1",
    );
  }
  for (const { line, column } of [place.start, ...(place.end === undefined ? [] : [place.end])]) {
    if (line < 1 || (column !== undefined && column < 1)) {
      throw wrongUsage(`"${text}" has a zero in it`, "lines and columns are counted from 1");
    }
  }
  return place;
}

/** The lines of a text without their endings, split where the protocol says that lines end. */
export function splitLines(text: string): readonly string[] {
  return text.split(/\r\n|\n|\r/);
}

/** Where a place lies: one point without an end, else a range. Throws where the file is shorter. */
export function locate(place: WrittenPlace, text: string): Range {
  const lines = splitLines(text);
  const lineOf = (point: WrittenPoint): string => {
    // An ending at the end of the file opens no line that a person would count.
    const count = lines.length > 1 && lines.at(-1) === "" ? lines.length - 1 : lines.length;
    if (point.line > lines.length) {
      throw wrongFile(
        `${place.file} has ${countOf(count, "line")}, so there is no line ${point.line}`,
        "give a line of the file",
      );
    }
    return lines[point.line - 1] ?? "";
  };
  const at = (point: WrittenPoint, column: number): Position => ({
    line: point.line - 1,
    character: characterAt(place.file, point.line, lineOf(point), column),
  });
  const firstColumn = (point: WrittenPoint): number => {
    const indent = /^\s*/.exec(lineOf(point))?.[0].length ?? 0;
    return indent === lineOf(point).length ? 1 : indent + 1;
  };

  const { start, end } = place;
  if (end === undefined) {
    const point = at(start, start.column ?? firstColumn(start));
    return { start: point, end: point };
  }
  const range = {
    start: at(start, start.column ?? 1),
    end: at(end, end.column ?? [...lineOf(end)].length + 1),
  };
  if (comparePositions(range.end, range.start) < 0) {
    throw wrongUsage(`the range in ${place.file} ends before it begins`, "write the earlier place first");
  }
  return range;
}

/** A range as people write it, with columns in code points. */
export function writeRange(range: Range, text: string): string {
  const lines = splitLines(text);
  const write = ({ line, character }: Position): string =>
    `${line + 1}:${[...(lines[line] ?? "").slice(0, character)].length + 1}`;
  const start = write(range.start);
  return comparePositions(range.start, range.end) === 0 ? start : `${start}-${write(range.end)}`;
}

/** The text after edits, which all count in the text before any of them. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const lineStarts = [
    0,
    ...[...text.matchAll(/\r\n|\n|\r/g)].map((ending) => ending.index + ending[0].length),
  ];
  const offsetOf = ({ line, character }: Position): number => {
    const start = lineStarts[line];
    return start === undefined
      ? text.length
      : Math.min(start + character, lineStarts[line + 1] ?? text.length);
  };
  const pieces: string[] = [];
  let from = 0;
  for (const { range, newText } of [...edits].sort((a, b) =>
    comparePositions(a.range.start, b.range.start),
  )) {
    pieces.push(text.slice(from, offsetOf(range.start)), newText);
    from = offsetOf(range.end);
  }
  return [...pieces, text.slice(from)].join("");
}

/** Where a range lies after edits that do not touch it; lines move, a column only behind an edit on its own line. */
export function shiftRange(range: Range, edits: readonly TextEdit[]): Range {
  const shift = (position: Position): Position => {
    let { line } = position;
    for (const { range: old, newText } of edits) {
      if (comparePositions(old.end, position) > 0) continue;
      line += splitLines(newText).length - 1 - (old.end.line - old.start.line);
    }
    return { ...position, line };
  };
  return { start: shift(range.start), end: shift(range.end) };
}

function comparePositions(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}

function readPoint(line: string | undefined, column: string | undefined): WrittenPoint | undefined {
  if (line === undefined) return undefined;
  return { line: Number(line), ...(column === undefined ? {} : { column: Number(column) }) };
}

/** UTF-16 characters before a column of code points; the column behind the last character is the last one allowed. */
function characterAt(file: string, line: number, text: string, column: number): number {
  const characters = [...text];
  if (column > characters.length + 1) {
    throw wrongFile(
      `line ${line} of ${file} has ${countOf(characters.length, "character")}, so there is no column ${column}`,
      `give a column up to ${characters.length + 1}`,
    );
  }
  return characters.slice(0, column - 1).join("").length;
}

function countOf(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
