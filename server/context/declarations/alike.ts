// Owns which functions are like the one being written, of its file and of others, and how much each has to say.
import type { FileId, WordId } from "../../index/ids.ts";
import type { FindPorts, Look } from "./find.ts";
import { penaltyOf } from "./function-index.ts";
import { weightOf } from "./profile.ts";

/** A function that is like the one being written, of this file or another. */
export type Alike = {
  readonly name: string;
  /** Share of this function's say in all of them. */
  readonly share: number;
  readonly words: Iterable<WordId>;
  /** Undefined: the open file itself. */
  readonly file: FileId | undefined;
};

const MOST_ALIKE = 40;
/** A function half as similar as the best says a sixteenth. */
const SHARPNESS = 4;
/** What the functions that are not there would say. */
const DOUBT = 1;

export function findAlike(
  here: Look,
  { index, names, functions, stale, changed }: FindPorts,
): readonly Alike[] {
  const { profiles } = functions;
  const own = profiles.ownFeatures(here, names.wordsOf(here.code));
  const place = profiles.placeFeatures(here.path, [
    ...here.names.symbols.keys(),
    ...here.names.modules.keys(),
  ]);
  const features = new Set([...own, ...place]);
  const elsewhere = [...stale].filter((file) => file !== here.file);
  const others = [
    ...functions.nearest(features, MOST_ALIKE, (file) => file === here.file || stale.has(file)),
    ...changed.near(features, elsewhere, functions),
  ].map(({ symbol, similarity }) => ({
    similarity,
    name: index.text(index.name(symbol)),
    words: names.wordsIn(symbol),
    file: index.file(symbol),
  }));
  const says = (feature: number): number => weightOf(feature) * functions.rarity(feature);
  // The functions of a file share its place and its imports.
  const shared = place.reduce((sum, feature) => sum + says(feature), 0);
  const siblings = here.siblings.map((sibling) => {
    const theirs = profiles.ownFeaturesOf(sibling, () => names.wordsOf(sibling.code));
    let sum = shared;
    for (const feature of theirs) if (features.has(feature)) sum += says(feature);
    return {
      similarity: sum / penaltyOf(theirs.length + place.length),
      name: sibling.name,
      words: names.wordsOf(sibling.code),
      file: undefined,
    };
  });
  const best = [...others, ...siblings].sort((a, b) => b.similarity - a.similarity).slice(0, MOST_ALIKE);
  const highest = best[0]?.similarity ?? 1;
  const shares = best.map(({ similarity }) => (similarity / highest) ** SHARPNESS);
  const total = shares.reduce((sum, share) => sum + share, DOUBT);
  return best.map(({ name, words, file }, place) => ({
    name,
    words,
    file,
    share: (shares[place] ?? 0) / total,
  }));
}
