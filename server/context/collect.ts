// Owns which pieces of the workspace are told to the model: runs SOURCES under a deadline, ranks, fits the budget; knows no prompt syntax.
import { LRUCache } from "lru-cache";
import type { SettingsStore } from "../config/settings.ts";
import type { DocumentSnapshot, Documents } from "../documents/documents.ts";
import type { Span, TextEdit } from "../documents/text.ts";
import type { Workspace } from "../documents/workspace.ts";
import type { CursorScope } from "../syntax/cursor.ts";
import type { CodeSymbol } from "../syntax/symbols.ts";
import type { Syntax, SyntaxSnapshot } from "../syntax/syntax.ts";
import { toFailure } from "../trace/failure.ts";
import type { Trace } from "../trace/trace.ts";
import { chooseItems, estimateTokens } from "./choose.ts";
import { createCodeFiles } from "./code-files.ts";
import type { Declarations } from "./declarations/declarations.ts";
import { createEditHistory } from "./edit-history.ts";
import { createLineMemory, type TypedLine } from "./line-memory.ts";
import { endOf, lineOf, placeOf } from "./place.ts";
import type { ContextSource, FoundItem, SourcePorts, SourceRequest } from "./source.ts";
import { declarations } from "./sources/declarations.ts";
import { dependencyTypes } from "./sources/dependency-types.ts";
import { diagnostics } from "./sources/diagnostics.ts";
import { enclosingScope } from "./sources/enclosing-scope.ts";
import { imports } from "./sources/imports.ts";
import { openFiles } from "./sources/open-files.ts";
import { recentEdits } from "./sources/recent-edits.ts";
import { siblings } from "./sources/siblings.ts";
import { testPairs } from "./sources/test-pairs.ts";
import { typeHeaders } from "./sources/type-headers.ts";
import { usage } from "./sources/usage.ts";

/**
 * Complete at a cursor; `shape` is decided before the model is asked. While somebody types on a line, `syntax` and
 * `scope` are read when first asked for, so that the prompt need not wait for the tree.
 */
export type InsertTask = {
  readonly kind: "insert-at-cursor";
  readonly document: DocumentSnapshot;
  readonly syntax: SyntaxSnapshot | undefined;
  readonly offset: number;
  readonly scope: CursorScope | undefined;
  /** The rest of a line or statement, the inside of a block, or a definition with all of its body. */
  readonly shape: "line" | "block" | "definition";
  /** How many different candidates are wanted (1 to 5). */
  readonly candidates: number;
  /** `typing` has the short deadline and is superseded by the next request for the document; `invoked` was asked for by hand. */
  readonly trigger: "typing" | "invoked";
  /** What begins a comment of one line in the document's language. */
  readonly commentMark?: string;
  /** What stands between a value and its member where that is no dot. */
  readonly memberSign?: string;
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

/** What is to be done to code that is there, in terms the instruction texts know. */
export type RewriteIntent =
  | { readonly kind: "implement-body" | "add-types" | "add-error-handling" | "simplify" }
  /** `lines` are the code that is to be moved. */
  | { readonly kind: "extract-and-name"; readonly lines: string }
  | { readonly kind: "apply-instruction" | "fill-todo" | "convert"; readonly instruction: string }
  | { readonly kind: "fix-diagnostic" | "fix-security-finding"; readonly diagnostic: TaskDiagnostic }
  /** `format` describes the comment, such as "a JSDoc comment". */
  | { readonly kind: "write-docs"; readonly format: string }
  /** `missing` are labels as they stand behind `case`. */
  | { readonly kind: "complete-cases"; readonly missing: readonly string[] }
  /** `members` are the declarations of `from` that the target lacks, `names` their names. */
  | {
      readonly kind: "generate-members";
      readonly from: string;
      readonly members: readonly string[];
      readonly names: readonly string[];
    };

/** What new files are to hold. */
export type FileIntent =
  | { readonly kind: "write-tests"; readonly framework: string; readonly importFrom: string }
  | { readonly kind: "translate-to-language"; readonly language: string }
  | { readonly kind: "new-file-from-description"; readonly description: string };

/** What words are wanted about. */
export type QuestionIntent =
  | { readonly kind: "explain" }
  | { readonly kind: "answer-question"; readonly question: string }
  | { readonly kind: "review-selection" }
  | { readonly kind: "commit-message"; readonly diff: string };

/** What every action tells of: the code it is about, and what is to be done. */
type Asked<Intent> = {
  readonly document: DocumentSnapshot;
  readonly syntax: SyntaxSnapshot | undefined;
  readonly target: Span;
  /** The symbol that `target` is, or is the body of. */
  readonly symbol?: CodeSymbol;
  readonly intent: Intent;
  /** Shown to the user: in progress reports, annotations and undo labels. */
  readonly label: string;
};

/** Replace `target` of the document by new text made by the model. */
export type RewriteTask = Asked<RewriteIntent> & {
  readonly kind: "rewrite-span";
  /** Edits that go along with the answer, such as removing the instruction comment. */
  readonly alsoEdit?: readonly TextEdit[];
  /** Id of the proposal this one refines; forgotten ones count as none. */
  readonly follows?: string;
};

/** Write files that are not there yet, because of `target`. */
export type FileTask = Asked<FileIntent> & {
  readonly kind: "write-files";
  /** Absolute path of the folder that paths in the answer start from. */
  readonly folder: string;
  /** The one file that is wanted; without it the model names them. */
  readonly file?: { readonly path: string; readonly languageId: string };
};

/** Say something about `target`. */
export type QuestionTask = Asked<QuestionIntent> & {
  readonly kind: "question";
  /** The edit that the words become; without it they are shown. */
  toEdits?(words: string): readonly TextEdit[];
};

export type ActionTask = RewriteTask | FileTask | QuestionTask;
export type GenerationTask = InsertTask | ActionTask;

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
  /**
   * What it is where it is no code to be read: a rule or a fact about how code is written here, a diff of what was just
   * changed, a problem that a checker reports. Completions are told none.
   */
  readonly role?: "rule" | "fact" | "edit" | "problem";
};

/** Every source there is; `context.sources` of the settings turns one off by its id. */
export const SOURCES: readonly ContextSource[] = [
  enclosingScope,
  imports,
  declarations,
  typeHeaders,
  dependencyTypes,
  siblings,
  openFiles,
  testPairs,
  usage,
  recentEdits,
  diagnostics,
];

/** `maxTokens` is never passed, by the collector's own estimate; what is not found after `deadlineMs` is left out. */
export type ContextBudget = {
  readonly maxTokens: number;
  readonly deadlineMs: number;
  /** The items stay the same while a line is typed, whatever stands before a dot: a model on this computer reads anew what changes. */
  readonly staysOnLine?: boolean;
};

export type Collected = {
  /** In an order that stays the same from key to key: other files first, by path and place. */
  readonly items: readonly ContextItem[];
  readonly durationMs: number;
  /** Ids of the sources that were too late. They go on in the background, so that the next request finds their files read. */
  readonly late: readonly string[];
  /** What each source did, in the order of the table; empty where everything was still known from the key before. */
  readonly sources: readonly SourceReport[];
};

/** `found` and `durationMs` are missing for a source that was too late. */
export type SourceReport = { readonly id: string; readonly found?: number; readonly durationMs?: number };

export interface Collector {
  /** Rejects only where `signal` aborts. */
  collect(task: GenerationTask, budget: ContextBudget, signal: AbortSignal): Promise<Collected>;
  /** What the editor says that checkers report; forgotten with the version it is about. */
  noteProblems(document: DocumentSnapshot, problems: readonly TaskDiagnostic[]): void;
}

export type CollectorPorts = {
  readonly syntax: Syntax;
  readonly workspace: Workspace;
  readonly documents: Documents;
  readonly settings: SettingsStore;
  readonly trace: Trace;
  /** What the index knows of other files; without it only imported and open files are looked at. */
  readonly declarations?: Declarations;
  readonly sources?: readonly ContextSource[];
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number;
  /** A signal that aborts after so many milliseconds. */
  readonly timeout?: (ms: number) => AbortSignal;
  /** Runs work that somebody may want later. */
  readonly atLeisure?: (work: () => void) => void;
  /** Runs work once the keys pause; later work takes the place of what still waits. */
  readonly atRest?: (work: () => void) => void;
};

export function createCollector(ports: CollectorPorts): Collector {
  const { settings, trace, workspace } = ports;
  const now = ports.now ?? (() => performance.now());
  const timeout = ports.timeout ?? ((ms) => AbortSignal.timeout(ms));
  const edits = createEditHistory();
  const atLeisure = ports.atLeisure ?? ((work) => void setTimeout(work, LEISURE_MS).unref());
  ports.documents.subscribe((event) => {
    edits.note(event);
    // The first key in a file need not wait for what the sources find out about the file and its imports.
    if (event.kind === "opened") atLeisure(() => void readAhead(event.document.uri));
  });
  const readAhead = async (uri: string): Promise<void> => {
    const document = ports.documents.get(uri);
    const request = document && endOf(document, ports.syntax.snapshot(document), workspace.relativePath(uri));
    if (request === undefined) return;
    for (const source of sourcesInUse()) {
      await run(source, request, NEVER);
      // A key that came meanwhile goes first.
      await new Promise(setImmediate);
    }
  };
  const reported = new LRUCache<
    string,
    { readonly version: number; readonly problems: readonly TaskDiagnostic[] }
  >({
    max: MOST_REPORTED,
  });
  const sourcePorts: SourcePorts = {
    ...ports,
    files: createCodeFiles({ ...ports, now }),
    edits,
    problems({ uri, version }) {
      const known = reported.get(uri);
      return known?.version === version ? known.problems : [];
    },
  };
  const memory = createLineMemory(now);
  const sourcesInUse = (): readonly ContextSource[] => {
    const switches = settings.current().context.sources;
    return (ports.sources ?? SOURCES).filter(({ id }) => switches[id] ?? true);
  };
  const atRest = ports.atRest ?? runAtRest();

  /** A source that fails must not keep the others from the model. */
  const run = async (
    source: ContextSource,
    request: SourceRequest,
    signal: AbortSignal,
  ): Promise<readonly FoundItem[]> => {
    try {
      return await source.find(request, sourcePorts, signal);
    } catch (error) {
      const failure = toFailure(error);
      if (failure.kind === "bug") trace.reportBug(`context source ${source.id} failed`, error);
      else if (!signal.aborted) trace.log("debug", `context source ${source.id}: ${failure.message}`);
      return [];
    }
  };

  const find = async (
    request: SourceRequest,
    { maxTokens, deadlineMs, staysOnLine = false }: ContextBudget,
    signal: AbortSignal,
  ): Promise<Omit<Collected, "durationMs">> => {
    const sources = sourcesInUse();
    const found = new Map<string, readonly FoundItem[]>();
    const durations = new Map<string, number>();
    const running = sources.map(async (source) => {
      const startMs = now();
      found.set(source.id, await run(source, request, signal));
      durations.set(source.id, now() - startMs);
    });
    const limit = AbortSignal.any([signal, timeout(deadlineMs)]);
    await Promise.race([Promise.all(running), aborted(limit)]);
    signal.throwIfAborted();

    const inTime = new Map(found);
    const late = sources.filter(({ id }) => !inTime.has(id)).map(({ id }) => id);
    const shown = await showable(inTime, workspace);
    const all = [...shown].flatMap(([source, each]) => each.map((item) => ({ ...item, source })));
    const told = all.filter(({ role }) => role !== undefined).map(withTokens);
    const left = maxTokens - told.reduce((sum, { tokens }) => sum + tokens, 0);
    const code = all.filter(({ role }) => role === undefined);
    const items = [...told, ...chooseItems(code, request.document.uri, left)];
    if (late.length === 0) memory.keep(remembered(request, staysOnLine), maxTokens, items);
    const reports = sources.map(({ id }): SourceReport => {
      const [count, durationMs] = [inTime.get(id)?.length, durations.get(id)];
      return count === undefined || durationMs === undefined ? { id } : { id, found: count, durationMs };
    });
    return { items, late, sources: reports };
  };

  const renew = async (request: SourceRequest | undefined, budget: ContextBudget): Promise<void> => {
    if (request !== undefined) await find(request, budget, NEVER);
  };

  return {
    async collect(task, budget, signal) {
      signal.throwIfAborted();
      const startMs = now();
      if (budget.maxTokens <= 0) return NOTHING;
      const place = (): SourceRequest | undefined =>
        placeOf(task, workspace.relativePath(task.document.uri), budget.maxTokens);
      // Who asks by hand can wait for what is true now.
      const isTyping = task.kind === "insert-at-cursor" && task.trigger === "typing";
      const known = isTyping
        ? memory.recall(remembered(lineOf(task), budget.staysOnLine ?? false), budget.maxTokens)
        : undefined;
      if (known !== undefined) {
        if (known.isOld) atRest(() => void renew(place(), budget));
        return { ...NOTHING, items: known.items, durationMs: now() - startMs };
      }
      const request = place();
      if (request === undefined) return NOTHING;
      const found = await find(request, budget, signal);
      return { ...found, durationMs: now() - startMs };
    },
    noteProblems({ uri, version }, problems) {
      const known = reported.get(uri);
      const before = known?.version === version ? known.problems : [];
      const isNew = (problem: TaskDiagnostic): boolean =>
        before.every(({ span, message }) => span.start !== problem.span.start || message !== problem.message);
      reported.set(uri, { version, problems: [...before, ...problems.filter(isNew)].slice(-MOST_PROBLEMS) });
    },
  };
}

/** Invariant: whatever a source found, and wherever it found it, nothing of an excluded file is told. */
async function showable(
  found: ReadonlyMap<string, readonly FoundItem[]>,
  workspace: Workspace,
): Promise<ReadonlyMap<string, readonly FoundItem[]>> {
  const uris = [...new Set([...found.values()].flat().map(({ uri }) => uri))];
  const verdicts = await Promise.all(uris.map((uri) => workspace.isExcluded(uri)));
  const excluded = new Set(uris.filter((_, index) => verdicts[index]));
  return new Map([...found].map(([id, items]) => [id, items.filter(({ uri }) => !excluded.has(uri))]));
}

function withTokens<Item extends FoundItem>(item: Item): Item & { readonly tokens: number } {
  return { ...item, tokens: estimateTokens(item.text, item.path) };
}

function remembered(line: TypedLine, staysOnLine: boolean): TypedLine {
  return staysOnLine ? { ...line, receiver: "" } : line;
}

const MOST_REPORTED = 50;
const MOST_PROBLEMS = 200;
const NOTHING: Collected = { items: [], durationMs: 0, late: [], sources: [] };
// Long before a first key, and behind what an editor asks for when it opens a file (milliseconds).
const LEISURE_MS = 30;
// Somebody who has stopped typing for this long reads or thinks (milliseconds).
const REST_MS = 400;
/** Of work that nobody waits for. */
const NEVER = new AbortController().signal;

/** Runs the last of the works it is given once no other came for a while. */
function runAtRest(): (work: () => void) => void {
  let timer: NodeJS.Timeout | undefined;
  return (work) => {
    clearTimeout(timer);
    timer = setTimeout(work, REST_MS).unref();
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
