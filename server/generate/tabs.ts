// Owns the indentation of an answer that comes in blanks while the document has tabs: level by level, before anything compares it. Knows no other step.
import { indentOf } from "../documents/text.ts";
import type { FilterView } from "./stream-filters.ts";

/** Lines with the document's tabs in place of the model's blanks; what a line has beyond whole levels stays blank. */
export async function* withTabs(source: AsyncIterable<string>, view: FilterView): AsyncIterable<string> {
  let isTabbed: boolean | undefined;
  let step: number | undefined;
  let above = view.before === "" ? (view.lineAbove ?? "") : view.before;
  let isWhole = view.before === "";
  for await (const line of source) {
    let moved = line;
    const isIndented = isWhole && /^ +\S/.test(line);
    if (isIndented) isTabbed ??= view.unit() === "\t";
    if (isIndented && isTabbed === true) {
      // The middle of a block comment stands one column further in.
      const odd = /^ +\*/.test(line) ? 1 : 0;
      const columns = indentOf(line).length - odd;
      step ??= stepFor(columns, expectedLevels(above, line));
      if (step !== undefined) {
        const rest = (columns % step) + odd;
        moved = "\t".repeat(Math.floor(columns / step)) + " ".repeat(rest) + line.trimStart();
      }
    }
    yield moved;
    if (line.trim() !== "") above = isWhole ? moved : above + line;
    isWhole = true;
  }
}

/** A single column is no level of any style. */
function stepFor(columns: number, levels: number): number | undefined {
  const step = columns / levels;
  return Number.isInteger(step) && step > 1 ? step : undefined;
}

function expectedLevels(above: string, line: string): number {
  const levels = indentOf(above).split("\t").length - 1;
  const isOpened = /[{:([]\s*$/.test(above);
  const closes = /^\s*[)\]}]/.test(line);
  return levels + (isOpened ? 1 : 0) - (closes ? 1 : 0);
}
