// Owns the wire form of chat completions: a chat prompt as a request, its events as readings; opens no connection.
import { createHash } from "node:crypto";
import type { ChatPrompt } from "../prompt/render.ts";
import type { EndReason, Usage } from "./backend.ts";
import { numberAt, textAt, valueAt } from "./json.ts";
import { readLikelihood } from "./likelihoods.ts";
import type { WireProvider } from "./providers.ts";
import { sessionOf } from "./session.ts";
import type { WireRequest } from "./wire.ts";
import type { EventReading } from "./wire-reply.ts";

/** The request for a chat prompt. Reasoning a model shows of itself is not part of its answer. */
export function chatRequest(provider: WireProvider, model: string, prompt: ChatPrompt): WireRequest {
  return {
    path: "/chat/completions",
    body: {
      model,
      messages: prompt.messages,
      ...thinkingFields(provider, model),
      ...(provider.cacheKeyName === undefined ? {} : { [provider.cacheKeyName]: cacheKey(prompt) }),
      ...samplingFields(provider, model, prompt),
    },
    read: readChatEvent,
  };
}

/** The fields all our calls share. A model that refuses to be steered gets the token limit only. */
export function samplingFields(
  provider: WireProvider,
  model: string,
  prompt: {
    readonly stop: readonly string[];
    readonly maxTokens: number;
    readonly temperature: number;
    readonly seed?: number;
  },
): Readonly<Record<string, unknown>> {
  const isSteerable = provider.unsteerable === undefined || !provider.unsteerable.test(model);
  const stop = stopsFor(provider, prompt.stop);
  const sampling = {
    temperature: prompt.temperature,
    ...(stop.length === 0 ? {} : { stop }),
    ...(prompt.seed === undefined || provider.seedName === undefined
      ? {}
      : { [provider.seedName]: prompt.seed }),
  };
  return {
    stream: true,
    [provider.limitName]: prompt.maxTokens,
    ...(isSteerable ? sampling : {}),
    ...(provider.reportsUsage ? { stream_options: { include_usage: true } } : {}),
  };
}

// OpenAI and most others refuse a fifth.
const MOST_STOPS = 4;

/** What is left out here is cut by the stream filters. */
function stopsFor(provider: WireProvider, stops: readonly string[]): readonly string[] {
  const taken = provider.hasNoBlankStops === true ? stops.filter((stop) => stop.trim() !== "") : stops;
  return taken.slice(0, provider.mostStops ?? MOST_STOPS);
}

function thinkingFields(provider: WireProvider, model: string): Readonly<Record<string, unknown>> {
  return provider.thinking?.find(({ models }) => models.test(model))?.fields ?? {};
}

/** The same for all prompts about one document, and of no meaning to anybody. */
function cacheKey(prompt: ChatPrompt): string {
  return createHash("sha256").update(sessionOf(prompt)).digest("hex").slice(0, 16);
}

function readChatEvent(event: unknown): EventReading {
  const choice = valueAt(event, "choices", 0);
  // `message` is there when a server answers at once instead of streaming.
  const delta = valueAt(choice, "delta") ?? valueAt(choice, "message");
  const isRefusal = (textAt(delta, "refusal") ?? "") !== "";
  return {
    text: contentText(valueAt(delta, "content")),
    likelihood: readLikelihood(event),
    // Groq has its own place for it.
    usage: readUsage(valueAt(event, "usage") ?? valueAt(event, "x_groq", "usage")),
    end: isRefusal ? "refused" : readEnd(valueAt(choice, "finish_reason")),
  };
}

/** A string, or a list of parts of which only the text ones are answer (Mistral's reasoning models). */
function contentText(content: unknown): string | undefined {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return undefined;
  return content
    .map((part) => (textAt(part, "type") === "text" ? (textAt(part, "text") ?? "") : ""))
    .join("");
}

/** Tokens as OpenAI counts them; DeepSeek and Together name the cached ones differently. */
export function readUsage(usage: unknown): Usage | undefined {
  const promptTokens = numberAt(usage, "prompt_tokens");
  if (promptTokens === undefined) return undefined;
  const cachedTokens =
    numberAt(usage, "prompt_tokens_details", "cached_tokens") ??
    numberAt(usage, "prompt_cache_hit_tokens") ??
    numberAt(usage, "cached_tokens");
  return {
    promptTokens,
    outputTokens: numberAt(usage, "completion_tokens") ?? 0,
    ...(cachedTokens === undefined ? {} : { cachedTokens }),
  };
}

const END_REASONS: Readonly<Record<string, EndReason>> = {
  length: "length",
  max_tokens: "length",
  model_length: "length",
  content_filter: "refused",
  refusal: "refused",
  sensitive: "refused",
  network_error: "truncated",
  error: "truncated",
  insufficient_system_resource: "truncated",
};

/** `finish_reason` in our words; unknown ones mean that the model stopped by itself. */
export function readEnd(reason: unknown): EndReason | undefined {
  if (typeof reason !== "string" || reason === "") return undefined;
  return Object.hasOwn(END_REASONS, reason) ? END_REASONS[reason] : "stop";
}
