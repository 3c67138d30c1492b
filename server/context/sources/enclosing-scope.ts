// Owns the source that tells what stands around the cursor but above the visible text: the class and its members, the function's head.
import { containsSpan, type Span } from "../../documents/text.ts";
import type { CodeSymbol } from "../../syntax/symbols.ts";
import { estimateTokens } from "../choose.ts";
import { outlineOf } from "../outline.ts";
import type { ContextSource } from "../source.ts";

export const enclosingScope: ContextSource = {
  id: "enclosing-scope",
  doc: "The class or function around the cursor: its head, its doc comment and the signatures of its members.",
  find({ document, syntax, path, enclosing, visible, region, maxTokens }) {
    return enclosing
      .filter(({ span }) => !containsSpan(visible, span))
      .filter((symbol) => symbol.children.length > 0 || symbol.span.start < visible.start)
      .map((symbol) => ({
        uri: document.uri,
        path,
        span: symbol.span,
        text: outlineOf(withNearestMembers(symbol, region, maxTokens * MEMBERS_SHARE), {
          block: syntax.language.block,
          except: visible,
          withDoc: true,
        }),
        score: 0.9,
        why: `${symbol.name} is around the cursor`,
      }));
  },
};

// A class of a hundred members would leave no room for anything else.
const MEMBERS_SHARE = 0.25;

function withNearestMembers(symbol: CodeSymbol, { start, end }: Span, maxTokens: number): CodeSymbol {
  const distance = ({ span }: CodeSymbol): number => Math.max(start - span.end, span.start - end);
  let left = maxTokens;
  const near = new Set(
    [...symbol.children]
      .sort((a, b) => distance(a) - distance(b))
      .filter(({ signature }) => (left -= estimateTokens(signature, "")) >= 0),
  );
  return { ...symbol, children: symbol.children.filter((member) => near.has(member)) };
}
