// Owns how actions find the symbol or lines they act on; knows no action.
import { type DocumentSnapshot, lineContent } from "../../documents/documents.ts";
import { containsOffset, type Span } from "../../documents/text.ts";
import { type CodeSymbol, everySymbol, type SymbolKind, symbolPath } from "../../syntax/symbols.ts";
import type { SyntaxSnapshot } from "../../syntax/syntax.ts";

const CALLABLE: readonly SymbolKind[] = ["function", "method", "constructor"];

export function isCallable(symbol: CodeSymbol): boolean {
  return CALLABLE.includes(symbol.kind);
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
