// Owns where an answer is complete, by the shape that was asked for: a literal, the rest of a line, a block, a definition.
import type { FilterView } from "./stream-filters.ts";

/** Whether what stands behind the cursor begins with the end of a literal. */
export function isQuote(after: string): boolean {
  return /^["'`]/.test(after);
}

/** Inside of a string, ends before the quote that already stands behind the cursor. */
export async function* untilQuote(source: AsyncIterable<string>, view: FilterView): AsyncIterable<string> {
  const quote = view.after.slice(0, 1);
  let isEscaped = false;
  for await (const text of source) {
    if (view.position() !== "string") {
      yield text;
      continue;
    }
    for (let at = 0; at < text.length; at++) {
      const sign = text[at];
      if (sign === quote && !isEscaped) {
        yield text.slice(0, at);
        return;
      }
      isEscaped = sign === "\\" && !isEscaped;
    }
    yield text;
  }
}

/** Ends before the first line that stands left of the block, but takes its closing bracket along where none follows. */
export async function* untilBlockEnd(source: AsyncIterable<string>, view: FilterView): AsyncIterable<string> {
  const isClosed = /^\s*[)\]}]/.test(view.after.trim() === "" ? (view.nextLine ?? "") : view.after);
  let isFirst = true;
  for await (const line of source) {
    const isOutside = !isFirst && line.trim() !== "" && columns(line) < view.blockColumns;
    if (isOutside) {
      if (!isClosed && /^\s*[)\]}]/.test(line)) yield line;
      return;
    }
    yield line;
    isFirst = false;
  }
}

/** Ends with the definition that begins here: where its brackets are closed, or where its indented block is over. */
export async function* untilDefinitionEnd(
  source: AsyncIterable<string>,
  view: FilterView,
): AsyncIterable<string> {
  const base = columns(view.before);
  let text = view.before;
  let isIndented: boolean | undefined;
  for await (const line of source) {
    const hasText = line.trim() !== "";
    // What decorates a definition, or documents it, belongs to it.
    const isOpening = !/[^\s]/.test(text.replace(/^\s*(?:[@#].*|\/\/.*|\/?\*.*)$/gm, ""));
    if (isIndented === true && hasText && columns(line) <= base && !isOpen(text)) return;
    yield line;
    text += line;
    if (isOpening && text.trim() === "") continue;
    if (isIndented === undefined && /:\s*$/.test(withoutQuoted(text)) && depthOf(text) <= 0)
      isIndented = true;
    else if (isIndented === undefined && /[{;]|=>/.test(line)) isIndented = false;
    if (isIndented === false && hasText && depthOf(text) <= 0) return;
  }
}

// A statement over more lines than this is no longer "the rest of the line".
const MOST_LINES = 8;

/** Ends with the first line that has text, or where that line opens a bracket, with the line that closes it. */
export async function* untilLineEnd(source: AsyncIterable<string>, view: FilterView): AsyncIterable<string> {
  const after = view.after.trim();
  // What closes behind the cursor closes what is open before it.
  const isClosed = /^[)\]}>]+\s*[;,]?$/.test(after);
  let text = isClosed ? "" : view.before;
  let count = 0;
  for await (const line of source) {
    yield line;
    text += line;
    if (line.trim() === "") continue;
    count++;
    const position = view.position();
    const isText = position === "comment" || position === "string";
    if (isText || (after !== "" && !isClosed) || count >= MOST_LINES || !isOpen(text)) return;
  }
}

/** Whether a statement goes on in the next line: an open bracket, or a colon that begins an indented block. */
function isOpen(text: string): boolean {
  return depthOf(text) > 0 || /:\s*$/.test(withoutQuoted(text));
}

/** How many brackets are open at the end; one that closes what the text has not opened counts for nothing. */
function depthOf(text: string): number {
  let depth = 0;
  for (const sign of withoutQuoted(text).match(/[([{)\]}]/g) ?? []) {
    depth = "([{".includes(sign) ? depth + 1 : Math.max(0, depth - 1);
  }
  return depth;
}

function withoutQuoted(text: string): string {
  return text.replace(/(["'`])(?:\\.|(?!\1)[^\\\n])*\1/g, "");
}

/** A tab counts as four columns, as it does wherever indentation is compared. */
export function columns(line: string): number {
  const indent = /^[ \t]*/.exec(line)?.[0] ?? "";
  return indent.length + 3 * (indent.match(/\t/g)?.length ?? 0);
}
