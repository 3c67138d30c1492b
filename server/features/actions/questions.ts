// Owns the actions that end in words about code: an explanation, a review. They change nothing.
import type { QuestionIntent, QuestionTask } from "../../context/collect.ts";
import { symbolPath } from "../../syntax/symbols.ts";
import type { Action, ActionOffer, ActionView } from "../code-actions.ts";
import { type Aim, aimAt, wholeLines } from "./targets.ts";

export const explain: Action = {
  id: "explain",
  kind: "source.explain.treewright",
  needs: "some selected lines, or the cursor in a function or class",
  result: "words",

  offers(view) {
    const aim = aimAt(view);
    // There is nothing to tell of a function that is still to be written, or of a line outside of all symbols.
    const isUnwritten = aim.symbol?.body !== undefined && aim.symbol.body.state !== "code";
    return isUnwritten || (!view.isSelection && aim.symbol === undefined)
      ? []
      : [offerAt(aim, `Explain ${aim.symbol?.name ?? "the selected lines"}`)];
  },

  task: (view, offer) => toQuestion(view, offer, { kind: "explain" }),
};

export const reviewSelection: Action = {
  id: "review-selection",
  kind: "source.review.treewright",
  needs: "some lines that are not blank",
  result: "findings",
  isForSelection: true,

  offers(view) {
    const aim = aimAt(view);
    if (view.document.slice(aim.span.start, aim.span.end).trim() === "") return [];
    return [offerAt(aim, `Review ${aim.symbol?.name ?? "the selected lines"}`)];
  },

  task: (view, offer) => toQuestion(view, offer, { kind: "review-selection" }),
};

function offerAt({ span, symbol }: Aim, title: string): ActionOffer {
  return { title, span, ...(symbol === undefined ? {} : { symbol: symbolPath(symbol) }) };
}

function toQuestion(view: ActionView, { title, span }: ActionOffer, intent: QuestionIntent): QuestionTask {
  const { document, syntax } = view;
  const { symbol } = aimAt(view);
  const target = symbol === undefined ? wholeLines(document, span) : span;
  return {
    kind: "question",
    document,
    syntax,
    target,
    ...(symbol === undefined ? {} : { symbol }),
    intent,
    label: title,
  };
}
