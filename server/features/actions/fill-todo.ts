// Owns the action that writes what a to-do comment inside of code still asks for; a body that is only a to-do is implemented.
import type { Action, ActionView } from "../code-actions.ts";
import { type CommentOrder, commentOrder } from "./comment-orders.ts";
import { isCallable, lineCount, shorten, toRewrite } from "./targets.ts";

const MARK = /^(?:TODO|FIXME)\b(?:\s*\([^)]*\))?\s*[:-]?\s*/;
// What is rewritten as a whole has to fit into one answer of a small model.
const LONGEST_TARGET_LINES = 80;

export const fillTodo: Action = {
  id: "fill-todo",
  kind: "refactor.rewrite.todo.treewright",
  needs: "a to-do comment in a function that has code",

  offers(view) {
    const order = orderIn(view);
    if (order === undefined) return [];
    return [{ title: `Do what is still to do: ${shorten(order.words)}`, span: order.comment }];
  },

  task(view, offer) {
    const order = orderIn(view);
    const span = order?.target ?? offer.span;
    return toRewrite(
      view,
      { ...offer, span },
      {
        intent: { kind: "fill-todo", instruction: order?.words ?? "" },
        symbol: order?.symbol,
        alsoEdit: order && [{ span: order.lines, newText: "" }],
      },
    );
  },
};

function orderIn(view: ActionView): CommentOrder | undefined {
  const order = commentOrder(view, MARK);
  if (order === undefined || lineCount(view.document, order.target) > LONGEST_TARGET_LINES) return undefined;
  const { symbol } = order;
  const isUnwritten = symbol !== undefined && isCallable(symbol) && symbol.body?.state !== "code";
  return isUnwritten ? undefined : order;
}
