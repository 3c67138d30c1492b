// Owns making an edit as small as whole lines allow, so that lines the model only repeated stay byte for byte.
import type { DocumentSnapshot } from "../documents/documents.ts";
import type { Span, TextEdit } from "../documents/text.ts";

/** The edit that turns `span` of the document into `newText`, without the lines both share at either end. */
export function minimalEdit(document: DocumentSnapshot, span: Span, newText: string): TextEdit {
  const before = linesOf(document.slice(span.start, span.end));
  const after = linesOf(newText);
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const start = span.start + lengthOf(before.slice(0, head));
  const end = span.end - lengthOf(before.slice(before.length - tail));
  return { span: { start, end }, newText: after.slice(head, after.length - tail).join("") };
}

/** Lines with their endings. */
function linesOf(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n?|\n)|[^\r\n]+$/g) ?? [];
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length, 0);
}
