// Owns the plain lists a tree gives: problems and comments; knows no scopes and no symbols.
import type { Span } from "../documents/text.ts";
import { capturesOf } from "./captures.ts";
import type { SyntaxProblem } from "./syntax.ts";
import { sortedSpans } from "./text-spans.ts";
import type { TreeView } from "./tree-view.ts";

const MOST_PROBLEMS = 200;
// Problems are looked for piece by piece, so that a text full of them ends the search early.
const WINDOW = 50_000;

/** Problems that touch `within`, in order; at most 200. */
export function readProblems({ tree, language }: TreeView, within: Span): readonly SyntaxProblem[] {
  if (!tree.rootNode.hasError) return [];
  const found = new Map<string, SyntaxProblem>();
  for (let start = within.start; start <= within.end; start += WINDOW) {
    const window = { start, end: Math.min(start + WINDOW, within.end) };
    for (const { name, ...span } of capturesOf(language.queries.problems(), tree.rootNode, {
      within: window,
    })) {
      if (!touches(within, span)) continue;
      const kind = name === "missing" ? "missing" : "error";
      found.set(`${kind} ${span.start} ${span.end}`, { kind, span });
      if (found.size === MOST_PROBLEMS) return [...found.values()];
    }
  }
  return [...found.values()];
}

/** Comments that touch `within`, in order. */
export function readComments({ tree, language }: TreeView, within: Span): readonly Span[] {
  const comments = capturesOf(language.queries.comments(), tree.rootNode, { within });
  return sortedSpans(comments.map(({ start, end }) => ({ start, end }))).filter((span) =>
    touches(within, span),
  );
}

function touches(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}
