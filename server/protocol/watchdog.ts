// Owns the thread that names whoever keeps all others waiting. It can only tell: nobody stops code of one thread from another.
import { Worker } from "node:worker_threads";

export interface Watchdog {
  /** Watches from now on. */
  start(): void;
  /** Runs work under this name. */
  during<T>(name: string, work: () => T | Promise<T>): Promise<T>;
  stop(): void;
}

/** A server that says nothing for so long is taken for dead by whoever types (milliseconds). */
const STALL_MS = 3_000;
const BEATS_IN_STALL = 4;
const MOST_NAME_BYTES = 200;

// Waits for beats; what comes as `names` is kept in shared memory, since a busy thread sends no messages.
const THREAD = `
const { workerData: { beats, names, stallMs } } = require("node:worker_threads");
const { writeSync } = require("node:fs");
const { Buffer } = require("node:buffer");
for (;;) {
  const beat = Atomics.load(beats, 0);
  // Without work nobody is to be watched, and the thread sleeps.
  const limitMs = Atomics.load(beats, 1) > 0 ? stallMs : Infinity;
  if (Atomics.wait(beats, 0, beat, limitMs) !== "timed-out") continue;
  const name = Buffer.from(names.slice(0, Atomics.load(beats, 1))).toString();
  writeSync(2, "treewright: " + name + " has kept everything else waiting for " + stallMs / 1000 + " s\\n");
  Atomics.wait(beats, 0, beat);
}`;

export function createWatchdog(stallMs = STALL_MS): Watchdog {
  // A counter that grows while this thread is alive, and how many bytes of `names` are in force.
  const beats = new Int32Array(new SharedArrayBuffer(8));
  const names = new Uint8Array(new SharedArrayBuffer(MOST_NAME_BYTES));
  const encoder = new TextEncoder();
  const underWay = new Map<symbol, string>();
  let thread: Worker | undefined;
  let heart: NodeJS.Timeout | undefined;

  const beat = (): void => {
    Atomics.add(beats, 0, 1);
    Atomics.notify(beats, 0);
  };
  const tell = (): void => {
    if (thread === undefined) return;
    const bytes = encoder.encode([...new Set(underWay.values())].join(", ")).subarray(0, MOST_NAME_BYTES);
    names.set(bytes);
    Atomics.store(beats, 1, bytes.length);
    if (underWay.size === 0) {
      clearInterval(heart);
      heart = undefined;
    } else heart ??= setInterval(beat, stallMs / BEATS_IN_STALL).unref();
    beat();
  };

  return {
    start() {
      const resourceLimits = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 };
      thread = new Worker(THREAD, { eval: true, workerData: { beats, names, stallMs }, resourceLimits });
      // The server works without it.
      thread.once("error", () => undefined);
      thread.unref();
      tell();
    },
    async during(name, work) {
      const mark = Symbol(name);
      underWay.set(mark, name);
      tell();
      try {
        return await work();
      } finally {
        underWay.delete(mark);
        tell();
      }
    },
    stop() {
      clearInterval(heart);
      void thread?.terminate();
      thread = undefined;
    },
  };
}
