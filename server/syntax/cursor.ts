// Owns what the tree says about one offset; filled by grammars/*/scopes.scm.
import { lineContent } from "../documents/documents.ts";
import { containsOffset, containsSpan, type Span } from "../documents/text.ts";
import { matchesOf } from "./captures.ts";
import { readDanglingLine } from "./dangling-line.ts";
import { spanIn } from "./definitions.ts";
import { holdsOffset } from "./nesting.ts";
import { readComments } from "./problems.ts";
import { type CodeSymbol, placeAt, readSymbolsAround, symbolsAt } from "./symbols.ts";
import { isBlank, textBefore, textWithout } from "./text-spans.ts";
import type { Capture } from "./tree.ts";
import type { TreeView } from "./tree-view.ts";
import { endOfBlank, insideBraces, readMissing, widenToUnclosed } from "./unclosed.ts";

/** What kind of text the cursor stands in. */
export type PositionKind = "code" | "string" | "comment" | "import";

export type CursorScope = {
  readonly position: PositionKind;
  /** Symbols around the offset, outermost first. */
  readonly enclosing: readonly CodeSymbol[];
  /** The smallest block, body or file around the offset; of a block in braces, what is between them. */
  readonly block: Span;
  /** True where `block` holds nothing but white space or comments. */
  readonly isBlockEmpty: boolean;
  /** The statement the offset stands in or touches. */
  readonly statement?: Span;
  /** The comment or string literal the offset stands in. */
  readonly literal?: Span;
};

/** The symbols of the whole file. Where it would take long to read them, nobody is asked unless somebody reads children. */
export type AllSymbols = { readonly areAtHand: () => boolean; readonly read: () => readonly CodeSymbol[] };

export function readCursorScope(view: TreeView, offset: number, all: AllSymbols): CursorScope {
  const here = readScopes(view, offset);
  const dangling = view.language.row.block === "indent" ? readDanglingLine(view, offset) : undefined;
  const literal = literalAt(view, here, offset);
  const block = dangling?.block ?? blockAt(view, here, offset);
  const statement = statementAt(here, block, offset);
  return {
    position: positionAt(view, here, literal, offset),
    enclosing:
      dangling === undefined && all.areAtHand()
        ? symbolsAt(view.document, all.read(), offset)
        : readSymbolsAround(view, dangling ?? placeAt(view, offset), all.read),
    block,
    isBlockEmpty: isEmpty(view, block),
    ...(statement === undefined ? {} : { statement }),
    ...(literal === undefined ? {} : { literal: { start: literal.start, end: literal.end } }),
  };
}

// An opening quote or an import without its end is looked for this far to the left.
const LONGEST_LOOK_BACK = 1000;

/** All that reaches from the start of the line to the offset: what is not closed yet does not reach the offset itself. */
function readScopes(view: TreeView, offset: number): readonly Capture[] {
  const { document, tree, language } = view;
  const lineStart = document.lineStart(document.positionAt(offset).line);
  const start = Math.max(lineStart, offset - LONGEST_LOOK_BACK);
  const within = widenToUnclosed(view, { start, end: offset });
  return matchesOf(language.queries.scopes(), tree.rootNode, { within }).flatMap(({ captures }) => {
    const between =
      captures.some(({ name }) => name === "block.after") && spanIn(document, captures, "block");
    if (between) return [{ name: "block", ...between }];
    const open = captures.find(({ name }) => name === "open");
    if (open === undefined) return captures;
    const end = endOfBlank(document, open.end);
    return captures.map((capture) => (capture === open ? capture : { ...capture, end }));
  });
}

function positionAt(
  view: TreeView,
  here: readonly Capture[],
  literal: Capture | undefined,
  offset: number,
): PositionKind {
  if (literal?.name === "comment") return "comment";
  const isImport = here.some(
    ({ name, start, end }) =>
      (name === "import" && start < offset && holdsOffset(view.document, { start, end }, offset)) ||
      (name === "import.open" && opensLine(view, start) && start < offset && offset <= lineEnd(view, start)),
  );
  if (isImport) return "import";
  return literal === undefined ? "code" : "string";
}

/** The innermost comment or string, unless code inside a string is nearer. */
function literalAt(view: TreeView, here: readonly Capture[], offset: number): Capture | undefined {
  const inside = here
    .map((capture) =>
      capture.name === "string.open" ? { ...capture, end: lineEnd(view, capture.start) } : capture,
    )
    .filter((capture) => isInLiteral(view, capture, offset));
  const innermost = latest(inside);
  return innermost?.name === "code" ? undefined : innermost;
}

function isInLiteral(
  { document, language }: TreeView,
  { name, start, end }: Capture,
  offset: number,
): boolean {
  if (start >= offset || offset > end) return false;
  switch (name) {
    case "string":
    case "code":
      return offset < end;
    case "string.open":
      return true;
    case "comment":
      // What is typed at the end of a line comment is still comment.
      return offset < end || isLineComment(document.slice(start, end), language.row.comment.line);
    default:
      return false;
  }
}

/** Some grammars count the line break to the comment: what is typed behind it is none. */
function isLineComment(text: string, mark: string): boolean {
  return text.startsWith(mark) && !text.endsWith("\n");
}

function blockAt(view: TreeView, here: readonly Capture[], offset: number): Span {
  const first = Math.min(offset, ...here.map(({ end }) => end));
  const missing = readMissing(view, { start: first, end: offset });
  const blocks = here
    .filter(({ name }) => name === "block" || name === "block.open")
    .map((block) =>
      insideBraces(view.document, block, block.name === "block.open" || missing.has(block.end)),
    );
  return latest(blocks.filter((block) => containsOffset(block, offset))) ?? wholeOf(view);
}

function statementAt(here: readonly Capture[], block: Span, offset: number): Span | undefined {
  const comments = new Set(here.filter(({ name }) => name === "comment").map(({ start }) => start));
  const statements = here
    .filter((capture) => capture.name === "statement" && !comments.has(capture.start))
    .filter((capture) => containsSpan(block, capture) && containsOffset(capture, offset))
    .sort((a, b) => a.end - a.start - (b.end - b.start));
  const smallest = statements[0];
  return smallest && { start: smallest.start, end: smallest.end };
}

// A block whose first 4,000 characters are comments is rare; it is read on piece by piece.
const PIECE = 4000;

function isEmpty(view: TreeView, block: Span): boolean {
  for (let start = block.start; start < block.end; start += PIECE) {
    const piece = { start, end: Math.min(start + PIECE, block.end) };
    const comments = readComments(view, piece).map((comment) => ({
      start: Math.max(comment.start, piece.start),
      end: Math.min(comment.end, piece.end),
    }));
    if (!isBlank(textWithout(view.document, piece, comments))) return false;
  }
  return true;
}

function opensLine({ document }: TreeView, offset: number): boolean {
  return isBlank(textBefore(document, offset));
}

function lineEnd({ document }: TreeView, offset: number): number {
  const { line } = document.positionAt(offset);
  return document.lineStart(line) + lineContent(document, line).length;
}

function wholeOf({ document }: TreeView): Span {
  return { start: 0, end: document.length };
}

function latest<S extends Span>(spans: readonly S[]): S | undefined {
  return spans.reduce<S | undefined>(
    (best, span) => (best && best.start > span.start ? best : span),
    undefined,
  );
}
