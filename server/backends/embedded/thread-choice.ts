// Owns how many threads a step of evaluation gets: what was lately measured as fastest; knows no model.

export interface ThreadChoice {
  /** Threads for a step that evaluates so many tokens. */
  threadsFor(tokens: number): number;
  /** Tells how long that step took. */
  note(tokens: number, threads: number, ms: number): void;
}

// In a step every thread waits for the slowest. On a computer with other work to do, fewer threads are often faster: with
// two cores, both half taken, single tokens came at 44 per second on one thread and 33 on two; idle, at 45 and 56; and a
// chunk of a prompt on two threads went from 240 tokens per second to 33. It changes by the minute, so it is measured.
const STEPS_BETWEEN_TRIALS = 24;
const WEIGHT_OF_NEWEST = 0.3;
// Shorter chunks say little about threads, since their time is mostly that of one pass through the weights.
const SHORTEST_MEASURED_CHUNK = 8;

/** Single tokens are bound by memory and chunks by arithmetic, so each kind has its own measurements. */
export function createThreadChoice(cores: number): ThreadChoice {
  const choices = [...new Set([cores, Math.ceil(cores / 2), 1])];
  const single = createRace(choices);
  const chunk = createRace(choices);
  return {
    threadsFor: (tokens) =>
      tokens === 1 ? single.choose() : tokens < SHORTEST_MEASURED_CHUNK ? chunk.best() : chunk.choose(),
    note(tokens, threads, ms) {
      if (tokens === 1) single.note(threads, ms);
      if (tokens >= SHORTEST_MEASURED_CHUNK) chunk.note(threads, ms / tokens);
    },
  };
}

/** Knows the pace of each choice; lets each run once at first, and now and then again. */
function createRace(choices: readonly number[]) {
  const paceMs = new Map<number, number>();
  const pace = (choice: number): number => paceMs.get(choice) ?? Number.POSITIVE_INFINITY;
  const best = (): number =>
    choices.reduce((leader, choice) => (pace(choice) < pace(leader) ? choice : leader));
  let steps = 0;
  return {
    best,
    choose(): number {
      steps++;
      const trial = choices[Math.floor(steps / STEPS_BETWEEN_TRIALS) % choices.length];
      const isTrial = steps % STEPS_BETWEEN_TRIALS === 0;
      return (
        choices.find((choice) => !paceMs.has(choice)) ?? (isTrial && trial !== undefined ? trial : best())
      );
    },
    note(choice: number, ms: number): void {
      const known = paceMs.get(choice) ?? ms;
      paceMs.set(choice, known + WEIGHT_OF_NEWEST * (ms - known));
    },
  };
}
