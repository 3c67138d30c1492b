// Owns "did you mean": the known name a mistyped one is closest to; knows no meaning of names.

// Longer names cannot be typing errors of ours, and the table below is quadratic.
const LONGEST_NAME = 60;

/** The closest of `known`, ignoring case, with at most one edit in three letters; undefined if none is close. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  let nearest: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const edits = countEdits(name.toLowerCase(), candidate.toLowerCase());
    if (edits < fewest && edits <= Math.max(name.length, candidate.length) / 3) {
      nearest = candidate;
      fewest = edits;
    }
  }
  return nearest;
}

/** What to use instead of a name that is none of `known`: the closest of them, or any. */
export function whatToUse(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? `use one of ${known.join(", ")}` : `did you mean "${nearest}"?`;
}

/** Levenshtein distance, one row of the table at a time. */
function countEdits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
