// Owns tree-sitter's rows and columns, which know `\n` only; refuses to be asked by anyone but the parser's edits.
import type { DocumentSnapshot } from "../documents/documents.ts";
import type { TextEdit } from "../documents/text.ts";
import type { Edit, Point } from "./tree.ts";

// Long enough that a parse asks rarely, short enough that an incremental one copies little.
const CHUNK_LENGTH = 4096;

/** Text from an offset on, for a parser's callback; empty at the end. */
export function readChunk(document: DocumentSnapshot, offset: number): string {
  return document.slice(offset, Math.min(offset + CHUNK_LENGTH, document.length));
}

/** Whether a text may hold `\r` without `\n`, which ends a line for editors but no row for tree-sitter. */
export type LoneReturns = "none" | "some";

export function loneReturnsIn(document: DocumentSnapshot): LoneReturns {
  for (let line = 0; line < document.lineCount; line += 1) {
    if (document.lineText(line).endsWith("\r")) return "some";
  }
  return "none";
}

/** The same after edits, erring towards `some`. Documents never cut a `\r\n` in two, so only new text can bring one. */
export function loneReturnsAfter(known: LoneReturns, edits: readonly TextEdit[]): LoneReturns {
  return edits.some(({ newText }) => /\r(?!\n)/.test(newText)) ? "some" : known;
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

function pointAt(document: DocumentSnapshot, offset: number, lone: LoneReturns): Point {
  const { line } = document.positionAt(offset);
  // Without lone returns the line store already knows the row.
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
