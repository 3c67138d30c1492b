// Owns the ways between text and tokens of one model: segments in, text out, without splitting a character.
import type { LlamaModel, Token } from "node-llama-cpp";
import type { PromptSegment } from "../../prompt/render.ts";

/** Only `special` segments can become special tokens; a sentinel inside of a document stays text. */
export function createTokenizer(model: LlamaModel): (segments: readonly PromptSegment[]) => Token[] {
  // From one keystroke to the next most segments are the same, and tokenizing takes a millisecond per 5,000 characters.
  let known = new Map<string, Token[]>();
  return (segments) => {
    const next = new Map<string, Token[]>();
    const tokens: Token[] = [];
    for (const { type, text } of segments) {
      const key = `${type} ${text}`;
      const part = known.get(key) ?? model.tokenize(text, type === "special");
      next.set(key, part);
      tokens.push(...part);
    }
    known = next;
    return tokens;
  };
}

export interface TokenReader {
  /** The text that became whole with this token; empty in the middle of a character and for special tokens. */
  read(token: Token): string;
}

// UTF-8 needs at most four bytes for a character, and a token holds at least one of them.
const MOST_TOKENS_OF_A_CHARACTER = 4;
const RECENT_TOKENS = 3;

export function createTokenReader(model: LlamaModel): TokenReader {
  let pending: Token[] = [];
  let recent: Token[] = [];
  return {
    read(token) {
      pending.push(token);
      const text = model.detokenize(pending, false, recent);
      if (text.endsWith("\uFFFD") && pending.length < MOST_TOKENS_OF_A_CHARACTER) return "";
      recent = [...recent, ...pending].slice(-RECENT_TOKENS);
      pending = [];
      return text;
    },
  };
}
