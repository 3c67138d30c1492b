// Owns the source that tells which functions and types stand beside the place in the same file; their bodies stay out.
import { containsOffset, containsSpan } from "../../documents/text.ts";
import type { CodeSymbol } from "../../syntax/symbols.ts";
import { outlineOf, signatureLine } from "../outline.ts";
import type { ContextSource, SourceRequest } from "../source.ts";

// The first in the file, so that the choice stays the same wherever the cursor is.
const MOST_SIBLINGS = 30;

export const siblings: ContextSource = {
  id: "siblings",
  doc: "Signatures of the functions and types beside the one at the cursor.",
  find(request) {
    const { document, syntax, path, visible, enclosing } = request;
    const { block } = syntax.language;
    const beside = [...membersBeside(request), ...syntax.symbols()];
    return beside
      .filter(({ span }) => !containsSpan(visible, span))
      .filter((symbol) => enclosing.every(({ nameSpan }) => nameSpan.start !== symbol.nameSpan.start))
      .slice(0, MOST_SIBLINGS)
      .map((symbol) => ({
        uri: document.uri,
        path,
        span: symbol.span,
        text:
          symbol.kind === "class"
            ? outlineOf({ ...symbol, children: [] }, { block })
            : signatureLine(symbol, block),
        score: 0.4,
        why: `${symbol.name} stands in the same file`,
      }));
  },
};

/** Members of the innermost class around the place. */
function membersBeside({ enclosing }: SourceRequest): readonly CodeSymbol[] {
  const container = enclosing.findLast(({ kind }) => kind === "class" || kind === "interface");
  const inner = enclosing.at(-1);
  if (container === undefined || inner === undefined) return [];
  return container.children.filter((member) => !containsOffset(member.span, inner.nameSpan.start));
}
