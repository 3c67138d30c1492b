// Owns putting a whole symbol or some lines in the place of the old ones; doc comments and decorators are never doubled or lost.
import { containsSpan, type Span } from "../documents/text.ts";
import { type CodeSymbol, everySymbol } from "../syntax/symbols.ts";
import type { SyntaxSnapshot } from "../syntax/syntax.ts";
import { fits, placeable } from "./body.ts";
import { reindent } from "./indent.ts";
import { keepLiteralLines } from "./literal-lines.ts";
import { type LocatedSymbol, locateInFile, locateInPlace } from "./locate.ts";
import type { PlanView, Replacement } from "./plan.ts";

// A model that repeats what is around the lines asked for repeats a few of them, or the whole file.
const MOST_CONTEXT_LINES = 2000;
const TELLING = /\w{3,}/;

/** The symbol asked for out of `code`, together with new ones the model wrote beside it. */
export function findSymbol(view: PlanView, code: string): Replacement | undefined {
  const { symbol, syntax, target } = view;
  if (symbol === undefined || syntax === undefined) return undefined;
  if (symbol.span.start !== target.start || symbol.span.end !== target.end) return undefined;
  return symbolIn(view, symbol, code);
}

/** The lines asked for: all of `code`, without the lines around them that it repeats. */
export function findLines(view: PlanView, code: string): Replacement | undefined {
  const { syntax, target } = view;
  const inner = linesOfEnclosing(view, code) ?? withoutContext(view, code);
  const text = reindent(inner, view, view.block).slice(startColumn(view, target.start));
  const found = keepLiteralLines(view, { span: target, text }, inner);
  return syntax === undefined || (fits(syntax, found) && staysDefined(view, syntax, found))
    ? found
    : undefined;
}

/**
 * Lines never bring a name that stands elsewhere in the file. In the place of a whole definition they have to define
 * something, and where nobody asked for another name, the same: a word of prose is a statement in many languages.
 */
function staysDefined(view: PlanView, syntax: SyntaxSnapshot, { span, text }: Replacement): boolean {
  const { symbol, target, writes } = view;
  const after = syntax.with([{ span, newText: text.replaceAll("\n", syntax.document.eol) }]);
  const inside = namesWithin(after, { start: span.start, end: span.start + text.length });
  const elsewhere = everySymbol(syntax.symbols()).filter(({ nameSpan }) => !containsSpan(target, nameSpan));
  const known = namesWithin(syntax, target).map(({ name }) => name);
  const isTwice = ({ name }: CodeSymbol): boolean =>
    !known.includes(name) && elsewhere.some((other) => other.name === name && isCode(other));
  if (inside.some((each) => isCode(each) && isTwice(each))) return false;
  if (symbol?.span.start !== target.start || symbol.span.end !== target.end) return true;
  if (writes !== "code") return inside.length > 0;
  return inside.some((each) => each.name === symbol.name && isCode(each) === isCode(symbol));
}

function namesWithin(syntax: SyntaxSnapshot, region: Span): readonly CodeSymbol[] {
  return everySymbol(syntax.symbols()).filter(({ nameSpan }) => containsSpan(region, nameSpan));
}

function isCode({ body }: CodeSymbol): boolean {
  return body?.state === "code";
}

function symbolIn(view: PlanView, symbol: CodeSymbol, code: string): Replacement | undefined {
  const { syntax, document } = view;
  const located =
    locateInFile(view.extract(code), code, symbol) ??
    (syntax === undefined ? undefined : locateInPlace(syntax, symbol.span, placeable(view, code), symbol));
  if (located === undefined) return undefined;
  const indent = /^[ \t]*/.exec(document.lineText(document.positionAt(symbol.span.start).line))?.[0] ?? "";
  const piece = pieceOf(view, symbol, located);
  const text = reindent(piece.text, { indent, unit: view.unit, sample: located.text }, view.block).slice(
    indent.length,
  );
  const decorators = piece.hasDoc
    ? ""
    : lostDecorators(view, symbol, text) || lostExport(view, symbol, located);
  const start = piece.hasDoc ? (docAbove(symbol)?.start ?? symbol.span.start) : symbol.span.start;
  const span = { start, end: symbol.span.end };
  return keepLiteralLines(view, { span, text: decorators + text }, piece.text);
}

type Piece = { readonly text: string; readonly hasDoc: boolean };

/** The located symbol from the start of its line, with its doc comment where that is wanted, and its new neighbours. */
function pieceOf(view: PlanView, symbol: CodeSymbol, located: LocatedSymbol): Piece {
  const { text, siblings } = located;
  const known = new Set(everySymbol(view.syntax?.symbols() ?? []).map(({ name }) => name));
  const at = siblings.indexOf(located.symbol);
  let [first, last] = [at, at];
  while (first > 0 && !known.has(siblings[first - 1]?.name ?? "")) first--;
  while (last < siblings.length - 1 && !known.has(siblings[last + 1]?.name ?? "")) last++;
  const from = siblings[first] ?? located.symbol;
  const to = siblings[last] ?? located.symbol;
  const doc = docAbove(from);
  const hasDoc = doc !== undefined && wantsDoc(view, symbol);
  const start = hasDoc ? doc.start : from.span.start;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const isIndent = text.slice(lineStart, start).trim() === "";
  return { text: text.slice(isIndent ? lineStart : start, to.span.end), hasDoc };
}

function docAbove(symbol: CodeSymbol): Span | undefined {
  return symbol.doc !== undefined && symbol.doc.span.start < symbol.span.start ? symbol.doc.span : undefined;
}

/** A fix leaves the words above the code alone, and a comment that carried the order goes away by itself. */
function wantsDoc(view: PlanView, symbol: CodeSymbol): boolean {
  const doc = docAbove(symbol);
  if (doc === undefined) return true;
  const isTaken = (view.alsoEdit ?? []).some(({ span }) => span.start < doc.end && doc.start < span.end);
  return view.writes === "code-and-doc" && !isTaken;
}

/** Decorators of the old symbol, where the answer has none at all. */
function lostDecorators(view: PlanView, symbol: CodeSymbol, text: string): string {
  const original = view.document.slice(symbol.span.start, symbol.nameSpan.start).replace(/\r\n?/g, "\n");
  if (!original.startsWith("@") || text.startsWith("@")) return "";
  return original.slice(0, original.lastIndexOf("\n") + 1) + view.indent;
}

/** The word that exports the old symbol, where the answer left it out: small models drop it without being asked to. */
function lostExport(view: PlanView, symbol: CodeSymbol, located: LocatedSymbol): string {
  const word = /^\w+\s+/.exec(view.document.slice(symbol.span.start, symbol.nameSpan.start))?.[0] ?? "";
  if (word === "" || !symbol.isExported || located.symbol.isExported) return "";
  const { start, end } = located.symbol.span;
  const again = view.extract(word + located.text.slice(start, end))?.symbols[0];
  return again?.name === located.symbol.name && again.isExported ? word : "";
}

/** Where the answer is the function around the lines, the part of it that stands for them; nothing else may differ. */
function linesOfEnclosing(view: PlanView, code: string): string | undefined {
  const { syntax, document, target } = view;
  const around = syntax?.symbolAt(target.start);
  if (around === undefined || around.span.end < target.end) return undefined;
  const whole = symbolIn(view, around, code);
  if (whole === undefined) return undefined;
  const text = whole.text.replaceAll("\n", document.eol);
  const before = document.slice(whole.span.start, target.start);
  const after = document.slice(target.end, whole.span.end);
  const isSame =
    text.startsWith(before) && text.endsWith(after) && text.length >= before.length + after.length;
  if (!isSame) return undefined;
  const lines = text.slice(before.length, text.length - after.length).replace(/\r\n?/g, "\n");
  return before.endsWith(view.indent) ? view.indent + lines : lines;
}

function withoutContext(view: PlanView, code: string): string {
  const { document, target } = view;
  const lines = code.split("\n");
  const first = document.positionAt(target.start).line;
  const last = document.positionAt(target.end).line;
  const above = sharedLines(lines.length, (count, index) => [
    lines[index],
    document.lineText(first - count + index),
  ]);
  const below = sharedLines(lines.length - above, (count, index) => [
    lines[lines.length - count + index],
    document.lineText(last + 1 + index),
  ]);
  return lines.slice(above, lines.length - below).join("\n");
}

/** The largest number of lines that are the same on both sides and not only brackets. */
function sharedLines(
  most: number,
  pairAt: (count: number, index: number) => readonly [string | undefined, string],
): number {
  for (let count = Math.min(most - 1, MOST_CONTEXT_LINES); count > 0; count--) {
    let isTelling = false;
    let index = 0;
    for (; index < count; index++) {
      const [ours = "", theirs] = pairAt(count, index);
      if (ours.trim() !== theirs.trim()) break;
      isTelling ||= TELLING.test(ours);
    }
    if (index === count && isTelling) return count;
  }
  return 0;
}

/** How much of the first line's indentation stands before the target already. */
function startColumn(view: PlanView, start: number): number {
  const lineStart = view.document.lineStart(view.document.positionAt(start).line);
  return Math.min(start - lineStart, view.indent.length);
}
