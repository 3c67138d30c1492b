// Owns the life of the server process this client works with: start, handshake, open files, commands, a clean end.
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { type Connection, connect } from "./connection.ts";
import { CommandFailure } from "./failure.ts";
import { packageRoot, packageVersion } from "./package-root.ts";
import type { Commands, Range, Requests, ServerCapabilities } from "./protocol.ts";
import type { Source } from "./source.ts";
import { pathFrom, toUri } from "./workspace.ts";

// A server that does not end by itself within this time is ended.
const END_WITHIN_MS = 3000;

export type ServerOptions = {
  /** Absolute path of the folder worked in. */
  readonly root: string;
  /** Arguments of the server: `--config FILE` and its kin. */
  readonly args: readonly string[];
  readonly signal: AbortSignal;
};

/** A report on long work; `percentage` from 0 to 100 where it is known. */
export type ProgressValue = {
  readonly kind: "begin" | "report" | "end";
  readonly title?: string;
  readonly message?: string;
  readonly percentage?: number;
};
/** 1 error, 2 warning, 3 information, 4 log. */
export type ServerMessage = { readonly type: number; readonly message: string };

export type ServerPorts = {
  readonly showMessage: (message: ServerMessage) => void;
  readonly showProgress: (value: ProgressValue) => void;
  /** What the server writes to its standard error. */
  readonly stderr: "inherit" | "ignore";
};

export interface Server {
  readonly capabilities: ServerCapabilities;
  open(source: Source): void;
  /** Tells a later text of an opened file. */
  change(source: Source, version: number, text: string): void;
  /** Tells one change of an opened file, in positions of its text before. */
  edit(uri: string, version: number, change: { readonly range: Range; readonly text: string }): void;
  request<Method extends keyof Requests>(
    method: Method,
    params: Requests[Method]["params"],
  ): Promise<Requests[Method]["answer"]>;
  execute<Command extends keyof Commands>(
    command: Command,
    argument: Commands[Command]["argument"],
  ): Promise<Commands[Command]["answer"]>;
  /** Ends the server in the way the protocol asks for. */
  close(): Promise<void>;
  /** Ends it at once; for an interrupted command. */
  kill(): void;
}

export async function startServer(options: ServerOptions, ports: ServerPorts): Promise<Server> {
  const launcher = join(packageRoot(), "dist", "treewright.cjs");
  const child = spawn(process.execPath, [launcher, "--stdio", ...options.args], {
    stdio: ["pipe", "pipe", ports.stderr],
  });
  const connection = connect({
    input: child.stdout,
    output: child.stdin,
    answer: answerServer,
    notice(method, params) {
      if (method === "window/showMessage") ports.showMessage(params as ServerMessage);
      if (method === "$/progress") ports.showProgress((params as { readonly value: ProgressValue }).value);
    },
  });
  const ended = endOf(child, connection);
  // A server that is gone is told of by its end, not by the pipe to it.
  child.stdin.on("error", () => undefined);
  const kill = (): void => {
    child.kill("SIGTERM");
  };

  let capabilities: ServerCapabilities;
  try {
    ({ capabilities } = await connection.request("initialize", handshake(options.root), options.signal));
  } catch (error) {
    kill();
    throw error;
  }
  connection.notify("initialized", {});

  let commandsSent = 0;
  return {
    capabilities,
    open({ path, languageId, text }) {
      connection.notify("textDocument/didOpen", {
        textDocument: { uri: toUri(path), languageId, version: 1, text },
      });
    },
    change({ path }, version, text) {
      connection.notify("textDocument/didChange", {
        textDocument: { uri: toUri(path), version },
        contentChanges: [{ text }],
      });
    },
    edit(uri, version, change) {
      connection.notify("textDocument/didChange", {
        textDocument: { uri, version },
        contentChanges: [change],
      });
    },
    request: (method, params) => connection.request(method, params, options.signal),
    async execute(command, argument) {
      commandsSent += 1;
      const params = {
        command,
        arguments: argument === undefined ? [] : [argument],
        workDoneToken: `command-${commandsSent}`,
      };
      const answer = await connection.request("workspace/executeCommand", params, options.signal);
      // The command says what the answer is.
      return answer as Commands[typeof command]["answer"];
    },
    async close() {
      const deadline = AbortSignal.timeout(END_WITHIN_MS);
      deadline.addEventListener("abort", () => child.kill("SIGKILL"));
      await connection.request("shutdown", undefined, deadline).catch(() => undefined);
      connection.notify("exit");
      child.stdin.end();
      await ended;
    },
    kill,
  };
}

/** Resolves when the process is gone, and lets nothing wait for an answer of it any longer. */
function endOf(child: ChildProcess, connection: Connection): Promise<void> {
  return new Promise((resolve) => {
    const end = (why: string): void => {
      const remedy = "run it again; if it ends again, `treewright doctor` may tell why";
      connection.fail(new CommandFailure("unavailable", `the server ${why}`, { remedy }));
      resolve();
    };
    child.once("error", (error) => end(`did not start (${error.message})`));
    child.once("close", (code, signal) => end(`ended by itself (${signal ?? `exit code ${code}`})`));
  });
}

function handshake(root: string): object {
  return {
    processId: process.pid,
    clientInfo: { name: "treewright", version: packageVersion() },
    rootUri: toUri(root),
    workspaceFolders: [{ uri: toUri(root), name: pathFrom(join(root, ".."), root) }],
    capabilities: {
      general: { positionEncodings: ["utf-16"] },
      textDocument: {
        inlineCompletion: {},
        codeAction: {
          codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "refactor", "source"] } },
          dataSupport: true,
          resolveSupport: { properties: ["edit"] },
        },
      },
      workspace: {
        applyEdit: true,
        workspaceEdit: { documentChanges: true, resourceOperations: ["create"] },
        executeCommand: {},
        workspaceFolders: true,
      },
      window: { workDoneProgress: true },
    },
  };
}

function answerServer(method: string, params: unknown): unknown {
  switch (method) {
    case "workspace/configuration":
      // Settings come by arguments and the user's file; the command line has none of its own.
      return (params as { readonly items: readonly unknown[] }).items.map(() => null);
    case "window/workDoneProgress/create":
    case "client/registerCapability":
      return null;
    case "workspace/applyEdit":
      return { applied: false, failureReason: "the command line applies edits itself" };
    default:
      return undefined;
  }
}
