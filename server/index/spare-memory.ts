// Owns giving back the memory that V8 keeps after much was built: when nobody types, and where it is worth a pause.
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Documents } from "../documents/documents.ts";

export interface SpareMemory {
  /** Something was built, and what it took may be free by now. */
  note(): void;
  dispose(): void;
}

export type SpareMemoryPorts = {
  readonly documents: Pick<Documents, "subscribe">;
  /** Calls `action` later; gives the way to call it off. */
  readonly after?: (ms: number, action: () => void) => () => void;
  readonly collect?: () => void;
  /** What the heap takes from the system. */
  readonly heapBytes?: () => number;
};

// A collection holds up everything for 20 ms: an author who pauses this long is not about to type.
const REST_MS = 2000;
// V8 gives back the room for new objects where hardly any were made in the five seconds before a collection, nor since the last.
const QUIET_MS = 6000;
const LEAST_GROWTH_BYTES = 10_000_000;

/** V8 itself gives little back to a process that rests: 40 of 160 MB after a workspace of a million lines. */
export function createSpareMemory({
  documents,
  after = afterTimeout,
  collect = collectGarbage,
  heapBytes = () => getHeapStatistics().total_heap_size,
}: SpareMemoryPorts): SpareMemory {
  let stopTimer: (() => void) | undefined;
  let keptBytes = 0;
  let isSecond = false;

  const rest = (): void => {
    stopTimer?.();
    stopTimer = after(isSecond ? QUIET_MS : REST_MS, () => {
      stopTimer = undefined;
      const hasGrown = heapBytes() - keptBytes >= LEAST_GROWTH_BYTES;
      if (!hasGrown && !isSecond) return;
      collect();
      keptBytes = heapBytes();
      isSecond = !isSecond;
      if (isSecond) rest();
    });
  };
  const unsubscribe = documents.subscribe(() => {
    if (stopTimer !== undefined) rest();
  });
  return {
    note: rest,
    dispose() {
      unsubscribe();
      stopTimer?.();
    },
  };
}

function afterTimeout(ms: number, action: () => void): () => void {
  const timer = setTimeout(action, ms).unref();
  return () => clearTimeout(timer);
}

/** The launcher's code cache is only taken under the flags it was made with, so they are as before at once. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  setFlagsFromString("--no-expose-gc");
  collect();
}
