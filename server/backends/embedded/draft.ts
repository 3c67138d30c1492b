// Owns guessing what a model writes next, which is often what it was shown: a guess costs less to check than a token to write. Evaluates nothing.

/** What a lane has learned about guesses, from one answer to the next. */
export interface GuessMemory {
  /** How likely the next guess is right where so many tokens before it agree with an earlier place. */
  chance(agreeing: number): number;
  noteGuess(agreeing: number, isRight: boolean): void;
  /** Time of one more guess in an evaluation, as a part of the time that writing one token takes. */
  readonly cost: number;
  /** Tells how long an evaluation of so many tokens took. */
  noteTime(tokens: number, ms: number): void;
}

export interface Draft<Token extends number> {
  /** What may come next, at most so many tokens; empty where checking is not worth its time. */
  guess(most: number): readonly Token[];
  /** Tells the next token; the guesses before it are judged by it. */
  note(token: Token): void;
}

// One token of agreement says nothing in code, where half of all tokens are signs.
const SHORTEST_AGREEMENT = 2;
const LONGEST_AGREEMENT = 24;
// Places looked at, the latest first; more are found only for signs and blanks, where they say little.
const MOST_PLACES = 32;
// From the first number of agreeing tokens on, how likely a guess is right before anything was learned.
const KINDS = [
  { from: 17, chance: 0.95 },
  { from: 9, chance: 0.9 },
  { from: 5, chance: 0.75 },
  { from: 3, chance: 0.55 },
  { from: 0, chance: 0.35 },
] as const;
// Guesses that what is known beforehand counts for, and how many it takes to forget half of what was learned.
const PRIOR_WEIGHT = 6;
const HALF_LIFE = 60;
// On two idle cores a guess takes a sixth of a token's time; where other work takes the cores, up to two thirds.
const FIRST_COST = 0.25;
const LOWEST_COST = 0.05;
const WEIGHT_OF_NEWEST = 0.2;

export function createGuessMemory(): GuessMemory {
  const learned = KINDS.map(() => ({ right: 0, all: 0 }));
  const kindOf = (agreeing: number): number => KINDS.findIndex(({ from }) => agreeing >= from);
  let tokenMs: number | undefined;
  let cost = FIRST_COST;
  return {
    chance(agreeing) {
      const kind = kindOf(agreeing);
      const { right, all } = learned[kind] ?? { right: 0, all: 0 };
      return (right + PRIOR_WEIGHT * (KINDS[kind]?.chance ?? 0)) / (all + PRIOR_WEIGHT);
    },
    noteGuess(agreeing, isRight) {
      const counts = learned[kindOf(agreeing)];
      if (counts === undefined) return;
      const kept = 0.5 ** (1 / HALF_LIFE);
      counts.right = counts.right * kept + (isRight ? 1 : 0);
      counts.all = counts.all * kept + 1;
    },
    get cost() {
      return cost;
    },
    noteTime(tokens, ms) {
      if (tokens === 1) tokenMs = moved(tokenMs ?? ms, ms);
      else if (tokenMs !== undefined) {
        const measured = (ms - tokenMs) / (tokens - 1) / tokenMs;
        cost = moved(cost, Math.min(1, Math.max(LOWEST_COST, measured)));
      }
    },
  };
}

function moved(known: number, newest: number): number {
  return known + WEIGHT_OF_NEWEST * (newest - known);
}

/** Guesses by the place in `shown`, or in what was written since, that agrees with the end in most tokens. */
export function createDraft<Token extends number>(
  shown: readonly Token[],
  memory: GuessMemory,
): Draft<Token> {
  const tokens: Token[] = [];
  // The latest place behind each pair of tokens, and for each place the one before with the same pair.
  const latest = new Map<number, number>();
  const earlier: number[] = [];
  let open: { readonly token: Token; readonly agreeing: number }[] = [];

  const add = (token: Token): void => {
    tokens.push(token);
    const key = pairAt(tokens, tokens.length);
    earlier[tokens.length] = latest.get(key) ?? 0;
    latest.set(key, tokens.length);
  };
  for (const token of shown) add(token);

  /** The place that agrees most with the end, not the end itself. */
  function likest(): { readonly place: number; readonly agreeing: number } {
    let best = { place: 0, agreeing: 0 };
    let place = earlier[tokens.length] ?? 0;
    for (let looked = 0; looked < MOST_PLACES && place > 0; looked++) {
      const agreeing = agreement(tokens, place);
      if (agreeing > best.agreeing) best = { place, agreeing };
      place = earlier[place] ?? 0;
    }
    return best;
  }

  return {
    guess(most) {
      open = [];
      const { place, agreeing } = likest();
      if (agreeing < SHORTEST_AGREEMENT) return [];
      // The chance that all guesses up to one are right: it brings so much of a token, and costs its time in any case.
      let chance = 1;
      while (open.length < most) {
        const token = tokens[place + open.length];
        const soFar = agreeing + open.length;
        chance *= memory.chance(soFar);
        if (token === undefined || chance <= memory.cost) break;
        open.push({ token, agreeing: soFar });
      }
      return open.map(({ token }) => token);
    },
    note(token) {
      const [guessed, ...rest] = open;
      if (guessed !== undefined) {
        const isRight = guessed.token === token;
        memory.noteGuess(guessed.agreeing, isRight);
        open = isRight ? rest : [];
      }
      add(token);
    },
  };
}

/** How many tokens before `place` are those before the end. */
function agreement(tokens: readonly number[], place: number): number {
  let count = 0;
  while (
    count < LONGEST_AGREEMENT &&
    place - count > 0 &&
    tokens[place - 1 - count] === tokens.at(-1 - count)
  ) {
    count++;
  }
  return count;
}

/** The two tokens before `place` as one number; vocabularies are far smaller than 2 ** 24. */
function pairAt(tokens: readonly number[], place: number): number {
  return (tokens[place - 2] ?? 0) * 2 ** 24 + (tokens[place - 1] ?? 0);
}
