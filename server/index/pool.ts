// Owns the worker threads: starts them when there is work, deals it out in batches, ends them when there is none; keeps no facts.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { Failure } from "../trace/failure.ts";
import type { SourceJob, WorkerReply, WorkerRequest, WorkerSetup } from "./messages.ts";

export interface WorkerPool {
  /** Reads sources and hands over what was found, batch by batch, in any order. A small call does not wait for a large one. */
  read(jobs: readonly SourceJob[], onReply: (reply: WorkerReply) => void): Promise<void>;
  dispose(): Promise<void>;
}

export type PoolPorts = {
  /** Told of a source that ended a worker; nothing is known of it. */
  readonly onDeath: (path: string, reason: string) => void;
  /** Calls `action` later; gives the way to call it off. */
  readonly after: (ms: number, action: () => void) => () => void;
};

const MOST_WORKERS = 2;
// Trees are freed between batches, and the main thread merges one in about a millisecond.
const BATCH_FILES = 24;
// What an editor waits for goes first.
const SMALL_TASK = 8;
// Loading the grammars anew takes 100 ms of another thread; a worker holds 40 MB.
const IDLE_LIMIT_MS = 5000;

type Task = {
  waiting: readonly SourceJob[];
  /** A worker died of one of these. */
  readonly alone: SourceJob[];
  open: number;
  readonly onReply: (reply: WorkerReply) => void;
  readonly end: () => void;
};

type Seat = {
  readonly worker: Worker;
  work: { readonly task: Task; readonly jobs: readonly SourceJob[] } | undefined;
};

export function createWorkerPool({ onDeath, after }: PoolPorts): WorkerPool {
  const tasks: Task[] = [];
  const seats = new Set<Seat>();
  // Read by the workers between two files.
  const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  let isDisposed = false;
  let stopIdleTimer = (): void => undefined;

  const start = (): Seat => {
    const seat: Seat = {
      worker: new Worker(workerPath(), { workerData: { stop } satisfies WorkerSetup }),
      work: undefined,
    };
    seats.add(seat);
    seat.worker.on("message", (reply: WorkerReply) => {
      const { work } = seat;
      seat.work = undefined;
      if (work !== undefined) finish(work.task, () => work.task.onReply(reply));
    });
    const end = (reason: string): void => {
      const { work } = seat;
      if (!seats.delete(seat) || work === undefined) return;
      const [only] = work.jobs;
      if (work.jobs.length > 1) work.task.alone.push(...work.jobs);
      else if (only !== undefined && !isDisposed) onDeath(only.path, reason);
      finish(work.task, () => undefined);
    };
    seat.worker.on("error", (error) => end(error instanceof Error ? error.message : String(error)));
    seat.worker.on("exit", (code) => end(`exit code ${code}`));
    // An index never keeps a process alive.
    seat.worker.unref();
    return seat;
  };

  const finish = (task: Task, use: () => void): void => {
    task.open -= 1;
    try {
      use();
    } finally {
      if (task.open === 0 && task.waiting.length === 0 && task.alone.length === 0) {
        tasks.splice(tasks.indexOf(task), 1);
        task.end();
      }
      deal();
    }
  };

  const deal = (): void => {
    stopIdleTimer();
    for (;;) {
      const task = tasks.find(({ waiting, alone }) => waiting.length + alone.length > 0);
      const seat = [...seats].find(({ work }) => work === undefined);
      if (task === undefined || isDisposed) break;
      if (seat === undefined && seats.size === MOST_WORKERS) return;
      give(seat ?? start(), task);
    }
    if (![...seats].some(({ work }) => work !== undefined)) stopIdleTimer = after(IDLE_LIMIT_MS, rest);
  };

  const give = (seat: Seat, task: Task): void => {
    const dead = task.alone.pop();
    const jobs = dead === undefined ? task.waiting.slice(0, BATCH_FILES) : [dead];
    if (dead === undefined) task.waiting = task.waiting.slice(BATCH_FILES);
    task.open += 1;
    seat.work = { task, jobs };
    seat.worker.postMessage({ jobs } satisfies WorkerRequest);
  };

  const rest = (): void => {
    for (const { worker } of seats) void worker.terminate();
    seats.clear();
  };

  return {
    read(jobs, onReply) {
      if (jobs.length === 0 || isDisposed) return Promise.resolve();
      return new Promise((end) => {
        const task: Task = { waiting: jobs, alone: [], open: 0, onReply, end };
        if (jobs.length <= SMALL_TASK) tasks.unshift(task);
        else tasks.push(task);
        deal();
      });
    },
    async dispose() {
      isDisposed = true;
      stopIdleTimer();
      Atomics.store(stop, 0, 1);
      const ends = [...seats].map(async (seat) => {
        await untilIdle(seat);
        await seat.worker.terminate();
      });
      for (const task of tasks.splice(0)) task.end();
      await Promise.all(ends);
    },
  };
}

/** A thread that is ended inside of native code takes the whole process with it. */
function untilIdle({ worker, work }: Seat): Promise<void> {
  if (work === undefined) return Promise.resolve();
  worker.ref();
  return new Promise((resolve) => {
    worker.once("message", () => resolve());
    worker.once("exit", () => resolve());
  });
}

/** Beside the bundle; for the server run from source, the bundle that was built last. */
export function workerPath(): string {
  const found = ["./indexer.cjs", "../../dist/indexer.cjs"]
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Failure("unconfigured", "the indexer is not built", { remedy: "run `npm run build`" });
}
