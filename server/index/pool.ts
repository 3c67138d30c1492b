// Owns the worker processes: starts them when there is work, deals it out in batches, ends them when there is none; keeps no facts.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Failure } from "../trace/failure.ts";
import type { SourceJob, WorkerReply } from "./messages.ts";
import { startWorker, type WorkerProcess } from "./worker-process.ts";

export interface WorkerPool {
  /** Reads sources and hands over what was found, batch by batch, in any order. A small call does not wait for a large one. */
  read(jobs: readonly SourceJob[], onReply: (reply: WorkerReply) => void): Promise<void>;
  /** Has a worker get ready for files of a language. */
  prepare(languageId: string): void;
  dispose(): Promise<void>;
}

export type PoolPorts = {
  /** What the workers get of the environment. */
  readonly env: NodeJS.ProcessEnv;
  /** Told of a source that ended a worker; nothing is known of it. */
  readonly onDeath: (path: string, reason: string) => void;
  /** Calls `action` later; gives the way to call it off. */
  readonly after: (ms: number, action: () => void) => () => void;
};

const MOST_WORKERS = 2;
// The main thread merges one in about a millisecond.
const BATCH_FILES = 24;
// Starting another worker takes as long as one needs for so many files, and the time of a processor that others need.
const MOST_ALONE = 100;
// What an editor waits for goes first.
const SMALL_TASK = 8;
// Starting one anew takes 150 ms of another processor; it holds 60 MB.
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
  readonly worker: WorkerProcess;
  work: { readonly task: Task; readonly jobs: readonly SourceJob[] } | undefined;
};

export function createWorkerPool({ env, onDeath, after }: PoolPorts): WorkerPool {
  const tasks: Task[] = [];
  const seats = new Set<Seat>();
  let isDisposed = false;
  let stopIdleTimer = (): void => undefined;

  const start = (): Seat => {
    const worker = startWorker<WorkerReply>(workerPath(), {
      env,
      onReply(reply) {
        const { work } = seat;
        seat.work = undefined;
        if (work !== undefined) finish(work.task, () => work.task.onReply(reply));
      },
      onEnd(reason) {
        const { work } = seat;
        if (!seats.delete(seat) || work === undefined) return;
        const [only] = work.jobs;
        if (work.jobs.length > 1) work.task.alone.push(...work.jobs);
        else if (only !== undefined && !isDisposed) onDeath(only.path, reason);
        finish(work.task, () => undefined);
      },
    });
    const seat: Seat = { worker, work: undefined };
    seats.add(seat);
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
      if (seat === undefined && seats.size >= workersWorthwhile()) return;
      give(seat ?? start(), task);
    }
    if (![...seats].some(({ work }) => work !== undefined)) stopIdleTimer = after(IDLE_LIMIT_MS, rest);
  };

  const workersWorthwhile = (): number => {
    const waiting = tasks.reduce((sum, task) => sum + task.waiting.length + task.alone.length, 0);
    return waiting > MOST_ALONE ? MOST_WORKERS : 1;
  };

  const give = (seat: Seat, task: Task): void => {
    const dead = task.alone.pop();
    const jobs = dead === undefined ? task.waiting.slice(0, BATCH_FILES) : [dead];
    if (dead === undefined) task.waiting = task.waiting.slice(BATCH_FILES);
    task.open += 1;
    seat.work = { task, jobs };
    seat.worker.tell({ kind: "read", jobs });
  };

  const rest = (): void => {
    for (const { worker } of seats) void worker.kill();
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
    prepare(languageId) {
      if (isDisposed) return;
      const [seat] = seats;
      (seat ?? start()).worker.tell({ kind: "prepare", languageId });
      deal();
    },
    async dispose() {
      isDisposed = true;
      stopIdleTimer();
      const ends = [...seats].map(({ worker }) => worker.kill());
      for (const task of tasks.splice(0)) task.end();
      await Promise.all(ends);
    },
  };
}

/** Beside the bundle; for the server run from source, the bundle that was built last. */
export function workerPath(): string {
  const found = ["./indexer.cjs", "../../dist/indexer.cjs"]
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Failure("unconfigured", "the indexer is not built", { remedy: "run `npm run build`" });
}
