// Owns taking the code out of a chat answer: thoughts, chat tokens, fences and prose go; knows nothing of the document.

/** Code as the model wrote it, with `\n` line endings. */
export type CodeBlock = { readonly text: string; readonly isFenced: boolean };

/**
 * The pieces of an answer that may be the code asked for, likeliest first: each fenced block, then everything between the
 * first and the last fence (a block that holds fences itself), or without any fence the answer itself.
 */
export function codeBlocks(answer: string): readonly CodeBlock[] {
  const lines = plainAnswer(answer).split("\n");
  const fenced = fencedBlocks(lines);
  const texts = fenced.length > 0 ? [...fenced, outermostBlock(lines)] : unfencedTexts(lines);
  return [...new Set(texts.map(withoutBlankEdges))]
    .filter((text) => text.trim() !== "")
    .map((text) => ({ text, isFenced: fenced.length > 0 }));
}

/** A fenced block with the last line above it and what stands behind its fence. */
export type NamedBlock = { readonly heading: string; readonly info: string; readonly text: string };

export function namedBlocks(answer: string): readonly NamedBlock[] {
  return blocksOf(plainAnswer(answer).split("\n"));
}

const FENCE = /^(\s*)(`{3,}|~{3,})[ \t]*([^`]*)$/;
const TOKEN_LINE = /^\s*(?:<\|[a-z_]+\|>(?:assistant)?|<\/?s>|<｜[^｜\n]+｜>)\s*$/;
// In quotes such a token is code about tokens.
const TOKENS_AT_END =
  /\s*(?<!["'`])(?:<\|(?:im_end|endoftext|eot_id|end|end_of_text)\|>|<\/s>|<｜[^｜\n]+｜>)(?!["'`])[\s\S]*$/;
const TOKENS_AT_START =
  /^\s*(?:<\|im_start\|>|<\|start_header_id\|>)?\s*assistant\s*(?:<\|end_header_id\|>)?\s*\n/;

/** The answer without the model's thoughts and the tokens of its chat template. */
export function plainAnswer(answer: string): string {
  const text = answer
    .replace(/\r\n?/g, "\n")
    .replace(/<(think|thinking|reasoning)>[\s\S]*?<\/\1>/g, "")
    // Some templates open the thoughts in the prompt, and a cut answer never closes them.
    .replace(/^[\s\S]*?<\/(?:think|thinking|reasoning)>/, "")
    .replace(/^\s*<(?:think|thinking|reasoning)>[\s\S]*$/, "")
    .replace(TOKENS_AT_START, "")
    .replace(TOKENS_AT_END, "");
  return text
    .split("\n")
    .filter((line) => !TOKEN_LINE.test(line))
    .join("\n");
}

function blocksOf(lines: readonly string[]): readonly NamedBlock[] {
  const blocks: NamedBlock[] = [];
  let from = 0;
  while (from < lines.length) {
    const opening = lines.findIndex((line, index) => index >= from && FENCE.test(line));
    if (opening < 0) break;
    const closing = closingLine(lines, opening) ?? lines.length;
    const heading = lines.slice(from, opening).findLast((line) => line.trim() !== "") ?? "";
    const info = FENCE.exec(lines[opening] ?? "")?.[3] ?? "";
    blocks.push({ heading, info, text: inside(lines, opening, closing) });
    from = closing + 1;
  }
  return blocks;
}

function fencedBlocks(lines: readonly string[]): string[] {
  const blocks = blocksOf(lines).map(({ text }) => text);
  // A lone fence at the end closes a block that was never opened.
  const only = blocks[0];
  if (blocks.length === 1 && only?.trim() === "") {
    const fence = lines.findIndex((line) => FENCE.test(line));
    return [lines.slice(0, fence).join("\n")];
  }
  return blocks;
}

/** The line that closes the fence of `opening`; a fence with a language inside opens another one. */
function closingLine(lines: readonly string[], opening: number): number | undefined {
  const mark = FENCE.exec(lines[opening] ?? "")?.[2] ?? "";
  let depth = 1;
  for (let index = opening + 1; index < lines.length; index++) {
    const fence = FENCE.exec(lines[index] ?? "");
    if (fence === null || !(fence[2] ?? "").startsWith(mark)) continue;
    depth += (fence[3] ?? "").trim() === "" ? -1 : 1;
    if (depth === 0) return index;
  }
  return undefined;
}

/** From the first fence to the last one: a doc comment with fences of its own confuses the count. */
function outermostBlock(lines: readonly string[]): string {
  const opening = lines.findIndex((line) => FENCE.test(line));
  const closing = lines.findLastIndex((line) => FENCE.test(line));
  return inside(lines, opening, closing > opening ? closing : lines.length);
}

/** The lines between two fences, without the indentation a fence in a list has. */
function inside(lines: readonly string[], opening: number, closing: number): string {
  const margin = FENCE.exec(lines[opening] ?? "")?.[1] ?? "";
  return lines
    .slice(opening + 1, closing)
    .map((line) => (line.startsWith(margin) ? line.slice(margin.length) : line))
    .join("\n");
}

/** The answer as it is, and without the sentences before and after the code. */
function unfencedTexts(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => !isProse(line) && line.trim() !== "");
  const last = lines.findLastIndex((line) => !isProse(line) && line.trim() !== "");
  return first < 0 ? [] : [lines.slice(first, last + 1).join("\n"), lines.join("\n")];
}

/** A sentence: starts like one, ends like one, and has no sign that only code has. */
function isProse(line: string): boolean {
  return (
    /^(?:[-*] |\d+\. )?[A-Z"'`*][^;{}=<>]*[.:!?]$/.test(line.trim()) &&
    line.trim().split(/\s+/).length >= 3 &&
    !/^\s*(?:class|def|async|if|for|while|@)\b/.test(line)
  );
}

/** A text without the blank lines around it and the white space behind it. */
export function withoutBlankEdges(text: string): string {
  return text.replace(/^(?:[ \t]*\n)+/, "").replace(/\s+$/, "");
}
