// Owns the way from a task to a verified candidate: supersede, cache, context, prompt, stream, verify. Knows no LSP.
import type { Usage } from "../backends/backend.ts";
import type {
  ActionTask,
  ContextBudget,
  ContextItem,
  GenerationTask,
  InsertTask,
  SourceReport,
} from "../context/collect.ts";
import type { DocumentEvent, DocumentSnapshot } from "../documents/documents.ts";
import type { TextEdit } from "../documents/text.ts";
import type { Prompt } from "../prompt/render.ts";
import type { Failure } from "../trace/failure.ts";
import type { CheckReport } from "../verify/verify.ts";
import { createBackendHealth } from "./backend-health.ts";
import { SYSTEM_CLOCK } from "./clock.ts";
import { createComplete } from "./complete.ts";
import { createFeedback } from "./feedback.ts";
import type { Made } from "./judge.ts";
import type { GeneratorPorts } from "./ports.ts";
import { createPreview } from "./preview.ts";
import { createPropose } from "./propose.ts";
import { createReadAhead } from "./read-ahead.ts";
import { createRecords } from "./records.ts";
import { createRhythm } from "./rhythm.ts";
import { createTurns } from "./turns.ts";

export type Timings = {
  readonly totalMs: number;
  readonly firstTokenMs?: number;
  readonly contextMs: number;
};

/** What can be told about a finished generation; kept for the last 100, by id, for `treewright.trace`. */
export type GenerationRecord = {
  readonly id: string;
  readonly task: string;
  readonly uri: string;
  readonly backend: string;
  readonly model: string;
  readonly timings: Timings;
  readonly usage?: Usage;
  readonly items: readonly ContextItem[];
  readonly checks: readonly CheckReport[];
  readonly outcome: string;
};

/** A completion that passed every check. `edit` replaces a span that ends at or after the cursor, on the cursor's line. */
export type Candidate = {
  readonly id: string;
  readonly edit: TextEdit;
  /** Names in it that the document has to import, each from one clear source; absent where there are none. */
  readonly toImport?: readonly string[];
};

/** `nothing` carries the reason, for people who ask why it was silent; `failure` if that is the backend's. */
export type CompletionOutcome =
  | { readonly kind: "offered"; readonly candidates: readonly Candidate[] }
  | { readonly kind: "nothing"; readonly reason: string; readonly failure?: Failure }
  | { readonly kind: "superseded" };

/** What an action has come to: verified edits, new files, words or findings. */
export type Proposal = Made & {
  readonly id: string;
  /** The version of the document it was asked about. */
  readonly about: DocumentSnapshot;
  readonly label: string;
  readonly checks: readonly CheckReport[];
  readonly rounds: number;
};

/** What would be sent for a task, item by item. `backend` and `model` are `none` where no model is set up. */
export type Preview = {
  readonly backend: string;
  readonly model: string;
  readonly items: readonly ContextItem[];
  readonly prompt: Prompt;
  readonly budget: ContextBudget;
  readonly sources: readonly SourceReport[];
  readonly timings: Timings;
};

/** Words on how far a long piece of work is. */
export type Progress = (message: string) => void;

export interface Generator {
  /** Never throws for a failing backend: that is `nothing`, told once per change of state through the ports. Throws `cancelled` when `signal` aborts. */
  complete(task: InsertTask, signal: AbortSignal): Promise<CompletionOutcome>;
  /** Throws Failure: `refused` where no acceptable answer came (the message says which checks failed), `stale`, `unconfigured` and the backend's own. */
  propose(task: ActionTask, progress: Progress, signal: AbortSignal): Promise<Proposal>;
  /** The last proposal of a document, for a further wish. */
  lastProposal(uri: string): { readonly id: string; readonly task: ActionTask } | undefined;
  /** The same way up to the prompt; nothing is sent. Throws Failure for a backend that is set up wrongly. */
  preview(task: GenerationTask, signal: AbortSignal): Promise<Preview>;
  /** The record of an id, or the newest one. */
  record(id?: string): GenerationRecord | undefined;
  /** To be told of every document event; says what became of the suggestion on the screen where the event decides that. */
  noteEvent(event: DocumentEvent): "accepted" | "typed" | "rejected" | undefined;
  /** The user took a candidate. */
  accepted(id: string): void;
  /** The cursor has come to a place; the task is made once it has rested there, and undefined where nothing would be asked. */
  rests(uri: string, task: () => InsertTask | undefined): void;
}

export function createGenerator(ports: GeneratorPorts): Generator {
  const records = createRecords();
  const turns = createTurns();
  const clock = ports.clock ?? SYSTEM_CLOCK;
  const health = createBackendHealth(ports.backendState);
  const rhythm = createRhythm(() => clock.now(), ports.editor);
  const feedback = createFeedback(records, rhythm);
  const complete = createComplete(ports, { records, health, clock, rhythm, feedback });
  const readAhead = createReadAhead(ports, clock);
  return {
    complete(task, signal) {
      readAhead.stop();
      return complete(task, signal);
    },
    propose: createPropose(ports, { records, turns, clock }),
    preview: createPreview(ports, clock),
    lastProposal: (uri) => turns.last(uri),
    record: (id) => records.get(id),
    noteEvent(event) {
      if (event.kind !== "closed") readAhead.noteWriting(event.document.uri);
      return feedback.noteEvent(event)?.kind;
    },
    accepted: (id) => feedback.accepted(id),
    rests: (uri, task) => readAhead.rest(uri, task),
  };
}
