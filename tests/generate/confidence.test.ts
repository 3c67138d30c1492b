// How sure of a candidate one has to be: each sign moves it the right way, and every taste draws its line elsewhere.
import { expect, test } from "vitest";
import { confidenceOf, type Evidence, LEAST_CONFIDENCE } from "../../server/generate/confidence.ts";

const PLAIN: Evidence = {
  text: "compute(1);",
  position: "code",
  beginsLine: false,
  probability: undefined,
  isTrimmed: false,
  keptShare: undefined,
  misses: 0,
};

test.each([
  ["nothing is known", {}, "normal"],
  ["the model was sure", { probability: 0.9 }, "shy"],
  ["the model guessed", { probability: 0.3 }, "eager"],
  ["the model guessed at something trimmed", { probability: 0.4, isTrimmed: true }, "eager"],
  ["the model guessed, where a line begins", { probability: 0.3, beginsLine: true }, "normal"],
  ["three in a row were typed against", { probability: 0.6, misses: 3 }, "eager"],
  ["in a comment", { position: "comment" }, "normal"],
  ["in a comment, where nothing was kept before", { position: "comment", keptShare: 0 }, "eager"],
  ["nothing was kept before", { keptShare: 0 }, "eager"],
  ["most was kept before", { keptShare: 0.8 }, "shy"],
  ["a sign or two", { text: ")" }, "normal"],
] satisfies readonly (readonly [string, Partial<Evidence>, string])[])(
  "%s: shown to the %s taste",
  (_what, change, taste) => {
    const confidence = confidenceOf({ ...PLAIN, ...change });
    const shyest = (["shy", "normal", "eager"] as const).find((each) => confidence >= LEAST_CONFIDENCE[each]);
    expect(shyest).toBe(taste);
  },
);
