// Owns which tokens of a model agree with characters that are there already; evaluates nothing.
import { setImmediate as nextTurn } from "node:timers/promises";
import type { LlamaModel, Token, TokenBias } from "node-llama-cpp";

export interface Vocabulary {
  textOf(token: Token): string;
  /** Lets only tokens be drawn that begin with `required`, or with which it begins. */
  agreeing(required: string): TokenBias;
}

// More than any logit: what is set above the others by it comes before all of them, and keeps its order.
const ABOVE_ALL = { logit: 200 };
// Read at a stretch, some milliseconds; all of it takes half a second.
const SLICE_TOKENS = 2000;
// Tokens are kept by so many first characters.
const BEGINNING = 2;

/** Reads all tokens between two turns of the event loop. */
export async function readVocabulary(model: LlamaModel, createBias: () => TokenBias): Promise<Vocabulary> {
  const textOf = (token: Token): string => model.detokenize([token], false);
  const byBeginning = new Map<string, { readonly token: Token; readonly text: string }[]>();
  let count = 0;
  for (const token of model.iterateAllTokens()) {
    if (++count % SLICE_TOKENS === 0) await nextTurn();
    const text = textOf(token);
    if (text === "" || text.includes("\uFFFD")) continue;
    const alike = byBeginning.get(text.slice(0, BEGINNING)) ?? [];
    alike.push({ token, text });
    byBeginning.set(text.slice(0, BEGINNING), alike);
  }
  return {
    textOf,
    agreeing(required) {
      const bias = createBias();
      const begins = required.slice(0, BEGINNING);
      for (const [beginning, tokens] of byBeginning) {
        if (!beginning.startsWith(begins) && !begins.startsWith(beginning)) continue;
        for (const { token, text } of tokens) {
          if (text.startsWith(required) || required.startsWith(text)) bias.set(token, ABOVE_ALL);
        }
      }
      return bias;
    },
  };
}
