// Owns what can be done at a place: the ACTIONS table, the filter by kind, the list (syntax only) and the run (model). Builds no prompts.
import type { RewriteTask, TaskDiagnostic } from "../context/collect.ts";
import type { DocumentSnapshot } from "../documents/documents.ts";
import type { Span } from "../documents/text.ts";
import type { Progress, Proposal } from "../generate/generate.ts";
import type { CodeSymbol } from "../syntax/symbols.ts";
import type { SyntaxSnapshot } from "../syntax/syntax.ts";

/** Everything an action may look at when it decides whether it applies: no network, no files, a few milliseconds. */
export type ActionView = {
  readonly document: DocumentSnapshot;
  readonly syntax: SyntaxSnapshot | undefined;
  /** Selection or cursor (empty span). */
  readonly span: Span;
  /** Symbols around the start of `span`, outermost first. */
  readonly enclosing: readonly CodeSymbol[];
  readonly diagnostics: readonly TaskDiagnostic[];
  readonly instruction?: string;
};

/** One thing an action could do in a view. */
export type ActionOffer = {
  readonly title: string;
  /** Where it acts; addressed again by `symbol` when the document has moved. */
  readonly span: Span;
  /** Dotted path of the symbol it acts on. */
  readonly symbol?: string;
  /** The diagnostic it answers. */
  readonly diagnostic?: TaskDiagnostic;
};

/** One row of ACTIONS. */
export interface Action {
  readonly id: string;
  /** LSP kind; `.treewright` is its last part. */
  readonly kind: string;
  /** Whether an offer can stand without an instruction given by the caller. */
  offers(view: ActionView): readonly ActionOffer[];
  task(view: ActionView, offer: ActionOffer): RewriteTask;
}

/** An offer as it is listed; carries all that is needed to run it later without any state kept here. */
export type ListedAction = {
  readonly actionId: string;
  readonly kind: string;
  readonly offer: ActionOffer;
  /** Hash of the target's text: tells whether the same thing still stands there in another version. */
  readonly hash: string;
};

/** What a client sends back to have an action done. */
export type ActionReference = {
  readonly actionId: string;
  readonly span: Span;
  readonly version?: number;
  readonly symbol?: string;
  readonly hash?: string;
  readonly instruction?: string;
  readonly diagnostic?: TaskDiagnostic;
};

export type ActionQuery = {
  readonly document: DocumentSnapshot;
  readonly span: Span;
  readonly diagnostics: readonly TaskDiagnostic[];
  /** Kinds asked for; a kind includes everything below it. */
  readonly only?: readonly string[];
  /** An automatic request (a lightbulb while moving around) gets fewer actions. */
  readonly isAutomatic: boolean;
};

export interface CodeActions {
  readonly kinds: readonly string[];
  list(query: ActionQuery): readonly ListedAction[];
  /** Throws Failure: `stale` where the target is no longer there, else what the generator throws. */
  run(
    document: DocumentSnapshot,
    reference: ActionReference,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<Proposal>;
}
