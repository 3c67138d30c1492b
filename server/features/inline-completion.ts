// Owns when and how a completion is asked for and shown: gates by setting, trigger and position; never talks to a model.
import type { DocumentSnapshot } from "../documents/documents.ts";
import type { Span } from "../documents/text.ts";
import type { CompletionOutcome } from "../generate/generate.ts";

export type CompletionQuery = {
  readonly document: DocumentSnapshot;
  readonly offset: number;
  readonly trigger: "typing" | "invoked";
  /** What the editor's popup has selected: the suggestion extends it. */
  readonly selected?: { readonly span: Span; readonly text: string };
};

export interface Completions {
  /** Candidates whose edits start and end on the cursor's line. Throws Failure `cancelled` only. */
  provide(query: CompletionQuery, signal: AbortSignal): Promise<CompletionOutcome>;
}
