// Owns the rows on recordings: which rule answers, how it streams, and what is said about a wrong file.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { SYSTEM_CLOCK } from "../../server/backends/call-limits.ts";
import { createReplayBackend, readRecording } from "../../server/backends/replay.ts";
import { CHAT, collect, HOLE, PATIENT, textOf } from "./under-test.ts";

const folder = mkdtempSync(join(tmpdir(), "treewright-replay-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function backendOf(answers: unknown) {
  const file = join(folder, "recording.json");
  writeFileSync(file, JSON.stringify({ answers }));
  return createReplayBackend({ id: "r", recording: await readRecording(file), clock: SYSTEM_CLOCK });
}

const never = new AbortController().signal;

test("the first rule that fits answers, as often as it may", async () => {
  const backend = await backendOf([
    { match: { kind: "fim", contains: ["OTHER = 1", "start"] }, text: "hole", times: 1 },
    { match: { kind: "chat", contains: "nobody says this" }, text: "no" },
    { match: { kind: "chat" }, text: "chat" },
    { text: "anything" },
  ]);
  const ask = async (prompt: typeof HOLE | typeof CHAT) =>
    textOf(await collect(backend.stream(prompt, PATIENT, never)));
  expect([await ask(HOLE), await ask(HOLE), await ask(CHAT), await ask(CHAT)]).toEqual([
    "hole",
    "anything",
    "chat",
    "chat",
  ]);
});

test("pieces, usage and the end come as they were written", async () => {
  const usage = { promptTokens: 5, outputTokens: 2, cachedTokens: 1 };
  const rule = { chunks: ["a", "b"], usage, end: "length", delayMs: 1, logProbability: -0.5 };
  const backend = await backendOf([rule]);
  const likelihood = { tokens: 1, logProbability: -0.5 };
  expect(await collect(backend.stream(CHAT, PATIENT, never))).toEqual([
    { type: "text-delta", text: "a", likelihood },
    { type: "text-delta", text: "b", likelihood },
    { type: "usage", usage },
    { type: "end", reason: "length" },
  ]);
});

test("an error comes after the pieces", async () => {
  const error = { kind: "rate-limited", message: "slow down", remedy: "wait", retryAfterMs: 1000 };
  const backend = await backendOf([{ text: "a", error }]);
  const parts: unknown[] = [];
  const asked = (async () => {
    for await (const part of backend.stream(CHAT, PATIENT, never)) parts.push(part);
  })();
  await expect(asked).rejects.toMatchObject(error);
  expect(parts).toEqual([{ type: "text-delta", text: "a" }]);
});

test("no rule, no answer", async () => {
  const backend = await backendOf([{ match: { kind: "fim" }, text: "a" }]);
  await expect(collect(backend.stream(CHAT, PATIENT, never))).rejects.toMatchObject({ kind: "unavailable" });
});

test("an abort ends a pause", async () => {
  const backend = await backendOf([{ text: "a", delayMs: 60_000 }]);
  const leaving = new AbortController();
  const asked = collect(backend.stream(CHAT, PATIENT, leaving.signal));
  leaving.abort();
  await expect(asked).rejects.toMatchObject({ kind: "cancelled" });
});

describe("a wrong recording is named", () => {
  test.each([
    ["no list", { a: 1 }, /is not of the form/],
    ["a rule without text", [{ text: "a" }, { match: {} }], /wrong rule: answers\[1\]/],
    ["an unknown kind", [{ match: { kind: "voice" }, text: "a" }], /answers\[0\]/],
    ["an unknown end", [{ text: "a", end: "never" }], /answers\[0\]/],
    ["an unknown error", [{ error: { kind: "bug", message: "x" } }], /answers\[0\]/],
    ["chunks that are no texts", [{ chunks: ["a", 1] }], /answers\[0\]/],
  ])("%s", async (_name, answers, message) => {
    await expect(backendOf(answers)).rejects.toThrow(message);
  });
  test("that is not there", async () => {
    await expect(readRecording(join(folder, "none.json"))).rejects.toMatchObject({ kind: "unconfigured" });
  });
});
