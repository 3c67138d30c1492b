// Owns the rows on models that are said to fill holes: which answers to a small one show that they do, and what follows where they do not.
import { describe, expect, test, vi } from "vitest";
import type { Backend } from "../../server/backends/backend.ts";
import { SYSTEM_CLOCK } from "../../server/backends/call-limits.ts";
import { withFimTrial } from "../../server/backends/fim-trial.ts";
import { createReplayBackend, type ReplayRule } from "../../server/backends/replay.ts";
import type { FimPrompt } from "../../server/prompt/render.ts";
import { CHAT, collect, HOLE, PATIENT, textOf } from "./under-test.ts";

const TRIAL: FimPrompt = { ...HOLE, prefix: "def add(a, b):\n    return a", suffix: "" };
const FIT: ReplayRule = { text: " + b\n" };
const never = new AbortController().signal;

function build(trial: readonly ReplayRule[]): { backend: Backend; reasons: string[]; asked(): number } {
  const reasons: string[] = [];
  let asked = 0;
  const match = { contains: "def add" };
  const answers = [...trial.map((rule) => ({ match, ...rule })), { text: "ok" }];
  const replay = createReplayBackend({ id: "r", recording: { answers }, clock: SYSTEM_CLOCK });
  const counted: Backend = {
    ...replay,
    stream(prompt, limits, signal) {
      if (prompt === TRIAL) asked++;
      return replay.stream(prompt, limits, signal);
    },
  };
  const backend = withFimTrial(counted, { hole: () => TRIAL, onUnfit: (reason) => reasons.push(reason) });
  return { backend, reasons, asked: () => asked };
}

async function use(backend: Backend): Promise<string> {
  return textOf(await collect(backend.stream(HOLE, PATIENT, never)));
}

describe("the answer to a small hole", () => {
  test.each<[string, ReplayRule]>([
    ["a sum", FIT],
    ["a sum in pieces, and more", { chunks: [" ", "+", " b", "\n\nprint(add(1, 2))"] }],
  ])("%s shows that holes are filled", async (_name, rule) => {
    const { backend, reasons, asked } = build([rule]);
    expect(await use(backend)).toBe("ok");
    await vi.waitFor(() => expect(asked()).toBe(1));
    await use(backend);
    expect([backend.fim.kind, asked(), reasons]).toEqual(["suffix", 1, []]);
  });

  test.each<[string, ReplayRule, string]>([
    ["nothing", { text: "" }, "it put nothing into one"],
    ["prose", { text: "The function adds b." }, 'it put "The function adds b." into one'],
    ["its own sentinel", { text: "<fim_middle> + b" }, 'it put "<fim_middle> + b" into one'],
    [
      "a refusal of the endpoint",
      { chunks: [], error: { kind: "bad-reply", message: "model does not support insert" } },
      "model does not support insert",
    ],
  ])("%s shows that they are not, which is said once", async (_name, rule, reason) => {
    const { backend, reasons, asked } = build([rule]);
    expect(await use(backend)).toBe("ok");
    await vi.waitFor(() => expect(backend.fim.kind).toBe("none"));
    expect(textOf(await collect(backend.stream(CHAT, PATIENT, never)))).toBe("ok");
    await use(backend);
    expect(asked()).toBe(1);
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toBe(`recording of backend "r" cannot fill holes and is asked in chat: ${reason}`);
  });

  test("a failure that says nothing about holes leaves the question open", async () => {
    const busy: ReplayRule = { chunks: [], error: { kind: "rate-limited", message: "later" }, times: 1 };
    const { backend, reasons, asked } = build([busy, FIT]);
    await use(backend);
    await vi.waitFor(async () => {
      await use(backend);
      expect(asked()).toBe(2);
    });
    expect([backend.fim.kind, reasons]).toEqual(["suffix", []]);
  });

  test("can be waited for, and is then known before anything is asked", async () => {
    const { backend, asked } = build([{ text: "" }]);
    await Promise.all([backend.settle?.(), backend.settle?.()]);
    expect([backend.fim.kind, asked()]).toEqual(["none", 1]);
  });

  test("is not asked for by a chat", async () => {
    const { backend, asked } = build([FIT]);
    await collect(backend.stream(CHAT, PATIENT, never));
    expect(asked()).toBe(0);
  });
});
