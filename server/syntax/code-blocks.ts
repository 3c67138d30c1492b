// Owns files whose code stands in blocks among other text, such as the scripts of a component: the grammar reads the code where it stands and blanks elsewhere.
import type { Span } from "../documents/text.ts";
import type { ReadText, TreeParser } from "./tree.ts";

/** What begins and what ends a block of code, as regular expressions; a block that nothing ends goes on to the end. */
export type CodeBlocks = { readonly start: string; readonly end: string };

/** Where the code of a text stands, in UTF-16 units. */
export function codeSpans(text: string, blocks: CodeBlocks): readonly Span[] {
  const starts = new RegExp(blocks.start, "g");
  const ends = new RegExp(blocks.end, "g");
  const spans: Span[] = [];
  for (let match = starts.exec(text); match !== null; match = starts.exec(text)) {
    const start = starts.lastIndex;
    ends.lastIndex = start;
    const end = ends.exec(text)?.index ?? text.length;
    spans.push({ start, end });
    // A pattern may match nothing.
    starts.lastIndex = Math.max(end, match.index + 1);
  }
  return spans;
}

/** The text with blanks in place of all that is no code; line breaks stay. */
export function codeAlone(text: string, blocks: CodeBlocks): string {
  let end = 0;
  let alone = "";
  for (const span of codeSpans(text, blocks)) {
    alone += blanked(text.slice(end, span.start)) + text.slice(span.start, span.end);
    end = span.end;
  }
  return alone + blanked(text.slice(end));
}

function blanked(text: string): string {
  return text.replace(/[^\r\n]/g, " ");
}

/**
 * A parser that sees nothing but the code. Each parse begins anew: a key that opens or closes a block changes what is code
 * far away from it, and files with such blocks are short.
 */
export function codeBlockParser(parser: TreeParser, blocks: CodeBlocks): TreeParser {
  const codeOf = (read: ReadText): ReadText => {
    const text = codeAlone(wholeOf(read), blocks);
    return (offset) => text.slice(offset, offset + CHUNK_LENGTH);
  };
  return {
    parse: (read, { limitMs }) => parser.parse(codeOf(read), { limitMs }),
    copy: (tree, read, limitMs) => parser.copy(tree, codeOf(read), limitMs),
    reset: () => parser.reset(),
  };
}

const CHUNK_LENGTH = 4096;

function wholeOf(read: ReadText): string {
  let text = "";
  for (let next = read(0); next !== ""; next = read(text.length)) text += next;
  return text;
}
