// Owns the place that declarations are looked up for: the function being written, as far as its file shows it; knows no index.
import { LRUCache } from "lru-cache";
import type { CodeSymbol } from "../../syntax/symbols.ts";
import type { SourceRequest } from "../source.ts";
import { identifiersIn } from "./words.ts";

/** A function of the open file, or a constant whose value is code. */
export type OwnFunction = {
  readonly name: string;
  readonly header: string;
  readonly container: { readonly name: string; readonly header: string } | undefined;
  readonly code: ReadonlySet<string>;
};

export type Site = {
  /** Absolute. */
  readonly path: string;
  /** The function, or what else is being written. */
  readonly name: string | undefined;
  readonly header: string;
  readonly container: { readonly name: string; readonly header: string } | undefined;
  /** Everything around, innermost last; headers of classes name their parents. */
  readonly around: readonly string[];
  readonly doc: ReadonlySet<string>;
  /** Identifiers of the function's code that is there already. */
  readonly code: ReadonlySet<string>;
  /** Local names that the file imports. */
  readonly imported: readonly string[];
  /** What the file itself declares at its top, with the headers of the members: leads to further types. */
  readonly own: ReadonlyMap<string, string>;
  /** The other functions of the file, the nearest first. */
  readonly siblings: readonly OwnFunction[];
};

// Of a file of hundreds of functions the nearest say how it is written.
const MOST_SIBLINGS = 60;
/** UTF-16 units of their code that are looked at. */
const MOST_SIBLING_CODE = 60_000;
const LONGEST_SIBLING = 6000;
// A longer function is looked at around the place only.
const MOST_CODE = 6000;
const MOST_OWN_MEMBERS = 60;

export function siteOf(request: SourceRequest, path: string): Site {
  const { document, syntax, enclosing, target, region } = request;
  const symbols = syntax.symbols();
  const around = target === undefined ? enclosing : [...enclosing, target];
  const written = around.findLast((symbol) => isWritten(symbol) || symbol === target);
  const parent = written === undefined ? around.at(-1) : around[around.indexOf(written) - 1];
  const visible = region.end - region.start <= MOST_CODE ? region : request.visible;
  const start = Math.max(visible.start, written?.body?.span.start ?? visible.start);
  return {
    path,
    name: written?.name,
    header: written?.signature ?? "",
    container: parent && { name: parent.name, header: parent.signature },
    around: around.map(({ signature }) => signature),
    doc: identifiersIn(written?.doc?.text ?? ""),
    code: identifiersIn(document.slice(start, Math.max(start, visible.end))),
    imported: syntax.imports().flatMap(({ names }) => names),
    own: new Map(symbols.map((symbol) => [symbol.name, headersOf(symbol)])),
    siblings: siblingsOf(request, symbols, written),
  };
}

function isWritten({ kind, body, children, span, nameSpan }: CodeSymbol): boolean {
  switch (kind) {
    case "function":
    case "method":
    case "constructor":
      return body !== undefined;
    case "constant":
    case "variable":
    case "field":
    case "property":
      return children.length === 0 && span.end - nameSpan.end > 12;
    case "class":
    case "interface":
    case "type":
    case "enum":
    case "enum-member":
    case "module":
      return false;
  }
}

function headersOf({ signature, children }: CodeSymbol): string {
  return [signature, ...children.slice(0, MOST_OWN_MEMBERS).map((child) => child.signature)].join("\n");
}

/** The code of the functions around the place, each cut where it is long. */
function siblingsOf(
  { document, region }: SourceRequest,
  symbols: readonly CodeSymbol[],
  written: CodeSymbol | undefined,
): readonly OwnFunction[] {
  const functions: { readonly symbol: CodeSymbol; readonly parent: CodeSymbol | undefined }[] = [];
  const visit = (list: readonly CodeSymbol[], parent: CodeSymbol | undefined): void => {
    for (const symbol of list) {
      const isHere = symbol.span.start < region.end && symbol.span.end > region.start;
      if (isWritten(symbol) && !isHere && symbol.nameSpan.start !== written?.nameSpan.start) {
        functions.push({ symbol, parent });
      }
      visit(symbol.children, symbol);
    }
  };
  visit(symbols, undefined);
  const distance = ({ symbol }: { readonly symbol: CodeSymbol }): number =>
    Math.max(region.start - symbol.span.end, symbol.span.start - region.end);
  let left = MOST_SIBLING_CODE;
  return functions
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, MOST_SIBLINGS)
    .flatMap(({ symbol, parent }) => {
      const { start, end } = symbol.body?.span ?? { start: symbol.nameSpan.end, end: symbol.span.end };
      const length = Math.min(end - start, LONGEST_SIBLING);
      left -= length;
      if (left < 0) return [];
      const known =
        BY_SYMBOL.get(symbol) ?? ownFunction(symbol, parent, document.slice(start, start + length));
      BY_SYMBOL.set(symbol, known);
      return known;
    });
}

/** The same object for the same text: from key to key hardly any function of a file changes. */
function ownFunction(
  { name, signature: header }: CodeSymbol,
  parent: CodeSymbol | undefined,
  code: string,
): OwnFunction {
  const container = parent && { name: parent.name, header: parent.signature };
  const key = [name, header, container?.name, container?.header, code].join("\n");
  const known = BY_TEXT.get(key) ?? { name, header, container, code: identifiersIn(code) };
  BY_TEXT.set(key, known);
  return known;
}

const BY_SYMBOL = new WeakMap<CodeSymbol, OwnFunction>();
// Of a few files that somebody goes back and forth between.
const BY_TEXT = new LRUCache<string, OwnFunction>({ max: 10 * MOST_SIBLINGS });
