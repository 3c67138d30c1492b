// Owns the rows on pauses, retries and the breaker, with time and chance in the test's hand (FAULTS section 4).
import { describe, expect, test } from "vitest";
import { ACTION_LIMITS, COMPLETION_LIMITS } from "../../server/backends/backend.ts";
import { createBreaker } from "../../server/backends/breaker.ts";
import { inWords } from "../../server/backends/call-limits.ts";
import { delayBeforeRetry, readRetryAfter } from "../../server/backends/retry.ts";
import { quoteReply } from "../../server/backends/wire-failures.ts";
import { Failure, type FailureKind } from "../../server/trace/failure.ts";

const DATE = Date.UTC(2026, 0, 1, 12, 0, 0);

test.each([
  ["1", 1000],
  ["0", 0],
  ["0.5", 500],
  ["3600", 3_600_000],
  ["99999999999", 86_400_000],
  ["Thu, 01 Jan 2026 12:00:30 GMT", 30_000],
  ["Thu, 01 Jan 2026 11:00:00 GMT", 0],
  ["Thu, 99 Foo 2026 12:00:30 GMT", undefined],
  ["-5", undefined],
  ["1 banana", undefined],
  ["soon", undefined],
  ["", undefined],
  [undefined, undefined],
])("Retry-After %j is %s ms", (header, expected) => {
  expect(readRetryAfter(header, DATE)).toBe(expected);
});

describe("the pause before another attempt", () => {
  const rows: readonly [FailureKind, number | undefined, number, number | undefined, number | undefined][] = [
    // kind, Retry-After, failed attempts, completion, action
    ["unavailable", undefined, 0, 250, 500],
    ["unavailable", undefined, 1, undefined, 1000],
    ["unavailable", undefined, 2, undefined, undefined],
    ["rate-limited", undefined, 0, undefined, 500],
    ["rate-limited", 1000, 0, undefined, 1500],
    ["rate-limited", 60_001, 0, undefined, undefined],
    ["auth", undefined, 0, undefined, undefined],
    ["timeout", undefined, 0, undefined, undefined],
    ["bad-reply", undefined, 0, undefined, undefined],
    ["refused", undefined, 0, undefined, undefined],
    ["cancelled", undefined, 0, undefined, undefined],
  ];
  test.each(rows)("%s, Retry-After %s, attempt %i", (kind, retryAfterMs, attempt, completion, action) => {
    const failure = new Failure(kind, "x", retryAfterMs === undefined ? {} : { retryAfterMs });
    expect(delayBeforeRetry(failure, attempt, COMPLETION_LIMITS, () => 1)).toBe(completion);
    expect(delayBeforeRetry(failure, attempt, ACTION_LIMITS, () => 1)).toBe(action);
  });
  test("is a random part of its ceiling, and never more than 8 s", () => {
    const failure = new Failure("unavailable", "x");
    expect(delayBeforeRetry(failure, 1, ACTION_LIMITS, () => 0.25)).toBe(250);
    expect(delayBeforeRetry(failure, 9, { ...ACTION_LIMITS, retries: 10 }, () => 1)).toBe(8000);
  });
});

describe("the breaker", () => {
  const make = () => {
    let nowMs = 0;
    const breaker = createBreaker("it", { now: () => nowMs });
    const call = (kind?: FailureKind): boolean => {
      try {
        breaker.enter();
      } catch {
        return false;
      }
      breaker.leave(kind === undefined ? undefined : new Failure(kind, "x"));
      return true;
    };
    return { breaker, call, pass: (ms: number) => void (nowMs += ms) };
  };

  test("opens after five in a row, rests 30 s, then doubles up to five minutes", () => {
    const { call, pass } = make();
    for (let n = 0; n < 5; n++) expect(call("unavailable")).toBe(true);
    for (const restMs of [30_000, 60_000, 120_000, 240_000, 300_000, 300_000]) {
      pass(restMs - 1);
      expect(call("timeout")).toBe(false);
      pass(1);
      expect(call("timeout")).toBe(true);
    }
  });

  test.each<FailureKind>(["auth", "bad-reply", "unconfigured", "refused"])("%s never counts", (kind) => {
    const { call } = make();
    for (let n = 0; n < 20; n++) expect(call(kind)).toBe(true);
  });

  test("a cancelled call changes nothing, a good one starts the count anew", () => {
    const { call } = make();
    for (let n = 0; n < 4; n++) call("unavailable");
    call("cancelled");
    call();
    for (let n = 0; n < 4; n++) call("unavailable");
    expect(call()).toBe(true);
  });

  test("one probe at a time; a good one closes it", () => {
    const { breaker, call, pass } = make();
    for (let n = 0; n < 5; n++) call("unavailable");
    pass(30_000);
    breaker.enter();
    expect(() => breaker.enter()).toThrow("it failed 5 times in a row");
    breaker.leave(undefined);
    expect(call()).toBe(true);
  });

  test("holds for what Retry-After asks, at most five minutes", () => {
    const { breaker, pass } = make();
    breaker.leave(new Failure("rate-limited", "x", { retryAfterMs: 3_600_000 }));
    expect(breaker.heldForMs()).toBe(300_000);
    pass(299_999);
    expect(breaker.heldForMs()).toBe(1);
    pass(1);
    expect(breaker.heldForMs()).toBe(0);
  });
});

test.each([
  [40, "40 ms"],
  [20_000, "20 s"],
  [300_000, "5 min"],
  [3_600_000, "60 min"],
  [86_400_000, "24 h"],
])("%i ms in words", (ms, words) => {
  expect(inWords(ms)).toBe(words);
});

test.each([
  ["wrong key my-own-key given", "wrong key [secret] given"],
  ["Incorrect API key provided: sk-proj-abcd****wxyz.", "Incorrect API key provided: [secret]"],
  ["header Authorization: Bearer abc.def", "header Authorization: [secret]"],
  ["two\nlines\tand \u202Emarks\u0007", "two lines and marks"],
  ["x ".repeat(300), `${"x ".repeat(100)}…`],
])("a quote of %j", (text, expected) => {
  expect(quoteReply(text, ["my-own-key"])).toBe(expected);
});
