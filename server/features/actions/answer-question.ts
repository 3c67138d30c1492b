// Owns the action that answers a comment which ends in `AI?`: the answer becomes a comment below it.
import { indentOf, type TextEdit } from "../../documents/text.ts";
import type { Action, ActionView } from "../code-actions.ts";
import { type CommentOrder, commentOrder } from "./comment-orders.ts";
import { shorten } from "./targets.ts";

const MARK = /\s*\bAI\?$/;
const LINE_WIDTH = 90;

export const answerQuestion: Action = {
  id: "answer-question",
  kind: "refactor.rewrite.answer.treewright",
  needs: "a comment that ends in AI? at this place",

  offers(view) {
    const order = commentOrder(view, MARK);
    return order === undefined ? [] : [{ title: `Answer: ${shorten(order.words)}`, span: order.comment }];
  },

  task(view, offer) {
    const order = commentOrder(view, MARK);
    const { document, syntax } = view;
    return {
      kind: "question",
      document,
      syntax,
      target: order?.target ?? offer.span,
      ...(order?.symbol === undefined ? {} : { symbol: order.symbol }),
      intent: { kind: "answer-question", question: order?.words ?? "" },
      label: offer.title,
      toEdits: (words) => (order === undefined ? [] : [below(view, order, words)]),
    };
  },
};

/** The question without its mark, and the answer in line comments below. */
function below({ document, syntax }: ActionView, { comment }: CommentOrder, words: string): TextEdit {
  const mark = syntax?.language.comment.line ?? "//";
  const indent = indentOf(document.lineText(document.positionAt(comment.start).line));
  const question = document
    .slice(comment.start, comment.end)
    .replace(/\s*\bAI\?(?=\s*(?:\*\/|-->)?\s*$)/, "");
  const lines = wrapped(words, LINE_WIDTH - indent.length).map((line) =>
    `${indent}${mark} ${line}`.trimEnd(),
  );
  return { span: comment, newText: [question, ...lines].join(document.eol) };
}

function wrapped(words: string, width: number): readonly string[] {
  return words.split("\n").flatMap((paragraph) => {
    const lines: string[] = [];
    for (const word of paragraph.split(/\s+/).filter((each) => each !== "")) {
      const line = lines.at(-1);
      if (line !== undefined && line.length + word.length < width)
        lines[lines.length - 1] = `${line} ${word}`;
      else lines.push(word);
    }
    return lines;
  });
}
