// Owns the action that rewrites code as told: by a comment that ends in `AI!`, or by an instruction the caller gives.
import type { RewriteTask } from "../../context/collect.ts";
import { containsSpan, type Span } from "../../documents/text.ts";
import { type CodeSymbol, symbolPath } from "../../syntax/symbols.ts";
import type { SyntaxSnapshot } from "../../syntax/syntax.ts";
import type { Action, ActionView } from "../code-actions.ts";
import { codeAfterComments, spanWithDoc, wholeLines } from "./targets.ts";

const MARKER = /\bAI!\s*(?:\*\/|-->|"""|''')?\s*$/;
const LONGEST_TITLE = 60;
// How far an order of several line comments is followed up and down.
const LONGEST_ORDER_LINES = 20;

export const applyInstruction: Action = {
  id: "apply-instruction",
  kind: "refactor.rewrite.instruction.treewright",
  needs: "an instruction (--instruction), or a comment that ends in AI! at this place",

  offers(view) {
    const order = readOrder(view);
    if (order === undefined) return [];
    return [
      {
        title: `Do: ${shorten(order.instruction)}`,
        span: order.target,
        ...(order.symbol === undefined ? {} : { symbol: symbolPath(order.symbol) }),
      },
    ];
  },

  task(view, offer) {
    const order = readOrder(view);
    const task: RewriteTask = {
      kind: "rewrite-span",
      document: view.document,
      syntax: view.syntax,
      target: offer.span,
      ...(order?.symbol === undefined ? {} : { symbol: order.symbol }),
      intent: { kind: "apply-instruction", instruction: order?.instruction ?? "" },
      label: offer.title,
      ...(order?.comment === undefined ? {} : { alsoEdit: [{ span: order.comment, newText: "" }] }),
    };
    return task;
  },
};

/** What is to be done, to what; `comment` is what carried the words and goes away with the answer. */
type Order = {
  readonly instruction: string;
  readonly target: Span;
  readonly symbol?: CodeSymbol;
  readonly comment?: Span;
};

function readOrder(view: ActionView): Order | undefined {
  return view.instruction === undefined ? fromComment(view) : fromCaller(view, view.instruction);
}

function fromCaller(view: ActionView, instruction: string): Order | undefined {
  if (instruction.trim() === "") return undefined;
  if (view.span.end > view.span.start) {
    return { instruction: instruction.trim(), target: wholeLines(view.document, view.span) };
  }
  const symbol = view.enclosing.at(-1);
  if (symbol !== undefined) return { instruction: instruction.trim(), target: symbol.span, symbol };
  return { instruction: instruction.trim(), target: wholeLines(view.document, view.span) };
}

/** The comment must touch the lines asked about, or stand inside the innermost symbol around them. */
function fromComment(view: ActionView): Order | undefined {
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
      MARKER.test(document.slice(comment.start, comment.end)),
    );
  const comment =
    orders(nearby).find((order) => order.start <= lines.end && lines.start <= order.end) ??
    (around === undefined ? undefined : orders(spanWithDoc(around))[0]);
  if (comment === undefined) return undefined;

  const instruction = wordsOf(document.slice(comment.start, comment.end));
  if (instruction === "") return undefined;
  const symbol = symbolFor(syntax, comment);
  const target = symbol?.span ?? statementAfter(syntax, comment);
  return {
    instruction,
    target,
    ...(symbol === undefined ? {} : { symbol }),
    comment: withItsLine(view, comment),
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
function withItsLine(view: ActionView, comment: Span): Span {
  const { document } = view;
  const first = document.positionAt(comment.start).line;
  const last = document.positionAt(comment.end).line;
  const before = document.slice(document.lineStart(first), comment.start);
  const after = document.slice(comment.end, document.lineStart(last + 1));
  if (after.trim() !== "") return comment;
  if (before.trim() === "") return { start: document.lineStart(first), end: document.lineStart(last + 1) };
  return { start: comment.start - (before.length - before.trimEnd().length), end: comment.end };
}

/** The words of a comment without its signs and the marker. */
function wordsOf(comment: string): string {
  return comment
    .split(/\r\n|\r|\n/)
    .map((line) =>
      line
        .replace(/^\s*(?:\/\/+|#+|\/\*+|\*+(?!\/)|--|;+|"""|''')?\s?/, "")
        .replace(/\s*(?:\*\/|-->|"""|''')\s*$/, ""),
    )
    .join(" ")
    .replace(/\bAI!\s*$/, "")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[,;:]$/, "");
}

function shorten(text: string): string {
  return text.length > LONGEST_TITLE ? `${text.slice(0, LONGEST_TITLE - 1)}…` : text;
}
