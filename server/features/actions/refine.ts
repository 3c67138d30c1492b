// Owns the action that changes the last proposal of a document as a further wish says, whether it was applied or not.
import type { CodeSymbol } from "../../syntax/symbols.ts";
import { symbolPath } from "../../syntax/symbols.ts";
import type { Action, ActionView } from "../code-actions.ts";
import { findSymbol, offerOn, shorten, toRewrite } from "./targets.ts";

export const refine: Action = {
  id: "refine",
  kind: "refactor.rewrite.refine.treewright",
  needs:
    "an instruction (--instruction), and a proposal made before for a function or class of this document",

  offers(view) {
    const symbol = refined(view);
    const wish = view.instruction?.trim() ?? "";
    return symbol === undefined || wish === "" ? [] : [offerOn(symbol, `Refine: ${shorten(wish)}`)];
  },

  task(view, offer) {
    const intent = { kind: "apply-instruction", instruction: view.instruction?.trim() ?? "" } as const;
    const follows = view.previous === undefined ? {} : { follows: view.previous.id };
    return toRewrite(view, offer, { intent, symbol: refined(view), ...follows });
  },
};

/** What the last proposal was for, as it is now. */
function refined({ syntax, previous }: ActionView): CodeSymbol | undefined {
  const symbol = previous?.task.kind === "rewrite-span" ? previous.task.symbol : undefined;
  return symbol && findSymbol(syntax?.symbols() ?? [], symbolPath(symbol));
}
