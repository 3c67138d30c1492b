// Owns how much of the file itself a prompt shows: spans around a cursor or a target that end at lines and rarely move; writes no text.
import type { DocumentSnapshot } from "../documents/documents.ts";
import type { Span } from "../documents/text.ts";

/** Sizes in UTF-16 units; a prompt token is 3 to 4 of them. */
export type WindowSize = { readonly before: number; readonly after: number };

/**
 * A model on this computer reads about 200 tokens per second, so 2,000 + 600 characters are under 4 s when nothing is
 * cached; single-line holes were filled best with 1,500 + 700. Elsewhere prompt tokens cost next to no time.
 */
export const INSERT_WINDOW = {
  local: { before: 2000, after: 600 },
  remote: { before: 6000, after: 2000 },
} as const satisfies Record<string, WindowSize>;

/** Beside a target, which is shown whole: enough to see its neighbours and how the file is written. */
export const REWRITE_WINDOW = {
  local: { before: 1000, after: 300 },
  remote: { before: 8000, after: 3000 },
} as const satisfies Record<string, WindowSize>;

// The window's first line is a multiple of this, so a prompt cache is lost once in 16 new lines, not with each.
const STRIDE_LINES = 16;
// A line longer than this (minified code, data) is cut in steps of half of it.
const LONGEST_LINE = 1000;

/** What is shown around a cursor. Typing on a line moves neither end relative to the text around that line. */
export function windowAround(document: DocumentSnapshot, offset: number, size: WindowSize): Span {
  const { line } = document.positionAt(offset);
  return {
    start: Math.max(windowStart(document, line, size.before), longLineStart(document, line, offset)),
    end: windowEnd(document, offset, size.after),
  };
}

/** What is shown around a target, from whole lines to whole lines. */
export function windowBeside(document: DocumentSnapshot, target: Span, size: WindowSize): Span {
  const first = document.positionAt(target.start).line;
  return {
    start: document.lineStart(firstLineWithin(document, first, size.before)),
    end: windowEnd(document, target.end, size.after),
  };
}

/** Start of the earliest line on the stride that is within reach; finer strides serve long lines. */
function windowStart(document: DocumentSnapshot, line: number, characters: number): number {
  const earliest = firstLineWithin(document, line, characters);
  for (let stride = earliest === 0 ? 1 : STRIDE_LINES; stride > 1; stride /= 2) {
    const first = Math.ceil(earliest / stride) * stride;
    if (first < line) return document.lineStart(first);
  }
  return document.lineStart(earliest);
}

/** The first of the lines above `line` that together have at most `characters`. */
function firstLineWithin(document: DocumentSnapshot, line: number, characters: number): number {
  let first = line;
  let left = characters;
  while (first > 0) {
    left -= document.lineText(first - 1).length;
    if (left < 0) break;
    first -= 1;
  }
  return first;
}

/** On a very long line the window starts inside it, in steps, so that it still rarely moves. */
function longLineStart(document: DocumentSnapshot, line: number, offset: number): number {
  const start = document.lineStart(line);
  const step = LONGEST_LINE / 2;
  const steps = Math.floor((offset - start) / step);
  return steps < 2 ? 0 : snapped(document, start + (steps - 1) * step);
}

/** End of the last line below within reach. What is counted starts below the cursor's line, which typing changes. */
function windowEnd(document: DocumentSnapshot, offset: number, characters: number): number {
  const { line } = document.positionAt(offset);
  if (document.lineStart(line + 1) - offset > LONGEST_LINE) return snapped(document, offset + LONGEST_LINE);
  let last = line;
  let left = characters;
  while (last + 1 < document.lineCount) {
    left -= document.lineText(last + 1).length;
    if (left < 0) break;
    last += 1;
  }
  return document.lineStart(last + 1);
}

/** Never inside a character that takes two units. */
function snapped(document: DocumentSnapshot, offset: number): number {
  return document.offsetAt(document.positionAt(offset));
}
