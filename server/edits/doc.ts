// Owns putting a written doc comment to its definition: the code stays byte for byte, whatever the model wrote there.
import type { Span } from "../documents/text.ts";
import type { CodeSymbol } from "../syntax/symbols.ts";
import { reindent } from "./indent.ts";
import { locateInFile } from "./locate.ts";
import type { PlanView, Replacement } from "./plan.ts";

/** The doc of the symbol asked for: out of code that holds the symbol, or a comment on its own. */
export function findDoc(view: PlanView, code: string): Replacement | undefined {
  const { symbol } = view;
  if (symbol === undefined) return undefined;
  const doc = docIn(view, code, symbol) ?? loneDoc(view, code, symbol);
  return doc === undefined ? undefined : place(view, symbol, doc);
}

/** The doc as written, from the start of its line. */
function docIn(view: PlanView, code: string, wanted: CodeSymbol): string | undefined {
  const span = locateInFile(view.extract(code), code, wanted)?.symbol.doc?.span;
  if (span === undefined) return undefined;
  const lineStart = code.lastIndexOf("\n", span.start - 1) + 1;
  const isIndent = code.slice(lineStart, span.start).trim() === "";
  return code.slice(isIndent ? lineStart : span.start, span.end);
}

/** A comment on its own, where it documents the symbol once it stands in its place. */
function loneDoc(view: PlanView, comment: string, symbol: CodeSymbol): string | undefined {
  if (view.block === "indent" && symbol.body !== undefined)
    return docIn(view, asFile(view, comment, symbol), symbol);
  const { start } = symbol.span;
  const newText = `${comment.trim()}\n${view.indent}`.replaceAll("\n", view.document.eol);
  const after = view.syntax?.with([{ span: { start, end: start }, newText }]);
  const doc = after?.symbolAt(symbol.nameSpan.start + newText.length)?.doc;
  return doc?.span.start === start ? comment.trim() : undefined;
}

/** A docstring on its own as it would stand in a file with its definition. */
function asFile({ document, block, unit, indent }: PlanView, docstring: string, symbol: CodeSymbol): string {
  const text = (span: Span): string => document.slice(span.start, span.end).replace(/\r\n?/g, "\n");
  const body = symbol.body?.span ?? symbol.span;
  const head = text({ start: symbol.span.start, end: body.start }).trimEnd();
  const inner = { indent: indent + unit, unit };
  const code = reindent(text(body).trim(), inner, block);
  return `${indent}${head}\n${reindent(docstring.trim(), inner, block)}\n${code}\n`;
}

/** Above the definition, or as the first thing in an indented block; in place of the old one, if there is one. */
function place(view: PlanView, symbol: CodeSymbol, doc: string): Replacement {
  const { document, block, unit, indent } = view;
  const old = symbol.doc?.span;
  const isInside = block === "indent" && symbol.body !== undefined;
  const frame = { indent: isInside ? indent + unit : indent, unit };
  const text = reindent(doc, frame, block);
  if (old !== undefined) return { span: old, text: text.trimStart() };
  if (symbol.body === undefined || !isInside) {
    const { start } = symbol.span;
    return { span: { start, end: start }, text: `${text.trimStart()}\n${indent}` };
  }
  const { start } = symbol.body.span;
  const lineStart = document.lineStart(document.positionAt(start).line);
  const before = document.slice(lineStart, start);
  if (before.trim() === "") return { span: { start, end: start }, text: `${text.trimStart()}\n${before}` };
  // A body behind the colon moves to a line of its own.
  const blanks = before.length - before.trimEnd().length;
  return { span: { start: start - blanks, end: start }, text: `\n${text}\n${frame.indent}` };
}
