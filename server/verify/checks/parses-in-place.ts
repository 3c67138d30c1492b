// Owns the check that the document parses no worse with the edit than without it (F45); lenient where it was broken before.
import { indentOf, type Span } from "../../documents/text.ts";
import type { SyntaxProblem, SyntaxSnapshot } from "../../syntax/syntax.ts";
import { ACCEPT, type Check, type CheckView, nextLines, reject } from "../check.ts";

export const parsesInPlace: Check = {
  id: "parses-in-place",
  applies: (view) => view.syntax !== undefined,
  run(view) {
    // The usual case costs one look: a tree without any problem is told at its root.
    if (view.edited()?.problems().length === 0) return ACCEPT;
    const was = problemsOf(view, view.syntax, 0);
    const isWorseWith = (newText: string): boolean => isWorse(view, was, afterwards(view, newText), newText);
    const after = problemsOf(view, view.edited(), growth(view, view.newText));
    if (!isWorse(view, was, after, view.newText)) return ACCEPT;
    const kept = view.purpose === "insert" ? longestGoodPart(view, isWorseWith) : undefined;
    if (kept !== undefined) return { kind: "trim", newText: kept, why: "the rest does not parse" };
    return reject("parses-in-place", describe(view, after));
  },
};

// Problems far from the edit in a very large text cost more to find than they tell.
const WINDOW = 100_000;
// Each try is a parse; a completion that needs more cuts is not worth having.
const MOST_CUTS = 4;
// An error that swallows a little of what was right before is the same error.
const ERROR_SLACK = 40;

function problemsOf(
  { document, edit }: CheckView,
  syntax: SyntaxSnapshot | undefined,
  shift: number,
): readonly SyntaxProblem[] {
  if (syntax === undefined) return [];
  if (document.length <= WINDOW) return syntax.problems();
  const end = Math.min(syntax.document.length, edit.span.end + shift + WINDOW);
  return syntax.problems({ start: Math.max(0, edit.span.start - WINDOW), end });
}

function afterwards(view: CheckView, newText: string): readonly SyntaxProblem[] {
  return problemsOf(view, view.editedWith(newText), growth(view, newText));
}

function growth(view: CheckView, newText: string): number {
  return newText.length - view.oldText.length;
}

function isWorse(
  view: CheckView,
  was: readonly SyntaxProblem[],
  is: readonly SyntaxProblem[],
  newText: string,
): boolean {
  if (is.length > was.length) return true;
  if (is.length === 0) return false;
  // A tree that was broken may count fewer problems with more wrong in it.
  const isUnbalanced = isUnmatched(view, newText) && addsUnmatched(view, newText);
  if (is.length < was.length) return isUnbalanced;
  if (lengthOf(is) > lengthOf(was) + newText.length + ERROR_SLACK) return true;
  if (!was.every((problem) => isOnEditedLine(view, problem))) return isUnbalanced;
  return is.some((problem) => isWithin(view, problem, newText)) || isUnmatched(view, newText);
}

/** Whether more brackets of the document have no partner with the new text than without it. */
function addsUnmatched(view: CheckView, newText: string): boolean {
  const { document, edit } = view;
  const comment = view.syntax?.language.comment.line ?? "//";
  const count = (text: string): number =>
    unmatchedIn(
      codeOf(
        document.slice(Math.max(0, edit.span.start - WINDOW), edit.span.start) +
          text +
          document.slice(edit.span.end, Math.min(document.length, edit.span.end + WINDOW)),
        comment,
      ),
    );
  return count(newText) > count(view.oldText);
}

/** How many brackets have no partner, openers and closers alike. */
function unmatchedIn(code: string): number {
  const open: string[] = [];
  let alone = 0;
  for (const [sign] of code.matchAll(/[()[\]{}]/g)) {
    const closer = CLOSER_OF[sign];
    if (closer !== undefined) open.push(closer);
    else if (open.at(-1) === sign) open.pop();
    else alone++;
  }
  return alone + open.length;
}

const CLOSER_OF: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };
/** Behind it a statement goes on. */
const GOES_ON = /[([{,.:=+\-*/%&|<>?\\]$|\b(?:and|or|not|in|is|if|else|for|return|of|new|await)$/;

/** The head of an indented block, up to its end. */
const HEAD = /^\s*(?:async\s+)?(?:for|if|elif|while|def|class|with|try|except)\b[^\n]*:\s*$/;

/** Whether the line, with nothing behind it, closes what nobody opened, or ends as if it were whole with a bracket of the answer open. */
function isUnmatched(view: CheckView, newText: string): boolean {
  const { before, after, syntax } = view;
  if (after.trim() !== "") return false;
  const comment = syntax?.language.comment.line ?? "//";
  const code = codeOf(before, comment);
  const open: string[] = [];
  for (const [index, sign] of [...`${code}${codeOf(newText, comment)}`].entries()) {
    const closer = CLOSER_OF[sign];
    if (closer !== undefined) open.push(index < code.length ? `${closer} before` : closer);
    else if (!")]}".includes(sign)) continue;
    else if (open.pop()?.startsWith(sign) !== true) return true;
  }
  const own = open.filter((closer) => closer.length === 1);
  if (open.length > 0 && newText.trimEnd().endsWith(";")) return true;
  const isHead = syntax?.language.block === "indent" && HEAD.test(before + newText);
  if (own.length > 0 && isHead) return true;
  if (own.length > 0 && !GOES_ON.test(newText.trimEnd())) return true;
  return own.some((closer) => closer !== "}") && !isNextLineDeeper(view);
}

/** What a bracket holds stands further in than its line. */
function isNextLineDeeper(view: CheckView): boolean {
  const [next] = nextLines(view, 3);
  return next === undefined || indentOf(next).length > indentOf(view.before).length;
}

/** Without texts and comments, as far as signs tell. */
function codeOf(text: string, comment: string): string {
  const quoted = text.replace(/(["'`])(?:\\.|(?!\1)[^\\\n])*\1/g, "");
  return quoted
    .split("\n")
    .map((line) => line.split(comment)[0] ?? "")
    .join("\n");
}

/** A statement that waits for its end has its problem where it is being typed. */
function isOnEditedLine({ document, edit }: CheckView, { span }: SyntaxProblem): boolean {
  const line = document.positionAt(edit.span.start).line;
  return document.positionAt(span.start).line === line;
}

/**
 * A problem that is over before the end of the new text is the answer's own, not a statement that still waits for its end;
 * and where something stands behind the cursor, nothing waits any more.
 */
function isWithin({ edit, after }: CheckView, { span }: SyntaxProblem, newText: string): boolean {
  const end = edit.span.start + newText.trimEnd().length;
  return span.end >= edit.span.start && (after.trim() === "" ? span.end < end : span.end <= end);
}

function lengthOf(problems: readonly SyntaxProblem[]): number {
  return problems.reduce((sum, { span }) => sum + span.end - span.start, 0);
}

/** The new text up to the last line after which everything is as well as before. */
function longestGoodPart(view: CheckView, isWorseWith: (newText: string) => boolean): string | undefined {
  const lines = view.newText.split("\n");
  for (let cuts = 1; cuts <= MOST_CUTS && cuts < lines.length; cuts++) {
    const kept = lines
      .slice(0, lines.length - cuts)
      .join("\n")
      .trimEnd();
    if (kept.trim() === "") return undefined;
    if (!isWorseWith(kept)) return kept;
  }
  return undefined;
}

/** Names the line, as it will be in the document, on which the first problem near the edit stands. */
function describe(view: CheckView, after: readonly SyntaxProblem[]): string {
  const region: Span = { start: view.edit.span.start, end: view.edit.span.start + view.newText.length };
  const inside = after.find(({ span }) => span.start <= region.end && region.start <= span.end);
  const document = view.edited()?.document;
  const problem = inside ?? after[0];
  if (document === undefined || problem === undefined) return "the answer does not parse in this place";
  const line = document.positionAt(
    Math.max(problem.span.start, inside === undefined ? 0 : region.start),
  ).line;
  const text = JSON.stringify(document.lineText(line).trim().slice(0, 60));
  return `the answer does not parse in this place: line ${line + 1}, ${text}`;
}
