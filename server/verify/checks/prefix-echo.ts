// Owns the check for text that already stands before the cursor: the line's beginning, and the lines above (F45).
import { ACCEPT, type Check, previousLines, reject } from "../check.ts";

const LINES_ABOVE = 10;
const TELLING = /\w.{8,}/;
const SHORTEST_ECHO = 3;

export const prefixEcho: Check = {
  id: "prefix-echo",
  applies: (view) => view.purpose === "insert",
  run({ newText, before, ...view }) {
    const typed = before.trim();
    const text = newText.trimStart();
    if (typed.length >= SHORTEST_ECHO && /\w/.test(typed) && text.startsWith(typed)) {
      const rest = text.slice(typed.length);
      const kept = /\s$/.test(before) ? rest.trimStart() : rest;
      return kept.trim() === ""
        ? reject("prefix-echo", "the answer only repeats what stands before the cursor")
        : { kind: "trim", newText: kept, why: "repeated what stands before the cursor" };
    }
    const above = previousLines({ ...view, newText, before }, LINES_ABOVE);
    const lines = (before + newText).split(/\r\n?|\n/).filter((line) => line.trim() !== "");
    const shared = lines.length === 1 ? above.slice(-1) : above.slice(-lines.length);
    const isEcho =
      shared.length === lines.length &&
      lines.every((line, index) => line.trimEnd() === shared[index]) &&
      lines.some((line) => TELLING.test(line.trim()));
    return isEcho ? reject("prefix-echo", "the answer repeats the lines above") : ACCEPT;
  },
};
