// Owns the rows on each provider's wire form: what is asked, and what its recorded stream says, however it is cut (F39).
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Likelihood, Usage } from "../../server/backends/backend.ts";
import { createEventReader } from "../../server/backends/server-sent-events.ts";
import type { Prompt } from "../../server/prompt/render.ts";
import { type FaultServer, recording, STREAM_HEAD, startFaultServer } from "./fault-server.ts";
import { backendAt, CHAT, collect, endOf, HOLE, holeBehind, KEY, PATIENT, textOf } from "./under-test.ts";

let server: FaultServer;
let next: Buffer = Buffer.alloc(0);
/** Bytes per write; 0 for all at once. */
let pieceSize = 0;

beforeAll(async () => {
  server = await startFaultServer((socket) => {
    socket.setNoDelay(true);
    socket.write(STREAM_HEAD);
    for (let at = 0; pieceSize > 0 && at < next.length; at += pieceSize) {
      socket.write(next.subarray(at, at + pieceSize));
    }
    socket.end(pieceSize > 0 ? "" : next);
  });
});
afterAll(() => server.close());

type Row = {
  readonly file: string;
  readonly provider: string;
  readonly model?: string;
  readonly fim?: string;
  /** Where it is not `authorization`. */
  readonly keyHeader?: string;
  readonly prompt: Prompt;
  readonly path: string;
  readonly body: unknown;
  readonly text: string;
  readonly end: string;
  readonly usage?: Usage;
  /** Of each piece of text. */
  readonly likelihoods?: readonly (Likelihood | undefined)[];
};

const STOPS = ["<a>", "<b>", "<c>", "<d>"];

const ROWS: readonly Row[] = [
  {
    file: "openai/chat.sse",
    provider: "openai",
    model: "gpt-4.1-mini",
    prompt: { ...CHAT, stop: ["\n\n"], seed: 3 },
    path: "/v1/chat/completions",
    body: {
      model: "gpt-4.1-mini",
      messages: CHAT.messages,
      stream: true,
      max_completion_tokens: 20,
      temperature: 0,
      stop: ["\n\n"],
      seed: 3,
      prompt_cache_key: expect.stringMatching(/^[0-9a-f]{16}$/),
      stream_options: { include_usage: true },
    },
    text: 'return "Zoë 🌲";\n',
    end: "stop",
    usage: { promptTokens: 1200, outputTokens: 9, cachedTokens: 1024 },
  },
  {
    file: "openai/refusal.sse",
    provider: "openai",
    model: "gpt-5-mini",
    prompt: { ...CHAT, stop: ["\n\n"], seed: 3 },
    path: "/v1/chat/completions",
    body: {
      model: "gpt-5-mini",
      messages: CHAT.messages,
      stream: true,
      max_completion_tokens: 20,
      reasoning_effort: "low",
      prompt_cache_key: expect.stringMatching(/^[0-9a-f]{16}$/),
      stream_options: { include_usage: true },
    },
    text: "",
    end: "refused",
  },
  {
    file: "openai/completions.sse",
    provider: "vllm",
    model: "Qwen/Qwen2.5-Coder-7B",
    prompt: HOLE,
    path: "/v1/completions",
    body: {
      model: "Qwen/Qwen2.5-Coder-7B",
      prompt: "<|fim_suffix|>\nend<|fim_middle|>start",
      stream: true,
      max_tokens: 20,
      temperature: 0.2,
      stop: STOPS,
      seed: 7,
      logprobs: 1,
      stream_options: { include_usage: true },
    },
    text: "    total += price",
    end: "length",
    // One of the second piece's is not told.
    likelihoods: [{ tokens: 2, logProbability: -0.75 }, undefined],
  },
  {
    file: "mistral/fim.sse",
    provider: "codestral",
    model: "codestral-latest",
    prompt: HOLE,
    path: "/v1/fim/completions",
    body: {
      model: "codestral-latest",
      prompt: "start",
      suffix: "\nend",
      stream: true,
      max_tokens: 20,
      temperature: 0.2,
      stop: STOPS,
      random_seed: 7,
    },
    text: "if n <= 1:\n        return n",
    end: "stop",
    usage: { promptTokens: 31, outputTokens: 13 },
  },
  {
    file: "deepseek/chat.sse",
    provider: "deepseek",
    prompt: CHAT,
    path: "/v1/chat/completions",
    body: expect.objectContaining({ max_tokens: 20 }),
    text: "return a + b",
    end: "stop",
    usage: { promptTokens: 300, outputTokens: 20, cachedTokens: 256 },
  },
  {
    file: "deepseek/fim.sse",
    provider: "deepseek",
    prompt: HOLE,
    path: "/beta/completions",
    body: expect.objectContaining({ prompt: "start", suffix: "\nend", logprobs: 1 }),
    text: " width * height",
    end: "stop",
    usage: { promptTokens: 24, outputTokens: 5, cachedTokens: 0 },
  },
  {
    file: "llama.cpp/infill.sse",
    provider: "llama.cpp",
    prompt: HOLE,
    path: "/infill",
    body: {
      input_prefix: "start",
      input_suffix: "\nend",
      input_extra: [{ filename: "other.py", text: "OTHER = 1\n" }],
      n_predict: 20,
      temperature: 0.2,
      stop: HOLE.stop,
      stream: true,
      cache_prompt: true,
      n_probs: 1,
      seed: 7,
    },
    text: " + b",
    end: "stop",
    likelihoods: [
      { tokens: 1, logProbability: -0.11257842183113098 },
      { tokens: 1, logProbability: -0.008994316682219505 },
    ],
    usage: { promptTokens: 13, outputTokens: 3, cachedTokens: 0 },
  },
  {
    file: "llama.cpp/completions.sse",
    provider: "llama.cpp",
    model: "qwen2.5-coder-0.5b",
    prompt: holeBehind("start "),
    path: "/v1/completions",
    body: expect.objectContaining({ logprobs: 1, max_tokens: 20, prompt: expect.stringMatching(/start $/) }),
    text: " + b\n\ndef subtract(a",
    end: "length",
    likelihoods: [
      { tokens: 1, logProbability: -0.1148771271109581 },
      { tokens: 1, logProbability: -0.008843548595905304 },
      { tokens: 1, logProbability: -0.18074940145015717 },
      { tokens: 1, logProbability: -0.3200608491897583 },
      { tokens: 1, logProbability: -0.23494835197925568 },
      { tokens: 1, logProbability: -0.004195837769657373 },
    ],
    usage: { promptTokens: 13, outputTokens: 6, cachedTokens: 12 },
  },
  {
    // A word that was begun stands in the grammar, not in the prompt, and not in what comes back.
    file: "llama.cpp/begun-word.sse",
    provider: "llama.cpp",
    model: "qwen2.5-coder-0.5b",
    prompt: holeBehind("start = tota"),
    path: "/v1/completions",
    body: expect.objectContaining({
      prompt: "<|fim_suffix|>\nend<|fim_middle|>start =",
      grammar: String.raw`root ::= " tota" [^\x00]*`,
    }),
    text: "",
    // The recorded words are others: a server that heeds no grammar.
    end: "stop",
    usage: { promptTokens: 21, outputTokens: 4, cachedTokens: 3 },
  },
  {
    file: "llama.cpp/begun-word.sse",
    provider: "llama.cpp",
    model: "qwen2.5-coder-0.5b",
    prompt: holeBehind("print(tota"),
    path: "/v1/completions",
    body: expect.objectContaining({
      prompt: "<|fim_suffix|>\nend<|fim_middle|>print(",
      grammar: String.raw`root ::= "tota" [^\x00]*`,
    }),
    text: "l_price(items))",
    end: "stop",
    likelihoods: [
      undefined,
      { tokens: 1, logProbability: -9.823327854974195e-5 },
      { tokens: 1, logProbability: -0.0017654973780736327 },
      { tokens: 1, logProbability: -0.2973610460758209 },
    ],
    usage: { promptTokens: 21, outputTokens: 4, cachedTokens: 3 },
  },
  {
    file: "llama.cpp/chat.sse",
    provider: "llama.cpp",
    prompt: CHAT,
    path: "/v1/chat/completions",
    body: expect.objectContaining({ max_tokens: 20 }),
    text: "Pong! How can I",
    end: "length",
    usage: { promptTokens: 31, outputTokens: 6, cachedTokens: 0 },
  },
  {
    file: "openrouter/chat.sse",
    provider: "openrouter",
    prompt: CHAT,
    path: "/v1/chat/completions",
    body: expect.objectContaining({ stream: true }),
    text: "x = 1",
    end: "stop",
  },
  {
    file: "ollama/completions.sse",
    provider: "ollama",
    prompt: HOLE,
    path: "/v1/completions",
    body: expect.objectContaining({ prompt: "start", suffix: "\nend" }),
    text: "print(name)",
    end: "stop",
    usage: { promptTokens: 18, outputTokens: 4 },
  },
  {
    file: "litellm/chat.sse",
    provider: "litellm",
    prompt: CHAT,
    path: "/v1/chat/completions",
    body: expect.objectContaining({ max_tokens: 20 }),
    text: '```python\ndef add(a, b):\n    """Add."""\n    return a + b\n```\n',
    end: "stop",
    usage: { promptTokens: 21, outputTokens: 3 },
  },
  {
    file: "litellm/completions.sse",
    provider: "litellm",
    fim: "qwen-coder",
    prompt: HOLE,
    path: "/v1/completions",
    body: expect.objectContaining({ prompt: "<|fim_suffix|>\nend<|fim_middle|>start" }),
    text: "a + b",
    end: "stop",
    usage: { promptTokens: 21, outputTokens: 3 },
  },
  {
    file: "anthropic/chat.sse",
    provider: "anthropic",
    prompt: CHAT,
    path: "/v1/chat/completions",
    body: expect.objectContaining({ max_tokens: 20 }),
    text: "const a = 1;",
    end: "stop",
    usage: { promptTokens: 14, outputTokens: 8 },
  },
  {
    file: "gemini/chat.sse",
    provider: "gemini",
    model: "gemini-2.5-flash",
    prompt: CHAT,
    path: "/v1/chat/completions",
    body: expect.objectContaining({ max_tokens: 20, reasoning_effort: "none" }),
    text: "sum(prices)",
    end: "stop",
    // What came first; the last one is in force.
    usage: { promptTokens: 80, outputTokens: 2 },
  },
  {
    file: "glm/chat.sse",
    provider: "glm",
    model: "glm-4.5-air",
    prompt: { ...CHAT, stop: ["</a>", "</b>"] },
    path: "/v1/chat/completions",
    body: expect.objectContaining({ max_tokens: 20, stop: ["</a>"], thinking: { type: "disabled" } }),
    text: "sum(prices)",
    end: "stop",
    usage: { promptTokens: 80, outputTokens: 11, cachedTokens: 64 },
  },
  {
    file: "glm/sensitive.sse",
    provider: "glm",
    model: "glm-4.5-air",
    prompt: CHAT,
    path: "/v1/chat/completions",
    body: expect.objectContaining({ model: "glm-4.5-air" }),
    text: "",
    end: "refused",
  },
  {
    file: "groq/chat.sse",
    provider: "groq",
    model: "openai/gpt-oss-20b",
    prompt: CHAT,
    path: "/v1/chat/completions",
    body: expect.objectContaining({ max_tokens: 20, reasoning_effort: "low" }),
    text: "sum(prices)",
    end: "stop",
    usage: { promptTokens: 80, outputTokens: 14 },
  },
  {
    file: "mistral/chat.sse",
    provider: "mistral",
    model: "magistral-small-latest",
    prompt: { ...CHAT, seed: 3 },
    path: "/v1/chat/completions",
    body: {
      model: "magistral-small-latest",
      messages: CHAT.messages,
      stream: true,
      max_tokens: 20,
      temperature: 0,
      random_seed: 3,
    },
    text: "sum(prices)",
    end: "length",
    usage: { promptTokens: 80, outputTokens: 14 },
  },
  {
    file: "deepseek/overloaded.sse",
    provider: "deepseek",
    prompt: CHAT,
    path: "/v1/chat/completions",
    body: expect.objectContaining({ max_tokens: 20 }),
    text: "return a",
    end: "truncated",
  },
  {
    file: "xai/chat.sse",
    provider: "xai",
    model: "grok-4.3",
    prompt: { ...CHAT, stop: ["\n\n"] },
    path: "/v1/chat/completions",
    body: {
      model: "grok-4.3",
      messages: CHAT.messages,
      reasoning_effort: "none",
      stream: true,
      max_tokens: 20,
      stream_options: { include_usage: true },
    },
    text: "sum(prices)",
    end: "stop",
    usage: { promptTokens: 80, outputTokens: 4, cachedTokens: 64 },
  },
  {
    file: "qwen/chat.sse",
    provider: "qwen",
    model: "qwen-plus",
    prompt: CHAT,
    path: "/v1/chat/completions",
    body: expect.objectContaining({ max_tokens: 20, enable_thinking: false }),
    text: "sum(prices)",
    end: "stop",
    usage: { promptTokens: 80, outputTokens: 4, cachedTokens: 0 },
  },
  {
    file: "together/chat.sse",
    provider: "together",
    prompt: CHAT,
    path: "/v1/chat/completions",
    body: expect.objectContaining({ max_tokens: 20 }),
    text: "sum(prices)",
    end: "stop",
    usage: { promptTokens: 80, outputTokens: 4, cachedTokens: 48 },
  },
  {
    file: "fireworks/completions.sse",
    provider: "fireworks",
    model: "accounts/fireworks/models/qwen3-coder-30b-a3b-instruct",
    prompt: HOLE,
    path: "/v1/completions",
    body: expect.objectContaining({ prompt: "<|fim_suffix|>\nend<|fim_middle|>start", max_tokens: 20 }),
    text: " width * height",
    end: "stop",
    usage: { promptTokens: 24, outputTokens: 5, cachedTokens: 16 },
  },
  {
    file: "cerebras/chat.sse",
    provider: "cerebras",
    model: "gpt-oss-120b",
    prompt: CHAT,
    path: "/v1/chat/completions",
    body: expect.objectContaining({ max_completion_tokens: 20, reasoning_effort: "low" }),
    text: "sum(prices)",
    end: "stop",
    usage: { promptTokens: 80, outputTokens: 12, cachedTokens: 0 },
  },
  {
    file: "azure/chat.sse",
    provider: "azure",
    keyHeader: "api-key",
    prompt: CHAT,
    path: "/v1/chat/completions",
    body: expect.objectContaining({ max_completion_tokens: 20 }),
    text: "sum(prices)",
    end: "stop",
    usage: { promptTokens: 80, outputTokens: 4, cachedTokens: 0 },
  },
  {
    file: "azure/filtered.sse",
    provider: "azure",
    keyHeader: "api-key",
    prompt: CHAT,
    path: "/v1/chat/completions",
    body: expect.objectContaining({ max_completion_tokens: 20 }),
    text: "",
    end: "refused",
  },
  {
    // The same service behind another address, with another header for the key.
    file: "azure/chat.sse",
    provider: "github-models",
    model: "openai/gpt-4.1-mini",
    prompt: CHAT,
    path: "/v1/chat/completions",
    body: expect.objectContaining({ model: "openai/gpt-4.1-mini", max_tokens: 20 }),
    text: "sum(prices)",
    end: "stop",
    usage: { promptTokens: 80, outputTokens: 4, cachedTokens: 0 },
  },
  {
    file: "lmstudio/completions.sse",
    provider: "lmstudio",
    model: "qwen2.5-coder-7b-instruct",
    prompt: HOLE,
    path: "/v1/completions",
    body: expect.objectContaining({ prompt: "<|fim_suffix|>\nend<|fim_middle|>start", max_tokens: 20 }),
    text: "a + b",
    end: "stop",
    usage: { promptTokens: 13, outputTokens: 3 },
  },
  {
    file: "tgi/chat.sse",
    provider: "tgi",
    model: "tgi",
    prompt: CHAT,
    path: "/v1/chat/completions",
    body: expect.objectContaining({ max_tokens: 20 }),
    text: "sum(prices)",
    end: "stop",
    usage: { promptTokens: 80, outputTokens: 4 },
  },
];

describe("recorded streams", () => {
  test.each(ROWS)("$file of $provider", async (row) => {
    next = recording(row.file);
    pieceSize = 0;
    const backend = backendAt(server.url, row);
    const parts = await collect(backend.stream(row.prompt, PATIENT, new AbortController().signal));
    expect(textOf(parts)).toBe(row.text);
    expect(endOf(parts)).toBe(row.end);
    expect(parts.find((part) => part.type === "usage")?.usage).toEqual(row.usage);
    const told = parts.flatMap((part) => (part.type === "text-delta" ? [part.likelihood] : []));
    expect(told).toEqual(row.likelihoods ?? told.map(() => undefined));

    const request = server.requests.at(-1);
    expect(request?.path).toBe(row.path);
    expect(JSON.parse(request?.body ?? "")).toEqual(row.body);
    const { authorization, [row.keyHeader ?? "authorization"]: key } = request?.headers ?? {};
    expect(key).toBe(row.keyHeader === undefined ? `Bearer ${KEY}` : KEY);
    expect(authorization).toBe(row.keyHeader === undefined ? key : undefined);
    expect(Object.keys(request?.headers ?? {}).filter((name) => name.startsWith("x-"))).toEqual([]);
  });
});

describe("what a request to a model has beside the usual fields", () => {
  const bodyFor = async (provider: string, model: string, prompt: Prompt = CHAT): Promise<unknown> => {
    next = recording("openai/chat.sse");
    pieceSize = 0;
    const backend = backendAt(server.url, { provider, model });
    await collect(backend.stream(prompt, PATIENT, new AbortController().signal));
    return JSON.parse(server.requests.at(-1)?.body ?? "");
  };
  const noThinking = { chat_template_kwargs: { enable_thinking: false } };

  test.each([
    ["groq", "openai/gpt-oss-20b", { reasoning_effort: "low" }],
    ["groq", "qwen/qwen3-32b", { reasoning_effort: "none" }],
    ["groq", "llama-3.3-70b-versatile", {}],
    ["cerebras", "gpt-oss-120b", { reasoning_effort: "low" }],
    ["openai", "gpt-4.1-mini", {}],
    ["openai", "gpt-5-mini", { reasoning_effort: "low" }],
    ["azure", "o4-mini", { reasoning_effort: "low" }],
    ["github-models", "openai/gpt-5-nano", { reasoning_effort: "low" }],
    ["gemini", "gemini-2.5-flash-lite", { reasoning_effort: "none" }],
    ["gemini", "gemini-flash-latest", { reasoning_effort: "low" }],
    ["gemini", "gemini-2.0-flash", {}],
    ["xai", "grok-3-mini", { reasoning_effort: "low" }],
    ["xai", "grok-4.3", { reasoning_effort: "none" }],
    ["xai", "grok-code-fast-1", {}],
    ["glm", "glm-4.6", { thinking: { type: "disabled" } }],
    ["glm", "glm-4-32b-0414-128k", {}],
    ["qwen", "qwen3-235b-a22b", { enable_thinking: false }],
    ["qwen", "qwen3-coder-plus", {}],
    ["vllm", "Qwen/Qwen3-8B", noThinking],
    ["vllm", "Qwen/Qwen3-Coder-30B-A3B-Instruct", {}],
    ["llama.cpp", "qwen3-8b-q4_k_m.gguf", noThinking],
  ])("%s %s is kept from thinking by %j", async (provider, model, fields) => {
    const { reasoning_effort, thinking, enable_thinking, chat_template_kwargs } = Object(
      await bodyFor(provider, model),
    );
    expect({ reasoning_effort, thinking, enable_thinking, chat_template_kwargs }).toEqual(fields);
  });

  test.each([
    ["anthropic", [" \n", "a", "\n\n", "b"], ["a", "b"]],
    ["anthropic", ["\n"], undefined],
    ["glm", ["a", "b"], ["a"]],
    ["openai", ["\n", "b", "c", "d", "e"], ["\n", "b", "c", "d"]],
  ])("%s takes of the stops %j only %j", async (provider, stop, taken) => {
    expect(Object(await bodyFor(provider, "m", { ...CHAT, stop })).stop).toEqual(taken);
  });

  test("one document has one key of the provider's cache, another has another", async () => {
    const keyOf = async (question: string): Promise<unknown> => {
      const messages = [{ role: "user", content: question }] as const;
      return Object(await bodyFor("openai", "gpt-4.1-mini", { ...CHAT, messages })).prompt_cache_key;
    };
    const document = "a.py: ".padEnd(400, "x");
    const key = await keyOf(`${document} one`);
    expect(key).toMatch(/^[0-9a-f]{16}$/);
    expect(await keyOf(`${document} two`)).toBe(key);
    expect(await keyOf(`b.py: ${document}`)).not.toBe(key);
  });
});

describe("F39: the text does not depend on how the stream is cut", () => {
  const bytes = recording("openai/chat.sse");
  const whole = createEventReader();
  const expected = [...whole.push(bytes), ...whole.finish()];

  test("at every byte", () => {
    expect(expected).toHaveLength(7);
    for (let at = 0; at <= bytes.length; at++) {
      const reader = createEventReader();
      const events = [
        ...reader.push(bytes.subarray(0, at)),
        ...reader.push(bytes.subarray(at)),
        ...reader.finish(),
      ];
      expect(events).toEqual(expected);
    }
  });

  test.each([
    ["carriage returns alone", (text: string) => text.replaceAll("\n", "\r")],
    ["both line ends", (text: string) => text.replaceAll("\n", "\r\n")],
    ["comments between all lines", (text: string) => text.replaceAll("\n", "\n: still here\n")],
    ["other fields", (text: string) => text.replaceAll("data: {", "event: x\nid: 1\nretry: 5\ndata: {")],
    ["no blank after the colon", (text: string) => text.replaceAll("data: ", "data:")],
    ["no blank line at the end", (text: string) => text.trimEnd()],
    ["a byte order mark", (text: string) => `\uFEFF${text}`],
  ])("byte by byte with %s", (_name, change) => {
    const reader = createEventReader();
    const events: string[] = [];
    for (const byte of Buffer.from(change(bytes.toString())))
      events.push(...reader.push(Uint8Array.of(byte)));
    expect([...events, ...reader.finish()]).toEqual(expected);
  });

  test("data over several lines is joined by line feeds", () => {
    const reader = createEventReader();
    expect(reader.push(Buffer.from('data: {"a":\ndata: 1}\n\n'))).toEqual(['{"a":\n1}']);
  });

  test("a line of a megabyte", () => {
    const reader = createEventReader();
    const long = "é".repeat(500_000);
    const sent = Buffer.from(`data: ${long}\n\n`);
    const events: string[] = [];
    for (let at = 0; at < sent.length; at += 65_537)
      events.push(...reader.push(sent.subarray(at, at + 65_537)));
    expect(events).toEqual([long]);
  });

  test("a line without end is given up", () => {
    const reader = createEventReader();
    const piece = Buffer.from("x".repeat(1 << 20));
    expect(() => {
      for (let n = 0; n < 20; n++) reader.push(piece);
    }).toThrow("larger than 16 MiB");
  });

  test("over a socket, three bytes at a time", async () => {
    next = bytes;
    pieceSize = 3;
    const backend = backendAt(server.url, { provider: "openai" });
    const parts = await collect(backend.stream(CHAT, PATIENT, new AbortController().signal));
    expect(textOf(parts)).toBe('return "Zoë 🌲";\n');
  });
});
