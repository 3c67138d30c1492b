// Owns what every reader of this room is given: one version of a document with its tree.
import type { DocumentSnapshot } from "../documents/documents.ts";
import type { LoadedLanguage } from "./languages.ts";
import type { ParseLimits } from "./parsing.ts";
import type { LoneReturns } from "./points.ts";
import type { Tree, TreeParser } from "./tree.ts";

export type TreeView = {
  readonly document: DocumentSnapshot;
  readonly tree: Tree;
  readonly language: LoadedLanguage;
  /** For the trees that follow from this one; shared by all documents of the language. */
  readonly parser: TreeParser;
  readonly limits: ParseLimits;
  readonly loneReturns: LoneReturns;
};
