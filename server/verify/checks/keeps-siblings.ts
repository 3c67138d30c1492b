// Owns the check that a rewrite neither loses nor doubles a definition outside of what it was to replace.
import { containsSpan } from "../../documents/text.ts";
import { type CodeSymbol, everySymbol, symbolPath } from "../../syntax/symbols.ts";
import { ACCEPT, type Check, reject } from "../check.ts";

export const keepsSiblings: Check = {
  id: "keeps-siblings",
  applies: (view) => view.purpose === "rewrite" && view.target !== undefined && view.syntax !== undefined,
  run(view) {
    const before = everySymbol(view.syntax?.symbols() ?? []);
    const after = countByPath(everySymbol(view.edited()?.symbols() ?? []));
    const counts = countByPath(before);
    for (const symbol of before) {
      if (view.target !== undefined && containsSpan(view.target, symbol.span)) continue;
      const path = symbolPath(symbol);
      const [was, is] = [counts.get(path) ?? 0, after.get(path) ?? 0];
      if (is < was) return reject("keeps-siblings", `the answer loses ${path}`);
      if (is > was) return reject("keeps-siblings", `the answer defines ${path} again`);
    }
    return ACCEPT;
  },
};

function countByPath(symbols: readonly CodeSymbol[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const symbol of symbols) counts.set(symbolPath(symbol), (counts.get(symbolPath(symbol)) ?? 0) + 1);
  return counts;
}
