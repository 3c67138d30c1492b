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

/** Places in the memory that both threads share. */
const BEAT = 0;
const NAME_BYTES = 1;
const IS_ASLEEP = 2;

// Looks at the beats from time to time, since waking it costs whoever types more than all the rest of this; once there
// was no work for a while it sleeps until it is woken. The name is kept in shared memory, since a busy thread sends no messages.
const THREAD = `
const { workerData: { beats, names, stallMs } } = require("node:worker_threads");
const { writeSync } = require("node:fs");
const { Buffer } = require("node:buffer");
let seen, seenMs, lookedMs, named;
for (;;) {
  const beat = Atomics.load(beats, ${BEAT});
  const now = performance.now();
  // A look that comes far too late was kept by the machine: it was asleep, or the process was stopped.
  const isLate = now - lookedMs >= stallMs;
  if (beat !== seen || isLate) [seen, seenMs] = [beat, now];
  lookedMs = now;
  const stillMs = now - seenMs;
  const nameBytes = Atomics.load(beats, ${NAME_BYTES});
  if (nameBytes > 0 && stillMs >= stallMs && named !== beat) {
    named = beat;
    const name = Buffer.from(names.slice(0, nameBytes)).toString();
    writeSync(2, "treewright: " + name + " has kept everything else waiting for " + stallMs / 1000 + " s\\n");
  }
  const sleeps = nameBytes === 0 && stillMs >= stallMs;
  if (sleeps) Atomics.store(beats, ${IS_ASLEEP}, 1);
  Atomics.wait(beats, ${BEAT}, beat, sleeps ? Infinity : stallMs / ${BEATS_IN_STALL});
}`;

export function createWatchdog(stallMs = STALL_MS): Watchdog {
  // A counter that grows while this thread is alive, how many bytes of `names` are in force, and whether the other one has to be woken.
  const beats = new Int32Array(new SharedArrayBuffer(12));
  const names = new Uint8Array(new SharedArrayBuffer(MOST_NAME_BYTES));
  const encoder = new TextEncoder();
  const underWay = new Set<{ readonly name: string }>();
  let written = { text: "", bytes: 0 };
  let thread: Worker | undefined;
  let heart: NodeJS.Timeout | undefined;

  const beat = (): void => {
    Atomics.add(beats, BEAT, 1);
    if (Atomics.exchange(beats, IS_ASLEEP, 0) === 1) Atomics.notify(beats, BEAT);
  };
  /** Puts the names of all work under way into shared memory, where they stay until others take their place; how many bytes they are. */
  const write = (): number => {
    const text = [...new Set([...underWay].map(({ name }) => name))].join(", ");
    if (text !== written.text) {
      const bytes = encoder.encode(text).subarray(0, MOST_NAME_BYTES);
      names.set(bytes);
      written = { text, bytes: bytes.length };
    }
    return written.bytes;
  };
  const tell = (): void => {
    if (thread === undefined) return;
    Atomics.store(beats, NAME_BYTES, underWay.size === 0 ? 0 : write());
    // Kept from one piece of work to the next: keys come faster than it beats.
    if (underWay.size > 0) heart ??= setInterval(beatOrRest, stallMs / BEATS_IN_STALL).unref();
    beat();
  };
  const beatOrRest = (): void => {
    if (underWay.size > 0) beat();
    else stopHeart();
  };
  const stopHeart = (): void => {
    clearInterval(heart);
    heart = undefined;
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
      const mark = { name };
      underWay.add(mark);
      tell();
      try {
        return await work();
      } finally {
        underWay.delete(mark);
        tell();
      }
    },
    stop() {
      stopHeart();
      void thread?.terminate();
      thread = undefined;
    },
  };
}
