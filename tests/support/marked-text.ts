// Owns the marks that tests put into texts: cursor `‸` and selection `⟦…⟧`; knows nothing of what is tested.
import type { Span } from "../../server/documents/text.ts";

/** A text without its marks, and where they stood, in UTF-16 offsets of the text without marks. */
export type MarkedText = {
  readonly text: string;
  readonly cursor?: number;
  readonly selection?: Span;
};

const MARKS = /[‸⟦⟧]/gu;

/**
 * Reads at most one cursor and one selection out of a text; throws on a mark that is doubled or left open.
 *
 * @example parseMarked("a(‸)") // { text: "a()", cursor: 2 }
 */
export function parseMarked(marked: string): MarkedText {
  const places = new Map<string, number>();
  for (const [count, match] of [...marked.matchAll(MARKS)].entries()) {
    if (places.has(match[0])) throw new Error(`the mark ${match[0]} stands twice in: ${marked}`);
    places.set(match[0], match.index - count);
  }
  const cursor = places.get("‸");
  const start = places.get("⟦");
  const end = places.get("⟧");
  if ((start === undefined) !== (end === undefined) || (start ?? 0) > (end ?? 0)) {
    throw new Error(`a selection needs ⟦ and then ⟧: ${marked}`);
  }
  return {
    text: marked.replaceAll(MARKS, ""),
    ...(cursor === undefined ? {} : { cursor }),
    ...(start === undefined || end === undefined ? {} : { selection: { start, end } }),
  };
}
