// Owns carrying edits over to a newer version of their document; refuses where what they were made for has changed.
import type { DocumentSnapshot } from "../documents/documents.ts";
import type { Span, TextEdit } from "../documents/text.ts";

/** Moves spans of one version into another; undefined for one that touches a changed line. */
export type Move = (span: Span) => Span | undefined;

/** Everything between the first and the last line that differ counts as changed. */
export function moveBetween(before: DocumentSnapshot, after: DocumentSnapshot): Move {
  const most = Math.min(before.lineCount, after.lineCount);
  let head = 0;
  while (head < most && before.lineText(head) === after.lineText(head)) head++;
  let tail = 0;
  const isSame = (): boolean =>
    before.lineText(before.lineCount - 1 - tail) === after.lineText(after.lineCount - 1 - tail);
  while (tail < most - head && isSame()) tail++;
  const changed = { start: before.lineStart(head), end: before.lineStart(before.lineCount - tail) };
  const growth = after.length - before.length;
  return ({ start, end }) => {
    if (end <= changed.start) return { start, end };
    return start >= changed.end ? { start: start + growth, end: end + growth } : undefined;
  };
}

/** The same edits in another version; undefined where one of them touches what has changed. */
export function rebaseEdits(move: Move, edits: readonly TextEdit[]): readonly TextEdit[] | undefined {
  const moved = edits.flatMap(({ span, newText }) => {
    const to = move(span);
    return to === undefined ? [] : [{ span: to, newText }];
  });
  return moved.length === edits.length ? moved : undefined;
}
