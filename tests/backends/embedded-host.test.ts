// Checks what the embedded backend says where there is no model to run; the real model has tests of its own.
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { ACTION_LIMITS } from "../../server/backends/backend.ts";
import { childEnvironment } from "../../server/backends/child-environment.ts";
import { createEmbeddedBackend } from "../../server/backends/embedded/host.ts";
import { CATALOGUE } from "../../server/backends/models/catalogue.ts";
import type { ChatPrompt } from "../../server/prompt/render.ts";
import { createTrace } from "../../server/trace/trace.ts";

const folder = mkdtempSync(join(tmpdir(), "treewright-embedded-"));
afterAll(() => rmSync(folder, { recursive: true }));

const prompt: ChatPrompt = {
  kind: "chat",
  messages: [{ role: "user", content: "Hi" }],
  stop: [],
  maxTokens: 4,
  temperature: 0,
};

/** The failure of the first question to a model file with this content, or none. */
async function failureWith(
  content: string | undefined,
  signal = new AbortController().signal,
): Promise<unknown> {
  const path = join(folder, `${content === undefined ? "missing" : "broken"}.gguf`);
  if (content !== undefined) writeFileSync(path, content);
  const trace = createTrace({ write: () => undefined });
  const backend = createEmbeddedBackend({ model: CATALOGUE[0], path, trace, env: process.env });
  try {
    for await (const part of backend.stream(prompt, ACTION_LIMITS, signal)) return part;
    return "an empty answer";
  } catch (error) {
    return error;
  } finally {
    await backend.dispose();
  }
}

it("says how to get a model file that is missing", async () => {
  expect(await failureWith(undefined)).toMatchObject({
    kind: "unconfigured",
    message: expect.stringMatching(/^the model file .+missing\.gguf is not there$/),
    remedy: "run `treewright models pull qwen2.5-coder-0.5b`",
  });
});

it("says how to replace a model file that is cut short", async () => {
  expect(await failureWith("GGUF")).toMatchObject({
    kind: "unconfigured",
    message: expect.stringMatching(/broken\.gguf is not whole: 4 of 491400064 bytes$/),
    remedy: "run `treewright models pull qwen2.5-coder-0.5b`",
  });
});

describe("a model file that the engine cannot load", () => {
  for (const { what, content, message, remedy } of [
    {
      what: "is of an unknown architecture",
      content: ggufOf("nonesuch"),
      message:
        /^qwen2\.5-coder-0\.5b could not be loaded: .+odd\.gguf holds a model of the architecture "nonesuch", which the engine does not know$/,
      remedy:
        "run `treewright models remove qwen2.5-coder-0.5b` and `treewright models pull qwen2.5-coder-0.5b`; other GGUF files can be served by llama.cpp, which is found by itself",
    },
    {
      what: "has a known architecture and nothing else",
      content: ggufOf("qwen2"),
      message: /^qwen2\.5-coder-0\.5b could not be loaded from .+odd\.gguf: .*\S/,
      remedy:
        "run `treewright models remove qwen2.5-coder-0.5b` and `treewright models pull qwen2.5-coder-0.5b`",
    },
  ]) {
    it(`is told in one sentence where it ${what}`, async () => {
      const path = join(folder, "odd.gguf");
      writeFileSync(path, content);
      const trace = createTrace({ write: () => undefined });
      const model = { ...CATALOGUE[0], bytes: content.length };
      const backend = createEmbeddedBackend({ model, path, trace, availableMemory: () => 1e12 });
      const parts = backend.stream(prompt, ACTION_LIMITS, new AbortController().signal);
      await expect(parts[Symbol.asyncIterator]().next()).rejects.toMatchObject({
        kind: "unavailable",
        message: expect.stringMatching(message),
        remedy,
      });
      await backend.dispose();
    });
  }
});

it("keeps nobody waiting for a model that cannot be loaded", async () => {
  const path = join(folder, "cut.gguf");
  writeFileSync(path, "GGUF");
  const trace = createTrace({ write: () => undefined });
  const backend = createEmbeddedBackend({ model: CATALOGUE[0], path, trace, env: process.env });
  expect(backend.wake?.()).toBe(false);
  await vi.waitFor(() => expect(backend.wake?.()).toBe(true));
  await backend.dispose();
});

it("does not load a model that finds no memory", async () => {
  const path = join(folder, "large.gguf");
  writeFileSync(path, "");
  truncateSync(path, CATALOGUE[0].bytes);
  const trace = createTrace({ write: () => undefined });
  const availableMemory = (): number => 500_000_000;
  const backend = createEmbeddedBackend({ model: CATALOGUE[0], path, trace, availableMemory });
  const parts = backend.stream(prompt, ACTION_LIMITS, new AbortController().signal);
  await expect(parts[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    kind: "unavailable",
    message: "qwen2.5-coder-0.5b needs 0.8 GB of memory, and 0.5 GB are free",
    remedy: "close what uses the memory, or choose a smaller model or another backend",
  });
  await backend.dispose();
});

it("starts nothing for a request that is already cancelled", async () => {
  expect(await failureWith("GGUF, but no model", AbortSignal.abort())).toMatchObject({ kind: "cancelled" });
});

it("R8: a child process gets no variable that it does not need", () => {
  const env = {
    PATH: "/bin",
    HOME: "/home/me",
    OPENAI_API_KEY: "secret",
    PIP_INDEX_URL: "mirror",
    NODE_OPTIONS: "-r x",
  };
  expect(childEnvironment(env)).toEqual({ PATH: "/bin", HOME: "/home/me" });
  expect(childEnvironment(env, /^PIP_/)).toEqual({ PATH: "/bin", HOME: "/home/me", PIP_INDEX_URL: "mirror" });
});

/** A file that names its architecture and holds no tensors. */
function ggufOf(architecture: string): Buffer {
  const text = (value: string): Buffer => {
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(value.length));
    return Buffer.concat([length, Buffer.from(value)]);
  };
  const head = Buffer.alloc(24);
  head.write("GGUF");
  head.writeUInt32LE(3, 4);
  // No tensors, one key.
  head.writeBigUInt64LE(1n, 16);
  const isText = Buffer.from([8, 0, 0, 0]);
  return Buffer.concat([head, text("general.architecture"), isText, text(architecture)]);
}
