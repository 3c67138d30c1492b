// Owns who may call an origin that keeps failing: closed, open, or one probe; one breaker per origin, so that no loop hammers a dead server.
import { Failure, type FailureKind } from "../trace/failure.ts";
import { type Clock, inWords } from "./call-limits.ts";

const FAILURES_TO_OPEN = 5;
const FIRST_REST_MS = 30_000;
const LONGEST_REST_MS = 300_000;

// Only these are the server's state; a wrong key or request says nothing about the next call.
const COUNTED: readonly FailureKind[] = ["unavailable", "timeout"];

export interface Breaker {
  /** Throws `unavailable` while the breaker is open; lets one probe through when its rest is over. Pair with `leave`. */
  enter(): void;
  /** How the call ended: undefined for well. */
  leave(failure: Failure | undefined): void;
  /** Milliseconds the server asked to be left alone for (Retry-After). */
  heldForMs(): number;
}

export function createBreaker(origin: string, clock: Pick<Clock, "now">): Breaker {
  let failures = 0;
  let restMs = FIRST_REST_MS;
  let openUntil = 0;
  let isOpen = false;
  let isProbing = false;
  let heldUntil = 0;

  return {
    enter() {
      if (!isOpen) return;
      const leftMs = openUntil - clock.now();
      if (leftMs <= 0 && !isProbing) {
        isProbing = true;
        return;
      }
      throw new Failure("unavailable", `${origin} failed ${failures} times in a row and is left alone`, {
        remedy:
          leftMs > 0 ? `it is tried again in ${inWords(leftMs)}` : "it is being tried again at this moment",
      });
    },
    leave(failure) {
      const wasProbe = isProbing;
      isProbing = false;
      if (failure === undefined) {
        failures = 0;
        isOpen = false;
        restMs = FIRST_REST_MS;
        return;
      }
      if (failure.retryAfterMs !== undefined) {
        heldUntil = clock.now() + Math.min(failure.retryAfterMs, LONGEST_REST_MS);
      }
      if (failure.kind === "cancelled") return;
      if (!COUNTED.includes(failure.kind)) {
        // It answered, if not well.
        failures = 0;
        isOpen = false;
        return;
      }
      failures++;
      if (failures < FAILURES_TO_OPEN) return;
      if (wasProbe) restMs = Math.min(restMs * 2, LONGEST_REST_MS);
      isOpen = true;
      openUntil = clock.now() + restMs;
    },
    heldForMs: () => Math.max(0, heldUntil - clock.now()),
  };
}
