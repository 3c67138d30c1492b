// Owns how far something reaches that is not closed yet: over the white space behind it, where the next text will be typed.
import type { DocumentSnapshot } from "../documents/documents.ts";
import type { Span } from "../documents/text.ts";
import { readProblems } from "./problems.ts";
import type { TreeView } from "./tree-view.ts";

// White space is followed this far.
const MOST_BLANK = 1000;
// A broken region that began further above is looked at from here on.
const LONGEST_REGION = 20_000;

/** Where the next text begins; the end of the document where none follows. */
export function endOfBlank(document: DocumentSnapshot, offset: number): number {
  const text = document.slice(offset, Math.min(offset + MOST_BLANK, document.length));
  return offset + text.length - text.trimStart().length;
}

/** What is between the braces of a block; a block without braces as it is. */
export function insideBraces(document: DocumentSnapshot, { start, end }: Span, isOpen: boolean): Span {
  if (document.slice(start, start + 1) !== "{") return { start, end };
  return { start: start + 1, end: isOpen ? endOfBlank(document, end) : Math.max(start + 1, end - 1) };
}

/** Places where a token is missing, within a range or anywhere: what ends there is not closed. */
export function readMissing(view: TreeView, within: Span | undefined): ReadonlySet<number> {
  const problems = readProblems(view, within ?? { start: 0, end: view.document.length });
  return new Set(problems.filter(({ kind }) => kind === "missing").map(({ span }) => span.start));
}

/** Draws the start of a range up to what may hold it without reaching it: text before white space, a broken region. */
export function widenToUnclosed(view: TreeView, { start, end }: Span): Span {
  if (!view.tree.rootNode.hasError) return { start, end };
  const before = view.document.slice(Math.max(0, start - MOST_BLANK), start);
  const text = start - (before.length - before.trimEnd().length);
  const regions = readProblems(view, { start: text, end }).map(({ span }) => span.start);
  return { start: Math.max(0, start - LONGEST_REGION, Math.min(text, ...regions)), end };
}
