// Owns what this room asks of a grammar and its trees, the same for native ones and wasm; knows no library.
import type { Span } from "../documents/text.ts";

export type Point = { readonly row: number; readonly column: number };

/** A change as tree-sitter wants to be told of it; rows end at `\n`, columns and indices count UTF-16 units. */
export type Edit = {
  readonly startIndex: number;
  readonly oldEndIndex: number;
  readonly newEndIndex: number;
  readonly startPosition: Point;
  readonly oldEndPosition: Point;
  readonly newEndPosition: Point;
};

export interface SyntaxNode {
  readonly hasError: boolean;
  readonly isError: boolean;
  readonly childCount: number;
  readonly namedChildCount: number;
  readonly endIndex: number;
  /** The first child that ends behind an offset, in UTF-16 units. */
  firstChildForIndex(index: number): SyntaxNode | null;
}

/** A walk over all nodes, with their places in UTF-16 units. */
export interface TreeCursor {
  readonly nodeType: string;
  readonly nodeIsNamed: boolean;
  readonly nodeIsMissing: boolean;
  readonly currentFieldName: string | null;
  readonly startIndex: number;
  readonly endIndex: number;
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  gotoParent(): boolean;
}

export interface Tree {
  readonly rootNode: SyntaxNode;
  edit(edit: Edit): void;
  /** Where a later tree of the edited text has other nodes than this one, in UTF-16 units. */
  getChangedRanges(later: Tree): readonly { readonly startIndex: number; readonly endIndex: number }[];
  walk(): TreeCursor;
  /** Frees the memory now instead of when the collector comes by; only for a tree that nobody reads any more. */
  delete?(): void;
}

/** Text from an offset on, of any length; empty at the end. */
export type ReadText = (offset: number) => string;

export type ParseOptions = {
  /** The tree before the edits that it was told of. */
  readonly oldTree?: Tree;
  readonly limitMs: number;
};

export interface TreeParser {
  /** Undefined where the time limit was reached: parse again to go on from there, or reset the parser. */
  parse(read: ReadText, options: ParseOptions): Tree | undefined;
  /** A tree of the same text, to be edited on its own; undefined where the time limit was reached. */
  copy(tree: Tree, read: ReadText, limitMs: number): Tree | undefined;
  reset(): void;
}

export type Capture = Span & { readonly name: string };

export type Match = { readonly pattern: number; readonly captures: readonly Capture[] };

export type Search = {
  /** Only nodes that overlap this span are looked at; a match may reach out of it. */
  readonly within?: Span;
  /** Patterns start at most this deep below the root. */
  readonly maxDepth: number;
  /** What was found by then is what there is. */
  readonly limitMs: number;
};

export interface Query {
  /** Matches in document order. */
  matches(root: SyntaxNode, search: Search): readonly Match[];
}

export interface Grammar {
  /** A parser of its own, to be used for one parse at a time. */
  createParser(): TreeParser;
  /** Throws where a pattern names a node that the grammar does not have. */
  compile(source: string): Query;
}
