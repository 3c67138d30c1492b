// Owns the backend a test asks: the real SDK against a local server, with limits of milliseconds.
import type { Backend, BackendPart, StreamLimits } from "../../server/backends/backend.ts";
import { type Breaker, createBreaker } from "../../server/backends/breaker.ts";
import { type Clock, SYSTEM_CLOCK } from "../../server/backends/call-limits.ts";
import { createOpenAiBackend } from "../../server/backends/openai-backend.ts";
import { createPlainFetch } from "../../server/backends/plain-fetch.ts";
import { findProvider, routeFim } from "../../server/backends/providers.ts";
import type { ChatPrompt, FimPrompt } from "../../server/prompt/render.ts";
import { createTrace } from "../../server/trace/trace.ts";

export const KEY = "sk-canary-0123456789";

/** Long enough for a loaded machine, where a test expects an answer. */
export const PATIENT: StreamLimits = { firstByteMs: 4000, idleMs: 4000, totalMs: 4500, retries: 0 };

export const CHAT: ChatPrompt = {
  kind: "chat",
  messages: [{ role: "user", content: "hello" }],
  stop: [],
  maxTokens: 20,
  temperature: 0,
};

export const HOLE: FimPrompt = {
  kind: "fim",
  segments: [
    { type: "special", text: "<|fim_suffix|>" },
    { type: "text", text: "\nend" },
    { type: "special", text: "<|fim_middle|>" },
    { type: "text", text: "start" },
  ],
  prefix: "start",
  suffix: "\nend",
  files: [{ path: "other.py", text: "OTHER = 1\n" }],
  path: "main.py",
  stop: ["<a>", "<b>", "<c>", "<d>", "<e>"],
  maxTokens: 20,
  temperature: 0.2,
  seed: 7,
};

/** The same with another text in front of it, in a layout that ends with it. */
export function holeBehind(prefix: string): FimPrompt {
  return { ...HOLE, prefix, segments: [...HOLE.segments.slice(0, -1), { type: "text", text: prefix }] };
}

/** Everything that was logged by backends under test, to search for secrets. */
export const logged: string[] = [];

/** No pauses between attempts, whatever the jitter. */
export const HASTY_CLOCK: Clock = { ...SYSTEM_CLOCK, random: () => 0 };

export type BackendOptions = {
  readonly provider?: string;
  readonly baseUrl?: string;
  readonly model?: string;
  readonly fim?: string;
  readonly key?: string;
  readonly breaker?: Breaker;
  readonly clock?: Clock;
};

export function backendAt(url: string, options: BackendOptions = {}): Backend {
  const provider = findProvider(options.provider ?? "openai-compatible");
  if (provider === undefined) throw new Error(`no provider ${options.provider}`);
  const model = options.model ?? "test-model";
  const clock = options.clock ?? HASTY_CLOCK;
  const trace = createTrace({ write: (line) => logged.push(line.text) });
  trace.setLevel("verbose");
  return createOpenAiBackend({
    id: "test",
    provider,
    baseUrl: options.baseUrl ?? `${url}/v1`,
    model,
    fim: routeFim(provider, model, options.fim ?? "auto", true),
    key: async () => options.key ?? KEY,
    breaker: options.breaker ?? createBreaker(url, clock),
    trace,
    clock,
    fetch: createPlainFetch(),
  });
}

export async function collect(parts: AsyncIterable<BackendPart>): Promise<readonly BackendPart[]> {
  const collected: BackendPart[] = [];
  for await (const part of parts) collected.push(part);
  return collected;
}

export function textOf(parts: readonly BackendPart[]): string {
  return parts.map((part) => (part.type === "text-delta" ? part.text : "")).join("");
}

export function endOf(parts: readonly BackendPart[]): string | undefined {
  const last = parts.at(-1);
  return last?.type === "end" ? last.reason : undefined;
}
