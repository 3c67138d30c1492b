// Owns the guess at the rest of a line: counts of what followed the same tokens before, the longest and nearest first; silent when unsure.
import { LONGEST_MATCH, type TokenIndex } from "./token-index.ts";
import { GAPS, LINE_END, type Vocabulary } from "./tokens.ts";

/** Where something was learned, from the nearest to the farthest. */
export type Layer = {
  readonly index: TokenIndex;
  /** How many times a place of this layer counts. */
  readonly weight: number;
  readonly isWanted: (owner: number) => boolean;
};

export type Cursor = {
  /** Tokens before the word that is being written, the last one last. */
  readonly context: readonly number[];
  /** The beginning of a word that stands before the cursor; empty where there is none. */
  readonly word: string;
  /** Whether blanks stand between the last token and the word or cursor. */
  readonly isAfterGap: boolean;
  /** All that may stand here, behind a dot; empty where nobody knows. */
  readonly members: readonly number[];
};

// Chosen on held-back files, as are the numbers below: two of three suggestions go on as the file did.
const LEAST_CONFIDENCE = 0.62;
// One sign is typed sooner than it is read.
const SHORTEST_GUESS = 3;
const MOST_TOKENS = 48;
// How much evidence a shorter context is worth when a longer one is known; also the doubt in what was seen once.
const BACK_OFF = 0.6;
// Words near the cursor that may be meant where no context tells, and the doubt in them, less with each letter.
const NEAR_TOKENS = 2048;
const WORD_DOUBT = 2;
const SHORTEST_WORD = 2;
// Where only members may stand, one sign that a single one of them begins with is enough.
const MEMBER_DOUBT = 0.5;

/** The rest of the line as far as the whole of it is likely; empty where nothing is. */
export function guessRest(layers: readonly Layer[], cursor: Cursor, vocabulary: Vocabulary): string {
  const context = [...cursor.context];
  let { word, isAfterGap, members } = cursor;
  let text = "";
  let confidence = 1;
  for (let count = 0; count < MOST_TOKENS; count++) {
    const best = likeliest(layers, { context, word, isAfterGap, members }, vocabulary);
    if (best === undefined || best.id === LINE_END) break;
    confidence *= best.probability;
    if (confidence < LEAST_CONFIDENCE) break;
    const isAtCursor = text === "" && (isAfterGap || word !== "");
    const gap = isAtCursor ? "" : (GAPS[best.gap] ?? " ");
    text += gap + vocabulary.textOf(best.id).slice(word.length);
    context.push(best.id);
    word = "";
    isAfterGap = false;
    members = [];
  }
  return text.trim().length >= SHORTEST_GUESS ? text : "";
}

type Candidate = { readonly id: number; gap: number; order: number; readonly counts: Float64Array };
type Likeliest = { readonly id: number; readonly gap: number; readonly probability: number };

function likeliest(layers: readonly Layer[], cursor: Cursor, vocabulary: Vocabulary): Likeliest | undefined {
  const { context, word, isAfterGap, members } = cursor;
  const candidates = new Map<number, Candidate>();
  const totals = new Float64Array(LONGEST_MATCH + 1);
  const isLineStart = context.at(-1) === LINE_END;
  const fits = (id: number, gap: number): boolean => {
    if (word !== "") return vocabulary.textOf(id).startsWith(word);
    return !isAfterGap || isLineStart || gap > 0;
  };
  const count = (id: number, gap: number, order: number, weight: number): void => {
    let candidate = candidates.get(id);
    if (candidate === undefined) {
      candidate = { id, gap, order, counts: new Float64Array(LONGEST_MATCH + 1) };
      candidates.set(id, candidate);
    }
    if (order > candidate.order) Object.assign(candidate, { gap, order });
    for (let each = Math.min(order, 1); each <= order; each++) {
      candidate.counts[each] = (candidate.counts[each] ?? 0) + weight;
      totals[each] = (totals[each] ?? 0) + weight;
    }
  };
  for (const { index, weight, isWanted } of layers) {
    index.search(context, isWanted, ({ id, gap, order }) => {
      if (fits(id, gap)) count(id, gap, order, weight);
    });
  }
  const [nearest] = layers;
  if (members.length > 0) {
    if (word !== "") for (const id of members) if (fits(id, 0)) count(id, 0, 0, 1);
  } else if (word.length >= SHORTEST_WORD && nearest !== undefined) {
    for (const id of nearest.index.recent(NEAR_TOKENS)) if (fits(id, 0)) count(id, 0, 0, 1);
  }
  const doubt = members.length > 0 ? MEMBER_DOUBT : WORD_DOUBT / word.length;
  let best: Likeliest | undefined;
  for (const { id, gap, counts } of candidates.values()) {
    const probability = interpolated(counts, totals, doubt);
    if (probability > (best?.probability ?? 0)) best = { id, gap, probability };
  }
  return best;
}

/** From no context to the longest one: each order corrects what the shorter ones say. */
function interpolated(counts: Float64Array, totals: Float64Array, doubt: number): number {
  let probability = (counts[0] ?? 0) / ((totals[0] ?? 0) + doubt);
  for (let order = 1; order <= LONGEST_MATCH; order++) {
    const total = totals[order] ?? 0;
    if (total === 0) break;
    probability = ((counts[order] ?? 0) + BACK_OFF * probability) / (total + BACK_OFF);
  }
  return probability;
}
