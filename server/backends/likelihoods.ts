// Owns reading how sure a model was of a piece of text, in the forms in which servers tell it; asks nobody.
import type { Likelihood } from "./backend.ts";
import { numberAt, valueAt } from "./json.ts";

/** Of the tokens of one event: chat completions, legacy completions, and llama.cpp's own form. */
export function readLikelihood(event: unknown): Likelihood | undefined {
  const told = valueAt(event, "choices", 0, "logprobs");
  const objects = listAt(told, "content") ?? listAt(event, "completion_probabilities");
  const values =
    objects?.map((object) => numberAt(object, "logprob")) ??
    listAt(told, "token_logprobs")?.map((_, at) => numberAt(told, "token_logprobs", at));
  if (values === undefined || values.length === 0) return undefined;
  let logProbability = 0;
  for (const value of values) {
    // One that is not told spoils the sum.
    if (value === undefined) return undefined;
    logProbability += value;
  }
  return { tokens: values.length, logProbability };
}

function listAt(json: unknown, key: string): readonly unknown[] | undefined {
  const value = valueAt(json, key);
  return Array.isArray(value) ? value : undefined;
}
