// Owns tree-sitter's rows and columns, which know `\n` only; refuses to be asked by anyone but the parser's edits.
import type { Edit, Point } from "tree-sitter";
import type { DocumentSnapshot } from "../documents/documents.ts";
import type { TextEdit } from "../documents/text.ts";

// Long enough that a parse asks rarely, short enough that an incremental one copies little.
const CHUNK_LENGTH = 4096;

/** Text from an offset on, for a parser's callback; empty at the end. */
export function readChunk(document: DocumentSnapshot, offset: number): string {
  return document.slice(offset, Math.min(offset + CHUNK_LENGTH, document.length));
}

/** True where a `\r` without `\n` ends a line for editors, but not for tree-sitter. */
export function hasLoneReturn(document: DocumentSnapshot): boolean {
  for (let offset = 0; offset < document.length; offset += CHUNK_LENGTH) {
    const end = Math.min(offset + CHUNK_LENGTH + 1, document.length);
    if (/\r(?!\n|$)/.test(document.slice(offset, end))) return true;
  }
  return document.slice(Math.max(0, document.length - 1), document.length) === "\r";
}

/** May a change have left a lone `\r` in `after`? Errs towards yes. */
export function mayLeaveLoneReturn(after: DocumentSnapshot, { span, newText }: TextEdit): boolean {
  const end = span.start + newText.length;
  return /\r(?!\n)/.test(after.slice(Math.max(0, span.start - 1), Math.min(end + 1, after.length)));
}

/** A change as tree-sitter wants to be told of it; `before` is the text it addresses. */
export function toTreeEdit(before: DocumentSnapshot, { span, newText }: TextEdit, lone: LoneReturns): Edit {
  const startPosition = pointAt(before, span.start, lone);
  const lines = newText.split("\n");
  const lastLength = lines.at(-1)?.length ?? 0;
  return {
    startIndex: span.start,
    oldEndIndex: span.end,
    newEndIndex: span.start + newText.length,
    startPosition,
    oldEndPosition: span.end === span.start ? startPosition : pointAt(before, span.end, lone),
    newEndPosition: {
      row: startPosition.row + lines.length - 1,
      column: lines.length === 1 ? startPosition.column + lastLength : lastLength,
    },
  };
}

/** Whether a text may hold lone `\r`: without them the line store already knows the row. */
export type LoneReturns = "none" | "some";

function pointAt(document: DocumentSnapshot, offset: number, lone: LoneReturns): Point {
  const { line } = document.positionAt(offset);
  if (lone === "none") return { row: line, column: offset - document.lineStart(line) };
  let row = 0;
  let rowStart = 0;
  for (let index = 0; index < line; index += 1) {
    if (!document.lineText(index).endsWith("\n")) continue;
    row += 1;
    rowStart = document.lineStart(index + 1);
  }
  return { row, column: offset - rowStart };
}
