// Owns putting a whole new file into the project's style: its levels of indentation, its line endings, its end.

import { indentOf } from "../documents/text.ts";
import { columnsOf, detectUnit, type IndentUnit } from "./indent.ts";

/** What is missing is left as it was written. */
export type FileStyle = {
  readonly indentUnit?: IndentUnit;
  readonly lineEnding?: "\n" | "\r\n" | "\r";
  readonly finalNewline?: boolean;
};

/** `text` has `\n` line endings and one at its end. */
export function inFileStyle(text: string, { indentUnit, lineEnding, finalNewline }: FileStyle): string {
  const indented = indentUnit === undefined ? text : reindented(text, indentUnit);
  const ended = finalNewline === false ? indented.replace(/\n$/, "") : indented;
  return lineEnding === undefined ? ended : ended.replaceAll("\n", lineEnding);
}

/** Lines keep their depth in levels, and the columns that are no level. A long string might be more than one line: then nothing moves. */
function reindented(text: string, unit: IndentUnit): string {
  const lines = text.split("\n");
  const written = detectUnit(lines);
  if (written === undefined || written === unit || /`|"""|'''/.test(text)) return text;
  const width = columnsOf(written);
  return lines
    .map((line) => {
      const columns = columnsOf(indentOf(line));
      return unit.repeat(Math.floor(columns / width)) + " ".repeat(columns % width) + line.trimStart();
    })
    .join("\n");
}
