// Owns which items a prompt gets and in which order: doubles go, the best fit the budget, the order does not follow the cursor.
import { estimateTokens as tokensOf } from "../documents/text.ts";
import type { ContextItem } from "./collect.ts";

/** The fence or sentinels around the pieces of a file, and what stands beside its path. */
const FRAMING_TOKENS = 6;
// Items below this score only might help. They get a part of the budget, for each token costs a local model 5 ms.
const FILLER_SCORE = 0.5;
const FILLER_SHARE = 0.25;

/** A piece alone in its file: the path above it counts. */
export function estimateTokens(text: string, path: string): number {
  return tokensOf(text.length + path.length) + FRAMING_TOKENS;
}

/** One more piece of a file that is shown already: prompts name each file once. */
export function estimateMore(text: string): number {
  return tokensOf(text.length + LINE_BREAK);
}

const LINE_BREAK = 1;

/** What fits, greedily by score. What does not fit is skipped, never cut. */
export function chooseItems(
  found: readonly Omit<ContextItem, "tokens">[],
  ownUri: string,
  maxTokens: number,
): readonly ContextItem[] {
  const byPlace = inStableOrder(ownUri);
  const ranked = [...found].sort((a, b) => b.score - a.score || byPlace(a, b));
  const chosen: ContextItem[] = [];
  const files = new Set<string>();
  let left = maxTokens;
  let leftForFillers = maxTokens * FILLER_SHARE;
  for (const item of ranked) {
    const tokens = files.has(item.path) ? estimateMore(item.text) : estimateTokens(item.text, item.path);
    const isFiller = item.score < FILLER_SCORE;
    if (tokens > (isFiller ? Math.min(left, leftForFillers) : left) || item.text.trim() === "") continue;
    if (chosen.some((other) => overlaps(other, item))) continue;
    chosen.push({ ...item, tokens });
    files.add(item.path);
    left -= tokens;
    if (isFiller) leftForFillers -= tokens;
  }
  return chosen.sort(byPlace);
}

type Placed = Pick<ContextItem, "uri" | "span" | "text">;

/** Other files first: they change least. A byte order, so that it is the same on every computer. */
function inStableOrder(ownUri: string): (a: Placed, b: Placed) => number {
  return (a, b) => {
    if (a.uri === b.uri) {
      return a.span.start - b.span.start || a.span.end - b.span.end || (a.text < b.text ? -1 : 1);
    }
    if (a.uri === ownUri) return 1;
    return b.uri === ownUri || a.uri < b.uri ? -1 : 1;
  };
}

function overlaps(a: Placed, b: Placed): boolean {
  return a.uri === b.uri && a.span.start < b.span.end && b.span.start < a.span.end;
}
