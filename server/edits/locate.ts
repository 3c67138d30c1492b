// Owns finding the symbol that was asked for in the code a model wrote; decides nothing about where it goes.
import type { DocumentSnapshot } from "../documents/documents.ts";
import type { Span } from "../documents/text.ts";
import type { CodeSymbol } from "../syntax/symbols.ts";
import type { ExtractedFile, SyntaxSnapshot } from "../syntax/syntax.ts";

/** Code with the symbol that was asked for. `text` is the model's code, or the document with that code put in. */
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
  return best(everySymbol(file?.symbols ?? [], code), wanted);
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
  const inRegion = everySymbol(after.symbols(), textOf(after.document)).filter(
    ({ symbol }) => symbol.span.start >= region.start && symbol.span.end <= region.end,
  );
  return best(
    inRegion.filter(({ symbol }) => samePlace(symbol, wanted)),
    wanted,
  );
}

export function everyName(symbols: readonly CodeSymbol[]): readonly string[] {
  return symbols.flatMap((symbol) => [symbol.name, ...everyName(symbol.children)]);
}

function everySymbol(symbols: readonly CodeSymbol[], text: string): readonly LocatedSymbol[] {
  return symbols.flatMap((symbol) => [
    { text, symbol, siblings: symbols },
    ...everySymbol(symbol.children, text),
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

/** A declaration without a body (an overload, a variable) cannot stand for a definition with one. */
function hasBodyLike(symbol: CodeSymbol, wanted: CodeSymbol): boolean {
  return wanted.body === undefined || symbol.body !== undefined;
}

function samePlace(symbol: CodeSymbol, wanted: CodeSymbol): boolean {
  return symbol.container.join(".") === wanted.container.join(".");
}

function textOf(document: DocumentSnapshot): string {
  return document.getText();
}
