// Owns the parts of a definition as text and spans: signature, doc comment, body; finds no definitions.
import type { DocumentSnapshot } from "../documents/documents.ts";
import { indentOf, type Span } from "../documents/text.ts";
import type { Definition, Surroundings } from "./definitions.ts";
import type { Language } from "./languages.ts";
import type { BodyState, CodeSymbol } from "./symbols.ts";
import { isBlank, lastEndingBefore, spansInside, textBefore, textWithout } from "./text-spans.ts";
import { insideBraces } from "./unclosed.ts";

/** What the parts of a definition are read from. */
export type PartsView = {
  readonly document: DocumentSnapshot;
  readonly language: Language;
  readonly around: Surroundings;
};

/** Object types of a few dozen members fit; what is longer is cut. */
const LONGEST_SIGNATURE = 700;
// What it is cut from may hold comments and line breaks.
const LONGEST_HEAD = 3000;
/** No stub is longer; longer bodies are not searched (UTF-16 units). */
export const LONGEST_STUB = 2000;

/** The definition up to its body on one line, without decorators and comments. */
export function signatureOf({ document, around }: PartsView, whole: Span, body: Span | undefined): string {
  const end = Math.min(body?.start ?? whole.end, whole.start + LONGEST_HEAD);
  const head = { start: whole.start, end };
  const holes = [...spansInside(around.decorators, head), ...spansInside(around.comments, head)];
  const folded = textWithout(document, head, holes)
    .replaceAll(/\s+/g, " ")
    .replaceAll(/([([]) /g, "$1")
    .replaceAll(/,? ([)\]])/g, "$1");
  return folded
    .trim()
    .replace(/ ?[;,{]$| do$/, "")
    .slice(0, LONGEST_SIGNATURE);
}

/** The docstring, or the comment block directly above. */
export function docOf(view: PartsView, whole: Span, body: Span | undefined): CodeSymbol["doc"] {
  const span = (body && docstringOf(view, body)) ?? commentAbove(view, whole.start);
  return span && { span, text: view.document.slice(span.start, span.end) };
}

/** What a new body would replace. */
export function bodyOf(view: PartsView, { span, nameSpan, body, isOpen }: Definition): CodeSymbol["body"] {
  if (body === undefined) return undefined;
  const inside =
    view.language.block === "indent"
      ? indentedBody(view, body, { nameEnd: nameSpan.end, column: columnOfLine(view.document, span.start) })
      : insideBraces(view.document, body, isOpen || view.around.missing.has(body.end));
  return { span: inside, state: stateOf(view, inside) };
}

/** The block without its docstring, with the comments before and after it that are indented like it. */
function indentedBody(
  view: PartsView,
  block: Span,
  { nameEnd, column }: { readonly nameEnd: number; readonly column: number },
): Span {
  const { document, around } = view;
  const docstring = docstringOf(view, block);
  let { start, end } = block;
  if (docstring === undefined) {
    let above = lastEndingBefore(around.comments, start);
    while (above !== undefined && above.start > nameEnd && isBlank(document.slice(above.end, start))) {
      if (isBlank(textBefore(document, above.start))) start = above.start;
      else break;
      above = lastEndingBefore(around.comments, start);
    }
  } else {
    const rest = document.slice(docstring.end, end);
    start = isBlank(rest) ? docstring.end : docstring.end + rest.search(/[^\s;]/);
  }
  for (const comment of around.comments) {
    if (comment.start < end) continue;
    const isNext = isBlank(document.slice(end, comment.start));
    const isOwnLine = isBlank(textBefore(document, comment.start));
    if (!isNext || !isOwnLine || columnOfLine(document, comment.start) <= column) break;
    if (start === end) start = comment.start;
    end = comment.end;
  }
  return { start, end };
}

function docstringOf({ around }: PartsView, block: Span): Span | undefined {
  const docstring = spansInside(around.docstrings, block)[0];
  return docstring?.start === block.start ? docstring : undefined;
}

/** Line comments that follow each other, or one block comment; a blank line above ends it. */
function commentAbove({ document, language, around }: PartsView, offset: number): Span | undefined {
  let top = offset;
  let end: number | undefined;
  let comment = lastEndingBefore(around.comments, top);
  while (comment !== undefined && isDirectlyAbove(document, comment, top)) {
    end ??= comment.end;
    top = comment.start;
    if (!document.slice(top, top + language.comment.line.length).startsWith(language.comment.line)) break;
    comment = lastEndingBefore(around.comments, top);
  }
  return end === undefined ? undefined : { start: top, end };
}

function isDirectlyAbove(document: DocumentSnapshot, comment: Span, offset: number): boolean {
  // Only the end of the comment's line and an indent may stand between.
  const between = document.slice(comment.end, offset);
  return /^[ \t]*(\r\n|\r|\n)?[ \t]*$/.test(between) && isBlank(textBefore(document, comment.start));
}

/** What is left of a body without comments and stub statements decides. */
function stateOf({ document, around }: PartsView, body: Span): BodyState {
  if (body.end - body.start > LONGEST_STUB) return "code";
  const stubs = spansInside(around.stubs, body);
  const rest = textWithout(document, body, [...stubs, ...spansInside(around.comments, body)]);
  if (/[^\s;]/.test(rest)) return "code";
  return stubs.length > 0 ? "stub" : "empty";
}

function columnOfLine(document: DocumentSnapshot, offset: number): number {
  return indentOf(document.lineText(document.positionAt(offset).line)).length;
}
