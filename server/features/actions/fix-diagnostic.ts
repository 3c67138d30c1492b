// Owns the quick fixes for what a checker reported, ours or another; act on the smallest whole thing around it.
import type { TaskDiagnostic } from "../../context/collect.ts";
import type { Span } from "../../documents/text.ts";
import { symbolPath } from "../../syntax/symbols.ts";
import type { Action, ActionOffer, ActionView } from "../code-actions.ts";
import { type Aim, isCallable, lineCount, shorten, toRewrite, wholeLines } from "./targets.ts";

// A function longer than this costs a small model more than it helps it; then only the statement is rewritten.
const LONGEST_FUNCTION_LINES = 60;
/** What our rules, and those of others, call a weakness. */
const WEAKNESS = /\bCWE-?\d+/i;

export const fixDiagnostic: Action = {
  id: "fix-diagnostic",
  kind: "quickfix.treewright",
  needs: "a diagnostic at this place",
  offers: (view) =>
    offersFor(
      view,
      view.diagnostics.filter((each) => !isWeakness(each)),
      "Fix",
    ),
  task: (view, offer) => {
    const diagnostic = offer.diagnostic ?? { span: offer.span, message: "" };
    const { symbol } = aimOf(view, diagnostic);
    return toRewrite(view, offer, { intent: { kind: "fix-diagnostic", diagnostic }, symbol });
  },
};

export const fixSecurityFinding: Action = {
  id: "fix-security-finding",
  kind: "quickfix.security.treewright",
  needs: "a diagnostic with the number of a weakness (CWE-…) at this place",
  offers: (view) => offersFor(view, view.diagnostics.filter(isWeakness), "Make secure"),
  task: (view, offer) => {
    const diagnostic = offer.diagnostic ?? { span: offer.span, message: "" };
    const { symbol } = aimOf(view, diagnostic);
    return toRewrite(view, offer, { intent: { kind: "fix-security-finding", diagnostic }, symbol });
  },
};

function isWeakness({ code, message }: TaskDiagnostic): boolean {
  return WEAKNESS.test(code ?? "") || WEAKNESS.test(message);
}

function offersFor(
  view: ActionView,
  diagnostics: readonly TaskDiagnostic[],
  verb: string,
): readonly ActionOffer[] {
  return diagnostics
    .filter(({ span }) => touches(view, span))
    .map((diagnostic) => {
      const { span, symbol } = aimOf(view, diagnostic);
      const title = `${verb}: ${shorten(diagnostic.message)}`;
      return { title, span, diagnostic, ...(symbol === undefined ? {} : { symbol: symbolPath(symbol) }) };
    });
}

/** Clients send the diagnostics of the whole line or range; only those on the lines asked about count. */
function touches(view: ActionView, span: Span): boolean {
  const lineOf = (offset: number): number => view.document.positionAt(offset).line;
  return lineOf(span.start) <= lineOf(view.span.end) && lineOf(view.span.start) <= lineOf(span.end);
}

function aimOf({ document, syntax }: ActionView, { span }: TaskDiagnostic): Aim {
  if (syntax === undefined) return { span: wholeLines(document, span) };
  const { enclosing, statement } = syntax.cursorAt(span.start);
  const symbol = enclosing.findLast(isCallable);
  if (symbol !== undefined && lineCount(document, symbol.span) <= LONGEST_FUNCTION_LINES) {
    return { span: symbol.span, symbol };
  }
  return { span: wholeLines(document, statement ?? span) };
}
