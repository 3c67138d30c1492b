// Owns whose step of work is next where only one can run at a time; knows nothing of what a step does.

/** A place in the line, held for one piece of work. */
export interface Seat {
  /** Runs `work` when no other step runs and nobody of a better rank, or earlier in the same rank, is seated. */
  step<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Lets the next one in. Leaving twice is leaving once. */
  leave(): void;
}

export interface Turns {
  /** The smallest rank goes first, and goes on until it leaves: work of a larger rank pauses between two steps. */
  enter(rank: number): Seat;
}

type Entry = { readonly rank: number; start: (() => void) | undefined };

export function createTurns(): Turns {
  const seated: Entry[] = [];
  let isBusy = false;

  const callFirst = (): void => {
    const start = seated[0]?.start;
    if (!isBusy) start?.();
  };

  return {
    enter(rank) {
      const entry: Entry = { rank, start: undefined };
      const behind = seated.findIndex((other) => other.rank > rank);
      seated.splice(behind < 0 ? seated.length : behind, 0, entry);
      return {
        async step(work) {
          while (isBusy || seated[0] !== entry) {
            await new Promise<void>((resolve) => {
              entry.start = resolve;
            });
          }
          entry.start = undefined;
          isBusy = true;
          try {
            return await work();
          } finally {
            isBusy = false;
            callFirst();
          }
        },
        leave() {
          const index = seated.indexOf(entry);
          if (index < 0) return;
          seated.splice(index, 1);
          callFirst();
        },
      };
    },
  };
}
