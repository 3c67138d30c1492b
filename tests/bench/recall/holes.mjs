// Owns what a hole is, whatever the language: how many there are, which come first, and what the file looks like without them.
import { createHash } from "node:crypto";

/**
 * `body` is a whole block, `stmt` one statement, `tail` a token and the rest of its line, `args` what stands inside the
 * parentheses of a call, `member` what follows a dot to the end of the line.
 */
export const KINDS = ["body", "stmt", "tail", "args", "member"];
export const HOLES_PER_KIND = 200;
/** Lines of the block of a function that may have holes. */
export const BODY_LINES = { least: 5, most: 41 };
export const MOST_STATEMENT_LINES = 6;
// Of a header, this much is shown.
export const MOST_HEADER_CHARACTERS = 300;

/** A number that decides without favour: the same on every machine, unrelated to what it decides about. */
export function chance(...parts) {
  return createHash("sha1").update(parts.join("")).digest().readUIntBE(0, 6);
}

/** One of `list` by the hash of `parts`. */
export function pick(list, ...parts) {
  return list.length === 0 ? undefined : list[chance(...parts) % list.length];
}

/** From `offset` to the end of its line, without white space at the end. */
export function restOfLine(text, offset) {
  const newline = text.indexOf("\n", offset);
  const line = text.slice(offset, newline < 0 ? text.length : newline);
  return { start: offset, end: offset + line.trimEnd().length };
}

/**
 * The file as the one who fills the hole sees it. With `imports: "pruned"` the imports that only the hidden code needs are
 * gone as well, for in real life nobody has written them yet.
 */
export function visible(text, hole, imports) {
  const gone = [hole.range, ...(imports === "pruned" ? hole.pruned : [])].sort((a, b) => a[0] - b[0]);
  let shown = "";
  let end = 0;
  let offset = 0;
  for (const [from, to] of gone) {
    shown += text.slice(end, from);
    if (from === hole.range[0]) offset = shown.length;
    end = to;
  }
  return { text: shown + text.slice(end), offset };
}

const WORD = /[\p{ID_Start}_$][\p{ID_Continue}$]*/gu;

/** Every identifier of a text, in order. */
export function wordsOf(text) {
  return text.match(WORD) ?? [];
}

/** Puts `novel` to each declaration of a hole's truth: its name occurs nowhere in what is visible. */
export function markNovel(text, hole) {
  const words = new Set(wordsOf(visible(text, hole, "pruned").text));
  for (const declaration of hole.truth) declaration.novel = !words.has(declaration.name);
}
