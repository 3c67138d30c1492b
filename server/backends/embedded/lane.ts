// Owns one context of the model and what its KV cache holds: evaluates what is new of a prompt and generates from there.
import type {
  ControlledEvaluateInputItem,
  LlamaContextSequence,
  LlamaModel,
  Token,
  TokenBias,
} from "node-llama-cpp";
import { Failure } from "../../trace/failure.ts";
import { createDraft, createGuessMemory } from "./draft.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Runs one evaluation of so many tokens when its turn comes. */
export type Step = <Result>(tokens: number, work: () => Promise<Result>) => Promise<Result>;

export type Writing = {
  readonly temperature: number;
  readonly seed?: number;
  /** At least 1; prompt and answer together must fit `contextTokens`. */
  readonly maxTokens: number;
  /** What the answer has to begin with. */
  readonly begun?: { readonly required: string; readonly vocabulary: Vocabulary };
};

export type Written = {
  readonly token: Token;
  /** Natural logarithm of its probability; absent where it was drawn by chance, and where the lane does not weigh. */
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
  /** Whether tokens are told with their probability: half a millisecond each, for a sum over the whole vocabulary. */
  readonly isWeighing: boolean;
};

// A seed for whoever did not choose one.
const LARGEST_SEED = 2 ** 31;

export async function openLane(model: LlamaModel, size: LaneSize): Promise<Lane> {
  const { contextTokens, chunkTokens } = size;
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
    async *generate({ prompt, rest }, { temperature, seed, maxTokens, begun }, step) {
      const isGreedy = temperature === 0;
      const draft = isGreedy ? createDraft(prompt, memory) : undefined;
      const sampling = {
        temperature,
        seed: seed ?? Math.floor(Math.random() * LARGEST_SEED),
        isWeighing: isGreedy && size.isWeighing,
      };
      const writer = createWriter(sequence, sampling);
      let given = 0;
      let known = rest;
      let required = begun?.required ?? "";
      try {
        for (;;) {
          const most = Math.min(chunkTokens, maxTokens - given) - known.length;
          const bias = required === "" ? undefined : begun?.vocabulary.agreeing(required);
          const guesses = bias === undefined ? (draft?.guess(most) ?? []) : [];
          const written = await step(known.length + guesses.length, async () => {
            const startedMs = performance.now();
            const found = await writer.writeOn(known, guesses, bias);
            if (known.length === 1) memory.noteTime(1 + guesses.length, performance.now() - startedMs);
            return found;
          });
          for (const each of written) {
            if (model.isEogToken(each.token)) return;
            draft?.note(each.token);
            given++;
            if (begun !== undefined) required = required.slice(begun.vocabulary.textOf(each.token).length);
            yield each;
            if (given >= maxTokens) return;
          }
          known = written.slice(-1).map(({ token }) => token);
        }
      } finally {
        await writer.close();
      }
    },
  };
}

type Sampling = { readonly temperature: number; readonly seed: number; readonly isWeighing: boolean };

interface Writer {
  /** What follows `known`, whose last token is not in the cache yet: one token more than there are right guesses. */
  writeOn(
    known: readonly Token[],
    guesses: readonly Token[],
    bias: TokenBias | undefined,
  ): Promise<readonly Written[]>;
  close(): Promise<void>;
}

function createWriter(sequence: LlamaContextSequence, sampling: Sampling): Writer {
  const { temperature, seed, isWeighing } = sampling;
  // One for the whole answer: it owns a sampler, and making one takes longer than drawing a token. What it knows of a token's
  // probability comes from sorting the whole vocabulary, which takes 11 ms.
  let single: ReturnType<LlamaContextSequence["evaluate"]> | undefined;

  async function writeOne(known: Token[]): Promise<Written> {
    const isNew = single === undefined;
    single ??= sequence.evaluate(known, { temperature, seed, yieldEogToken: true });
    const { value: token } = await single.next(isNew ? undefined : known);
    if (token === undefined) throw new Failure("bug", "the model gave no token");
    return { token };
  }

  return {
    writeOn: async (known, guesses, bias) =>
      guesses.length === 0 && !isWeighing && bias === undefined
        ? [await writeOne([...known])]
        : checkGuesses(sequence, { known, guesses, bias, ...sampling }),
    async close() {
      await single?.return();
    },
  };
}

type Checked = Sampling & {
  readonly known: readonly Token[];
  readonly guesses: readonly Token[];
  readonly bias: TokenBias | undefined;
};

/** The cache then ends before the last token that was written. */
async function checkGuesses(sequence: LlamaContextSequence, checked: Checked): Promise<readonly Written[]> {
  const { known, guesses, bias, temperature, seed, isWeighing } = checked;
  const options = { temperature, seed, ...(bias === undefined ? {} : { tokenBias: bias }) };
  const generateNext = { token: true, totalLogitWeight: isWeighing, options };
  const asked = [...known, ...guesses].map(
    (token, at): ControlledEvaluateInputItem => (at < known.length - 1 ? token : [token, { generateNext }]),
  );
  const outputs = await sequence.controlledEvaluate(asked);
  const written: Written[] = [];
  for (const output of outputs.slice(known.length - 1)) {
    const { token, totalLogitWeight } = output?.next ?? {};
    if (token === undefined || token === null) break;
    written.push({ token, ...likelihoodOf(totalLogitWeight) });
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
