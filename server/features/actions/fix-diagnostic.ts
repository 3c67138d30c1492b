// Owns the quick fix for a diagnostic another tool reported; acts on the smallest whole thing around it.
import type { TaskDiagnostic } from "../../context/collect.ts";
import type { Span } from "../../documents/text.ts";
import { type CodeSymbol, symbolPath } from "../../syntax/symbols.ts";
import type { Action, ActionView } from "../code-actions.ts";
import { isCallable, lineCount, wholeLines } from "./targets.ts";

// A function longer than this costs a small model more than it helps it; then only the statement is rewritten.
const LONGEST_FUNCTION_LINES = 60;
const LONGEST_TITLE = 72;

export const fixDiagnostic: Action = {
  id: "fix-diagnostic",
  kind: "quickfix.treewright",
  needs: "a diagnostic at this place",

  offers(view) {
    return view.diagnostics
      .filter((diagnostic) => touches(view, diagnostic.span))
      .map((diagnostic) => {
        const { span, symbol } = target(view, diagnostic);
        return {
          title: title(diagnostic),
          span,
          diagnostic,
          ...(symbol === undefined ? {} : { symbol: symbolPath(symbol) }),
        };
      });
  },

  task(view, offer) {
    const diagnostic = offer.diagnostic ?? { span: offer.span, message: "" };
    const { symbol } = target(view, diagnostic);
    return {
      kind: "rewrite-span",
      document: view.document,
      syntax: view.syntax,
      target: offer.span,
      ...(symbol === undefined ? {} : { symbol }),
      intent: { kind: "fix-diagnostic", diagnostic },
      label: offer.title,
    };
  },
};

/** Clients send the diagnostics of the whole line or range; only those on the lines asked about count. */
function touches(view: ActionView, span: Span): boolean {
  const lineOf = (offset: number): number => view.document.positionAt(offset).line;
  return lineOf(span.start) <= lineOf(view.span.end) && lineOf(view.span.start) <= lineOf(span.end);
}

function title(diagnostic: TaskDiagnostic): string {
  const message = diagnostic.message.replace(/\s+/g, " ").trim();
  return `Fix: ${message.length > LONGEST_TITLE ? `${message.slice(0, LONGEST_TITLE - 1)}…` : message}`;
}

function target(
  view: ActionView,
  diagnostic: TaskDiagnostic,
): { readonly span: Span; readonly symbol?: CodeSymbol } {
  const { document, syntax } = view;
  if (syntax === undefined) return { span: wholeLines(document, diagnostic.span) };
  const symbol = syntax.cursorAt(diagnostic.span.start).enclosing.findLast(isCallable);
  if (symbol !== undefined && lineCount(document, symbol.span) <= LONGEST_FUNCTION_LINES) {
    return { span: symbol.span, symbol };
  }
  const statement = syntax.cursorAt(diagnostic.span.start).statement;
  return { span: wholeLines(document, statement ?? diagnostic.span) };
}
