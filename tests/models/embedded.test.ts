// Checks the embedded engine with the real 0.5B model: answers, reuse of the cache, cancelling, and life after a crash.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it, vi } from "vitest";
import type { Backend, BackendPart, Usage } from "../../server/backends/backend.ts";
import { ACTION_LIMITS } from "../../server/backends/backend.ts";
import { createEmbeddedBackend } from "../../server/backends/embedded/host.ts";
import type { ChatPrompt, FimPrompt, Prompt } from "../../server/prompt/render.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { SMALL_MODEL, smallModelPath } from "./model-file.ts";

const log: string[] = [];
const trace = createTrace({ write: ({ text }) => log.push(text) });
const secret = "canary-in-the-environment";
const backend = createEmbeddedBackend({
  model: SMALL_MODEL,
  path: smallModelPath(),
  trace,
  env: { ...process.env, OPENAI_API_KEY: secret },
});
afterAll(() => backend.dispose());

describe("answers", () => {
  it("fills a hole", async () => {
    const { text, end } = await ask(backend, fim("def add(a, b):\n    return ", "\n\n\nprint(add(1, 2))\n"));
    expect(text.trim()).toBe("a + b");
    expect(end).toBe("stop");
  });

  for (const [begun, rest] of [
    ["    ret", "urn a + b"],
    ["    return", " a + b"],
    ["    return a + b\n\n\ndef subtract(a, b):\n    ret", "urn a - b"],
  ] as const) {
    it(`goes on in the word that was begun: ${JSON.stringify(begun.slice(-12))}`, async () => {
      const prompt = fim(`def add(a, b):\n${begun}`, "\n\n\nprint(add(1, 2))\n");
      // The engine reads its vocabulary beside its first answers.
      await vi.waitFor(async () => expect((await ask(backend, prompt)).text).toBe(rest), {
        timeout: 60_000,
        interval: 500,
      });
    });
  }

  it("answers a chat", async () => {
    const { text } = await ask(backend, chat("Reply with the one word: pong"));
    expect(text.toLowerCase()).toContain("pong");
  });

  it("ends at the token limit and says so", async () => {
    const prompt = { ...chat("Count from 1 to 100, separated by spaces."), maxTokens: 8 };
    const { end, usage } = await ask(backend, prompt);
    expect(end).toBe("length");
    expect(usage.outputTokens).toBe(8);
  });

  it("ends before a stop string", async () => {
    const prompt = { ...chat("Count from 1 to 9, separated by spaces."), stop: ["5"] };
    const { text, end } = await ask(backend, prompt);
    expect(text).toContain("4");
    expect(text).not.toContain("5");
    expect(end).toBe("stop");
  });

  it("gives the same answer for the same seed, and for greedy sampling", async () => {
    const warm = { ...chat("Name an animal."), temperature: 1, seed: 7 };
    expect((await ask(backend, warm)).text).toBe((await ask(backend, warm)).text);
    const greedy = chat("Name a colour.");
    expect((await ask(backend, greedy)).text).toBe((await ask(backend, greedy)).text);
  });

  it("refuses a prompt that does not fit, and says how long it was", async () => {
    await expect(ask(backend, chat("word ".repeat(9000)))).rejects.toMatchObject({
      kind: "refused",
      message: expect.stringMatching(/^the prompt has 90\d\d tokens, and the embedded model takes 8192$/),
    });
  });
});

it("tells what was used to a reader who leaves early", async () => {
  let usage: Usage | undefined;
  for await (const part of backend.stream(
    chat("Count from 1 to 50."),
    ACTION_LIMITS,
    new AbortController().signal,
  )) {
    if (part.type === "usage") usage = part.usage;
    if (part.type === "text-delta") break;
  }
  expect(usage).toMatchObject({ cachedTokens: expect.any(Number), outputTokens: 1 });
  expect(usage?.promptTokens).toBeGreaterThan(10);
});

it("takes sentinels in a document as text", async () => {
  const prefix = 'MARK = "<|fim_middle|><|im_end|>"\n\ndef add(a, b):\n    return ';
  const { text } = await ask(backend, fim(prefix, "\n"));
  expect(text).toContain("a + b");
});

describe("the cache", () => {
  const document = readFileSync(new URL("../../server/trace/trace.ts", import.meta.url), "utf8");
  const prefix = document.slice(0, 2000);
  const suffix = document.slice(2000, 2800);

  it("keeps the prompt from one typed character to the next", async () => {
    await ask(backend, fim(prefix, suffix));
    for (const typed of ["t", "te", "tex"]) {
      const { usage } = await ask(backend, fim(prefix + typed, suffix));
      expect(share(usage)).toBeGreaterThan(0.97);
    }
  });

  it("is filled ahead by warming, and not emptied by a chat in between", async () => {
    const prompt = fim(`// other\n${prefix}`, suffix);
    await backend.warm?.(prompt, new AbortController().signal);
    await ask(backend, chat("Reply with the one word: pong"));
    const { usage } = await ask(backend, prompt);
    expect(share(usage)).toBeGreaterThan(0.97);
  });

  it("gives the answer that an empty cache gives", async () => {
    const prompt = fim("function area(width: number, height: number): number {\n  return ", "\n}\n");
    const first = await ask(backend, prompt);
    await ask(backend, fim("something = ", "else"));
    const second = await ask(backend, prompt);
    expect(second.usage.cachedTokens).toBeLessThan(5);
    expect(second.text).toBe(first.text);
    const third = await ask(backend, prompt);
    expect(third.usage.cachedTokens).toBe(third.usage.promptTokens - 1);
    expect(third.text).toBe(first.text);
  });
});

describe("cancelling", () => {
  const long = fim(`# ${Math.PI}\n${"value = 1\n".repeat(400)}`, "\n");

  for (const { when, prompt, afterText } of [
    { when: "while the prompt is read", prompt: long, afterText: false },
    { when: "while an answer is written", prompt: chat("Count from 1 to 200."), afterText: true },
  ]) {
    // Other work of the machine may make one try slow.
    it(`ends the stream at once ${when}, and the work soon after`, { retry: 2 }, async () => {
      const controller = new AbortController();
      const reading = (async () => {
        for await (const part of backend.stream(prompt, ACTION_LIMITS, controller.signal)) {
          if (part.type === "text-delta") controller.abort();
        }
      })();
      if (!afterText) setTimeout(() => controller.abort(), 200);
      const abortedAt = new Promise<number>((resolve) => {
        controller.signal.addEventListener("abort", () => resolve(performance.now()));
      });
      await expect(reading).rejects.toMatchObject({ kind: "cancelled" });
      expect(performance.now() - (await abortedAt)).toBeLessThan(50);
      await ask(backend, { ...fim("a", ""), maxTokens: 1 });
      expect(performance.now() - (await abortedAt)).toBeLessThan(500);
    });
  }

  it("happens when the reader leaves early", async () => {
    for await (const part of backend.stream(chat("Count from 1 to 200."), ACTION_LIMITS, never())) {
      if (part.type === "text-delta") break;
    }
    const leftAt = performance.now();
    await ask(backend, { ...chat("Hi"), maxTokens: 1 });
    expect(performance.now() - leftAt).toBeLessThan(3000);
  });

  it("of warming leaves the engine to the keystroke", async () => {
    const warming = backend.warm?.(fim(`# ${Math.E}\n${"other = 2\n".repeat(400)}`, "\n"), never());
    const { text } = await ask(backend, fim("def add(a, b):\n    return ", "\n\n\nprint(add(1, 2))\n"));
    expect(text.trim()).toBe("a + b");
    await warming;
  });
});

it("lets a keystroke pass an action", async () => {
  const order: string[] = [];
  const action = (async () => {
    for await (const part of backend.stream(chat("Count from 1 to 60."), ACTION_LIMITS, never())) {
      if (part.type === "text-delta" && order.length === 0) order.push("action begins");
    }
    order.push("action ends");
  })();
  while (order.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await ask(backend, fim("def add(a, b):\n    return ", "\n"));
  order.push("keystroke answered");
  await action;
  expect(order).toEqual(["action begins", "keystroke answered", "action ends"]);
});

describe("F59: the engine's process", () => {
  it("has no secrets in its environment", async () => {
    await ask(backend, { ...fim("a", ""), maxTokens: 1 });
    const environment = readFileSync(`/proc/${enginePid()}/environ`, "utf8");
    expect(environment).toContain("PATH=");
    expect(environment).not.toContain(secret);
  });

  it("is started anew after a crash, at most 3 times in 3 minutes", async () => {
    for (let crash = 0; crash < 4; crash++) {
      const { text } = await ask(backend, fim("def add(a, b):\n    return ", "\n\n\nprint(add(1, 2))\n"));
      expect(text.trim()).toBe("a + b");
      await expect(killedWhileAnswering()).rejects.toMatchObject({
        kind: "unavailable",
        message: "the process of qwen2.5-coder-0.5b ended (SIGKILL)",
      });
    }
    await expect(ask(backend, fim("a", ""))).rejects.toMatchObject({
      kind: "unavailable",
      message: "the process of qwen2.5-coder-0.5b ended 4 times",
    });
    expect(log.filter((line) => line.includes("ended (SIGKILL)"))).toHaveLength(4);
  });
});

it("F04: the engine's process ends with the server, however that ends", async () => {
  const fork = `require("child_process").fork(process.argv[1], [process.argv[2]], { stdio: ["ignore", "inherit", "inherit", "ipc"] })`;
  const script = `const engine = ${fork}; engine.once("message", () => console.log(engine.pid));`;
  const engine = fileURLToPath(new URL("../../dist/engine.cjs", import.meta.url));
  const server = spawn(process.execPath, ["-e", script, engine, smallModelPath()], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [engineId] = (await once(server.stdout, "data")) as [Buffer];
  expect(readFileSync(`/proc/${String(engineId).trim()}/cmdline`, "utf8")).toContain("engine.cjs");
  const killedAt = performance.now();
  server.kill("SIGKILL");
  // The engine holds the pipe as well, so the end of the pipe is the end of the engine.
  await once(server.stdout, "close");
  expect(performance.now() - killedAt).toBeLessThan(5000);
});

async function killedWhileAnswering(): Promise<void> {
  let pid = enginePid();
  for await (const part of backend.stream(chat("Count from 1 to 200."), ACTION_LIMITS, never())) {
    if (part.type !== "text-delta" || pid === 0) continue;
    process.kill(pid, "SIGKILL");
    pid = 0;
  }
}

function enginePid(): number {
  const children = readdirSync("/proc/self/task").flatMap((thread) =>
    readFileSync(`/proc/self/task/${thread}/children`, "utf8").trim().split(" "),
  );
  const engines = children.filter(
    (pid) => pid !== "" && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("engine.cjs"),
  );
  return Number(engines[0]);
}

async function collect(from: Backend, prompt: Prompt): Promise<BackendPart[]> {
  const parts: BackendPart[] = [];
  // What is measured here are counts; on a busy computer a prompt takes its time.
  for await (const part of from.stream(prompt, ACTION_LIMITS, never())) parts.push(part);
  return parts;
}

async function ask(from: Backend, prompt: Prompt): Promise<{ text: string; end: string; usage: Usage }> {
  let text = "";
  let end = "";
  let usage: Usage = { promptTokens: 0, outputTokens: 0 };
  for (const part of await collect(from, prompt)) {
    if (part.type === "text-delta") text += part.text;
    if (part.type === "end") end = part.reason;
    if (part.type === "usage") usage = part.usage;
  }
  return { text, end, usage };
}

function share({ cachedTokens = 0, promptTokens }: Usage): number {
  return cachedTokens / promptTokens;
}

/** The cache-friendly layout: suffix first, prefix last. */
function fim(prefix: string, suffix: string): FimPrompt {
  return {
    kind: "fim",
    segments: [
      special("<|fim_prefix|>"),
      special("<|fim_suffix|>"),
      text(suffix),
      special("<|fim_middle|>"),
      text(prefix),
    ],
    prefix,
    suffix,
    files: [],
    path: "example",
    stop: ["\n"],
    maxTokens: 24,
    temperature: 0,
  };
}

function chat(content: string): ChatPrompt {
  return {
    kind: "chat",
    messages: [
      { role: "system", content: "You do exactly what you are told." },
      { role: "user", content },
    ],
    stop: [],
    maxTokens: 400,
    temperature: 0,
  };
}

function special(value: string) {
  return { type: "special", text: value } as const;
}

function text(value: string) {
  return { type: "text", text: value } as const;
}

function never(): AbortSignal {
  return new AbortController().signal;
}
