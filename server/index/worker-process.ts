// Owns the life of one worker process: its start, what is said to it and heard from it, its end; never starts another.
import { fork } from "node:child_process";
import type { Socket } from "node:net";
import type { WorkerRequest } from "./messages.ts";

/** What native parsers took goes back to the system with the process; of a thread, the allocator would keep it. */
export interface WorkerProcess {
  tell(request: WorkerRequest): void;
  /** Ends it, whatever it is doing. */
  kill(): Promise<void>;
}

export type WorkerProcessPorts<Reply> = {
  /** All that it gets of the environment: it works on texts that nobody vouches for, and no key is its business. */
  readonly env: NodeJS.ProcessEnv;
  readonly onReply: (reply: Reply) => void;
  /** Called once, with how it ended. */
  readonly onEnd: (reason: string) => void;
};

// What a worker makes lives shortly. It frees trees by asking for a collection, see worker.ts.
const FLAGS = ["--expose-gc", "--max-semi-space-size=2"];
// glibc keeps what each thread has freed for that thread; a sixth less without.
const ONE_ARENA = { MALLOC_ARENA_MAX: "1" };
// Enough for the last words of native code.
const KEPT_ERROR_CHARACTERS = 500;

/** `Reply` is what its answers to what it is told are, see messages.ts. */
export function startWorker<Reply>(
  path: string,
  { env, onReply, onEnd }: WorkerProcessPorts<Reply>,
): WorkerProcess {
  const child = fork(path, [], {
    execArgv: FLAGS,
    env: { ...env, ...ONE_ARENA },
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let lastWords = "";
  let isGone = false;
  const ended = new Promise<void>((resolve) => {
    const end = (how: string): void => {
      if (isGone) return;
      isGone = true;
      onEnd(lastWords === "" ? how : `${how}: ${lastWords}`);
      resolve();
    };
    child.on("error", (error) => end(error.message));
    child.once("exit", (code, signal) => end(signal ?? `exit code ${code ?? "unknown"}`));
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    lastWords = (lastWords + text).trim().slice(-KEPT_ERROR_CHARACTERS);
  });
  child.on("message", onReply);
  // An index never keeps a process alive.
  child.unref();
  child.channel?.unref();
  if (child.stderr !== null && "unref" in child.stderr) (child.stderr as Socket).unref();
  return {
    tell(request) {
      // A message that cannot be sent any more is followed by the end of the process.
      if (child.connected) child.send(request, () => undefined);
    },
    async kill() {
      child.kill("SIGKILL");
      child.ref();
      await ended;
    },
  };
}
