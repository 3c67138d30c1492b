// Owns the gate in front of the user: ordered CHECKS over a document and the edits proposed for it; never asks a model.
import type { DocumentSnapshot } from "../documents/documents.ts";
import type { TextEdit } from "../documents/text.ts";
import type { SyntaxSnapshot } from "../syntax/syntax.ts";

/** What a check says. `trim` replaces the new text by a shorter one, and the remaining checks see that. */
export type Verdict =
  | { readonly kind: "accept" }
  | { readonly kind: "trim"; readonly newText: string; readonly why: string }
  | { readonly kind: "reject"; readonly reason: string; readonly message: string };

/** One proposed replacement in one document; `insert` is a completion, `rewrite` a code action's result. */
export type Proposed = {
  readonly document: DocumentSnapshot;
  readonly syntax: SyntaxSnapshot | undefined;
  readonly edit: TextEdit;
  readonly purpose: "insert" | "rewrite";
  /** Other edits that will be applied together with this one. */
  readonly alsoEdit?: readonly TextEdit[];
};

export type CheckReport = {
  readonly id: string;
  readonly verdict: "pass" | "trim" | "fail" | "skipped";
  readonly message?: string;
};
