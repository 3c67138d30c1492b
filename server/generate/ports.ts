// Owns what this room needs from the others, as one argument; builds nothing.
import type { Backend } from "../backends/backend.ts";
import type { SettingsStore } from "../config/settings.ts";
import type {
  ActionTask,
  Collected,
  ContextBudget,
  ContextItem,
  GenerationTask,
  InsertTask,
} from "../context/collect.ts";
import type { DocumentSnapshot, Documents } from "../documents/documents.ts";
import type { TextEdit } from "../documents/text.ts";
import type { PlanRewrite } from "../edits/plan.ts";
import type { Project } from "../project/project.ts";
import type { ChatPrompt, Prompt, PromptTarget } from "../prompt/render.ts";
import type { SyntaxSnapshot } from "../syntax/syntax.ts";
import type { Failure } from "../trace/failure.ts";
import type { Trace } from "../trace/trace.ts";
import type { UserCheck } from "../verify/user-checker.ts";
import type { Verifier } from "../verify/verify.ts";
import type { Clock } from "./clock.ts";

export type GeneratorPorts = {
  readonly collect: ContextPort;
  readonly project: Project;
  readonly prompts: PromptPort;
  readonly verifier: Verifier;
  /** What the user's own checker finds in a document that it did not find in the one before. */
  readonly checkByUser?: (
    before: DocumentSnapshot,
    after: DocumentSnapshot,
    signal: AbortSignal,
  ) => Promise<UserCheck>;
  readonly plan: PlanRewrite;
  /** Edits that import names which a document lacks, from where the workspace clearly has them. */
  readonly importEdits?: (document: DocumentSnapshot, names: readonly string[]) => readonly TextEdit[];
  readonly backends: {
    /** Throw Failure `unconfigured` and the like where there is no such backend. */
    forCompletion(trigger: InsertTask["trigger"]): Promise<Backend>;
    forEdits(): Promise<Backend>;
    /** What reads a prompt before it is asked, where that is of use; undefined elsewhere. Asks nobody. */
    forReadingAhead?(): Promise<Backend | undefined>;
  };
  /** The open documents as they are now. */
  readonly documents: Pick<Documents, "get">;
  readonly snapshot: (document: DocumentSnapshot) => SyntaxSnapshot | undefined;
  readonly languageOf: (path: string) => string;
  readonly settings: SettingsStore;
  readonly trace: Trace;
  /** For headers in prompts: never more of a path than the workspace shows. */
  readonly relativePath: (uri: string) => string;
  /** Whether no model may be shown a document. */
  readonly isExcluded: (uri: string) => Promise<boolean>;
  /** Hears every change between a completion backend that works and one that does not. */
  readonly backendState: (state: BackendState) => void;
  /** The editor's name for itself, as far as it gave one. */
  readonly editor?: string | undefined;
  readonly clock?: Clock;
  /** Added to the seed of every sample that is drawn at a temperature above 0. */
  readonly seed?: number;
};

export type BackendState = { readonly kind: "ok" } | { readonly kind: "failing"; readonly failure: Failure };

export interface ContextPort {
  collect(task: GenerationTask, budget: ContextBudget, signal: AbortSignal): Promise<Collected>;
}

export interface PromptPort {
  /** The items without those that the prompt's own window of the file shows. */
  unseenItems(
    task: GenerationTask,
    items: readonly ContextItem[],
    target: PromptTarget,
  ): readonly ContextItem[];
  renderInsert(task: InsertTask, items: readonly ContextItem[], target: PromptTarget): Prompt;
  renderAction(task: ActionTask, items: readonly ContextItem[], target: PromptTarget): ChatPrompt;
  /** A further wish about what was answered before. */
  renderFollowUp(task: ActionTask, before: ChatPrompt, answer: string): ChatPrompt;
  /** The prompt of the next round: what was answered, and what was wrong with it. */
  renderRepair(
    task: ActionTask,
    first: ChatPrompt,
    wrong: { readonly answer: string; readonly reasons: readonly string[] },
  ): ChatPrompt;
}
