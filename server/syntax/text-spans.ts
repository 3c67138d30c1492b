// Owns questions on lists of spans and the text between them; knows no trees and no grammars.
import type { DocumentSnapshot } from "../documents/documents.ts";
import type { Span } from "../documents/text.ts";

/** The last of `spans`, which are sorted and do not overlap, that ends at or before `offset`. */
export function lastEndingBefore<S extends Span>(spans: readonly S[], offset: number): S | undefined {
  return spans[countWhere(spans, (span) => span.end <= offset) - 1];
}

/** Those of `spans`, which are sorted and do not overlap, that lie in `outer`. */
export function spansInside<S extends Span>(spans: readonly S[], outer: Span): readonly S[] {
  const first = countWhere(spans, (span) => span.start < outer.start);
  return spans.slice(
    first,
    countWhere(spans, (span) => span.end <= outer.end),
  );
}

/** Text of `outer` with `holes`, which lie in it, taken out. */
export function textWithout(document: DocumentSnapshot, outer: Span, holes: readonly Span[]): string {
  let text = "";
  let offset = outer.start;
  for (const hole of [...holes].sort((a, b) => a.start - b.start)) {
    if (hole.start > offset) text += document.slice(offset, hole.start);
    offset = Math.max(offset, hole.end);
  }
  return text + document.slice(offset, Math.max(offset, outer.end));
}

export function isBlank(text: string): boolean {
  return text.trim() === "";
}

/** Characters before `offset` on its line. */
export function textBefore(document: DocumentSnapshot, offset: number): string {
  return document.slice(document.lineStart(document.positionAt(offset).line), offset);
}

/** Spans by start, doubles dropped. */
export function sortedSpans<S extends Span>(spans: readonly S[]): readonly S[] {
  const sorted = [...spans].sort((a, b) => a.start - b.start || a.end - b.end);
  return sorted.filter((span, index) => span.start !== sorted[index - 1]?.start);
}

/** How many leading items satisfy a condition that holds for a prefix of the list. */
function countWhere<S>(items: readonly S[], condition: (item: S) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && condition(item)) low = middle + 1;
    else high = middle;
  }
  return low;
}
