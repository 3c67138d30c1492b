// Owns putting a written body into a function: the signature and a docstring stay byte for byte, whatever the model wrote there.
import type { Span } from "../documents/text.ts";
import type { CodeSymbol } from "../syntax/symbols.ts";
import type { SyntaxSnapshot } from "../syntax/syntax.ts";
import { withoutBlankEdges } from "./code-block.ts";
import { reindent } from "./indent.ts";
import { keepLiteralLines } from "./literal-lines.ts";
import { type LocatedSymbol, locateInFile, locateInPlace } from "./locate.ts";
import type { PlanView, Replacement } from "./plan.ts";

/** The body of the function asked for, out of code that holds this function. */
export function findBody(view: PlanView, code: string): Replacement | undefined {
  const { symbol, syntax, target } = view;
  if (symbol?.body === undefined || syntax === undefined) return undefined;
  const located =
    locateInFile(view.extract(code), code, symbol) ??
    locateInPlace(syntax, target, placeable(view, code), symbol);
  if (located === undefined) return undefined;
  const statements = statementsOf(view, located, symbol);
  return statements === "" ? undefined : place(view, symbol, { statements, sample: located.text });
}

/** Code that is only statements, as the body. */
export function findBareBody(view: PlanView, code: string): Replacement | undefined {
  const { symbol, syntax } = view;
  if (symbol?.body === undefined || syntax === undefined) return undefined;
  // A function of another name is not what was asked for, and would end up inside the one that was.
  const symbols = view.extract(code)?.symbols ?? [];
  const only = symbols.length === 1 ? symbols[0] : undefined;
  if (only?.body !== undefined && only.span.end - only.span.start >= code.trim().length) return undefined;
  const placed = place(view, symbol, { statements: withoutBraces(view, code), sample: code });
  return placed !== undefined && fits(syntax, placed) ? placed : undefined;
}

/** Code as it can be tried out in the target's place: only where columns mean something they have to be right. */
export function placeable(view: PlanView, code: string): string {
  return view.block !== "indent" ? code : reindent(code, view, view.block).trimStart();
}

/** The docstring, where it is a part of the body. */
function docstringOf(symbol: CodeSymbol): Span | undefined {
  const { doc, body } = symbol;
  return doc !== undefined && body !== undefined && doc.span.start >= body.span.start ? doc.span : undefined;
}

/** The statements of a function as written, from the start of a line; a docstring only where the document has none. */
function statementsOf(view: PlanView, { text, symbol }: LocatedSymbol, wanted: CodeSymbol): string {
  if (symbol.body === undefined) return "";
  const docstring = docstringOf(wanted) === undefined ? undefined : docstringOf(symbol);
  const start = docstring?.end ?? symbol.body.span.start;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const from = text.slice(lineStart, start).trim() === "" ? lineStart : start;
  const statements = withoutBlankEdges(text.slice(from, symbol.body.span.end));
  const isExpression = view.block === "brace" && text[symbol.body.span.start - 1] !== "{";
  return isExpression ? `return ${statements.trim()};` : statements;
}

/** Statements out of a larger piece of code. */
type WrittenBody = { readonly statements: string; readonly sample: string };

function place(
  view: PlanView,
  symbol: CodeSymbol,
  { statements, sample }: WrittenBody,
): Replacement | undefined {
  const body = symbol.body?.span;
  if (body === undefined) return undefined;
  const text = reindent(statements, { indent: innerIndent(view, body), unit: view.unit, sample }, view.block);
  if (view.block !== "indent") {
    const open = keepLiteralLines(view, { span: body, text: `\n${text}` }, statements);
    return { span: body, text: `${open.text}\n${closingIndent(view, body)}` };
  }
  const placed = placeBlock(view, { start: docstringOf(symbol)?.end ?? body.start, end: body.end }, text);
  return keepLiteralLines(view, placed, statements);
}

/** An indented block starts on a line of its own, also where the old one stood behind the signature. */
function placeBlock(view: PlanView, span: Span, text: string): Replacement {
  const { document } = view;
  const lineStart = document.lineStart(document.positionAt(span.start).line);
  const before = document.slice(lineStart, span.start);
  if (before.trim() === "") return { span: { start: lineStart, end: span.end }, text };
  return {
    span: { start: span.start - (before.length - before.trimEnd().length), end: span.end },
    text: `\n${text}`,
  };
}

/** Indentation of the old body's first line, so that odd widths stay; one level deeper than the signature without one. */
function innerIndent(view: PlanView, body: Span): string {
  const { document } = view;
  const text = document.slice(body.start, body.end);
  const first = body.start + (text.length - text.trimStart().length);
  const line = document.positionAt(first).line;
  const before = document.slice(document.lineStart(line), first);
  return text.trim() !== "" && before.trim() === "" ? before : view.indent + view.unit;
}

function closingIndent(view: PlanView, body: Span): string {
  const last = /(?:\r\n|\r|\n)([ \t]*)$/.exec(view.document.slice(body.start, body.end));
  return last?.[1] ?? view.indent;
}

/** Statements in braces of their own, as a model writes a body that it takes for the block. */
function withoutBraces(view: PlanView, code: string): string {
  const inside = view.block === "brace" ? /^\s*\{([\s\S]*)\}\s*$/.exec(code)?.[1] : undefined;
  return inside === undefined ? code : withoutBlankEdges(inside);
}

/** Whether a replacement leaves no more syntax problems than there were. */
export function fits(syntax: SyntaxSnapshot, { span, text }: Replacement): boolean {
  const after = syntax.with([{ span, newText: text.replaceAll("\n", syntax.document.eol) }]);
  return after.problems().length <= syntax.problems().length;
}
