// Owns how long a text is for a model: exact o200k tokens, each text counted once.
import { benchTool } from "../support/corpora.mjs";

const { countTokens } = benchTool("gpt-tokenizer@4.0.0", "/encoding/o200k_base").load();
const counted = new Map();

export function tokensOf(text) {
  let tokens = counted.get(text);
  if (tokens === undefined) {
    tokens = countTokens(text, { allowedSpecial: "all" });
    counted.set(text, tokens);
  }
  return tokens;
}
