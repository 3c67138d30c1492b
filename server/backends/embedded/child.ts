// Owns the life of one engine process: its start, what is said to it and heard from it, its end; never starts another.
import { fork } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Failure } from "../../trace/failure.ts";
import type { Trace } from "../../trace/trace.ts";
import { inWords } from "../call-limits.ts";
import { childEnvironment } from "../child-environment.ts";
import { createInbox, type Inbox } from "./inbox.ts";
import { loadFailure } from "./load-failure.ts";
import type { CallReply, EngineCall, EngineReply, EngineRequest } from "./messages.ts";

export interface EngineChild {
  /** Ends when the model can answer; throws `unavailable` or `timeout` where it cannot. */
  readonly loaded: Promise<void>;
  readonly isGone: boolean;
  readonly callsOpen: number;
  open(call: EngineCall): EngineConversation;
  /** Ends the process and everything open; the second call waits for the same end. */
  kill(): Promise<void>;
}

export interface EngineConversation {
  readonly replies: Inbox<CallReply>;
  /** Cancels the call where it is not over. */
  close(): void;
}

export type EngineChildPorts = {
  readonly model: string;
  readonly path: string;
  readonly env: NodeJS.ProcessEnv;
  readonly trace: Trace;
  /** Called once, with the reason where the process ended without being told to. */
  readonly onEnd: (failure: Failure | undefined) => void;
};

// The 1.5B model needs 3 s, and longer from a slow disk.
const LOAD_LIMIT_MS = 60_000;
// Enough for the last words of native code.
const KEPT_ERROR_CHARACTERS = 2000;

export function startEngine(ports: EngineChildPorts): EngineChild {
  const { model, path, trace } = ports;
  const child = fork(enginePath(), [path], {
    env: childEnvironment(ports.env),
    execArgv: [],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const conversations = new Map<number, Inbox<CallReply>>();
  let isEndWanted = false;
  let goneBecause: Failure | undefined;
  let lastWords = "";

  const { promise: loaded, resolve: hasLoaded, reject: cannotLoad } = deferred();
  // Whoever waits for it gets the failure; nobody may be waiting when the process ends.
  loaded.catch(() => undefined);
  const loadTimer = setTimeout(() => {
    cannotLoad(
      new Failure("timeout", `${model} was not loaded within ${inWords(LOAD_LIMIT_MS)}`, {
        remedy: "close what uses the memory or the disk, or choose a smaller model",
      }),
    );
    child.kill("SIGKILL");
  }, LOAD_LIMIT_MS);

  const { promise: ended, resolve: hasEnded } = deferred();
  const end = (how: string): void => {
    if (goneBecause !== undefined) return;
    clearTimeout(loadTimer);
    const failure = new Failure("unavailable", `the process of ${model} ended (${how})`, {
      remedy: "ask again to start it anew",
    });
    goneBecause = failure;
    if (!isEndWanted) trace.log("warning", `${failure.message}${lastWords === "" ? "" : `: ${lastWords}`}`);
    cannotLoad(failure);
    for (const inbox of conversations.values()) inbox.close(failure);
    ports.onEnd(isEndWanted ? undefined : failure);
    hasEnded();
  };

  child.on("error", (error) => end(error.message));
  child.once("exit", (code, signal) => end(signal ?? `exit code ${code ?? "unknown"}`));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    lastWords = (lastWords + text).slice(-KEPT_ERROR_CHARACTERS);
  });
  child.on("message", (reply: EngineReply) => {
    switch (reply.type) {
      case "loaded":
        clearTimeout(loadTimer);
        hasLoaded();
        break;
      case "broken":
        cannotLoad(loadFailure(model, path, reply.message));
        child.kill("SIGKILL");
        break;
      case "text":
        conversations.get(reply.id)?.push(reply);
        break;
      case "done":
      case "failed":
        conversations.get(reply.id)?.push(reply);
        conversations.delete(reply.id);
        break;
    }
  });

  const tell = (request: EngineRequest): void => {
    // A message that cannot be sent any more is followed by the end of the process, which is handled there.
    if (child.connected) child.send(request, () => undefined);
  };
  return {
    loaded,
    get isGone() {
      return goneBecause !== undefined;
    },
    get callsOpen() {
      return conversations.size;
    },
    open(call) {
      const replies = createInbox<CallReply>();
      if (goneBecause === undefined) {
        conversations.set(call.id, replies);
        tell(call);
      } else replies.close(goneBecause);
      return {
        replies,
        close() {
          if (conversations.delete(call.id)) tell({ type: "cancel", id: call.id });
        },
      };
    },
    async kill() {
      isEndWanted = true;
      // There is nothing to save, and native code does not wait for a polite end.
      if (goneBecause === undefined) child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Beside the bundle; for the server run from source, the bundle that was built last. */
function enginePath(): string {
  const found = ["./engine.cjs", "../../../dist/engine.cjs"]
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Failure("unconfigured", "the embedded engine is not built", { remedy: "run `npm run build`" });
}

function deferred(): { promise: Promise<void>; resolve: () => void; reject: (failure: Failure) => void } {
  let resolve: () => void = () => undefined;
  let reject: (failure: Failure) => void = () => undefined;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
