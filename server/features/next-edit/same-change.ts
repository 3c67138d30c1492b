// Owns the rule of patterns: a change that was made twice in the same way is offered where it could be made again.
import type { DocumentSnapshot } from "../../documents/documents.ts";
import type { NextEditRule, ProposedEdit } from "../next-edit.ts";
import type { RecentEdit } from "./edit-history.ts";
import { placesOf, widenToWords } from "./words.ts";

/** A change with the words it touches: `from` became `to`. */
type Pattern = { readonly from: string; readonly to: string };

// Less than this stands everywhere.
const SHORTEST = 3;
const LONGEST = 400;

export const sameChange: NextEditRule = {
  id: "same-change",
  places({ document, edits: [last, before] }) {
    if (before === undefined) return [];
    const pattern = shared(document, last, before);
    if (pattern === undefined) return [];
    return placesOf(pattern.from, document, { start: 0, end: document.length }).map(
      (span): ProposedEdit => ({
        edit: { span, newText: pattern.to },
        title: `Change ${shown(pattern.from)} to ${shown(pattern.to)} here too`,
      }),
    );
  },
};

/** What two edits have in common, with as much of the text around as is the same in both. */
function shared(document: DocumentSnapshot, a: RecentEdit, b: RecentEdit): Pattern | undefined {
  const [from, to] = [a.before.slice(a.span.start, a.span.end), document.slice(a.now.start, a.now.end)];
  const isSame =
    b.before.slice(b.span.start, b.span.end) === from && document.slice(b.now.start, b.now.end) === to;
  if (!isSame || from === to || from.length > LONGEST || to.length > LONGEST) return undefined;
  if (/[\r\n]/.test(from + to)) return undefined;
  const left = commonBefore(document, a.now.start, b.now.start);
  const right = commonAfter(document, a.now.end, b.now.end);
  const pattern = { from: left + from + right, to: left + to + right };
  return pattern.from.trim().length >= SHORTEST && /[\p{L}\p{N}]/u.test(pattern.from) ? pattern : undefined;
}

/** Whole words and signs on one line that stand before both places. */
function commonBefore(document: DocumentSnapshot, a: number, b: number): string {
  const [one, other] = [lineBefore(document, a), lineBefore(document, b)];
  let length = 0;
  while (length < one.length && one.at(-1 - length) === other.at(-1 - length)) length++;
  const start = a - length;
  const whole = widenToWords(document, { start, end: start });
  return document.slice(whole.start < start ? whole.end : start, a).trimStart();
}

function commonAfter(document: DocumentSnapshot, a: number, b: number): string {
  const [one, other] = [lineAfter(document, a), lineAfter(document, b)];
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  const end = a + length;
  const whole = widenToWords(document, { start: end, end });
  return document.slice(a, whole.end > end ? whole.start : end).trimEnd();
}

function lineBefore(document: DocumentSnapshot, offset: number): string {
  return document.slice(document.lineStart(document.positionAt(offset).line), offset);
}

function lineAfter(document: DocumentSnapshot, offset: number): string {
  const { line } = document.positionAt(offset);
  return document.slice(offset, document.lineStart(line + 1)).replace(/[\r\n]+$/, "");
}

function shown(text: string): string {
  return text.length > 30 ? `${text.slice(0, 29)}…` : text;
}
