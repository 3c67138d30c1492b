// Owns single parses under a time limit; keeps no tree.
import type { DocumentSnapshot } from "../documents/documents.ts";
import { readChunk } from "./points.ts";
import type { ParseOptions, ReadText, SyntaxNode, Tree, TreeParser } from "./tree.ts";

/** Longer texts are treated as plain text: a tree takes ten times the memory of its text. */
export const LONGEST_TEXT = 5_000_000;

/** How long parses may hold up everything else, in milliseconds of the wall clock. */
export type ParseLimits = {
  /** The first question to a text. */
  readonly first: number;
  /** A question after an edit. */
  readonly reparse: number;
  /** A copy of a tree. */
  readonly copy: number;
  /** A text that is tried out. */
  readonly trial: number;
  /** What did not fit is finished in slices this long, between other work … */
  readonly slice: number;
  /** … until they add up to this. */
  readonly slices: number;
};

/** A 30,000-line file takes 120 ms at first; after a key 1 ms, and as much for the copy. Only hostile texts come near the limits. */
export const PARSE_LIMITS: ParseLimits = {
  first: 200,
  reparse: 40,
  copy: 50,
  trial: 200,
  slice: 20,
  slices: 2000,
};

/** Undefined where the time limit was reached: parse again to go on from there, or reset the parser. */
export function parseWithin(
  parser: TreeParser,
  document: DocumentSnapshot,
  options: ParseOptions,
): Tree | undefined {
  return parser.parse(readerOf(document), options);
}

/** What a parser reads a text with. */
export function readerOf(document: DocumentSnapshot): ReadText {
  return (offset) => readChunk(document, offset);
}

// A query looks at all later siblings of each token that has none with a name behind it.
const MOST_LOOSE_TOKENS = 5000;

/** Whether most of a text is loose tokens that fit nowhere, such as thousands of open brackets: asking such a tree takes minutes. */
export function isTokenSoup(tree: Tree): boolean {
  const root = tree.rootNode;
  if (!root.hasError) return false;
  const isLoose = (node: SyntaxNode): boolean =>
    node.isError && node.childCount - node.namedChildCount > MOST_LOOSE_TOKENS;
  if (isLoose(root)) return true;
  if (root.childCount >= MOST_LOOSE_TOKENS) return false;
  // So many tokens are at least as many letters: to look at that distance misses no such child, where asking for all of
  // them takes 10 ms for a file of 2,300 statements with one mistake, at every key.
  for (let offset = 0; offset < root.endIndex; offset += MOST_LOOSE_TOKENS) {
    const child = root.firstChildForIndex(offset);
    if (child !== null && isLoose(child)) return true;
  }
  return false;
}
