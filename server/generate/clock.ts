// Owns time for this room: the one place where it waits; tests bring a clock of their own.
import { setTimeout as wait } from "node:timers/promises";
import { Failure } from "../trace/failure.ts";

export type Clock = {
  /** Milliseconds of a monotonic clock. */
  now(): number;
  /** Rejects when `signal` aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** Runs `action` once after `ms`; returns what prevents it. */
  after(ms: number, action: () => void): () => void;
};

export const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  wait: (ms, signal) => wait(ms, undefined, { signal }),
  after(ms, action) {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

export function throwIfCancelled(signal: AbortSignal, cause?: unknown): void {
  if (signal.aborted) throw new Failure("cancelled", "cancelled", { cause });
}
