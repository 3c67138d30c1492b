// Owns one context of the model and what its KV cache holds: evaluates what is new of a prompt and generates from there.
import type { LlamaContextSequence, LlamaModel, Token } from "node-llama-cpp";
import { Failure } from "../../trace/failure.ts";

/** Runs one evaluation of so many tokens when its turn comes. */
export type Step = <Result>(tokens: number, work: () => Promise<Result>) => Promise<Result>;

export type Sampling = { readonly temperature: number; readonly seed?: number };

/** A prompt of which all but `rest` is in the cache. */
export type Prepared = {
  /** Tokens that were in the cache before. */
  readonly cachedTokens: number;
  /** Never empty: the first sample is drawn from the logits of its last token. */
  readonly rest: Token[];
};

export interface Lane {
  /** Evaluates all but the end of the prompt that fits one step; throws `refused` where the prompt is too long. */
  prepare(prompt: readonly Token[], step: Step, signal: AbortSignal): Promise<Prepared>;
  /** Evaluates the rest without generating. */
  settle(prepared: Prepared, step: Step): Promise<void>;
  /** Evaluates the rest and yields tokens until the model ends; the caller counts them against `contextTokens`. */
  generate(prepared: Prepared, sampling: Sampling, step: Step): AsyncGenerator<Token>;
  /** Tokens of prompt and answer together. */
  readonly contextTokens: number;
}

export type LaneSize = {
  readonly contextTokens: number;
  /** Tokens evaluated between two looks at the signal. */
  readonly chunkTokens: number;
};

export async function openLane(model: LlamaModel, { contextTokens, chunkTokens }: LaneSize): Promise<Lane> {
  const context = await model.createContext({ contextSize: contextTokens, batchSize: chunkTokens });
  const sequence = context.getSequence();
  return {
    contextTokens,
    async prepare(prompt, step, signal) {
      if (prompt.length >= contextTokens) {
        throw new Failure(
          "refused",
          `the prompt has ${prompt.length} tokens, and the embedded model takes ${contextTokens}`,
          { remedy: "select less, or choose another backend" },
        );
      }
      const cachedTokens = await step(0, () => keepCommonStart(sequence, prompt.slice(0, -1)));
      let start = cachedTokens;
      while (prompt.length - start > chunkTokens) {
        signal.throwIfAborted();
        const chunk = prompt.slice(start, start + chunkTokens);
        await step(chunk.length, () => sequence.evaluateWithoutGeneratingNewTokens(chunk));
        start += chunk.length;
      }
      signal.throwIfAborted();
      return { cachedTokens, rest: prompt.slice(start) };
    },
    async settle({ rest }, step) {
      await step(rest.length, () => sequence.evaluateWithoutGeneratingNewTokens(rest));
    },
    async *generate({ rest }, sampling, step) {
      const tokens = sequence.evaluate(rest, sampling);
      let evaluated = rest.length;
      try {
        for (;;) {
          const next = await step(evaluated, () => tokens.next());
          if (next.done === true) return;
          yield next.value;
          evaluated = 1;
        }
      } finally {
        await tokens.return();
      }
    },
  };
}

/** Drops from the cache what does not begin like `wanted`, and says how much stays. */
async function keepCommonStart(sequence: LlamaContextSequence, wanted: Token[]): Promise<number> {
  const { firstDifferentIndex } = sequence.compareContextTokens(wanted);
  const end = sequence.nextTokenIndex;
  if (firstDifferentIndex < end)
    await sequence.eraseContextTokenRanges([{ start: firstDifferentIndex, end }]);
  return firstDifferentIndex;
}
