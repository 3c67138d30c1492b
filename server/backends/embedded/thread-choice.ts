// Owns how many threads a step of evaluation gets: what was lately measured as fastest; knows no model.

export interface ThreadChoice {
  /** Threads for a step that evaluates so many tokens. */
  threadsFor(tokens: number): number;
  /** Tells how long that step took. */
  note(tokens: number, threads: number, ms: number): void;
}

// In a step every thread waits for the slowest, and the engine's library makes its threads anew for each step. On a computer
// with other work to do, fewer are often faster: with two cores, both half taken, a token took 25 ms on one thread and
// 200 to 900 ms on two; idle, 25 ms on either; and a chunk of a prompt on two threads went from 240 tokens per second
// to 33. It changes by the minute, so it is measured.
const STEPS_BETWEEN_TRIALS = 24;
// What trials may cost, as a part of all time: one that took a second too long is not repeated for ten.
const SHARE_OF_TRIALS = 0.1;
const WEIGHT_OF_NEWEST = 0.3;
// From here on a step is a chunk of a prompt; what is shorter are guesses, of which each takes about a quarter of the time
// of the token before them.
const SHORTEST_CHUNK = 8;
const TOKENS_BESIDE_GUESSES = 3;

/** Single tokens are bound by memory, chunks by arithmetic and guesses by both, so each kind has its own measurements. */
export function createThreadChoice(cores: number): ThreadChoice {
  const choices = [...new Set([cores, Math.ceil(cores / 2), 1])];
  const [single, guesses, chunk] = [createRace(choices), createRace(choices), createRace(choices)];
  const raceOf = (tokens: number): Race => (tokens <= 1 ? single : tokens < SHORTEST_CHUNK ? guesses : chunk);
  return {
    // What evaluates nothing needs no threads, and says nothing about them.
    threadsFor: (tokens) => (tokens === 0 ? 1 : raceOf(tokens).choose()),
    note(tokens, threads, ms) {
      const race = raceOf(tokens);
      if (tokens > 0) race.note(tokens + (race === guesses ? TOKENS_BESIDE_GUESSES : 0), threads, ms);
    },
  };
}

type Race = ReturnType<typeof createRace>;

/** Knows the pace of each choice; lets each run once at first, and now and then again. */
function createRace(choices: readonly number[]) {
  const paceMs = new Map<number, number>();
  const pace = (choice: number): number => paceMs.get(choice) ?? Number.POSITIVE_INFINITY;
  const best = (): number =>
    choices.reduce((leader, choice) => (pace(choice) < pace(leader) ? choice : leader));
  let steps = 0;
  let trials = 0;
  // Time that has to pass in steps before the next trial.
  let owedMs = 0;
  return {
    choose(): number {
      const untried = choices.find((choice) => !paceMs.has(choice));
      if (untried !== undefined) return untried;
      steps++;
      if (steps < STEPS_BETWEEN_TRIALS || owedMs > 0) return best();
      steps = 0;
      const others = choices.filter((choice) => choice !== best());
      return others[trials++ % others.length] ?? best();
    },
    note(work: number, choice: number, ms: number): void {
      const lostMs = ms - work * pace(best());
      owedMs = Math.max(0, owedMs - ms);
      if (choice !== best() && lostMs > 0) owedMs += lostMs / SHARE_OF_TRIALS;
      const known = paceMs.get(choice) ?? ms / work;
      paceMs.set(choice, known + WEIGHT_OF_NEWEST * (ms / work - known));
    },
  };
}
