// Owns the fit of a completion's text to its place: what the filters know of that place, and the edits a text may become. Judges nothing.
import type { InsertTask } from "../context/collect.ts";
import { type CursorLine, cursorLine, type DocumentSnapshot } from "../documents/documents.ts";
import { indentOf, type TextEdit } from "../documents/text.ts";
import { heldBlank } from "../prompt/render.ts";
import { releveled, unitAround } from "./relevel.ts";
import type { FilterView } from "./stream-filters.ts";
import { columns } from "./unit-ends.ts";

const MOST_BLANK_LINES = 20;

export function filterViewOf(task: InsertTask, isChat: boolean): FilterView {
  const { document, offset, shape } = task;
  const { line, before, after } = cursorLine(document, offset);
  const lineAbove = neighbour(document, line, -1);
  return {
    shape,
    position: () => task.scope?.position ?? "code",
    isChat,
    heldBlank: isChat ? "" : heldBlank(task),
    before,
    after,
    unit: () => unitAround(document, line),
    lineAbove,
    nextLine: neighbour(document, line, 1),
    blockColumns: blockColumns(before, lineAbove),
  };
}

/** A text as edits at the cursor, likeliest first: put in, or in place of the rest of the line where it may hold that. */
export function insertionEdits(task: InsertTask, text: string): readonly TextEdit[] {
  const { document, offset } = task;
  const line = cursorLine(document, offset);
  const fitted = releveled(fit(text, line), indentOf(line.before), document, line.line).replaceAll(
    "\n",
    document.eol,
  );
  if (fitted.trim() === "" || isOnlySigns(fitted, line)) return [];
  const insert: TextEdit = { span: { start: offset, end: offset }, newText: fitted };
  const rest = line.after.trim();
  if (rest === "" || !holdsInOrder(fitted, rest)) return [insert];
  return [insert, { span: { start: offset, end: offset + line.after.length }, newText: fitted }];
}

function fit(text: string, { before, after }: CursorLine): string {
  let fitted = text.replace(/\r\n?/g, "\n").trimEnd();
  if (before.trim() === "") {
    // The cursor has its line to itself: an empty line or a second indentation in front would only shift the text.
    fitted = fitted.replace(/^(?:[ \t]*\n)+/, "");
    if (before !== "") fitted = fitted.replace(/^[ \t]+/, "");
  }
  const closer = /^\s*([)\]}])/.exec(after)?.[1];
  const needsLine = closer !== undefined && fitted.startsWith("\n") && !fitted.endsWith(closer);
  return needsLine ? `${fitted}\n${indentOf(before)}` : fitted;
}

/** Signs that neither close what the line has open nor end it: nobody waits for those. */
function isOnlySigns(text: string, { before }: CursorLine): boolean {
  if (/[\p{L}\p{N}]/u.test(text)) return false;
  return before.trim() === "" ? !/^[)\]}]/.test(text.trim()) : !/^\s*[)\]}"'`:;,{([=]/.test(text);
}

/** A line that still belongs to the block at the cursor has at least this indentation. */
function blockColumns(before: string, above: string | undefined): number {
  if (before.trim() !== "") return columns(before) + 1;
  if (before !== "") return columns(before);
  return above === undefined ? 0 : columns(above) + 1;
}

/** The nearest line above (-1) or below (1) that is not blank. */
function neighbour(document: DocumentSnapshot, line: number, step: 1 | -1): string | undefined {
  for (let distance = 1; distance <= MOST_BLANK_LINES; distance++) {
    const at = line + step * distance;
    if (at < 0 || at >= document.lineCount) return undefined;
    const text = document.lineText(at).trimEnd();
    if (text !== "") return text;
  }
  return undefined;
}

/** Whether the characters of `part` all occur in `text`, in order, from its end back. */
function holdsInOrder(text: string, part: string): boolean {
  let at = text.length;
  for (const sign of part.replace(/\s/g, "").split("").reverse()) {
    at = at === 0 ? -1 : text.lastIndexOf(sign, at - 1);
    if (at < 0) return false;
  }
  return true;
}
