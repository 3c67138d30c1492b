// Owns finding the symbol that was asked for in the code a model wrote; decides nothing about where it goes.
import { containsSpan, type Span } from "../documents/text.ts";
import type { CodeSymbol } from "../syntax/symbols.ts";
import type { ExtractedFile, SyntaxSnapshot } from "../syntax/syntax.ts";

/** Code with the symbol that was asked for; spans are offsets of `text`. */
export type LocatedSymbol = {
  readonly text: string;
  readonly symbol: CodeSymbol;
  /** The symbols beside it, itself included. */
  readonly siblings: readonly CodeSymbol[];
};

/** The symbol named like `wanted` in `code` that stands on its own; one with a written body and the same place wins. */
export function locateInFile(
  file: ExtractedFile | undefined,
  code: string,
  wanted: CodeSymbol,
): LocatedSymbol | undefined {
  return best(withSiblings(file?.symbols ?? [], code), wanted);
}

/** The same, where `code` only makes sense inside the document (a method without its class). */
export function locateInPlace(
  syntax: SyntaxSnapshot,
  target: Span,
  code: string,
  wanted: CodeSymbol,
): LocatedSymbol | undefined {
  const after = syntax.with([{ span: target, newText: code }]);
  const region = { start: target.start, end: target.start + code.length };
  const inCode = symbolsWithin(after.symbols(), region).map((symbol) => moved(symbol, -target.start));
  return best(
    withSiblings(inCode, code).filter(({ symbol }) => samePlace(symbol, wanted)),
    wanted,
  );
}

/** The outermost symbols that lie inside of a region. */
function symbolsWithin(symbols: readonly CodeSymbol[], region: Span): readonly CodeSymbol[] {
  return symbols.flatMap((symbol) =>
    containsSpan(region, symbol.span) ? [symbol] : symbolsWithin(symbol.children, region),
  );
}

function moved(symbol: CodeSymbol, by: number): CodeSymbol {
  const shift = ({ start, end }: Span): Span => ({ start: start + by, end: end + by });
  return {
    ...symbol,
    span: shift(symbol.span),
    nameSpan: shift(symbol.nameSpan),
    ...(symbol.body === undefined ? {} : { body: { ...symbol.body, span: shift(symbol.body.span) } }),
    ...(symbol.doc === undefined ? {} : { doc: { ...symbol.doc, span: shift(symbol.doc.span) } }),
    children: symbol.children.map((child) => moved(child, by)),
  };
}

function withSiblings(symbols: readonly CodeSymbol[], text: string): readonly LocatedSymbol[] {
  return symbols.flatMap((symbol) => [
    { text, symbol, siblings: symbols },
    ...withSiblings(symbol.children, text),
  ]);
}

function best(found: readonly LocatedSymbol[], wanted: CodeSymbol): LocatedSymbol | undefined {
  const named = found.filter(({ symbol }) => symbol.name === wanted.name && hasBodyLike(symbol, wanted));
  const score = ({ symbol }: LocatedSymbol): number =>
    (symbol.kind === wanted.kind ? 4 : 0) +
    (samePlace(symbol, wanted) ? 2 : 0) +
    (symbol.body?.state === "code" ? 1 : 0);
  return named.toSorted((a, b) => score(b) - score(a))[0];
}

/**
 * A declaration without a body (an overload, a variable) cannot stand for a definition with one, and a head alone, or one
 * with a stub below it, not for one with code: there the answer was cut.
 */
function hasBodyLike(symbol: CodeSymbol, wanted: CodeSymbol): boolean {
  if (wanted.body?.state === "code") return symbol.body?.state === "code";
  return wanted.body === undefined || symbol.body !== undefined;
}

function samePlace(symbol: CodeSymbol, wanted: CodeSymbol): boolean {
  return symbol.container.join(".") === wanted.container.join(".");
}
