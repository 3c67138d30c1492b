// Owns the check for text that already stands behind the cursor: the rest of its line, and the lines below (F45).
import { ACCEPT, type Check, type CheckView, nextLines, reject } from "../check.ts";

const LINES_BELOW = 12;
// Shorter lines are alike by chance.
const TELLING = /\w.{6,}/;

export const suffixOverlap: Check = {
  id: "suffix-overlap",
  applies: (view) => view.purpose === "insert",
  run(view) {
    const below = nextLines(view, LINES_BELOW);
    const firstLine = (
      view.before +
      (view.newText.split(/\r\n?|\n/)[0] ?? "") +
      restIfOneLine(view)
    ).trimEnd();
    if (TELLING.test(firstLine.trim()) && firstLine.trim() === below[0]?.trim()) {
      return reject("suffix-overlap", "the answer repeats the line below");
    }
    const kept = withoutLinesBelow(view, withoutRestOfLine(view), below);
    if (kept === view.newText) return ACCEPT;
    return kept.trim() === ""
      ? reject("suffix-overlap", "the answer only repeats what follows")
      : { kind: "trim", newText: kept, why: "repeated what follows" };
  },
};

function restIfOneLine(view: CheckView): string {
  return /[\r\n]/.test(view.newText) ? "" : view.after;
}

/** The new text without the rest of the cursor's line at its end, where keeping it would close something twice. */
function withoutRestOfLine({ newText, after, before }: CheckView): string {
  const rest = after.trim();
  const text = newText.trimEnd();
  if (rest === "" || !text.endsWith(rest)) return newText;
  const closers = rest.replace(/[^)\]}]/g, "").length;
  const quote = /["'`]/.exec(rest)?.[0];
  const isTwice =
    closers > 0
      ? unmatchedClosers(newText) >= closers
      : quote === undefined || (countOf(newText, quote) % 2 === 1 && countOf(before, quote) % 2 === 1);
  const kept = text.slice(0, text.length - rest.length);
  if (!isTwice) return newText;
  return /^\s/.test(after) ? kept.trimEnd() : kept;
}

/** The new text without the lines at its end that stand below the cursor in the same columns. */
function withoutLinesBelow(view: CheckView, newText: string, below: readonly string[]): string {
  const lines = newText.trimEnd().split(/\r\n?|\n/);
  const whole = lines.map((line, index) => (index === 0 ? view.before + line : line).trimEnd());
  for (let count = Math.min(lines.length - 1, below.length); count > 0; count--) {
    const tail = whole.slice(whole.length - count);
    if (tail.every((line, index) => line === below[index])) {
      return lines.slice(0, lines.length - count).join(view.document.eol);
    }
  }
  return newText;
}

function unmatchedClosers(text: string): number {
  const code = text.replace(/(["'`])(?:\\.|(?!\1)[^\\\n])*\1/g, "");
  let [open, unmatched] = [0, 0];
  for (const sign of code) {
    if ("([{".includes(sign)) open++;
    if (!")]}".includes(sign)) continue;
    if (open > 0) open--;
    else unmatched++;
  }
  return unmatched;
}

function countOf(text: string, sign: string): number {
  return text.split(sign).length - 1;
}
