// Checks the guesses at what a model writes next: where they come from, how far they go, and that they stop where they do not pay.
import { describe, expect, it } from "vitest";
import { createDraft, createGuessMemory } from "../../server/backends/embedded/draft.ts";

/** Words stand for tokens. */
const words: string[] = [];
const tokensOf = (text: string): number[] =>
  text.split(" ").map((word) => {
    if (!words.includes(word)) words.push(word);
    return words.indexOf(word);
  });
const textOf = (tokens: readonly number[]): string => tokens.map((token) => words[token]).join(" ");

function guessAfter(shown: string, written: string, most = 8): string {
  const draft = createDraft(tokensOf(shown), createGuessMemory());
  for (const token of tokensOf(written)) draft.note(token);
  return textOf(draft.guess(most));
}

describe("a guess", () => {
  for (const { title, shown, written, most, guess } of [
    {
      title: "goes on as the place did that agrees in most tokens",
      shown: "x = a ( b ) ; y = c ( d ) ; x = e ( f ) ;",
      written: "y = c (",
      guess: "d ) ; x = e (",
    },
    { title: "is silent where one token agrees", shown: "a b c", written: "q b", guess: "" },
    { title: "is silent at something new", shown: "a b c", written: "d e", guess: "" },
    {
      title: "comes from what was written, too",
      shown: "start",
      written: "one two three four five six ; one two three four",
      guess: "five six ;",
    },
    {
      title: "ends with the most that is wanted",
      shown: "one two three four five six seven eight nine ten",
      written: "one two three four five",
      most: 2,
      guess: "six seven",
    },
  ]) {
    it(title, () => expect(guessAfter(shown, written, most)).toBe(guess));
  }
});

describe("what was learned", () => {
  it("makes guesses longer where they prove right", () => {
    const memory = createGuessMemory();
    const before = memory.chance(3);
    for (let count = 0; count < 50; count++) memory.noteGuess(3, true);
    expect(before).toBeLessThan(0.6);
    expect(memory.chance(3)).toBeGreaterThan(0.9);
    expect(memory.chance(9)).toBe(0.9);
  });

  it("ends them where they prove wrong", () => {
    const memory = createGuessMemory();
    const shown = tokensOf("a b c d e f g h i j k l");
    // What is shown is never what is written: after each agreement of two tokens comes another third one.
    for (let count = 0; count < 40; count++) {
      const draft = createDraft(shown, memory);
      for (const token of tokensOf(`a b`)) draft.note(token);
      draft.guess(8);
      for (const token of tokensOf("z")) draft.note(token);
    }
    const draft = createDraft(shown, memory);
    for (const token of tokensOf("a b")) draft.note(token);
    expect(draft.guess(8)).toEqual([]);
  });

  it("ends them where checking costs as much as writing", () => {
    const memory = createGuessMemory();
    memory.noteTime(1, 20);
    for (let count = 0; count < 40; count++) memory.noteTime(5, 100);
    expect(memory.cost).toBeGreaterThan(0.95);
    const draft = createDraft(tokensOf("a b c d e f"), memory);
    for (const token of tokensOf("a b c")) draft.note(token);
    expect(draft.guess(8)).toEqual([]);
  });

  it("is the cost of a guess as a part of a token's time", () => {
    const memory = createGuessMemory();
    memory.noteTime(1, 20);
    for (let count = 0; count < 60; count++) memory.noteTime(9, 40);
    expect(memory.cost).toBeCloseTo(0.125, 2);
  });
});
