// Owns the shapes of what this client sends and reads; declares nothing that it does not use.

import type { FailureKind } from "./failure.ts";
import type { IndexReport } from "./index-report.ts";
import type { InlineEditRequest } from "./inline-edit.ts";

export type Position = { readonly line: number; readonly character: number };
export type Range = { readonly start: Position; readonly end: Position };
export type TextEdit = { readonly range: Range; readonly newText: string };

export type TextDocumentEdit = {
  readonly textDocument: { readonly uri: string; readonly version: number | null };
  readonly edits: readonly TextEdit[];
};
/** A created file, the only resource operation this client announces. */
export type CreateFile = { readonly kind: "create"; readonly uri: string };
export type WorkspaceEdit = {
  readonly documentChanges?: readonly (TextDocumentEdit | CreateFile)[];
  readonly changes?: Readonly<Record<string, readonly TextEdit[]>>;
};

export type Diagnostic = {
  readonly range: Range;
  readonly message: string;
  readonly severity?: number;
  readonly code?: string | number;
  readonly source?: string;
};

/** What a listed action carries, and what `treewright.run` takes. */
export type ActionData = {
  readonly v: 1;
  readonly actionId: string;
  readonly uri: string;
  readonly version?: number;
  readonly span: Range;
  readonly instruction?: string;
  readonly diagnostic?: Diagnostic;
};
export type CodeAction = {
  readonly title: string;
  readonly kind?: string;
  readonly data?: ActionData;
  readonly command?: { readonly arguments?: readonly ActionData[] };
};

export type InlineCompletionItem = {
  readonly insertText: string;
  readonly range?: Range;
  readonly command?: { readonly arguments?: readonly unknown[] };
  /** What has to be put into the text beside it. */
  readonly imports?: readonly { readonly text: string; readonly range: Range }[];
};

export type Timings = {
  readonly totalMs: number;
  readonly firstTokenMs?: number;
  readonly contextMs: number;
};

/** What can be told about one piece of work. */
export type TraceRecord = {
  readonly traceId: string;
  readonly backend: string;
  readonly model: string;
  readonly timings: Timings;
  readonly usage?: {
    readonly promptTokens: number;
    readonly cachedTokens?: number;
    readonly outputTokens: number;
    readonly isEstimated?: true;
  };
  readonly outcome: string;
};

export type Check = {
  readonly id: string;
  readonly verdict: "pass" | "warn" | "fail" | "skipped";
  readonly message?: string;
};

export type RunAnswer = {
  readonly id: string;
  readonly edit: WorkspaceEdit;
  /** Of an action that ends in words, or in findings. */
  readonly words?: string;
  readonly findings?: readonly { readonly range: Range; readonly message: string }[];
  readonly checks: readonly Check[];
  readonly rounds: number;
  readonly record: TraceRecord;
};

export type SymbolEntry = {
  readonly name: string;
  readonly kind: string;
  readonly range: Range;
  readonly selectionRange: Range;
  readonly signature: string;
  readonly doc?: string;
  readonly children: readonly SymbolEntry[];
};

export type ContextItem = {
  readonly source: string;
  readonly why: string;
  readonly path: string;
  readonly range: Range;
  readonly text: string;
  readonly tokens: number;
  readonly score: number;
};
export type ContextAnswer = BackendChoice & {
  readonly items: readonly ContextItem[];
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
    readonly sources: readonly {
      readonly id: string;
      readonly found?: number;
      readonly durationMs?: number;
    }[];
  };
};

export type ModelEntry = {
  readonly id: string;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly present: boolean;
  readonly path?: string;
};

export type BackendChoice = { readonly backend: string; readonly model: string };
export type DoctorAnswer = {
  readonly checks: readonly (Check & { readonly message: string; readonly remedy?: string })[];
  readonly completion: BackendChoice;
  readonly edits: BackendChoice;
};

/** One day and model. */
export type UsageEntry = {
  readonly day: string;
  readonly backend: string;
  readonly model: string;
  readonly requests: number;
  readonly estimated: number;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  readonly dollars?: number;
};

/** The server's own: why a list of completions is empty. */
export type WhyNothing = {
  readonly reason: string;
  readonly failure?: { readonly kind: FailureKind; readonly message: string; readonly remedy?: string };
};

type Place = { readonly textDocument: { readonly uri: string } };

/** Requests this client sends: parameters and answer of each. */
export type Requests = {
  readonly initialize: {
    readonly params: object;
    readonly answer: { readonly capabilities: ServerCapabilities };
  };
  readonly shutdown: { readonly params: undefined; readonly answer: null };
  readonly "textDocument/inlineCompletion": {
    readonly params: Place & {
      readonly position: Position;
      /** `candidates` is the server's own: how many are wanted, 1 to 5. */
      readonly context: { readonly triggerKind: 1; readonly candidates: number };
    };
    readonly answer: { readonly items: readonly InlineCompletionItem[]; readonly why?: WhyNothing } | null;
  };
  readonly "textDocument/copilotInlineEdit": InlineEditRequest;
  readonly "textDocument/codeAction": {
    readonly params: Place & {
      readonly range: Range;
      readonly context: {
        readonly diagnostics: readonly Diagnostic[];
        readonly only?: readonly string[];
        readonly triggerKind: 1;
      };
    };
    readonly answer: readonly CodeAction[] | null;
  };
  readonly "workspace/executeCommand": {
    readonly params: {
      readonly command: string;
      readonly arguments: readonly unknown[];
      readonly workDoneToken: string;
    };
    readonly answer: unknown;
  };
};

export type ServerCapabilities = {
  readonly codeActionProvider?: boolean | { readonly codeActionKinds?: readonly string[] };
};

/** Commands of the server: argument and answer of each. */
export type Commands = {
  readonly "treewright.run": {
    readonly argument: ActionData & { readonly dryRun: true };
    readonly answer: RunAnswer;
  };
  /** The id of a completion, or nothing for the newest piece of work. */
  readonly "treewright.trace": {
    readonly argument: string | undefined;
    readonly answer: TraceRecord;
  };
  readonly "treewright.symbols": {
    readonly argument: { readonly uri: string };
    readonly answer: readonly SymbolEntry[];
  };
  readonly "treewright.context": {
    readonly argument:
      | { readonly uri: string; readonly position: Position }
      | { readonly action: ActionData };
    readonly answer: ContextAnswer;
  };
  readonly "treewright.models": {
    readonly argument: {
      readonly verb: "list" | "pull" | "remove";
      readonly id?: string;
      readonly source?: string;
    };
    readonly answer: { readonly models: readonly ModelEntry[] };
  };
  readonly "treewright.index": { readonly argument: undefined; readonly answer: IndexReport };
  readonly "treewright.usage": {
    readonly argument: { readonly days: number };
    readonly answer: { readonly days: number; readonly usage: readonly UsageEntry[] };
  };
  readonly "treewright.doctor": { readonly argument: undefined; readonly answer: DoctorAnswer };
};
