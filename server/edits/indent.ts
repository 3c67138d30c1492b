// Owns the indentation of pieces of code: finding the unit a text uses and moving lines from one frame to another.
import { indentOf } from "../documents/text.ts";
import type { BlockStyle } from "../syntax/languages.ts";

/** What one level of indentation is: a tab or some spaces. */
export type IndentUnit = string;

/**
 * Where code is to stand: `indent` is the exact indentation of its outermost lines. `sample` is the larger text the code
 * comes from, and shows better than a few lines how wide a level is there.
 */
export type IndentFrame = { readonly indent: string; readonly unit: IndentUnit; readonly sample?: string };

// Only a common measure for tabs and spaces in one text; the width an editor shows does not matter.
const TAB_COLUMNS = 4;
const WIDEST_UNIT = 8;

export function columnsOf(indent: string): number {
  let columns = 0;
  for (const sign of indent) columns += sign === "\t" ? TAB_COLUMNS : 1;
  return columns;
}

/** The commonest step from a line to a deeper one; undefined for a text without any. */
export function detectUnit(lines: readonly string[]): IndentUnit | undefined {
  const steps = new Map<IndentUnit, number>();
  let before: string | undefined;
  for (const line of lines) {
    // The middle of a block comment is one column off on purpose.
    if (line.trim() === "" || /^\s*\*/.test(line)) continue;
    const indent = indentOf(line);
    if (before !== undefined && indent.length > before.length && indent.startsWith(before)) {
      const step = indent.slice(before.length);
      const unit = step.startsWith("\t") ? "\t" : step;
      if (unit.length <= WIDEST_UNIT) steps.set(unit, (steps.get(unit) ?? 0) + 1);
    }
    before = indent;
  }
  const counted = [...steps].sort(([a, many], [b, more]) => more - many || a.length - b.length);
  return counted[0]?.[0];
}

/**
 * `code` (lines ended by `\n`) moved so that its first line stands at `frame.indent`; deeper lines keep their depth in
 * levels. Blank lines become empty, and no line keeps blanks at its end. Lines that stand left of the code, such as text in a string, stay where they are.
 */
export function reindent(code: string, frame: IndentFrame, block: BlockStyle): string {
  const lines = code.split("\n");
  const unit = detectUnit(frame.sample?.split("\n") ?? lines) ?? frame.unit;
  const unitColumns = columnsOf(unit);
  const first = columnsOf(indentOf(lines[0] ?? ""));
  const base = baseColumns(lines, unitColumns, block);
  return lines
    .map((line, index) => {
      if (line.trim() === "") return "";
      const columns = columnsOf(indentOf(line)) - (index === 0 ? first : base);
      if (columns < 0) return line;
      const levels = Math.floor(columns / unitColumns);
      const odd = " ".repeat(columns % unitColumns);
      return frame.indent + frame.unit.repeat(levels) + odd + line.trim();
    })
    .join("\n");
}

/** Columns at which the outermost lines stand; a model often leaves out the indentation of the first line only. */
function baseColumns(lines: readonly string[], unitColumns: number, block: BlockStyle): number {
  const first = columnsOf(indentOf(lines[0] ?? ""));
  const outside = linesOutsideBrackets(lines).map((line) => columnsOf(indentOf(line)));
  if (block !== "indent") {
    // What the first line opens, the last one closes: they belong into the same column.
    const last = lines.findLast((line) => line.trim() !== "") ?? "";
    const closing = columnsOf(indentOf(last));
    const isPair = /^\s*(?:[)\]}]|end\b)/.test(last) && outside.every((columns) => columns >= closing);
    return isPair ? Math.max(first, closing) : first;
  }
  if (outside.length === 0) return first;
  const opens = /:\s*(?:#.*)?$/.test(lines[0] ?? "");
  return Math.max(first, Math.min(...outside) - (opens ? unitColumns : 0));
}

/** Lines after the first that begin a statement; what stands in brackets is aligned by taste. */
function linesOutsideBrackets(lines: readonly string[]): readonly string[] {
  let depth = 0;
  return lines.filter((line, index) => {
    const isOutside = index > 0 && depth <= 0 && line.trim() !== "";
    const code = line.replace(/(["'])(?:\\.|(?!\1)[^\\])*\1/g, "");
    depth += (code.match(/[([{]/g)?.length ?? 0) - (code.match(/[)\]}]/g)?.length ?? 0);
    return isOutside;
  });
}
