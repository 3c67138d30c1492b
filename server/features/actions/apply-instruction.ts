// Owns the action that rewrites code as told: by a comment that ends in `AI!`, or by an instruction the caller gives.
import type { TextEdit } from "../../documents/text.ts";
import { symbolPath } from "../../syntax/symbols.ts";
import type { Action, ActionView } from "../code-actions.ts";
import { commentOrder } from "./comment-orders.ts";
import { type Aim, aimAt, shorten, toRewrite } from "./targets.ts";

export const applyInstruction: Action = {
  id: "apply-instruction",
  kind: "refactor.rewrite.instruction.treewright",
  needs: "an instruction (--instruction), or a comment that ends in AI! at this place",

  offers(view) {
    const order = readOrder(view);
    if (order === undefined) return [];
    const { span, symbol } = order.aim;
    return [
      {
        title: `Do: ${shorten(order.instruction)}`,
        span,
        ...(symbol === undefined ? {} : { symbol: symbolPath(symbol) }),
      },
    ];
  },

  task(view, offer) {
    const order = readOrder(view);
    const intent = { kind: "apply-instruction", instruction: order?.instruction ?? "" } as const;
    return toRewrite(view, offer, { intent, symbol: order?.aim.symbol, alsoEdit: order?.alsoEdit });
  },
};

type Order = { readonly instruction: string; readonly aim: Aim; readonly alsoEdit?: readonly TextEdit[] };

function readOrder(view: ActionView): Order | undefined {
  if (view.instruction !== undefined) {
    const instruction = view.instruction.trim();
    return instruction === "" ? undefined : { instruction, aim: aimAt(view) };
  }
  const order = commentOrder(view, /\bAI!$/);
  if (order === undefined) return undefined;
  const { words, target, symbol, lines } = order;
  return {
    instruction: words,
    aim: { span: target, ...(symbol === undefined ? {} : { symbol }) },
    alsoEdit: [{ span: lines, newText: "" }],
  };
}
