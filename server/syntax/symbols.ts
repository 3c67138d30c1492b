// Owns what a definition is to the rest of the house; filled by grammars/*/tags.scm.
import type { DocumentSnapshot } from "../documents/documents.ts";
import { containsSpan, type Span } from "../documents/text.ts";
import { bodyOf, docOf, signatureOf } from "./definition-parts.ts";
import {
  type Definition,
  definitionsIn,
  exportedNamesIn,
  readDefinitions,
  readExportedNames,
  readSurroundings,
  type Surroundings,
  surroundingsIn,
} from "./definitions.ts";
import { holdsOffset, type Nested, nest, type Placed, place, rangeOfDefinitions } from "./nesting.ts";
import { once } from "./once.ts";
import type { SYMBOL_KINDS } from "./symbol-kinds.ts";
import type { Match } from "./tree.ts";
import type { TreeView } from "./tree-view.ts";
import { readMissing, widenToUnclosed } from "./unclosed.ts";

export type SymbolKind = (typeof SYMBOL_KINDS)[number];

/** `empty`: nothing or only comments inside; `stub`: `pass`, `...`, `throw new Error("not implemented")` and the like, or only a to-do comment; `code`: anything else. */
export type BodyState = "empty" | "stub" | "code";

/** A definition in one file. Spans are offsets of the document it was read from. */
export type CodeSymbol = {
  readonly name: string;
  readonly kind: SymbolKind;
  /** The whole definition with decorators, modifiers and body, without the doc comment above it. */
  readonly span: Span;
  readonly nameSpan: Span;
  /** The definition up to its body, on one line, white space folded, at most 700 characters. */
  readonly signature: string;
  /**
   * What the definition's body would be replaced as: inside the braces, or the statements of the indented block
   * without a docstring. Empty, and behind the docstring or the colon, where an indented block has no statement:
   * then the replacement has to begin with a line break. Undefined without a body.
   */
  readonly body?: { readonly span: Span; readonly state: BodyState };
  /** Doc comment or docstring as written. */
  readonly doc?: { readonly span: Span; readonly text: string };
  readonly isExported: boolean;
  readonly children: readonly CodeSymbol[];
  /** Names of the enclosing symbols, outermost first. */
  readonly container: readonly string[];
};

/** A list of symbols with all that is nested in them, each before its children. */
export function everySymbol(symbols: readonly CodeSymbol[]): readonly CodeSymbol[] {
  return symbols.flatMap((symbol) => [symbol, ...everySymbol(symbol.children)]);
}

/** Dotted path of a symbol: `Parser.parse_header`. */
export function symbolPath({ container, name }: Pick<CodeSymbol, "container" | "name">): string {
  return [...container, name].join(".");
}

/** All symbols of a file, nested, and the names that it exports away from their definition. */
export type SymbolList = { readonly symbols: readonly CodeSymbol[]; readonly exported: ReadonlySet<string> };

export function readSymbols(view: TreeView): SymbolList {
  const definitions = readDefinitions(view);
  const exported = readExportedNames(view);
  return {
    symbols: buildSymbols(view, { definitions, around: readSurroundings(view), exported }),
    exported,
  };
}

/** The symbols that are in `matches`, without those inside of functions that no other file can name. */
export function readReachableSymbols(view: TreeView, matches: readonly Match[]): readonly CodeSymbol[] {
  const around = surroundingsIn(matches, readMissing(view, undefined));
  const definitions = definitionsIn(view, matches);
  const found = { definitions, around, exported: exportedNamesIn(view, matches) };
  return buildSymbols(view, found, { childrenOf: (node) => reachableIn(view, node) });
}

/** Of what is inside of functions, only members that parameters of a constructor declare, and those that a method gives. */
function reachableIn({ document }: TreeView, { definition: { kind }, children }: Nested): readonly Nested[] {
  const own = children.filter(({ definition }) => definition.isGiven !== true);
  if (kind === "constructor") return own.filter(({ definition }) => definition.kind === "field");
  if (FUNCTIONS.has(kind)) return [];
  if (kind !== "class") return own;
  const nameOf = ({ definition: { nameSpan } }: Nested): string =>
    document.slice(nameSpan.start, nameSpan.end);
  const names = new Set(own.map(nameOf));
  const given = own
    .filter(({ definition }) => FUNCTIONS.has(definition.kind))
    .flatMap((method) => method.children)
    .filter((child) => {
      const isNew = child.definition.isGiven === true && !names.has(nameOf(child));
      if (isNew) names.add(nameOf(child));
      return isNew;
    });
  return [...own, ...given];
}

const FUNCTIONS: ReadonlySet<SymbolKind> = new Set(["function", "method", "constructor"]);

export type FoundSymbols = {
  readonly definitions: readonly Definition[];
  readonly around: Surroundings;
  readonly exported: ReadonlySet<string>;
};

type BuildOptions = {
  /** What is told of inside of a definition. */
  readonly childrenOf?: (node: Nested) => readonly Nested[];
  /** Names of the symbols around all of them. */
  readonly container?: readonly string[];
};

export function buildSymbols(
  view: TreeView,
  { definitions, around, exported }: FoundSymbols,
  { childrenOf = ({ children }) => children, container: outer = [] }: BuildOptions = {},
): readonly CodeSymbol[] {
  const placed = definitions.map((definition) => place(view.document, definition, around));
  const build = (node: Nested, container: readonly string[]): CodeSymbol => {
    const symbol = describe(view, node, around, container);
    const inside = [...container, symbol.name];
    return {
      ...symbol,
      isExported: symbol.isExported || isListed(symbol, exported),
      children: childrenOf(node).map((child) => build(child, inside)),
    };
  };
  return nest(placed).map((node) => build(node, outer));
}

/** Where symbols are looked for: definitions that touch `range`, and of them those that hold the place. */
export type Place = { readonly range: Span; readonly isAround: (symbol: Placed) => boolean };

export function placeAt({ document }: TreeView, offset: number): Place {
  return {
    range: { start: offset, end: offset },
    isAround: ({ span }) => holdsOffset(document, span, offset),
  };
}

/** Of all symbols of a file those around an offset, outermost first. */
export function symbolsAt(
  document: DocumentSnapshot,
  symbols: readonly CodeSymbol[],
  offset: number,
): readonly CodeSymbol[] {
  const around = symbols.filter(({ span }) => holdsOffset(document, span, offset));
  const innermost = around.findLast(({ nameSpan }) => nameSpan.start <= offset) ?? around[0];
  return innermost === undefined ? [] : [innermost, ...symbolsAt(document, innermost.children, offset)];
}

/**
 * The symbols around a place, outermost first, without reading the rest of the file.
 * What needs a look at the whole file is found out when somebody asks: `children` (from `all`) and `isExported`.
 */
export function readSymbolsAround(
  view: TreeView,
  { range, isAround }: Place,
  all: () => readonly CodeSymbol[],
): readonly CodeSymbol[] {
  const placed = readDefinitions(view, rangeOfDefinitions(view, widenToUnclosed(view, range)))
    .map((definition) => ({ definition, around: readSurroundings(view, nearby(definition)) }))
    .map(({ definition, around }) => ({ ...place(view.document, definition, around), around }))
    .filter(isAround);
  if (placed.length === 0) return [];
  const exported = once(() => readExportedNames(view));
  const symbols: CodeSymbol[] = [];
  const container: string[] = [];
  for (let nodes = nest(placed); nodes.length > 0; ) {
    const node = nodes.findLast(({ definition }) => definition.nameSpan.start <= range.end) ?? nodes[0];
    if (node === undefined) break;
    const symbol = describe(view, node, node.around, [...container]);
    symbols.push({
      ...symbol,
      get isExported() {
        return symbol.isExported || isListed(symbol, exported());
      },
      get children() {
        return findByName(all(), symbol.nameSpan)?.children ?? [];
      },
    });
    container.push(symbol.name);
    nodes = node.children;
  }
  return symbols;
}

// How far above a definition its doc comment and decorators are looked for, and how much of a body may be a stub.
const FAR_ABOVE = 2000;
const FAR_BELOW = 2000;

/** Where all that a definition needs of its surroundings stands. */
function nearby({ span, body }: Definition): Span {
  const bodyStart = body?.start ?? span.start;
  const end = Math.min(body?.end ?? span.end, bodyStart + FAR_BELOW) + FAR_BELOW;
  return { start: Math.max(0, span.start - FAR_ABOVE), end };
}

function describe(
  { document, language }: TreeView,
  { definition, span, isExported }: Placed,
  around: Surroundings,
  container: readonly string[],
): Omit<CodeSymbol, "children"> {
  const view = { document, language: language.row, around };
  const { kind, nameSpan } = definition;
  // Ruby names a member that a macro defines by a symbol.
  const name = document.slice(nameSpan.start, nameSpan.end).replace(/^:/, "");
  const body = bodyOf(view, definition);
  const doc = docOf(view, span, definition.body);
  return {
    name,
    kind,
    // Of an indented block without statements the tree knows only the head.
    span: { start: span.start, end: Math.max(span.end, body?.span.end ?? 0) },
    nameSpan,
    signature: signatureOf(view, span, definition.body),
    ...(body === undefined ? {} : { body }),
    ...(doc === undefined ? {} : { doc }),
    isExported,
    container,
  };
}

/** Lists of exports name what stands at the top of the file. */
function isListed(
  { name, container }: Pick<CodeSymbol, "name" | "container">,
  exported: ReadonlySet<string>,
): boolean {
  return container.length === 0 && exported.has(name);
}

function findByName(symbols: readonly CodeSymbol[], nameSpan: Span): CodeSymbol | undefined {
  for (const symbol of symbols) {
    if (symbol.nameSpan.start === nameSpan.start) return symbol;
    if (!containsSpan(symbol.span, nameSpan)) continue;
    const found = findByName(symbol.children, nameSpan);
    if (found !== undefined) return found;
  }
  return undefined;
}
