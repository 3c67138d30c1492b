// Owns whether and when a failed call is repeated (FAULTS section 4); knows no timers.
import type { Failure } from "../trace/failure.ts";
import type { StreamLimits } from "./backend.ts";

const LONGEST_DELAY_MS = 8_000;
const DEFAULT_DELAY_MS = 250;

// A header beyond a day is a mistake of somebody's clock, but it still means "not now".
const LONGEST_RETRY_AFTER_MS = 24 * 3_600_000;

/**
 * Milliseconds until the next attempt, or undefined if there is none. `attempt` counts the failed ones from 0.
 * Full jitter, because many clients fail together: a random part of a ceiling that doubles.
 */
export function delayBeforeRetry(
  failure: Failure,
  attempt: number,
  limits: StreamLimits,
  random: () => number,
): number | undefined {
  if (attempt >= limits.retries) return undefined;
  const ceilingMs = Math.min(LONGEST_DELAY_MS, (limits.retryDelayMs ?? DEFAULT_DELAY_MS) * 2 ** attempt);
  const jitterMs = random() * ceilingMs;
  if (failure.kind === "unavailable") return jitterMs;
  if (failure.kind !== "rate-limited" || limits.maxRetryAfterMs === undefined) return undefined;
  if (failure.retryAfterMs === undefined) return jitterMs;
  return failure.retryAfterMs <= limits.maxRetryAfterMs ? failure.retryAfterMs + jitterMs : undefined;
}

/** Milliseconds a `Retry-After` header asks for, seconds or HTTP date; undefined for none and for garbage. */
export function readRetryAfter(header: string | null | undefined, dateMs: number): number | undefined {
  const text = header?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Number(text) * 1000, LONGEST_RETRY_AFTER_MS);
  // Only what looks like a date: Date.parse takes "1 banana" for one.
  if (!/^[A-Z][a-z]{2,8},? .*GMT$/.test(text)) return undefined;
  const until = Date.parse(text);
  return Number.isNaN(until) ? undefined : Math.min(Math.max(0, until - dateMs), LONGEST_RETRY_AFTER_MS);
}
