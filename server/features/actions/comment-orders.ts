// Owns reading what a comment asks for: its words, the code it is about, and the comment itself; knows no action.
import { containsSpan, type Span } from "../../documents/text.ts";
import type { CodeSymbol } from "../../syntax/symbols.ts";
import type { SyntaxSnapshot } from "../../syntax/syntax.ts";
import type { ActionView } from "../code-actions.ts";
import { codeAfterComments, spanWithDoc, wholeLines } from "./targets.ts";

/** What is to be done, to what; `comment` is what carried the words, `lines` the same with all that goes away with it. */
export type CommentOrder = {
  readonly words: string;
  readonly target: Span;
  readonly symbol?: CodeSymbol;
  readonly comment: Span;
  readonly lines: Span;
};

// How far an order of several line comments is followed up and down.
const LONGEST_ORDER_LINES = 20;
const CLOSING = /\s*(?:\*\/|-->|"""|''')\s*$/;

/** The comment whose words `mark` finds; it touches the lines asked about, or stands inside the innermost symbol around them. */
export function commentOrder(view: ActionView, mark: RegExp): CommentOrder | undefined {
  const { document, syntax } = view;
  if (syntax === undefined) return undefined;
  const lines = wholeLines(document, view.span);
  const first = document.positionAt(lines.start).line;
  const last = document.positionAt(lines.end).line;
  const nearby = {
    start: document.lineStart(Math.max(0, first - LONGEST_ORDER_LINES)),
    end: document.lineStart(last + LONGEST_ORDER_LINES),
  };
  const around = view.enclosing.at(-1);
  const orders = (within: Span): readonly Span[] =>
    joinLineComments(view, syntax.comments(within)).filter((comment) =>
      mark.test(wordsOf(document.slice(comment.start, comment.end))),
    );
  const comment =
    orders(nearby).find((order) => order.start <= lines.end && lines.start <= order.end) ??
    (around === undefined ? undefined : orders(spanWithDoc(around))[0]);
  if (comment === undefined) return undefined;

  const words = wordsOf(document.slice(comment.start, comment.end))
    .replace(mark, "")
    .trim()
    .replace(/[,;:]$/, "");
  if (words === "") return undefined;
  const symbol = symbolFor(syntax, comment);
  return {
    words,
    target: symbol?.span ?? statementAfter(syntax, comment),
    ...(symbol === undefined ? {} : { symbol }),
    comment,
    lines: withItsLine(view, comment),
  };
}

/** Consecutive line comments are one comment. */
function joinLineComments(view: ActionView, comments: readonly Span[]): readonly Span[] {
  const joined: Span[] = [];
  for (const comment of comments) {
    const last = joined.at(-1);
    const between = last === undefined ? undefined : view.document.slice(last.end, comment.start);
    if (last !== undefined && between !== undefined && /^(?:\r\n|\r|\n)?[ \t]*$/.test(between)) {
      joined[joined.length - 1] = { start: last.start, end: comment.end };
    } else {
      joined.push(comment);
    }
  }
  return joined;
}

/** The symbol right below the comment, else the one around it. */
function symbolFor(syntax: SyntaxSnapshot, comment: Span): CodeSymbol | undefined {
  const next = codeAfterComments(syntax, comment.end);
  const below = syntax.cursorAt(next).enclosing.find((symbol) => symbol.span.start === next);
  return (
    below ?? syntax.cursorAt(comment.start).enclosing.findLast((symbol) => containsSpan(symbol.span, comment))
  );
}

/** Without any symbol the order means the statement that follows the comment. */
function statementAfter(syntax: SyntaxSnapshot, comment: Span): Span {
  const next = codeAfterComments(syntax, comment.end);
  return wholeLines(syntax.document, syntax.cursorAt(next).statement ?? { start: next, end: next });
}

/** A comment that has its lines to itself goes with its line ending, one behind code goes with the blanks before it. */
function withItsLine({ document }: ActionView, comment: Span): Span {
  const first = document.positionAt(comment.start).line;
  const last = document.positionAt(comment.end).line;
  const before = document.slice(document.lineStart(first), comment.start);
  const after = document.slice(comment.end, document.lineStart(last + 1));
  if (after.trim() !== "") return comment;
  if (before.trim() === "") return { start: document.lineStart(first), end: document.lineStart(last + 1) };
  return { start: comment.start - (before.length - before.trimEnd().length), end: comment.end };
}

/** The words of a comment without its signs. */
function wordsOf(comment: string): string {
  return comment
    .split(/\r\n|\r|\n/)
    .map((line) =>
      line.replace(/^\s*(?:\/\/+|#+|\/\*+|\*+(?!\/)|--|;+|"""|''')?\s?/, "").replace(CLOSING, ""),
    )
    .join(" ")
    .replace(/\s+/g, " ")
    .trim();
}
