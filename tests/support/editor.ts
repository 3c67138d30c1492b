// Owns a small real LSP client for tests: a server in a child process or in this one, with framing of its own and isolated folders.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, type Readable, type Writable } from "node:stream";
import { TextDocument } from "vscode-languageserver-textdocument";

export type Id = string | number;
export type Message = {
  readonly id?: Id | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
};

type Position = { readonly line: number; readonly character: number };
export type Range = { readonly start: Position; readonly end: Position };
type LspEdit = { readonly range: Range; readonly newText: string };
export type WorkspaceEdit = {
  readonly changes?: Readonly<Record<string, readonly LspEdit[]>>;
  readonly documentChanges?: readonly {
    readonly textDocument: { readonly uri: string; readonly version: number | null };
    readonly edits: readonly LspEdit[];
  }[];
};

/** The answer to a request that failed. */
export class ServerError extends Error {
  readonly code: number;
  readonly data: unknown;

  constructor(error: { readonly code: number; readonly message: string; readonly data?: unknown }) {
    super(error.message);
    this.code = error.code;
    this.data = error.data;
  }
}

export type InitializeOptions = {
  readonly capabilities?: object;
  readonly initializationOptions?: unknown;
  /** Absolute paths. */
  readonly folders?: readonly string[];
  readonly processId?: number | null;
};

export interface Editor {
  /** Of the child process; undefined for a server in this one. */
  readonly pid: number | undefined;
  /** Exit code; `null` for a server that was killed. */
  readonly exited: Promise<number | null>;
  /** Everything the server sent, in order. */
  readonly received: readonly Message[];
  /** Bytes on the server's stdout that were no frames. */
  stray(): string;
  stderr(): string;
  /** What the server logged, on stderr and in the editor's log window. */
  log(): string;
  /** Sends `initialize` and `initialized`. */
  initialize(options?: InitializeOptions): Promise<unknown>;
  /** Rejects with ServerError. */
  request(method: string, params?: unknown): Promise<unknown>;
  /** A request under an id of the test's choice. */
  requestAs(id: Id, method: string, params?: unknown): Promise<unknown>;
  execute(command: string, ...args: readonly unknown[]): Promise<unknown>;
  notify(method: string, params?: unknown): void;
  cancel(id: Id): void;
  /** Any bytes at all. */
  write(bytes: string | Buffer): void;
  /** Ends the server's input. */
  end(): void;
  /** Closes the pipe the server writes to. */
  closeOutput(): void;
  /** Reads nothing of what the server writes, until `readOn`. */
  stopReading(): void;
  readOn(): void;
  /** The first message, received or yet to come, for which `test` holds. */
  message(test: (message: Message) => boolean): Promise<Message>;
  /** Answers requests of the server by this function instead of the editor's own way; throws become errors, `undefined` is no answer at all. */
  answer(method: string, handler: (params: unknown) => unknown): void;
  open(uri: string, languageId: string, text: string): void;
  /** Replaces a range of the editor's text, or all of it, and tells the server. */
  change(uri: string, newText: string, range?: Range): void;
  close(uri: string): void;
  /** The editor's own text. */
  text(uri: string): string;
  /** Applies an edit as an editor does: false where a version is not the current one. */
  apply(edit: WorkspaceEdit): boolean;
  /** `shutdown`, `exit`, and the exit code. */
  stop(): Promise<number | null>;
  /** Ends the server, whatever state it is in, and removes its folders. */
  dispose(): Promise<void>;
}

/** What most editors can do; tests of others give their own. */
export const CAPABILITIES = {
  textDocument: {
    inlineCompletion: {},
    completion: {},
    codeAction: {
      dataSupport: true,
      resolveSupport: { properties: ["edit"] },
      codeActionLiteralSupport: { codeActionKind: { valueSet: [] } },
      tagSupport: { valueSet: [1] },
    },
  },
  workspace: { applyEdit: true, workspaceEdit: { documentChanges: true }, workspaceFolders: true },
  window: { workDoneProgress: true },
} as const;

export type StartOptions = {
  /** Arguments of `node`; the built server on stdio if not given. */
  readonly argv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
};

/** Starts a server in a child process that sees no settings, cache or keys of this computer. */
export function startServer(options: StartOptions = {}): Editor {
  const home = mkdtempSync(join(tmpdir(), "treewright-editor-"));
  const child = spawn(process.execPath, [...(options.argv ?? ["dist/treewright.cjs", "--stdio"])], {
    cwd: options.cwd ?? process.cwd(),
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: home,
      XDG_CONFIG_HOME: join(home, "config"),
      XDG_CACHE_HOME: join(home, "cache"),
      TREEWRIGHT_CACHE: join(home, "cache", "treewright"),
      ...options.env,
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  return createEditor({
    pid: child.pid,
    input: child.stdin,
    output: child.stdout,
    exited,
    stderr: () => errors,
    async dispose() {
      await kill(child, exited);
      rmSync(home, { recursive: true, force: true });
    },
  });
}

async function kill(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  await exited;
}

/** Connects to a server in this process. `start` gets its transport. */
export function connectServer(
  start: (transport: { input: Readable; output: Writable; exit: (code: number) => void }) => void,
): Editor {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const exited = new Promise<number>((resolve) => {
    start({ input, output, exit: resolve });
  });
  return createEditor({
    pid: undefined,
    input,
    output,
    exited,
    stderr: () => "",
    async dispose() {
      input.end();
      await exited;
    },
  });
}

type Wires = Pick<Editor, "pid" | "exited" | "stderr" | "dispose"> & {
  readonly input: Writable;
  readonly output: Readable;
};

function createEditor(wires: Wires): Editor {
  const received: Message[] = [];
  const documents = new Map<string, TextDocument>();
  const waiting = new Map<string, (message: Message) => void>();
  const watchers = new Set<(message: Message) => void>();
  const answers = new Map<string, (params: unknown) => unknown>();
  // Whoever waits for a server that is gone is told what it said last.
  const gone = wires.exited.then((code) => {
    throw new Error(`the server ended with code ${code}: ${wires.stderr()}`);
  });
  gone.catch(() => undefined);
  let nextId = 0;

  const write = (bytes: string | Buffer): void => {
    wires.input.write(bytes);
  };
  const send = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const reply = (id: Id, method: string, params: unknown): void => {
    const handler = answers.get(method);
    if (handler === undefined) {
      send({ id, error: { code: -32601, message: `the editor has no ${method}` } });
      return;
    }
    try {
      const result = handler(params);
      if (result !== undefined) send({ id, result });
    } catch (error) {
      send({ id, error: { code: -32803, message: String(error) } });
    }
  };
  const take = (message: Message): void => {
    received.push(message);
    if (message.method === undefined) waiting.get(JSON.stringify(message.id))?.(message);
    else if (message.id !== undefined && message.id !== null)
      reply(message.id, message.method, message.params);
    for (const watch of watchers) watch(message);
  };
  const parser = createParser(take);
  wires.output.on("data", parser.push);
  // A server that went away is what some tests are about.
  wires.input.on("error", () => undefined);

  const requestAs = (id: Id, method: string, params?: unknown): Promise<unknown> => {
    const answered = new Promise<unknown>((resolve, reject) => {
      waiting.set(JSON.stringify(id), (message) => {
        if (message.error === undefined) resolve(message.result);
        else reject(new ServerError(message.error));
      });
    });
    send({ id, method, params });
    return Promise.race([answered, gone]);
  };
  const request = (method: string, params?: unknown): Promise<unknown> => {
    nextId++;
    return requestAs(nextId, method, params);
  };
  const notify = (method: string, params?: unknown): void => send({ method, params });

  const editor: Editor = {
    pid: wires.pid,
    exited: wires.exited,
    received,
    stray: parser.stray,
    stderr: wires.stderr,
    log: () => [wires.stderr(), ...received.flatMap(loggedBy)].join("\n"),
    async initialize(options = {}) {
      const result = await request("initialize", {
        processId: options.processId ?? null,
        rootUri: null,
        capabilities: options.capabilities ?? CAPABILITIES,
        initializationOptions: options.initializationOptions,
        workspaceFolders: options.folders?.map((path) => ({ uri: `file://${path}`, name: path })) ?? null,
      });
      notify("initialized", {});
      return result;
    },
    request,
    requestAs,
    execute: (command, ...args) => request("workspace/executeCommand", { command, arguments: args }),
    notify,
    cancel: (id) => notify("$/cancelRequest", { id }),
    write,
    end: () => wires.input.end(),
    closeOutput: () => wires.output.destroy(),
    stopReading: () => void wires.output.pause(),
    readOn: () => void wires.output.resume(),
    message(test) {
      const known = received.find(test);
      if (known !== undefined) return Promise.resolve(known);
      const seen = new Promise<Message>((resolve) => {
        const watch = (message: Message): void => {
          if (!test(message)) return;
          watchers.delete(watch);
          resolve(message);
        };
        watchers.add(watch);
      });
      return Promise.race([seen, gone]);
    },
    answer: (method, handler) => answers.set(method, handler),
    open(uri, languageId, text) {
      documents.set(uri, TextDocument.create(uri, languageId, 1, text));
      notify("textDocument/didOpen", { textDocument: { uri, languageId, version: 1, text } });
    },
    change(uri, newText, range) {
      const document = known(uri);
      const change = range === undefined ? { text: newText } : { range, text: newText };
      const version = document.version + 1;
      TextDocument.update(document, [change], version);
      notify("textDocument/didChange", { textDocument: { uri, version }, contentChanges: [change] });
    },
    close(uri) {
      documents.delete(uri);
      notify("textDocument/didClose", { textDocument: { uri } });
    },
    text: (uri) => known(uri).getText(),
    apply(edit) {
      const versioned = edit.documentChanges ?? [];
      if (versioned.some(({ textDocument: { uri, version } }) => known(uri).version !== version))
        return false;
      const unversioned = Object.entries(edit.changes ?? {}).map(([uri, edits]) => ({ uri, edits }));
      for (const { uri, edits } of [
        ...unversioned,
        ...versioned.map(({ textDocument, edits: list }) => ({ uri: textDocument.uri, edits: list })),
      ]) {
        editor.change(uri, TextDocument.applyEdits(known(uri), [...edits]));
      }
      return true;
    },
    async stop() {
      await request("shutdown");
      notify("exit");
      return wires.exited;
    },
    dispose: wires.dispose,
  };
  answers.set("window/workDoneProgress/create", () => null);
  answers.set("client/registerCapability", () => null);
  answers.set("workspace/applyEdit", (params) => ({
    applied: editor.apply((params as { readonly edit: WorkspaceEdit }).edit),
  }));
  return editor;

  function known(uri: string): TextDocument {
    const document = documents.get(uri);
    if (document === undefined) throw new Error(`the test has not opened ${uri}`);
    return document;
  }
}

function loggedBy({ method, params }: Message): readonly string[] {
  return method === "window/logMessage" ? [(params as { readonly message: string }).message] : [];
}

/** Cuts frames strictly: what is not a frame is kept apart, since nothing else may be on the server's stdout. */
function createParser(take: (message: Message) => void): {
  readonly push: (bytes: Buffer) => void;
  readonly stray: () => string;
} {
  let pending: Buffer = Buffer.alloc(0);
  let stray = "";
  /** Takes one frame off the pending bytes; false where it is not complete. */
  const cut = (): boolean => {
    const headerEnd = pending.indexOf("\r\n\r\n");
    if (headerEnd === -1) return false;
    const header = pending.toString("utf8", 0, headerEnd);
    const length = /^Content-Length: (\d+)$/.exec(header)?.[1];
    const start = headerEnd + 4;
    const end = start + Number(length ?? 0);
    if (pending.length < end) return false;
    const body = pending.toString("utf8", start, end);
    pending = pending.subarray(end);
    if (length === undefined) stray += header;
    else take(JSON.parse(body) as Message);
    return true;
  };
  return {
    push(bytes) {
      pending = Buffer.concat([pending, bytes]);
      while (cut());
    },
    stray: () => stray + pending.toString("utf8"),
  };
}
