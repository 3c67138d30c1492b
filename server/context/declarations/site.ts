// Owns the place that declarations are looked up for: the function being written, as far as its file shows it; knows no index.
import { LRUCache } from "lru-cache";
import type { Span } from "../../documents/text.ts";
import type { CodeSymbol } from "../../syntax/symbols.ts";
import type { SourceRequest } from "../source.ts";
import { LONGEST_CHAIN, ownerIn, withDots } from "./chains.ts";
import { typesInDoc } from "./doc-types.ts";
import { identifiersIn } from "./words.ts";

/** A function of the open file, or a constant whose value is code. */
export type OwnFunction = {
  readonly name: string;
  readonly header: string;
  readonly container: { readonly name: string; readonly header: string } | undefined;
  readonly code: ReadonlySet<string>;
};

/** A name of the function that stands for a value, with what tells its type. */
export type Local = {
  readonly name: string;
  readonly type?: string;
  readonly value?: string;
  /** The name stands for the elements of this expression. */
  readonly element?: string;
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
  /** Names that get a type or a value in the function before the place, the nearest last. */
  readonly locals: readonly Local[];
  /** The text before the place on which a member may be written. */
  readonly before: string;
};

// Of a file of hundreds of functions the nearest say how it is written.
const MOST_SIBLINGS = 60;
/** UTF-16 units of their code that are looked at. */
const MOST_SIBLING_CODE = 60_000;
const LONGEST_SIBLING = 6000;
// A longer function is looked at around the place only.
const MOST_CODE = 6000;
const MOST_OWN_MEMBERS = 60;
// Of a longer class the members' values are not looked for.
const LONGEST_CLASS = 60_000;

export function siteOf(request: SourceRequest, path: string): Site {
  const { document, syntax, enclosing, target, region, offset } = request;
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
    locals: localsOf(request, written ?? parent, written === undefined ? undefined : parent),
    before:
      offset === undefined
        ? ""
        : withDots(document.slice(Math.max(0, offset - LONGEST_CHAIN), offset), syntax.language.memberSign),
  };
}

/** Of the function; and of its class, whose members get their values in other methods, where one of them is asked about. */
function localsOf(
  request: SourceRequest,
  written: CodeSymbol | undefined,
  around: CodeSymbol | undefined,
): readonly Local[] {
  const { document, region } = request;
  const end = request.offset ?? region.end;
  const own = [
    ...typesInDoc(written?.doc?.text ?? ""),
    ...bindingsIn(request, {
      start: Math.max(written?.span.start ?? region.start, end - MOST_CODE),
      end,
    }),
  ];
  const { memberSign } = request.syntax.language;
  const before = withDots(document.slice(Math.max(0, end - LONGEST_CHAIN), end), memberSign);
  if (!MEMBER_OF_MEMBER.test(before)) return own;
  const spans = around === undefined ? membersBeside(request, written) : [around.span];
  const length = spans.reduce((sum, span) => sum + span.end - span.start, 0);
  if (length > LONGEST_CLASS) return own;
  const others = spans.flatMap((span) => bindingsIn(request, span)).filter(({ name }) => MEMBER.test(name));
  return [...others, ...own];
}

/** The members of the same type where they stand side by side in the file: `function Pool:close()`. */
function membersBeside({ syntax }: SourceRequest, written: CodeSymbol | undefined): readonly Span[] {
  const ownerOf = ({ signature, name }: CodeSymbol): string | undefined => ownerIn(signature, name);
  const owner = written && ownerOf(written);
  if (owner === undefined) return [];
  return syntax
    .symbols()
    .filter((symbol) => ownerOf(symbol) === owner)
    .map(({ span }) => span);
}

const MEMBER = /^(?:(?:self|this|\$this)\.|@)[\p{L}\p{N}_$]+$/u;
/** `self.pool.`, `$this->pool->` or `@pool.` at the end of a text. */
const MEMBER_OF_MEMBER = /(?:(?:self|this)\s*(?:\.|->)\s*|@)[\p{L}\p{N}_$]+(?:\.|\?\.|->|\().*$/u;

/** Names that get a type or a value in a span; not from the expression that `offset` stands in. */
export function bindingsIn(
  { document, syntax, offset }: Pick<SourceRequest, "document" | "syntax" | "offset">,
  within: Span,
): readonly Local[] {
  if (within.start >= within.end) return [];
  const text = (span: Span | undefined): string | undefined =>
    span &&
    withDots(
      document.slice(span.start, Math.min(span.end, span.start + LONGEST_CHAIN)),
      syntax.language.memberSign,
    );
  return syntax.bindings(within).flatMap(({ name, type, value, element }) => {
    if (name.start < within.start || name.end > within.end) return [];
    // The cursor may stand in the value.
    const isBeingWritten =
      value !== undefined && offset !== undefined && value.start <= offset && offset <= value.end;
    return {
      name: document.slice(name.start, name.end).replaceAll(/\s+/g, "").replaceAll("->", "."),
      ...defined({
        type: text(type),
        value: isBeingWritten ? undefined : text(value),
        element: text(element),
      }),
    };
  });
}

function defined<T extends object>(fields: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
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
