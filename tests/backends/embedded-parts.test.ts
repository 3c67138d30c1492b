// Checks the parts of the embedded engine that need no model: stop strings, turns, threads, ChatML.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withoutBegunWord } from "../../server/backends/begun-word.ts";
import { segmentsOf } from "../../server/backends/embedded/prompt-segments.ts";
import { createStopScanner } from "../../server/backends/embedded/stop-strings.ts";
import { createThreadChoice } from "../../server/backends/embedded/thread-choice.ts";
import { createTurns } from "../../server/backends/embedded/turns.ts";

describe("stop strings", () => {
  for (const { stops, pieces, given } of [
    { stops: ["\n"], pieces: ["a + b", "\n", "c"], given: ["a + b", ""] },
    { stops: ["\n\n"], pieces: ["a\n", "b\n", "\nc"], given: ["a", "\nb", ""] },
    { stops: ["</code>"], pieces: ["x<", "/co", "re>", "y"], given: ["x", "", "</core>", "y"] },
    { stops: ["END", "\n"], pieces: ["one EN", "D\n"], given: ["one ", ""] },
    { stops: ["aab"], pieces: ["aa", "ab", "!"], given: ["", "a"] },
    { stops: [], pieces: ["a", "b"], given: ["a", "b"] },
    { stops: [""], pieces: ["a", "b"], given: ["a", "b"] },
  ]) {
    it(`${JSON.stringify(stops)} in ${JSON.stringify(pieces)}`, () => {
      const scanner = createStopScanner(stops);
      const out: string[] = [];
      for (const piece of pieces) {
        const { text, isStopped } = scanner.push(piece);
        out.push(text);
        if (isStopped) break;
      }
      expect(out).toEqual(given);
    });
  }

  it("are found however the text is cut", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "\n"), maxLength: 30 });
    fc.assert(
      fc.property(
        letters,
        fc.array(fc.string({ unit: fc.constantFrom("a", "b", "\n"), minLength: 1, maxLength: 3 })),
        fc.array(fc.nat(5)),
        (text, stops, cuts) => {
          const scanner = createStopScanner(stops);
          let given = "";
          let at = 0;
          let isStopped = false;
          for (const length of [...cuts, text.length]) {
            const step = scanner.push(text.slice(at, at + length));
            at += length;
            given += step.text;
            isStopped = step.isStopped;
            if (isStopped) break;
          }
          const ends = stops.map((stop) => text.indexOf(stop)).filter((index) => index >= 0);
          const whole = isStopped ? given : given + scanner.rest();
          expect(isStopped).toBe(ends.length > 0);
          // A shorter stop may be complete before a longer one that begins earlier.
          const earliest = Math.min(...ends, text.length);
          expect(whole.startsWith(text.slice(0, earliest))).toBe(true);
          expect(text.startsWith(whole)).toBe(true);
        },
      ),
    );
  });
});

describe("turns", () => {
  /** Runs jobs that enter in this order, each of two steps, and tells which steps ran when. */
  async function orderOf(
    jobs: readonly { readonly name: string; readonly rank: number }[],
  ): Promise<string[]> {
    const turns = createTurns();
    const order: string[] = [];
    await Promise.all(
      jobs.map(async ({ name, rank }) => {
        const seat = turns.enter(rank);
        for (const step of [1, 2]) {
          await seat.step(async () => {
            order.push(`${name}${step}`);
            await Promise.resolve();
            order.push(`/${name}${step}`);
          });
        }
        seat.leave();
      }),
    );
    return order;
  }

  for (const { what, jobs, order } of [
    {
      what: "of one rank come in order",
      jobs: [
        { name: "a", rank: 0 },
        { name: "b", rank: 0 },
      ],
      order: "a1 /a1 a2 /a2 b1 /b1 b2 /b2",
    },
    {
      what: "of a better rank come between two steps",
      jobs: [
        { name: "chat", rank: 1 },
        { name: "key", rank: 0 },
      ],
      order: "chat1 /chat1 key1 /key1 key2 /key2 chat2 /chat2",
    },
    {
      what: "of a worse rank wait",
      jobs: [
        { name: "key", rank: 0 },
        { name: "warm", rank: 2 },
        { name: "chat", rank: 1 },
      ],
      order: "key1 /key1 key2 /key2 chat1 /chat1 chat2 /chat2 warm1 /warm1 warm2 /warm2",
    },
  ]) {
    it(what, async () => {
      expect((await orderOf(jobs)).join(" ")).toBe(order);
    });
  }

  it("go on after a step that failed", async () => {
    const turns = createTurns();
    const [first, second] = [turns.enter(0), turns.enter(0)];
    const later = second.step(async () => "second");
    await expect(first.step(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    first.leave();
    first.leave();
    expect(await later).toBe("second");
  });
});

describe("threads", () => {
  /** Threads that single tokens get once each choice has its pace. */
  function settled(cores: number, paceMs: (threads: number) => number): number {
    const choice = createThreadChoice(cores);
    const seen = new Map<number, number>();
    for (let step = 0; step < 200; step++) {
      const threads = choice.threadsFor(1);
      choice.note(1, threads, paceMs(threads));
      seen.set(threads, (seen.get(threads) ?? 0) + 1);
    }
    return [...seen].reduce((most, each) => (each[1] > most[1] ? each : most))[0];
  }

  for (const { what, cores, paceMs, best } of [
    { what: "more where that is faster", cores: 8, paceMs: (threads: number) => 80 / threads, best: 8 },
    { what: "one where the others are taken", cores: 2, paceMs: (threads: number) => 20 * threads, best: 1 },
    {
      what: "half where memory is the limit",
      cores: 8,
      paceMs: (threads: number) => 5 + Math.abs(threads - 4),
      best: 4,
    },
    { what: "one where there is one", cores: 1, paceMs: () => 20, best: 1 },
  ]) {
    it(`are ${what}`, () => expect(settled(cores, paceMs)).toBe(best));
  }

  it("change when another choice becomes faster", () => {
    const choice = createThreadChoice(2);
    const feed = (steps: number, paceMs: (threads: number) => number): number[] =>
      Array.from({ length: steps }, () => {
        const threads = choice.threadsFor(1);
        choice.note(1, threads, paceMs(threads));
        return threads;
      });
    feed(100, (threads) => 20 * threads);
    expect(feed(400, (threads) => 20 / threads).slice(-20)).toContain(2);
    expect(feed(22, (threads) => 20 / threads).filter((threads) => threads === 2).length).toBeGreaterThan(20);
  });

  it("for chunks are measured apart from those for single tokens", () => {
    const choice = createThreadChoice(2);
    for (let step = 0; step < 50; step++) {
      for (const tokens of [1, 16]) {
        const threads = choice.threadsFor(tokens);
        choice.note(tokens, threads, tokens === 1 ? 20 * threads : 100 / threads);
      }
    }
    expect([choice.threadsFor(1), choice.threadsFor(16)]).toEqual([1, 2]);
  });

  it("are tried the less often the more a trial costs", () => {
    const choice = createThreadChoice(2);
    const spentMs = { best: 0, trials: 0 };
    for (let step = 0; step < 3000; step++) {
      const threads = choice.threadsFor(1);
      const ms = threads === 1 ? 25 : 800;
      choice.note(1, threads, ms);
      if (step > 1) spentMs[threads === 1 ? "best" : "trials"] += ms;
    }
    expect(spentMs.trials).toBeGreaterThan(0);
    expect(spentMs.trials / spentMs.best).toBeLessThan(0.12);
  });

  it("for guesses leave a choice that has become slow at the first step", () => {
    const choice = createThreadChoice(2);
    const step = (paceMs: (threads: number) => number): number => {
      const threads = choice.threadsFor(4);
      choice.note(4, threads, paceMs(threads));
      return threads;
    };
    for (let count = 0; count < 10; count++) step((threads) => 40 / threads);
    expect(step((threads) => (threads === 2 ? 900 : 40))).toBe(2);
    expect(step((threads) => (threads === 2 ? 900 : 40))).toBe(1);
  });
});

describe("a word that was begun is taken off the prompt", () => {
  for (const [end, left, required] of [
    ["x = val", "x =", " val"],
    ["x.val", "x.", "val"],
    ["    retu", "   ", " retu"],
    ["retu", "", "retu"],
    ["\n_a1$", "\n", "_a1$"],
    // What has no beginning, or one that may be no token by itself, stays as it is.
    ["x = ", "x = ", ""],
    ["f(", "f(", ""],
    ["x = 12", "x = 12", ""],
    ["x = 1e", "x = 1e", ""],
    ["größ", "größ", ""],
    ["a".repeat(60), "a".repeat(60), ""],
  ] as const) {
    it(JSON.stringify(end.slice(0, 20)), () => {
      const special = { type: "special", text: "<|fim_middle|>" } as const;
      expect(withoutBegunWord([special, { type: "text", text: end }])).toEqual({
        segments: left === "" ? [special] : [special, { type: "text", text: left }],
        required,
      });
    });
  }

  it("and a prompt that ends with a sentinel has none", () => {
    const segments = [{ type: "special", text: "<|fim_middle|>" }] as const;
    expect(withoutBegunWord(segments)).toEqual({ segments, required: "" });
  });
});

it("a chat becomes ChatML, in which only the frame is special", () => {
  const segments = segmentsOf({
    kind: "chat",
    messages: [
      { role: "system", content: "Be brief." },
      { role: "user", content: "What is <|im_end|>?" },
    ],
    stop: [],
    maxTokens: 8,
    temperature: 0,
  });
  expect(segments.map(({ text }) => text).join("")).toBe(
    "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nWhat is <|im_end|>?<|im_end|>\n<|im_start|>assistant\n",
  );
  expect(segments.filter(({ type }) => type === "special").map(({ text }) => text)).toEqual([
    "<|im_start|>",
    "<|im_end|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|im_start|>",
  ]);
});
