// Owns reading the symbols of a text that changed a little: what no change can have touched is moved, the rest is read again.
import type { Span } from "../documents/text.ts";
import { LONGEST_STUB } from "./definition-parts.ts";
import { type Definition, readDefinitions, readExportedNames, readSurroundings } from "./definitions.ts";
import { readProblems } from "./problems.ts";
import { buildSymbols, type CodeSymbol, type SymbolList } from "./symbols.ts";
import type { TreeView } from "./tree-view.ts";

/** From `start` on the texts differ, up to `oldEnd` of the earlier one and `newEnd` of the later one. */
export type Change = { readonly start: number; readonly oldEnd: number; readonly newEnd: number };

/** The symbols of an earlier version, and what changed since. */
export type Earlier = { readonly list: SymbolList; readonly change: Change | undefined };

/** Two changes after each other as one. */
export function joined(first: Change | undefined, second: Change): Change {
  if (first === undefined) return second;
  // Between the two, in the text that lies between them.
  const end = Math.max(first.newEnd, second.oldEnd);
  return {
    start: Math.min(first.start, second.start),
    oldEnd: end - first.newEnd + first.oldEnd,
    newEnd: end - second.oldEnd + second.newEnd,
  };
}

/** Undefined where the change may reach further than to the symbols beside it: then all have to be read. */
export function readSymbolsAgain(view: TreeView, { list, change }: Earlier): SymbolList | undefined {
  if (change === undefined) return list;
  if (view.tree.rootNode.isError) return undefined;
  const exported = readExportedNames(view);
  if (!isSameSet(exported, list.exported)) return undefined;
  const symbols = readLevel({ view, change, exported, around: [] }, list.symbols, {
    start: 0,
    end: view.document.length,
  });
  return symbols && { symbols, exported };
}

type Level = {
  readonly view: TreeView;
  readonly change: Change;
  readonly exported: ReadonlySet<string>;
  /** The symbols around this level in the earlier text, outermost first. */
  readonly around: readonly CodeSymbol[];
};

/** The symbols beside each other in `whole`, a span of the later text. */
function readLevel(
  level: Level,
  symbols: readonly CodeSymbol[],
  whole: Span,
): readonly CodeSymbol[] | undefined {
  const { change } = level;
  const delta = change.newEnd - change.oldEnd;
  const before = symbols.filter(({ span }) => span.end < change.start);
  const after = symbols.filter((symbol) => startOf(symbol) > change.oldEnd);
  const inside = symbols.length - before.length - after.length === 1 ? symbols[before.length] : undefined;
  if (inside !== undefined && holdsInside(inside, change)) {
    const children = readLevel({ ...level, around: [...level.around, inside] }, inside.children, {
      start: inside.body.span.start,
      end: inside.body.span.end + delta,
    });
    if (children === undefined) return undefined;
    return [...before, { ...grown(inside, delta), children }, ...after.map((each) => moved(each, delta))];
  }
  // What stands directly beside a change may begin or end elsewhere now.
  const above = before.pop();
  while (above !== undefined && (before.at(-1)?.span.end ?? 0) > startOf(above)) before.pop();
  const below = after.shift();
  while (after[0] !== undefined && below !== undefined && startOf(after[0]) < below.span.end) after.shift();
  const region = {
    start: before.at(-1)?.span.end ?? whole.start,
    end: after[0] === undefined ? whole.end : startOf(after[0]) + delta,
  };
  const read = readRegion(level, region);
  return read && [...before, ...read, ...after.map((each) => moved(each, delta))];
}

function readRegion({ view, exported, around }: Level, region: Span): readonly CodeSymbol[] | undefined {
  const isInside = ({ start, end }: Span): boolean => region.start <= start && end <= region.end;
  const definitions: Definition[] = [];
  const names = new Set(around.map(({ nameSpan }) => nameSpan.start));
  for (const definition of readDefinitions(view, region)) {
    const { span, nameSpan } = definition;
    if (isInside(nameSpan)) {
      if (!isInside(span)) return undefined;
      definitions.push(definition);
    } else if (span.start < region.start && span.end >= region.end) {
      if (!names.delete(nameSpan.start)) return undefined;
    } else if (span.end > region.start && span.start < region.end) {
      return undefined;
    }
  }
  if (names.size > 0) return undefined;
  const isBroken = readProblems(view, region).some(({ span }) => !isInside(span));
  if (isBroken) return undefined;
  const found = { definitions, around: readSurroundings(view, region), exported };
  const symbols = buildSymbols(view, found, { container: around.map(({ name }) => name) });
  return symbols.every(({ span }) => isInside(span)) ? symbols : undefined;
}

type WithBody = CodeSymbol & Required<Pick<CodeSymbol, "body">>;

/** Whether a change lies within a body so long that it is no stub before and after. */
function holdsInside(symbol: CodeSymbol, { start, oldEnd, newEnd }: Change): symbol is WithBody {
  const { body } = symbol;
  if (body === undefined) return false;
  const { span } = body;
  const kept = span.end - span.start - (oldEnd - start);
  return span.start < start && oldEnd < span.end && kept + Math.min(oldEnd, newEnd) - start > LONGEST_STUB;
}

/** With a body that is longer by `delta`. */
function grown(symbol: WithBody, delta: number): WithBody {
  const longer = ({ start, end }: Span): Span => ({ start, end: end + delta });
  return { ...symbol, span: longer(symbol.span), body: { ...symbol.body, span: longer(symbol.body.span) } };
}

function moved(symbol: CodeSymbol, delta: number): CodeSymbol {
  if (delta === 0) return symbol;
  const by = ({ start, end }: Span): Span => ({ start: start + delta, end: end + delta });
  const { span, nameSpan, body, doc, children } = symbol;
  return {
    ...symbol,
    span: by(span),
    nameSpan: by(nameSpan),
    ...(body === undefined ? {} : { body: { ...body, span: by(body.span) } }),
    ...(doc === undefined ? {} : { doc: { ...doc, span: by(doc.span) } }),
    children: children.map((child) => moved(child, delta)),
  };
}

/** Where a symbol begins with the comment above it. */
function startOf({ span, doc }: CodeSymbol): number {
  return Math.min(span.start, doc?.span.start ?? span.start);
}

function isSameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((item) => b.has(item));
}
