// Owns time for this room: the one place where it waits; tests bring a clock of their own.
import { setTimeout as wait } from "node:timers/promises";
import { Failure } from "../trace/failure.ts";

export type Clock = {
  /** Milliseconds of a monotonic clock. */
  now(): number;
  /** Rejects when `signal` aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
};

export const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  wait: (ms, signal) => wait(ms, undefined, { signal }),
};

/** `work`, or a rejection the moment `signal` aborts; what `work` still does is its own business. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_, rejectNow) => {
    onAbort = () => rejectNow(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
    // A loser of the race that fails later fails unheard, by design.
    void work.catch(() => undefined);
  }
}

export function throwIfCancelled(signal: AbortSignal, cause?: unknown): void {
  if (signal.aborted) throw new Failure("cancelled", "cancelled", { cause });
}
