// Owns what every reader of this room is given: one version of a document with its tree.
import type Parser from "tree-sitter";
import type { Tree } from "tree-sitter";
import type { DocumentSnapshot } from "../documents/documents.ts";
import type { LoadedLanguage } from "./languages.ts";
import type { ParseLimits } from "./parsing.ts";
import type { LoneReturns } from "./points.ts";

export type TreeView = {
  readonly document: DocumentSnapshot;
  readonly tree: Tree;
  readonly language: LoadedLanguage;
  /** For the trees that follow from this one; shared by all documents of the language. */
  readonly parser: Parser;
  readonly limits: ParseLimits;
  readonly loneReturns: LoneReturns;
};
