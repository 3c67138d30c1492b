// Owns the wire forms of fill-in-the-middle: prompt and suffix fields, Mistral's endpoint, llama.cpp's infill, a raw prompt; opens no connection.
import type { FimPrompt } from "../prompt/render.ts";
import type { EndReason } from "./backend.ts";
import { withoutBegunWord } from "./begun-word.ts";
import { numberAt, textAt, valueAt } from "./json.ts";
import { readLikelihood } from "./likelihoods.ts";
import { readEnd, readUsage, samplingFields } from "./openai-chat.ts";
import type { FimEndpoint, WireProvider } from "./providers.ts";
import type { WireRequest } from "./wire.ts";
import type { EventReading } from "./wire-reply.ts";

/** What a request is made for; `baseUrl` matters to endpoints that lie beside it. */
export type FimTarget = {
  readonly provider: WireProvider;
  readonly endpoint: FimEndpoint;
  readonly baseUrl: string;
  readonly model: string;
};

/** The request for a hole, in the form the endpoint takes. */
export function fimRequest(target: FimTarget, prompt: FimPrompt): WireRequest {
  const { provider, endpoint, model } = target;
  const path = endpoint.isBesideBase ? new URL(endpoint.path, target.baseUrl).href : endpoint.path;
  switch (endpoint.form) {
    case "suffix":
      return {
        path,
        body: {
          model,
          prompt: prompt.prefix,
          suffix: prompt.suffix,
          ...samplingFields(provider, model, prompt),
          ...(provider.tellsLikelihood === true ? { logprobs: 1 } : {}),
        },
        read: readCompletionEvent,
      };
    case "raw": {
      const whole = { segments: prompt.segments, required: "" };
      const { segments, required } =
        provider.takesGrammar === true ? withoutBegunWord(prompt.segments) : whole;
      const maxTokens = prompt.maxTokens + required.length;
      return {
        path,
        body: {
          model,
          prompt: segments.map((segment) => segment.text).join(""),
          ...samplingFields(provider, model, { ...prompt, maxTokens }),
          ...(provider.tellsLikelihood === true ? { logprobs: 1 } : {}),
          ...(required === "" ? {} : { grammar: `root ::= ${JSON.stringify(required)} [^\\x00]*` }),
        },
        read: required === "" ? readCompletionEvent : readBehind(required),
      };
    }
    case "infill":
      return {
        path,
        body: {
          input_prefix: prompt.prefix,
          input_suffix: prompt.suffix,
          input_extra: prompt.files.map((file) => ({ filename: file.path, text: file.text })),
          n_predict: prompt.maxTokens,
          temperature: prompt.temperature,
          stop: prompt.stop,
          stream: true,
          cache_prompt: true,
          n_probs: 1,
          ...(prompt.seed === undefined ? {} : { seed: prompt.seed }),
        },
        read: readInfillEvent,
      };
  }
}

/** Legacy completions have `text`; Mistral's and DeepSeek's FIM answer in the chat form. */
function readCompletionEvent(event: unknown): EventReading {
  const choice = valueAt(event, "choices", 0);
  return {
    text:
      textAt(choice, "text") ?? textAt(choice, "delta", "content") ?? textAt(choice, "message", "content"),
    likelihood: readLikelihood(event),
    usage: readUsage(valueAt(event, "usage")),
    end: readEnd(valueAt(choice, "finish_reason")),
  };
}

/** Reads an answer that begins with `required`, without it. One that does not is of a server that knows no grammars, and empty. */
function readBehind(required: string): (event: unknown) => EventReading {
  let left = required;
  let isForeign = false;
  return (event) => {
    const reading = readCompletionEvent(event);
    const { text = "" } = reading;
    const known = left.slice(0, text.length);
    isForeign ||= !text.startsWith(known);
    if (isForeign) return { ...reading, text: undefined };
    left = left.slice(known.length);
    // How likely a token was that had to come says nothing.
    return known === "" ? reading : { ...reading, text: text.slice(known.length), likelihood: undefined };
  };
}

function readInfillEvent(event: unknown): EventReading {
  const text = textAt(event, "content");
  if (valueAt(event, "stop") !== true) return { text, likelihood: readLikelihood(event) };
  const promptTokens = numberAt(event, "tokens_evaluated");
  const cachedTokens = numberAt(event, "timings", "cache_n");
  return {
    text,
    end: infillEnd(event),
    usage:
      promptTokens === undefined
        ? undefined
        : {
            promptTokens,
            outputTokens: numberAt(event, "tokens_predicted") ?? 0,
            ...(cachedTokens === undefined ? {} : { cachedTokens }),
          },
  };
}

function infillEnd(event: unknown): EndReason {
  const isCut = textAt(event, "stop_type") === "limit" || valueAt(event, "stopped_limit") === true;
  return isCut ? "length" : "stop";
}
