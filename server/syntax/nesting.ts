// Owns how far definitions reach and which lies in which; reads no text of theirs.
import type { DocumentSnapshot } from "../documents/documents.ts";
import type { Span } from "../documents/text.ts";
import { type Definition, readSurroundings, type Surroundings, spanKey } from "./definitions.ts";
import { isBlank, lastEndingBefore } from "./text-spans.ts";
import type { TreeView } from "./tree-view.ts";

/** A definition with the span that wrappers and decorators give it. */
export type Placed = { readonly definition: Definition; readonly span: Span; readonly isExported: boolean };

export type Nested = Placed & { readonly children: readonly Nested[] };

/** Widens each definition by its wrappers (`export`, `declare`) and by the decorators above it. */
export function place(
  document: DocumentSnapshot,
  definition: Definition,
  { outers, decorators }: Surroundings,
): Placed {
  let { span } = definition;
  let isExported = false;
  for (let outer = outers.get(spanKey(span)); outer !== undefined; outer = outers.get(spanKey(span))) {
    span = outer.span;
    isExported ||= outer.isExported;
  }
  let decorator = lastEndingBefore(decorators, span.start);
  while (decorator !== undefined && isBlank(document.slice(decorator.end, span.start))) {
    span = { start: decorator.start, end: span.end };
    decorator = lastEndingBefore(decorators, span.start);
  }
  return { definition, span, isExported };
}

/** By the smallest span around each; definitions with the same span (`const a = 1, b = 2`) are neighbours. */
export function nest(placed: readonly Placed[]): readonly Nested[] {
  const roots: Nested[] = [];
  const open: { readonly span: Span; readonly children: Nested[] }[] = [];
  for (const item of [...placed].sort(outermostFirst)) {
    const children: Nested[] = [];
    const node = { ...item, children };
    while (open.length > 0 && !isInside(item.span, open.at(-1)?.span)) open.pop();
    (open.at(-1)?.children ?? roots).push(node);
    open.push(node);
  }
  return roots;
}

export function outermostFirst(a: Placed, b: Placed): number {
  return (
    a.span.start - b.span.start ||
    b.span.end - a.span.end ||
    a.definition.nameSpan.start - b.definition.nameSpan.start
  );
}

// Decorators and wrappers on top of each other; each step finds what stands below one of them.
const MOST_STEPS = 20;

/** The range in which the definitions start that wrappers and decorators in `range` belong to. */
export function rangeOfDefinitions(view: TreeView, range: Span): Span {
  const { document } = view;
  let { end } = range;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const { decorators, outers } = readSurroundings(view, { start: range.start, end });
    const starts = [
      ...decorators.map((decorator) => endOfBlank(document, decorator.end)),
      ...[...outers.values()].map(({ inner }) => inner.start),
    ];
    const next = Math.max(end, ...starts);
    if (next === end) break;
    end = next;
  }
  return { start: range.start, end };
}

/** Whether a symbol holds an offset: its end belongs to it unless a brace or semicolon ends it. */
export function holdsOffset(document: DocumentSnapshot, { start, end }: Span, offset: number): boolean {
  if (offset < start || offset > end) return false;
  return offset < end || !/[};]/.test(document.slice(end - 1, end));
}

// White space between a decorator and what it decorates is hardly ever longer.
const MOST_BLANK = 500;

function endOfBlank(document: DocumentSnapshot, offset: number): number {
  const text = document.slice(offset, Math.min(offset + MOST_BLANK, document.length));
  return offset + text.length - text.trimStart().length;
}

function isInside(inner: Span, outer: Span | undefined): boolean {
  if (outer === undefined) return false;
  const isSame = inner.start === outer.start && inner.end === outer.end;
  return !isSame && outer.start <= inner.start && inner.end <= outer.end;
}
