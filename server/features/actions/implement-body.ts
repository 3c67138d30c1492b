// Owns the action that writes the body of a function which has none yet; the signature stays as it is.
import type { CodeSymbol } from "../../syntax/symbols.ts";
import type { Action, ActionView } from "../code-actions.ts";
import { isCallable, offerOn, toRewrite } from "./targets.ts";

export const implementBody: Action = {
  id: "implement-body",
  kind: "refactor.rewrite.implement.treewright",
  needs: "the cursor in a function whose body is empty, a stub or only a to-do comment",

  offers(view) {
    const symbol = unwritten(view);
    return symbol === undefined ? [] : [offerOn(symbol, `Implement ${symbol.name}`)];
  },

  task: (view, offer) =>
    toRewrite(view, offer, { intent: { kind: "implement-body" }, symbol: unwritten(view) }),
};

/** The innermost function around the cursor, if there is still nothing in it. */
function unwritten(view: ActionView): CodeSymbol | undefined {
  const symbol = view.enclosing.findLast(isCallable);
  return symbol?.body === undefined || symbol.body.state === "code" ? undefined : symbol;
}
