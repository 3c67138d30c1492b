// Owns the timers of one call to a model: first byte, idle and total (FAULTS F35 to F37); knows no wire and no retries.
import { Failure, toFailure } from "../trace/failure.ts";
import type { StreamLimits } from "./backend.ts";

/** Time and chance, as ports. `now` is monotonic, `date` is the calendar's; both in milliseconds. */
export interface Clock {
  now(): number;
  date(): number;
  /** From 0 to 1, as Math.random. */
  random(): number;
  /** Runs `action` once after `ms`; returns what prevents it. */
  after(ms: number, action: () => void): () => void;
}

export const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  random: () => Math.random(),
  after(ms, action) {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

export interface CallTimers {
  /** Aborts with the Failure of the limit that was reached, or with the caller's reason. */
  readonly signal: AbortSignal;
  /** Waiting for bytes: silence is measured from now, by the idle limit once there was data, by the first-byte limit before. */
  listen(): void;
  /** Data came and is being worked on; until `listen` silence is our own. */
  dataCame(): void;
  /** Bounds later silences, for what may follow a complete answer. */
  shortenIdle(ms: number): void;
  stop(): void;
}

/** Starts the timers of one attempt; `who` is the backend in the message of the Failure. `totalMs` is what is left of it. */
export function startCallTimers(
  call: {
    readonly who: string;
    readonly limits: StreamLimits;
    readonly totalMs: number;
    readonly clock: Clock;
  },
  signal: AbortSignal,
): CallTimers {
  const { who, limits, clock } = call;
  const controller = new AbortController();
  const end = (limit: string, ms: number) => () => {
    controller.abort(timeoutFailure(who, limit, ms));
  };
  const forward = (): void => controller.abort(signal.reason);
  if (signal.aborted) forward();
  else signal.addEventListener("abort", forward, { once: true });

  let idleMs = limits.idleMs;
  let hasData = false;
  const stopTotal = clock.after(call.totalMs, end("total", limits.totalMs));
  let stopSilence = clock.after(limits.firstByteMs, end("first byte", limits.firstByteMs));

  return {
    signal: controller.signal,
    listen() {
      if (!hasData) return;
      stopSilence();
      stopSilence = clock.after(idleMs, end("idle", idleMs));
    },
    dataCame() {
      hasData = true;
      stopSilence();
    },
    shortenIdle(ms) {
      idleMs = Math.min(idleMs, ms);
    },
    stop() {
      stopTotal();
      stopSilence();
      signal.removeEventListener("abort", forward);
      // For whoever still holds the signal; what the call was made for goes on first.
      setImmediate(() => controller.abort(OVER));
    },
  };
}

const OVER = new Failure("cancelled", "the call is over");

/** Ends after `ms`, or throws `cancelled` as soon as the signal aborts. */
export async function pause(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw toFailure(signal.reason);
  await new Promise<void>((resolve, reject) => {
    const give = (): void => {
      stop();
      reject(toFailure(signal.reason));
    };
    const stop = clock.after(ms, () => {
      signal.removeEventListener("abort", give);
      resolve();
    });
    signal.addEventListener("abort", give, { once: true });
  });
}

/** A time span for people: `800 ms`, `20 s`, `5 min`, `2 h`. */
export function inWords(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`;
}

function timeoutFailure(who: string, limit: string, ms: number): Failure {
  return new Failure("timeout", `${who} was too slow: the ${limit} limit of ${inWords(ms)} was reached`, {
    remedy: "try again, or choose a faster model",
  });
}
