// Owns the source that tells what stands around the cursor but above the visible text: the class and its members, the function's head.
import { containsSpan } from "../../documents/text.ts";
import { outlineOf } from "../outline.ts";
import type { ContextSource } from "../source.ts";

export const enclosingScope: ContextSource = {
  id: "enclosing-scope",
  doc: "The class or function around the cursor: its head, its doc comment and the signatures of its members.",
  find({ document, syntax, path, enclosing, visible }) {
    return enclosing
      .filter(({ span }) => !containsSpan(visible, span))
      .filter((symbol) => symbol.children.length > 0 || symbol.span.start < visible.start)
      .map((symbol) => ({
        uri: document.uri,
        path,
        span: symbol.span,
        text: outlineOf(symbol, { block: syntax.language.block, except: visible, withDoc: true }),
        score: 0.9,
        why: `${symbol.name} is around the cursor`,
      }));
  },
};
