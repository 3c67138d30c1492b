// Owns one context of the model and what its KV cache holds: evaluates what is new of a prompt and generates from there.
import type { ControlledEvaluateInputItem, LlamaContextSequence, LlamaModel, Token } from "node-llama-cpp";
import { Failure } from "../../trace/failure.ts";
import { createDraft, createGuessMemory } from "./draft.ts";

/** Runs one evaluation of so many tokens when its turn comes. */
export type Step = <Result>(tokens: number, work: () => Promise<Result>) => Promise<Result>;

export type Writing = {
  readonly temperature: number;
  readonly seed?: number;
  /** At least 1; prompt and answer together must fit `contextTokens`. */
  readonly maxTokens: number;
};

export type Written = {
  readonly token: Token;
  /** Natural logarithm of its probability; absent where it was drawn by chance. */
  readonly logProbability?: number;
};

/** A prompt of which all but `rest` is in the cache. */
export type Prepared = {
  readonly prompt: readonly Token[];
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
  /** Evaluates the rest and yields tokens until the model or the limit ends it. Without chance it checks guesses on the way, which changes the time and not the text. */
  generate(prepared: Prepared, writing: Writing, step: Step): AsyncGenerator<Written>;
  /** Tokens of prompt and answer together. */
  readonly contextTokens: number;
}

export type LaneSize = {
  readonly contextTokens: number;
  /** Tokens evaluated between two looks at the signal. */
  readonly chunkTokens: number;
};

// A seed for whoever did not choose one.
const LARGEST_SEED = 2 ** 31;

export async function openLane(model: LlamaModel, { contextTokens, chunkTokens }: LaneSize): Promise<Lane> {
  const context = await model.createContext({ contextSize: contextTokens, batchSize: chunkTokens });
  const sequence = context.getSequence();
  const memory = createGuessMemory();
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
      return { prompt, cachedTokens, rest: prompt.slice(start) };
    },
    async settle({ rest }, step) {
      await step(rest.length, () => sequence.evaluateWithoutGeneratingNewTokens(rest));
    },
    async *generate({ prompt, rest }, { temperature, seed, maxTokens }, step) {
      const draft = temperature === 0 ? createDraft(prompt, memory) : undefined;
      const firstSeed = seed ?? Math.floor(Math.random() * LARGEST_SEED);
      let given = 0;
      let known = rest;
      for (;;) {
        const most = Math.min(chunkTokens, maxTokens - given) - known.length;
        const guesses = draft?.guess(most) ?? [];
        const sampling = { temperature, seed: firstSeed + given };
        const written = await step(known.length + guesses.length, async () => {
          const startedMs = performance.now();
          const found = await writeOn(sequence, { known, guesses, sampling });
          if (known.length === 1) memory.noteTime(1 + guesses.length, performance.now() - startedMs);
          return found;
        });
        for (const each of written) {
          if (model.isEogToken(each.token)) return;
          draft?.note(each.token);
          given++;
          yield each;
          if (given >= maxTokens) return;
        }
        known = written.slice(-1).map(({ token }) => token);
      }
    },
  };
}

type Continuing = {
  /** Not in the cache yet; the last one is followed by what is written. */
  readonly known: readonly Token[];
  readonly guesses: readonly Token[];
  readonly sampling: { readonly temperature: number; readonly seed: number };
};

/** One token more than there are right guesses; the cache then ends before the last of them. */
async function writeOn(
  sequence: LlamaContextSequence,
  { known, guesses, sampling }: Continuing,
): Promise<readonly Written[]> {
  const generateNext = { token: true, totalLogitWeight: true, options: sampling };
  const asked = [...known, ...guesses].map(
    (token, at): ControlledEvaluateInputItem => (at < known.length - 1 ? token : [token, { generateNext }]),
  );
  const outputs = await sequence.controlledEvaluate(asked);
  const written: Written[] = [];
  for (const output of outputs.slice(known.length - 1)) {
    const { token, totalLogitWeight } = output?.next ?? {};
    if (token === undefined || token === null) break;
    written.push({ token, ...(sampling.temperature === 0 ? likelihoodOf(totalLogitWeight) : {}) });
    if (token !== guesses[written.length - 1]) break;
  }
  if (written.length === 0) throw new Failure("bug", "the model gave no token");
  const end = sequence.nextTokenIndex;
  const wrong = guesses.length - (written.length - 1);
  if (wrong > 0) await sequence.eraseContextTokenRanges([{ start: end - wrong, end }]);
  return written;
}

/** All weights are told as parts of the largest, which is the token's own where there is no chance. */
function likelihoodOf(totalLogitWeight: number | undefined): { readonly logProbability?: number } {
  return totalLogitWeight === undefined ? {} : { logProbability: -Math.log(totalLogitWeight) };
}

/** Drops from the cache what does not begin like `wanted`, and says how much stays. */
async function keepCommonStart(sequence: LlamaContextSequence, wanted: Token[]): Promise<number> {
  const { firstDifferentIndex } = sequence.compareContextTokens(wanted);
  const end = sequence.nextTokenIndex;
  if (firstDifferentIndex < end)
    await sequence.eraseContextTokenRanges([{ start: firstDifferentIndex, end }]);
  return firstDifferentIndex;
}
