// Owns the step from a model's idea of a level of indentation to the document's own; moves no first line.
import { type DocumentSnapshot, lineContent } from "../documents/documents.ts";
import { indentOf } from "../documents/text.ts";
import { columnsOf, detectUnit } from "../edits/indent.ts";

// So many lines around the cursor show how wide a level is.
const LINES_AROUND = 120;

/** `text`, put in at a line indented by `indent`, with the levels of the document; unchanged where they agree or nothing can be told. */
export function releveled(text: string, indent: string, document: DocumentSnapshot, line: number): string {
  const lines = text.split("\n");
  if (lines.length < 2) return text;
  const theirs = stepInto(lines, columnsOf(indent));
  const ours = unitAround(document, line);
  if (theirs === undefined || ours === undefined || theirs === ours) return text;
  const step = columnsOf(theirs);
  const depths = lines.map((each) => columnsOf(indentOf(each)) - columnsOf(indent));
  // Columns that are no whole levels are there for alignment; nobody knows what they would be elsewhere.
  if (depths.some((depth, index) => index > 0 && lines[index]?.trim() !== "" && depth % step !== 0))
    return text;
  return lines
    .map((each, index) => {
      if (index === 0 || each.trim() === "") return each;
      const levels = (depths[index] ?? 0) / step;
      const outer = levels < 0 ? without(indent, ours, -levels) : indent + ours.repeat(levels);
      return outer + each.trimStart();
    })
    .join("\n");
}

/** What the first line that opens a block is followed by, further in than that line; only such a step is surely a level. */
function stepInto(lines: readonly string[], baseColumns: number): string | undefined {
  for (const [index, line] of lines.entries()) {
    const next = lines.slice(index + 1).find((each) => each.trim() !== "");
    if (next === undefined || !/[{:([]\s*$/.test(line)) continue;
    const from = columnsOf(indentOf(line)) + (index === 0 ? baseColumns : 0);
    const deeper = indentOf(next);
    const columns = columnsOf(deeper) - from;
    if (columns <= 0) continue;
    return deeper.includes("\t") ? "\t" : " ".repeat(columns);
  }
  return undefined;
}

/** What a level of indentation is near a line; undefined where no line is further in than another. */
export function unitAround(document: DocumentSnapshot, line: number): string | undefined {
  const from = Math.max(0, line - LINES_AROUND);
  const to = Math.min(document.lineCount, line + LINES_AROUND);
  return detectUnit(Array.from({ length: to - from }, (_, index) => lineContent(document, from + index)));
}

function without(indent: string, unit: string, levels: number): string {
  return indent.slice(0, Math.max(0, indent.length - levels * unit.length));
}
