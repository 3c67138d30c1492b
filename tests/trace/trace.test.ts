// What is written to the log, at which level, and what never is.
import { expect, test } from "vitest";
import { describeFailure, Failure, toFailure } from "../../server/trace/failure.ts";
import { createTrace, type LogLine } from "../../server/trace/trace.ts";

function traced() {
  const lines: LogLine[] = [];
  let clock = 0;
  const trace = createTrace({ write: (line) => lines.push(line), now: () => (clock += 10) });
  return { trace, lines };
}

test.each([
  ["off", ["error", "warning"]],
  ["messages", ["error", "warning", "info"]],
  ["verbose", ["error", "warning", "info", "debug"]],
] as const)("level %s shows %j", (level, shown) => {
  const { trace, lines } = traced();
  trace.setLevel(level);
  for (const each of ["error", "warning", "info", "debug"] as const) trace.log(each, "x");
  expect(lines.map((line) => line.level)).toEqual(shown);
});

test("a secret is scrubbed from lines and notes", () => {
  const { trace, lines } = traced();
  trace.setLevel("messages");
  trace.addSecret("sk-0123456789");
  trace.log("warning", "the key sk-0123456789 was refused");
  const span = trace.start("ask");
  span.note("header", "Bearer sk-0123456789");
  span.end();
  expect(JSON.stringify([lines, span.report()])).not.toContain("0123456789");
  expect(lines[0]?.text).toBe("the key [secret] was refused");
});

test("spans nest, end once and keep their notes", () => {
  const { trace } = traced();
  const outer = trace.start("complete");
  const inner = outer.child("context");
  inner.note("items", 3);
  expect(inner.end()).toBe(inner.end());
  outer.end();
  expect(outer.report()).toMatchObject({
    name: "complete",
    durationMs: 30,
    children: [{ name: "context", durationMs: 10, notes: { items: 3 } }],
  });
});

test("a bug is logged once and counted", () => {
  const { trace, lines } = traced();
  trace.reportBug("no tree", new Error("boom"));
  trace.reportBug("no tree", new Error("boom"));
  expect(trace.bugCount).toBe(1);
  expect(lines).toHaveLength(1);
});

test.each([
  [new DOMException("gone", "AbortError"), "cancelled"],
  [new DOMException("late", "TimeoutError"), "timeout"],
  [new Failure("auth", "the key was refused"), "auth"],
  [new TypeError("undefined is not a function"), "bug"],
  ["a string", "bug"],
] as const)("%s becomes a failure of kind %s", (error, kind) => {
  expect(toFailure(error).kind).toBe(kind);
});

test("a failure describes itself with its remedy", () => {
  expect(describeFailure(new Failure("auth", "the key was refused", { remedy: "set OPENAI_API_KEY" }))).toBe(
    "the key was refused: set OPENAI_API_KEY",
  );
});
