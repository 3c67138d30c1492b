// Owns which pieces of the workspace are told to the model: runs SOURCES under a deadline, ranks, fits the budget; knows no prompt syntax.
import type { DocumentSnapshot } from "../documents/documents.ts";
import type { Span } from "../documents/text.ts";
import type { CursorScope } from "../syntax/cursor.ts";
import type { CodeSymbol } from "../syntax/symbols.ts";
import type { SyntaxSnapshot } from "../syntax/syntax.ts";

/** Complete at a cursor; `shape` is decided from the tree before the model is asked. */
export type InsertTask = {
  readonly kind: "insert-at-cursor";
  readonly document: DocumentSnapshot;
  readonly syntax: SyntaxSnapshot | undefined;
  readonly offset: number;
  readonly scope: CursorScope | undefined;
  readonly shape: "line" | "block";
  /** How many different candidates are wanted (1 to 5). */
  readonly candidates: number;
  /** `typing` has the short deadline and is superseded by the next request for the document; `invoked` was asked for by hand. */
  readonly trigger: "typing" | "invoked";
  /** Text the editor's own popup has selected after the cursor; the answer must begin with it. */
  readonly requiredPrefix?: string;
};

/** Diagnostic as the client sent it, in offsets. */
export type TaskDiagnostic = {
  readonly span: Span;
  readonly message: string;
  readonly code?: string;
  readonly source?: string;
};

/** What is to be done, in terms the instruction texts know. */
export type RewriteIntent =
  | { readonly kind: "implement-body" }
  | { readonly kind: "apply-instruction"; readonly instruction: string }
  | { readonly kind: "fix-diagnostic"; readonly diagnostic: TaskDiagnostic };

/** Replace `target` of the document by new text made by the model. */
export type RewriteTask = {
  readonly kind: "rewrite-span";
  readonly document: DocumentSnapshot;
  readonly syntax: SyntaxSnapshot | undefined;
  readonly target: Span;
  /** The symbol that `target` is, or is the body of. */
  readonly symbol?: CodeSymbol;
  readonly intent: RewriteIntent;
  /** Shown to the user: in progress reports, annotations and undo labels. */
  readonly label: string;
  /** Edits that go along with the answer, such as removing the instruction comment. */
  readonly alsoEdit?: readonly { readonly span: Span; readonly newText: string }[];
};

export type GenerationTask = InsertTask | RewriteTask;

/** A piece of text the model is shown, and why. `tokens` is an estimate with the framing included. */
export type ContextItem = {
  /** Id of the source row that found it. */
  readonly source: string;
  readonly uri: string;
  /** Path relative to the workspace, for headers in the prompt. */
  readonly path: string;
  readonly span: Span;
  readonly text: string;
  /** 0 to 1; higher is told first and dropped last. */
  readonly score: number;
  readonly tokens: number;
  /** One short sentence for the trace: why it is here. */
  readonly why: string;
};
