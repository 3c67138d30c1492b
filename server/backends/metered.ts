// Owns counting the tokens of every call to a model, also of those that end early; keeps nothing itself.
import type { Prompt } from "../prompt/render.ts";
import { toFailure } from "../trace/failure.ts";
import type { Backend, Usage } from "./backend.ts";
import type { Backends } from "./registry.ts";

/** What one call took. */
export type CallUsage = { readonly backend: string; readonly model: string; readonly usage: Usage };

// About what code takes in the vocabularies of current models; used where a model does not count or is not heard to its end.
const CHARACTERS_PER_TOKEN = 3.5;

// The engine without a model costs nothing.
const UNCOUNTED = "workspace";

/** The same backends, each call of which is noted when it is over. */
export function meterBackends(backends: Backends, note: (call: CallUsage) => void): Backends {
  const metered = new WeakMap<Backend, Backend>();
  const meterOnce = (backend: Backend): Backend => {
    const known = metered.get(backend) ?? meter(backend, note);
    metered.set(backend, known);
    return known;
  };
  return {
    ...backends,
    forCompletion: async (trigger) => meterOnce(await backends.forCompletion(trigger)),
    forEdits: async () => meterOnce(await backends.forEdits()),
  };
}

/**
 * A backend whose answers have a usage part before each piece of text: its own where it counts, else an estimate.
 * So a reader who leaves early, as the stream filters do, knows what was used up to there; the last part is in force.
 */
export function meter(backend: Backend, note: (call: CallUsage) => void): Backend {
  if (backend.id === UNCOUNTED) return backend;
  const { id, model } = backend;
  return {
    ...backend,
    // It may turn out later that a model fills no holes.
    get fim() {
      return backend.fim;
    },
    async *stream(prompt, limits, signal) {
      let told: Usage | undefined;
      let characters = 0;
      let isAnswered = true;
      const usage = (): Usage =>
        told ?? {
          promptTokens: tokensOf(lengthOf(prompt)),
          outputTokens: tokensOf(characters),
          isEstimated: true,
        };
      try {
        for await (const part of backend.stream(prompt, limits, signal)) {
          if (part.type === "usage") told = part.usage;
          if (part.type === "text-delta") {
            characters += part.text.length;
            if (told === undefined) yield { type: "usage", usage: usage() };
          }
          yield part;
        }
      } catch (error) {
        // A cancelled prompt was read by the model all the same; one that failed without a word was not answered.
        isAnswered = characters > 0 || toFailure(error).kind === "cancelled";
        throw error;
      } finally {
        if (isAnswered) note({ backend: id, model, usage: usage() });
      }
    },
  };
}

function tokensOf(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}

function lengthOf(prompt: Prompt): number {
  const texts =
    prompt.kind === "chat"
      ? prompt.messages.map(({ content }) => content)
      : [prompt.prefix, prompt.suffix, ...prompt.files.map(({ text }) => text)];
  return texts.reduce((length, text) => length + text.length, 0);
}
