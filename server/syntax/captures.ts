// Owns running compiled queries over a part of a tree; hands out spans, never nodes.
import type { Span } from "../documents/text.ts";
import type { Capture, Match, Query, Search, SyntaxNode } from "./tree.ts";

export type QueryRange = {
  /** Only nodes that overlap or touch this span are looked at; a match may reach out of it. */
  readonly within?: Span;
  /** Patterns start at most this deep below the root. */
  readonly maxDepth?: number;
  /** How long to wait for a whole tree, where that is longer than usual (milliseconds). */
  readonly patienceMs?: number;
};

// Trees nested deeper than this are machine-made or hostile; asking further down costs time linear in the depth.
const DEEPEST = 1000;

/** Matches in document order; of a tree that cannot be searched in reasonable time, those that were found. */
export function matchesOf(query: Query, root: SyntaxNode, range: QueryRange = {}): readonly Match[] {
  return query.matches(root, searchOf(range));
}

/** All captures of all matches, in document order of the matches. */
export function capturesOf(query: Query, root: SyntaxNode, range: QueryRange = {}): readonly Capture[] {
  return matchesOf(query, root, range).flatMap((match) => match.captures);
}

// Answers about a whole file of 50,000 lines take half of this on a slow machine; about a place, a hundredth.
const WHOLE_LIMIT_MS = 2000;
const WITHIN_LIMIT_MS = 50;
// A place and its surroundings are shorter (UTF-16 units).
const LONGEST_PLACE = 2000;

function searchOf({ within, maxDepth = DEEPEST, patienceMs = 0 }: QueryRange): Search {
  if (within === undefined) return { maxDepth, limitMs: Math.max(WHOLE_LIMIT_MS, patienceMs) };
  const touching = { start: Math.max(0, within.start - 1), end: within.end + 1 };
  const isPlace = within.end - within.start <= LONGEST_PLACE;
  return { within: touching, maxDepth, limitMs: isPlace ? WITHIN_LIMIT_MS : WHOLE_LIMIT_MS };
}
