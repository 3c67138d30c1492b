// Owns what the index keeps of one text: reads it through the syntax room and forgets the rest; touches no disk.
import type { Span } from "../documents/text.ts";
import type { CodeSymbol } from "../syntax/symbols.ts";
import type { Syntax } from "../syntax/syntax.ts";
import { readCodeWords } from "./code-words.ts";
import type { FileStamp, Store, SymbolFacts } from "./store.ts";

export type SourceText = {
  readonly path: string;
  readonly languageId: string;
  readonly stamp: FileStamp;
  readonly text: string;
};

const LONGEST_DOC_LINE = 160;

/** Reads a text into a store. Of a text that cannot be parsed (no grammar, too long, too deep) only its words are kept. */
export function addSource(store: Store, syntax: Syntax, { text, ...source }: SourceText): void {
  const language = syntax.language(source.languageId);
  const extracted = syntax.outline(source.languageId, text);
  const symbols = flatten(extracted?.symbols ?? []);
  const words = readCodeWords(
    {
      text,
      comments: language?.comment ?? NO_COMMENTS,
      bodies: symbols.map(({ symbol }) => codeOf(symbol)),
    },
    (whole, start, end) => store.columns.strings.internSlice(whole, start, end),
  );
  store.add({
    ...source,
    symbols: symbols.map(factsOf),
    imports: extracted?.imports ?? [],
    exportAliases: extracted?.exportAliases ?? [],
    words,
  });
}

/** Where a symbol's code stands: its body, or the value of a constant or field. */
function codeOf({ kind, body, span, nameSpan }: CodeSymbol): Span | undefined {
  if (body !== undefined) return body.span;
  const hasValue = kind === "constant" || kind === "variable" || kind === "field" || kind === "property";
  return hasValue ? { start: nameSpan.end, end: span.end } : undefined;
}

const NO_COMMENTS = { line: "\n" };

type Flat = { readonly symbol: CodeSymbol; readonly parent: number | undefined };

function flatten(symbols: readonly CodeSymbol[]): readonly Flat[] {
  const flat: Flat[] = [];
  const visit = (list: readonly CodeSymbol[], parent: number | undefined): void => {
    for (const symbol of list) {
      const place = flat.length;
      flat.push({ symbol, parent });
      visit(symbol.children, place);
    }
  };
  visit(symbols, undefined);
  return flat;
}

function factsOf({ symbol, parent }: Flat): SymbolFacts {
  return {
    name: symbol.name,
    kind: symbol.kind,
    start: symbol.span.start,
    end: symbol.span.end,
    nameStart: symbol.nameSpan.start,
    parent,
    header: symbol.signature,
    docLine: symbol.doc === undefined ? "" : docLineOf(symbol.doc.text),
    isExported: symbol.isExported,
    hasBody: symbol.body !== undefined,
  };
}

/** The first line that says something, and behind it the type that another one gives. */
function docLineOf(doc: string): string {
  const first = firstLineOf(doc);
  const tag = TYPE_TAG.exec(doc)?.[0] ?? "";
  return first.includes(tag) ? first : `${first} ${tag}`;
}

/** Without the marks of the comment. */
function firstLineOf(doc: string): string {
  for (const line of doc.split(/\r\n?|\n/)) {
    const words = line.replace(/^[\s/*#!"'`-]+/, "").replace(/[\s*/"'`]+$/, "");
    if (/[\p{L}\p{N}]/u.test(words)) return words.slice(0, LONGEST_DOC_LINE);
  }
  return "";
}

/**
 * What a value or a result is, as PHPDoc, YARD, LuaLS, JSDoc and Sphinx write it; prose behind `@return` begins with a
 * small letter.
 */
const TYPE_TAG =
  /@(?:returns?|type|var)[ \t]+(?:\{[^}\n]+\}|\[[^\]\n]+\]|(?:[?\\]*(?:[A-Z]|\w+[.\\])|\$this\b|self\b|static\b)[\w.\\|<>,?[\]]*)|:rtype:[^\n]+/;
