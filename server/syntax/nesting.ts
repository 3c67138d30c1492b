// Owns how far definitions reach and which lies in which; reads no text of theirs.
import type { DocumentSnapshot } from "../documents/documents.ts";
import type { Span } from "../documents/text.ts";
import { type Definition, readSurroundings, type Surroundings, spanKey } from "./definitions.ts";
import { isBlank, lastEndingBefore } from "./text-spans.ts";
import type { TreeView } from "./tree-view.ts";
import { endOfBlank } from "./unclosed.ts";

/** A definition with the span that wrappers and decorators give it. */
export type Placed = { readonly definition: Definition; readonly span: Span; readonly isExported: boolean };

export type Nested<P extends Placed = Placed> = P & { readonly children: readonly Nested<P>[] };

/** Widens each definition by its wrappers (`export`, `declare`) and by the decorators above it. */
export function place(
  document: DocumentSnapshot,
  definition: Definition,
  { outers, decorators, missing }: Surroundings,
): Placed {
  let { span } = definition;
  let isExported = false;
  for (let outer = outers.get(spanKey(span)); outer !== undefined; outer = outers.get(spanKey(span))) {
    span = outer.span;
    isExported ||= outer.isExported;
  }
  if (missing.has(span.end)) span = { start: span.start, end: endOfBlank(document, span.end) };
  let decorator = lastEndingBefore(decorators, span.start);
  while (decorator !== undefined && isBlank(document.slice(decorator.end, span.start))) {
    span = { start: decorator.start, end: span.end };
    decorator = lastEndingBefore(decorators, span.start);
  }
  return { definition, span, isExported };
}

/**
 * By the smallest span around each. Definitions with the same span (`const a = …, b = …`) are neighbours;
 * what lies in them belongs to the last one named before it.
 */
export function nest<P extends Placed>(placed: readonly P[]): readonly Nested<P>[] {
  const roots: Growing<P>[] = [];
  const open: { readonly span: Span; readonly nodes: Growing<P>[] }[] = [];
  for (const item of [...placed].sort(outermostFirst)) {
    const node = { ...item, children: [] };
    while (open.length > 0 && !isInside(item.span, open.at(-1)?.span)) open.pop();
    const group = open.at(-1);
    if (group !== undefined && isSame(item.span, group.span)) {
      (parentIn(open.at(-2)?.nodes, node)?.children ?? roots).push(node);
      group.nodes.push(node);
      continue;
    }
    (parentIn(group?.nodes, node)?.children ?? roots).push(node);
    open.push({ span: item.span, nodes: [node] });
  }
  return roots;
}

type Growing<P> = P & { readonly children: Growing<P>[] };

function parentIn<P extends Placed>(
  nodes: readonly Growing<P>[] | undefined,
  child: Placed,
): Growing<P> | undefined {
  const before = nodes?.filter(
    ({ definition }) => definition.nameSpan.start < child.definition.nameSpan.start,
  );
  return before?.at(-1) ?? nodes?.[0];
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

function isInside(inner: Span, outer: Span | undefined): boolean {
  return outer !== undefined && outer.start <= inner.start && inner.end <= outer.end;
}

function isSame(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end;
}
