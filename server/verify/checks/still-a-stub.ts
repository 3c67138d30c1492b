// Owns the check that a function which was to be written has a body now.
import type { CodeSymbol } from "../../syntax/symbols.ts";
import { ACCEPT, type Check, reject } from "../check.ts";

export const stillAStub: Check = {
  id: "still-a-stub",
  applies: (view) => view.implemented !== undefined && view.syntax !== undefined,
  run(view) {
    const wanted = view.implemented;
    const written = view.edited()?.symbolAt(view.edit.span.start);
    if (wanted === undefined) return ACCEPT;
    const symbol = [written, ...same(view.edited()?.symbols() ?? [], wanted)].find(
      (each) => each?.name === wanted.name && each.body !== undefined,
    );
    return symbol?.body?.state === "code"
      ? ACCEPT
      : reject("still-a-stub", `the body of ${wanted.name} is still a stub`);
  },
};

function same(symbols: readonly CodeSymbol[], wanted: CodeSymbol): readonly CodeSymbol[] {
  return symbols.flatMap((symbol) => [
    ...(symbol.name === wanted.name && symbol.container.join() === wanted.container.join() ? [symbol] : []),
    ...same(symbol.children, wanted),
  ]);
}
