// Owns telling whether code was left out of an answer ("rest of the code unchanged"); judges lines only, never meaning.

import type { BlockStyle } from "../syntax/languages.ts";

const COMMENT = /^\s*(?:\/\/+|#+|\/\*+|\{\s*\/\*|<!--|--)\s*(.*?)\s*(?:\*\/\s*\}?|-->)?\s*$/;
const DOTS = /^(?:\.{3}|…)/;
const DOTS_AT_END = /(?:\.{3}|…)$/;
const LEFT_OUT =
  /^(?:the )?(?:rest of|remaining|remainder of|other|existing|previous|same|unchanged|your|more) .{0,40}\b(?:code|logic|implementation|function|functions|method|methods|file|class|body|as before|here|unchanged|stays?|remains?)\b/i;

/**
 * The first line that stands for code the model left out; undefined if there is none.
 * A line that `original` holds as well was not left out by the model.
 */
export function findElision(text: string, original: string, block: BlockStyle): string | undefined {
  const known = new Set(original.split(/\r\n?|\n/).map((line) => line.trim()));
  return text
    .split("\n")
    .map((line) => line.trim())
    .find((line) => isElision(line, block) && !known.has(line));
}

function isElision(line: string, block: BlockStyle): boolean {
  // In languages of indented blocks three dots are an expression of their own.
  if (line === "..." || line === "…") return block !== "indent";
  const words = COMMENT.exec(line)?.[1];
  if (words === undefined) return false;
  return (
    DOTS.test(words) ||
    LEFT_OUT.test(words) ||
    (DOTS_AT_END.test(words) && /\b(?:code|rest|existing)\b/i.test(words))
  );
}
