// Checks llama.cpp's own server with the real 0.5B model, where the variable LLAMA_SERVER names it: both ways to fill holes, chat, its cache, and that it stops when we do.
import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ACTION_LIMITS, type Backend, type BackendPart, type Usage } from "../../server/backends/backend.ts";
import { dialectInVocabulary } from "../../server/backends/local-servers.ts";
import { createDocuments } from "../../server/documents/documents.ts";
import type { Prompt } from "../../server/prompt/render.ts";
import { renderInsert } from "../../server/prompt/render.ts";
import { backendAt, CHAT } from "../backends/under-test.ts";
import { smallModelPath } from "./model-file.ts";

const program = process.env["LLAMA_SERVER"];
const START_LIMIT_MS = 120_000;
const never = new AbortController().signal;
let child: ChildProcess | undefined;
let url = "";

describe.skipIf(program === undefined)("llama.cpp", () => {
  beforeAll(async () => {
    // Loading takes seconds, on a busy machine a minute.
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const args = [
      "-m",
      smallModelPath(),
      "--host",
      "127.0.0.1",
      "--port",
      `${port}`,
      "-c",
      "4096",
      "-np",
      "1",
    ];
    child = spawn(program ?? "", args, { stdio: "ignore" });
    await vi.waitFor(async () => expect((await fetch(`${url}/health`)).ok).toBe(true), {
      timeout: START_LIMIT_MS,
      interval: 200,
    });
  }, START_LIMIT_MS);
  afterAll(() => child?.kill("SIGKILL"));

  const openBackend = (fim: string): Backend =>
    backendAt(url, { provider: "llama.cpp", model: "qwen2.5-coder-0.5b", fim });

  for (const { how, fim } of [
    { how: "its own /infill", fim: "suffix" },
    { how: "our layout of the prompt", fim: "qwen-coder" },
  ]) {
    it(`fills a hole through ${how}, and says how sure it was`, async () => {
      const backend = openBackend(fim);
      const { text, end, likelihoods } = await ask(
        backend,
        hole(backend, "def add(a, b):\n    return a ‸\n"),
      );
      expect(text).toMatch(/^ ?\+ b/);
      expect(end).toMatch(/stop|length/);
      expect(likelihoods.length).toBeGreaterThan(0);
      for (const likelihood of likelihoods) expect(likelihood).toBeLessThanOrEqual(0);
    });

    it(`keeps what it read from key to key through ${how}`, async () => {
      const backend = openBackend(fim);
      const lines = Array.from(
        { length: 12 },
        (_, count) => `def f${count}(x):\n    return x + ${count}\n\n`,
      );
      const text = `${lines.join("")}def last(values):\n    return su‸\n`;
      await ask(backend, hole(backend, text));
      const { usage } = await ask(backend, hole(backend, text.replace("su‸", "sum‸")));
      expect((usage?.cachedTokens ?? 0) / (usage?.promptTokens ?? 1)).toBeGreaterThan(0.9);
    });
  }

  it("finishes a word that was begun", async () => {
    const backend = openBackend("auto");
    const text = "def total_price(items):\n    return sum(items)\n\ndef main(items):\n    print(tota‸)\n";
    expect((await ask(backend, hole(backend, text))).text).toMatch(/^l_price\b/);
  });

  it("tells by its vocabulary of which family the model is", async () => {
    expect(await dialectInVocabulary(`${url}/v1`, fetch)).toBe("qwen-coder");
  });

  it("answers a chat", async () => {
    const messages = [{ role: "user", content: "Reply with the one word: pong" }] as const;
    const { text, usage } = await ask(openBackend("auto"), { ...CHAT, messages });
    expect(text.toLowerCase()).toContain("pong");
    expect(usage?.promptTokens).toBeGreaterThan(5);
  });

  it("stops when we do", async () => {
    const backend = openBackend("auto");
    const messages = [{ role: "user", content: "Count from 1 to 2000." }] as const;
    for await (const part of backend.stream({ ...CHAT, messages, maxTokens: 3000 }, ACTION_LIMITS, never)) {
      if (part.type === "text-delta") break;
    }
    await vi.waitFor(
      async () => {
        const slots: unknown = await (await fetch(`${url}/slots`)).json();
        expect(slots).toMatchObject([{ is_processing: false }]);
      },
      { timeout: 10_000 },
    );
  });
});

/** The prompt that a key at ‸ would send. */
function hole(backend: Backend, text: string): Prompt {
  const offset = text.indexOf("‸");
  const document = createDocuments().open("untitled:a.py", "python", 1, text.replace("‸", ""));
  const task = {
    kind: "insert-at-cursor",
    document,
    syntax: undefined,
    offset,
    scope: undefined,
    shape: "line",
    candidates: 1,
    trigger: "invoked",
  } as const;
  return renderInsert(task, [], { ...backend, path: () => "a.py", maxTokens: 12, temperature: 0 });
}

async function ask(backend: Backend, prompt: Prompt) {
  let text = "";
  let end = "";
  let usage: Usage | undefined;
  const likelihoods: number[] = [];
  const note = (part: BackendPart): void => {
    if (part.type === "usage") usage = part.usage;
    if (part.type === "end") end = part.reason;
    if (part.type !== "text-delta") return;
    text += part.text;
    if (part.likelihood !== undefined) likelihoods.push(part.likelihood.logProbability);
  };
  for await (const part of backend.stream(prompt, ACTION_LIMITS, never)) note(part);
  return { text, end, usage, likelihoods };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
