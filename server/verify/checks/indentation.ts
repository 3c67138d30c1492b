// Owns the check, for languages of indented blocks, that new lines stand in columns the blocks around them allow (F45).
import { indentOf } from "../../documents/text.ts";
import { ACCEPT, type Check, type CheckView, trimOrReject } from "../check.ts";

const LINES_ABOVE = 400;
/** Inside of one columns mean nothing. */
const LONG_STRING = /"""|'''/;

export const indentation: Check = {
  id: "indentation",
  applies: (view) =>
    view.syntax?.language.block === "indent" &&
    /[\r\n]/.test(view.newText) &&
    !LONG_STRING.test(view.newText),
  run(view) {
    const lines = (view.before + view.newText).split(/\r\n?|\n/);
    const wrong = firstWrongLine(lines, levelsAbove(view), kindsAround(view));
    if (wrong === undefined || view.syntax?.cursorAt(view.edit.span.start).position !== "code") return ACCEPT;
    const kept = view.newText
      .split(/\r\n?|\n/)
      .slice(0, wrong.index)
      .join(view.document.eol);
    return trimOrReject(view, kept, "indentation", wrong.message);
  },
};

type WrongLine = { readonly index: number; readonly message: string };

function firstWrongLine(
  lines: readonly string[],
  above: readonly number[],
  kinds: string,
): WrongLine | undefined {
  const levels = [...above];
  let depth = 0;
  let mayDeepen = true;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "" || /^\s*#/.test(line)) continue;
    const indent = indentOf(line);
    const width = indent.length;
    const quoted = JSON.stringify(line.trim().slice(0, 40));
    if (depth === 0) {
      if (index > 0 && kinds.length === 1 && indent !== "" && !indent.startsWith(kinds)) {
        return { index, message: `tabs and spaces are mixed at ${quoted}` };
      }
      while (width < (levels.at(-1) ?? 0)) levels.pop();
      if (width > (levels.at(-1) ?? 0)) {
        if (!mayDeepen) return { index, message: `the indentation fits no block at ${quoted}` };
        levels.push(width);
      }
    }
    const code = line.replace(/(["'])(?:\\.|(?!\1)[^\\])*\1/g, "").replace(/#.*$/, "");
    depth = Math.max(0, depth + (code.match(/[([{]/g)?.length ?? 0) - (code.match(/[)\]}]/g)?.length ?? 0));
    mayDeepen = /[:\\]\s*$/.test(code);
  }
  return undefined;
}

/** Columns of the blocks that are open where the edit starts, outermost first. */
function levelsAbove({ document, edit, before }: CheckView): readonly number[] {
  const levels: number[] = [];
  let narrowest = before.trim() === "" ? Number.POSITIVE_INFINITY : indentOf(before).length;
  if (Number.isFinite(narrowest)) levels.unshift(narrowest);
  const from = document.positionAt(edit.span.start).line - 1;
  for (let line = from; line >= 0 && line > from - LINES_ABOVE && narrowest > 0; line--) {
    const text = document.lineText(line);
    const width = indentOf(text).length;
    if (text.trim() === "" || width >= narrowest) continue;
    levels.unshift(width);
    narrowest = width;
  }
  return narrowest > 0 ? [0, ...levels] : levels;
}

/** The one sign lines around are indented with; empty where both or none are in use. */
function kindsAround({ document, edit }: CheckView): string {
  const at = document.positionAt(edit.span.start).line;
  const kinds = new Set<string>();
  for (let line = Math.max(0, at - 50); line < Math.min(at + 50, document.lineCount); line++) {
    const text = document.lineText(line);
    const sign = text[0];
    if (text.trim() !== "" && (sign === " " || sign === "\t")) kinds.add(sign);
  }
  return [...kinds].join("");
}
