// Owns running compiled queries over a part of a tree; hands out spans, never nodes.
import type { Query, QueryOptions, SyntaxNode } from "tree-sitter";
import type { Span } from "../documents/text.ts";

export type Capture = Span & { readonly name: string };

export type Match = { readonly pattern: number; readonly captures: readonly Capture[] };

export type QueryRange = {
  /** Only nodes that overlap or touch this span are looked at; a match may reach out of it. */
  readonly within?: Span;
  /** Patterns start at most this deep below the root. */
  readonly maxDepth?: number;
};

// Trees nested deeper than this are machine-made or hostile; asking further down costs time linear in the depth.
const DEEPEST = 1000;

/** Matches in document order; of a tree that cannot be searched in reasonable time, those that were found. */
export function matchesOf(query: Query, root: SyntaxNode, range: QueryRange = {}): readonly Match[] {
  return query.matches(root, optionsOf(range)).map(({ pattern, captures }) => ({
    pattern,
    captures: captures.map(({ name, node }) => ({ name, start: node.startIndex, end: node.endIndex })),
  }));
}

/** All captures of all matches, in document order of the matches. */
export function capturesOf(query: Query, root: SyntaxNode, range: QueryRange = {}): readonly Capture[] {
  return matchesOf(query, root, range).flatMap((match) => match.captures);
}

// Answers about a whole file of 50,000 lines take half of this on a slow machine; about a place, a hundredth.
const WHOLE_LIMIT_MS = 2000;
const WITHIN_LIMIT_MS = 50;

function optionsOf({ within, maxDepth = DEEPEST }: QueryRange): QueryOptions {
  if (within === undefined) return { maxStartDepth: maxDepth, timeoutMicros: WHOLE_LIMIT_MS * 1000 };
  // The binding takes the start in bytes (two per UTF-16 unit) and the end in UTF-16 units.
  return {
    startIndex: 2 * Math.max(0, within.start - 1),
    endIndex: within.end + 1,
    maxStartDepth: maxDepth,
    timeoutMicros: WITHIN_LIMIT_MS * 1000,
  };
}
