// Owns how actions find the symbol or lines they act on, and the task for them; knows no action.
import type { RewriteIntent, RewriteTask } from "../../context/collect.ts";
import { type DocumentSnapshot, lineContent } from "../../documents/documents.ts";
import { containsOffset, type Span, type TextEdit } from "../../documents/text.ts";
import { type CodeSymbol, everySymbol, type SymbolKind, symbolPath } from "../../syntax/symbols.ts";
import type { CodePart, SyntaxSnapshot } from "../../syntax/syntax.ts";
import type { ActionOffer, ActionView } from "../code-actions.ts";

const CALLABLE: readonly SymbolKind[] = ["function", "method", "constructor"];

export function isCallable(symbol: CodeSymbol): boolean {
  return CALLABLE.includes(symbol.kind);
}

/** What an action acts on: a whole symbol, or some lines. */
export type Aim = { readonly span: Span; readonly symbol?: CodeSymbol };

/** The selected lines, else the innermost symbol, else the line of the cursor. */
export function aimAt(view: ActionView): Aim {
  const symbol = view.enclosing.at(-1);
  if (view.isSelection || symbol === undefined) return { span: wholeLines(view.document, view.span) };
  return { span: symbol.span, symbol };
}

/** The innermost function around the cursor that has code in it. */
export function writtenFunction({ enclosing }: ActionView): CodeSymbol | undefined {
  const symbol = enclosing.findLast(isCallable);
  return symbol?.body?.state === "code" ? symbol : undefined;
}

/** An offer on a whole symbol. */
export function offerOn(symbol: CodeSymbol, title: string): ActionOffer {
  return { title, span: symbol.span, symbol: symbolPath(symbol) };
}

/** Parts of a kind that lie in a span. */
export function partsIn(syntax: SyntaxSnapshot, within: Span, kind: string): readonly CodePart[] {
  return syntax
    .parts(within)
    .filter((part) => part.kind === kind && within.start <= part.span.start && part.span.end <= within.end);
}

type Rewrite = {
  readonly intent: RewriteIntent;
  readonly symbol: CodeSymbol | undefined;
  readonly alsoEdit?: readonly TextEdit[] | undefined;
  readonly follows?: string;
};

/** The task that rewrites what was offered. */
export function toRewrite(
  { document, syntax }: ActionView,
  { span, title }: ActionOffer,
  { intent, symbol, alsoEdit, follows }: Rewrite,
): RewriteTask {
  return {
    kind: "rewrite-span",
    document,
    syntax,
    target: span,
    ...(symbol === undefined ? {} : { symbol }),
    intent,
    label: title,
    ...(alsoEdit === undefined ? {} : { alsoEdit }),
    ...(follows === undefined ? {} : { follows }),
  };
}

const LONGEST_WORDS = 60;

/** Words for a title. */
export function shorten(text: string): string {
  const words = text.replace(/\s+/g, " ").trim();
  return words.length > LONGEST_WORDS ? `${words.slice(0, LONGEST_WORDS - 1)}…` : words;
}

/** A symbol with the doc comment above it. */
export function spanWithDoc(symbol: CodeSymbol): Span {
  const start = Math.min(symbol.doc?.span.start ?? symbol.span.start, symbol.span.start);
  return { start, end: symbol.span.end };
}

/**
 * Symbols around an offset, outermost first; a doc comment belongs to the symbol below it.
 * Asks the tree at the offset only: listing all symbols of a large file takes too long for a menu.
 */
export function symbolsAround(syntax: SyntaxSnapshot, offset: number): readonly CodeSymbol[] {
  const scope = syntax.cursorAt(offset);
  if (scope.position !== "comment") return scope.enclosing;
  const next = codeAfterComments(syntax, scope.literal?.end ?? offset);
  const below = syntax.cursorAt(next).enclosing;
  const owner = below.findIndex((symbol) => symbol.span.start === next);
  const documented = below[owner];
  const isItsDoc = documented !== undefined && containsOffset(spanWithDoc(documented), offset);
  return isItsDoc ? below.slice(0, owner + 1) : scope.enclosing;
}

// A comment of more parts than this describes no symbol.
const MOST_COMMENTS = 100;

/** The first character of code behind white space and comments. */
export function codeAfterComments(syntax: SyntaxSnapshot, offset: number): number {
  let next = skipBlanks(syntax.document, offset);
  for (let i = 0; i < MOST_COMMENTS; i++) {
    const scope = syntax.cursorAt(next);
    if (scope.position !== "comment" || scope.literal === undefined || scope.literal.end <= next) break;
    next = skipBlanks(syntax.document, scope.literal.end);
  }
  return next;
}

function skipBlanks(document: DocumentSnapshot, offset: number): number {
  let from = offset;
  for (let line = document.positionAt(offset).line; line < document.lineCount; line++) {
    const rest = document.slice(from, document.lineStart(line + 1));
    const blanks = rest.length - rest.trimStart().length;
    if (blanks < rest.length) return from + blanks;
    from = document.lineStart(line + 1);
  }
  return offset;
}

/** The symbol with a dotted path; undefined where it is not there or stands twice. */
export function findSymbol(symbols: readonly CodeSymbol[], path: string): CodeSymbol | undefined {
  const found = everySymbol(symbols).filter((symbol) => symbolPath(symbol) === path);
  return found.length === 1 ? found[0] : undefined;
}

/** The span grown to whole lines: from the first character that is not indentation to before the last line ending. */
export function wholeLines(document: DocumentSnapshot, span: Span): Span {
  const first = document.positionAt(span.start).line;
  const endPosition = document.positionAt(span.end);
  // A selection that ends at column 0 does not mean that line.
  const last =
    endPosition.character === 0 && endPosition.line > first ? endPosition.line - 1 : endPosition.line;
  const lastText = lineContent(document, last);
  return {
    start: document.lineStart(first) + (/^[ \t]*/.exec(document.lineText(first))?.[0].length ?? 0),
    end: document.lineStart(last) + lastText.length,
  };
}

/** How many lines a span touches. */
export function lineCount(document: DocumentSnapshot, span: Span): number {
  return document.positionAt(span.end).line - document.positionAt(span.start).line + 1;
}
