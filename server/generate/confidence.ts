// Owns how sure we are of a candidate, and how sure one has to be before it is shown unasked. Judges no text.
import type { Eagerness } from "../config/settings.ts";
import type { PositionKind } from "../syntax/cursor.ts";

/** What speaks for and against a candidate. */
export type Evidence = {
  /** What would be put in. */
  readonly text: string;
  readonly position: PositionKind;
  /** Nothing stands before it on its line. */
  readonly beginsLine: boolean;
  /** Of all the tokens of its first line together, where the backend tells them. */
  readonly probability: number | undefined;
  /** A check had to cut something off. */
  readonly isTrimmed: boolean;
  /** Share of the last suggestions at such positions that were kept. */
  readonly keptShare: number | undefined;
  /** How many suggestions in a row were typed against. */
  readonly misses: number;
};

type Sign = { readonly id: string; readonly logOdds: (evidence: Evidence) => number };

// A line less likely than this is not kept anyway (natural logarithm).
const LEAST_LOG_PROBABILITY = -8;

/**
 * Each row moves the odds of the candidate being kept, in natural log-odds; a row that knows nothing says 0.
 * The weights are those of 423 suggestions to people who typed edits of click and cobra again (`tests/bench/replay.mjs`);
 * how sure the model was of the whole line told nearly everything, the mean over its tokens nothing more.
 */
const SIGNS: readonly Sign[] = [
  {
    id: "probability",
    logOdds: ({ probability }) =>
      probability === undefined ? -0.5 : 1.5 * Math.max(LEAST_LOG_PROBABILITY, Math.log(probability)),
  },
  {
    id: "misses",
    logOdds: ({ probability, misses }) => (probability === undefined ? 0 : -0.4 * Math.min(misses, 3)),
  },
  {
    // Where the model does not say how sure it is, what became of the last ones is all there is to go by.
    id: "history",
    logOdds: ({ probability, keptShare }) =>
      keptShare === undefined ? 0 : (probability === undefined ? 5 : 1) * (keptShare - 0.3),
  },
  // Before a line people stop and look.
  { id: "line", logOdds: ({ beginsLine }) => (beginsLine ? 0.7 : 0) },
  { id: "trimmed", logOdds: ({ isTrimmed }) => (isTrimmed ? -0.5 : 0) },
  { id: "comment", logOdds: ({ position }) => (position === "comment" ? -0.5 : 0) },
  { id: "short", logOdds: ({ text }) => (text.trim().length < 4 ? -0.5 : 0) },
];

/** How likely a candidate is kept, 0 to 1. */
export function confidenceOf(evidence: Evidence): number {
  const odds = SIGNS.reduce((sum, { logOdds }) => sum + logOdds(evidence), 0);
  return 1 / (1 + Math.exp(-odds));
}

/** What is shown unasked is at least this likely to be kept. */
export const LEAST_CONFIDENCE: Readonly<Record<Eagerness, number>> = { shy: 0.4, normal: 0.15, eager: 0 };
