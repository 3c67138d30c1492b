// Owns the action that documents a definition which has no doc comment; the form is that of the file's other ones.
import { type CodeSymbol, everySymbol, type SymbolKind } from "../../syntax/symbols.ts";
import type { SyntaxSnapshot } from "../../syntax/syntax.ts";
import type { Action, ActionView } from "../code-actions.ts";
import { offerOn, toRewrite } from "./targets.ts";

const DOCUMENTED: readonly SymbolKind[] = [
  "function",
  "method",
  "constructor",
  "class",
  "interface",
  "type",
  "enum",
];

export const writeDocs: Action = {
  id: "write-docs",
  kind: "refactor.rewrite.docs.treewright",
  needs: "the cursor in a function, class or type without a doc comment",
  isForCursor: true,

  offers(view) {
    const symbol = undocumented(view);
    return symbol === undefined ? [] : [offerOn(symbol, `Document ${symbol.name}`)];
  },

  task(view, offer) {
    const format = view.syntax === undefined ? "a doc comment" : formatOf(view.syntax);
    return toRewrite(view, offer, { intent: { kind: "write-docs", format }, symbol: undocumented(view) });
  },
};

function undocumented({ enclosing }: ActionView): CodeSymbol | undefined {
  const symbol = enclosing.findLast(({ kind }) => DOCUMENTED.includes(kind));
  return symbol?.doc === undefined ? symbol : undefined;
}

/** Ways to write docstrings, by what only they contain. */
const DOCSTRING_STYLES = [
  [/^\s*(?:Args|Returns|Raises|Yields):\s*$/m, "a docstring in Google style (Args:, Returns:)"],
  [
    /^\s*(?:Parameters|Returns)\s*\r?\n\s*-{3,}/m,
    "a docstring in NumPy style (underlined Parameters and Returns)",
  ],
  [/:param\s|:returns?:/, "a docstring in reST style (:param name:, :return:)"],
] as const;

/** What a doc comment looks like here, in words for the model: as the file's other ones, else as is usual in its language. */
function formatOf(syntax: SyntaxSnapshot): string {
  const docs = everySymbol(syntax.symbols()).flatMap(({ doc }) => (doc === undefined ? [] : [doc.text]));
  const style = DOCSTRING_STYLES.find(([mark]) => docs.some((doc) => mark.test(doc)));
  return style?.[1] ?? syntax.language.doc ?? "a doc comment";
}
