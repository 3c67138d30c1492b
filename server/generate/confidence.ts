// Owns how sure we are of a candidate, and how sure one has to be before it is shown unasked. Judges no text.
import type { Eagerness } from "../config/settings.ts";
import type { PositionKind } from "../syntax/cursor.ts";

/** What speaks for and against a candidate. */
export type Evidence = {
  /** What would be put in. */
  readonly text: string;
  readonly position: PositionKind;
  /** Geometric mean of the probabilities of its tokens, where the backend tells them. */
  readonly probability: number | undefined;
  /** A check had to cut something off. */
  readonly isTrimmed: boolean;
  /** Share of the last suggestions at such positions that were kept. */
  readonly keptShare: number | undefined;
};

type Sign = { readonly id: string; readonly logOdds: (evidence: Evidence) => number };

/** Each row moves the odds of the candidate being kept, in natural log-odds; a row that knows nothing says 0. */
const SIGNS: readonly Sign[] = [
  // Suggestions of which nothing else is known are kept about as often as not.
  { id: "any", logOdds: () => 0 },
  {
    id: "probability",
    logOdds: ({ probability }) => (probability === undefined ? 0 : 8 * (probability - 0.6)),
  },
  { id: "trimmed", logOdds: ({ isTrimmed }) => (isTrimmed ? -0.5 : 0) },
  {
    id: "position",
    logOdds: ({ position }) => ({ code: 0, import: 0, string: -0.4, comment: -0.7 })[position],
  },
  { id: "history", logOdds: ({ keptShare }) => (keptShare === undefined ? 0 : 3 * (keptShare - 0.35)) },
  { id: "short", logOdds: ({ text }) => (text.trim().length < 4 ? -0.5 : 0) },
];

/** How likely a candidate is kept, 0 to 1. */
export function confidenceOf(evidence: Evidence): number {
  const odds = SIGNS.reduce((sum, { logOdds }) => sum + logOdds(evidence), 0);
  return 1 / (1 + Math.exp(-odds));
}

/** What is shown unasked is at least this likely to be kept. */
export const LEAST_CONFIDENCE: Readonly<Record<Eagerness, number>> = { shy: 0.6, normal: 0.3, eager: 0 };
