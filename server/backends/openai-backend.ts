// Owns a model behind an OpenAI-compatible address as a Backend: chat prompts and holes over one wire.
import { Failure } from "../trace/failure.ts";
import type { Trace } from "../trace/trace.ts";
import type { Backend } from "./backend.ts";
import type { Breaker } from "./breaker.ts";
import type { Clock } from "./call-limits.ts";
import { chatRequest } from "./openai-chat.ts";
import { fimRequest } from "./openai-fim.ts";
import type { FimRoute, Provider } from "./providers.ts";
import { createWire } from "./wire.ts";

export type OpenAiPorts = {
  readonly id: string;
  readonly provider: Provider;
  readonly baseUrl: string;
  readonly model: string;
  /** Undefined where holes are filled in chat. */
  readonly fim: FimRoute | undefined;
  readonly key: () => Promise<string | undefined>;
  readonly breaker: Breaker;
  readonly trace: Trace;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
};

export function createOpenAiBackend(ports: OpenAiPorts): Backend {
  const { id, provider, baseUrl, model, fim } = ports;
  const wire = createWire({ ...ports, keyHeader: provider.keyHeader });
  const closing = new AbortController();
  return {
    id,
    model,
    fim: fim?.form ?? { kind: "none" },
    canChat: true,
    isLocal: isLoopback(baseUrl),
    stream(prompt, limits, signal) {
      const until = AbortSignal.any([signal, closing.signal]);
      if (prompt.kind === "chat") return wire.stream(chatRequest(provider, model, prompt), limits, until);
      if (fim === undefined) {
        throw new Failure("unconfigured", `backend "${id}" cannot fill holes with model ${model}`, {
          remedy: 'set "fim" of this backend to "suffix" or to a dialect if the model can',
        });
      }
      const target = { provider, endpoint: fim.endpoint, baseUrl, model };
      return wire.stream(fimRequest(target, prompt), limits, until);
    },
    async dispose() {
      closing.abort(new Failure("cancelled", "the backend was closed"));
    },
  };
}

/** True for addresses that never leave this computer. */
export function isLoopback(url: string): boolean {
  const host = new URL(url).hostname;
  return host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}
