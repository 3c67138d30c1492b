// Owns the action that adds the members a class has to have: those of its interfaces, and the abstract ones of its parents, in this file.
import { containsSpan } from "../../documents/text.ts";
import { type CodeSymbol, everySymbol } from "../../syntax/symbols.ts";
import type { SyntaxSnapshot } from "../../syntax/syntax.ts";
import type { Action, ActionView } from "../code-actions.ts";
import { offerOn, partsIn, shorten, toRewrite } from "./targets.ts";

export const generateMembers: Action = {
  id: "generate-members",
  kind: "refactor.rewrite.members.treewright",
  needs: "the cursor in a class that lacks members of an interface or abstract class of this file",

  offers(view) {
    const found = lackingClass(view);
    if (found === undefined) return [];
    const names = found.lacks.map(({ name }) => name);
    return [offerOn(found.symbol, `Add the members of ${found.from}: ${shorten(names.join(", "))}`)];
  },

  task(view, offer) {
    const found = lackingClass(view);
    const lacks = found?.lacks ?? [];
    const members = lacks.map(({ span }) => view.document.slice(span.start, span.end));
    const names = lacks.map(({ name }) => name);
    const intent = { kind: "generate-members", from: found?.from ?? "", members, names } as const;
    return toRewrite(view, offer, { intent, symbol: found?.symbol });
  },
};

type Lacking = { readonly symbol: CodeSymbol; readonly from: string; readonly lacks: readonly CodeSymbol[] };

/** The innermost class around the cursor, with the first of its parents of which it lacks something. */
function lackingClass({ syntax, enclosing, document }: ActionView): Lacking | undefined {
  const symbol = enclosing.findLast(({ kind }) => kind === "class");
  if (symbol === undefined || syntax === undefined) return undefined;
  const own = new Set(symbol.children.map(({ name }) => name));
  const parents = partsIn(syntax, symbol.span, "parent")
    .filter(({ span }) => containsSpan(span, symbol.nameSpan))
    .flatMap(({ fields }) =>
      fields["name"] === undefined ? [] : [document.slice(fields["name"].start, fields["name"].end)],
    );
  for (const from of parents) {
    const lacks = requiredMembers(syntax, from).filter(({ name }) => !own.has(name));
    if (lacks.length > 0) return { symbol, from, lacks };
  }
  return undefined;
}

function requiredMembers(syntax: SyntaxSnapshot, name: string): readonly CodeSymbol[] {
  const parent = everySymbol(syntax.symbols()).find(
    (each) => each.name === name && (each.kind === "interface" || each.kind === "class"),
  );
  if (parent === undefined) return [];
  const marked = partsIn(syntax, parent.span, parent.kind === "interface" ? "optional" : "abstract");
  const isMarked = ({ span }: CodeSymbol): boolean =>
    marked.some((part) => containsSpan(part.span, span) || containsSpan(span, part.span));
  return parent.children.filter((child) => isMarked(child) === (parent.kind === "class"));
}
