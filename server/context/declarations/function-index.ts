// Owns finding the functions of the workspace that are most like one that is being written; postings by feature, built between other work.
import type { FileId, SymbolId } from "../../index/ids.ts";
import type { WorkspaceIndex } from "../../index/index.ts";
import { type FileNames, folderOf } from "./file-names.ts";
import { NumberList, NumberTable } from "./number-table.ts";
import { containerOf, type Feature, lookOf, Profiles, weightOf } from "./profile.ts";

/** A function and how much it is like the one asked about; the most similar one has weight 1. */
export type Neighbour = { readonly symbol: SymbolId; readonly similarity: number };

// What this many functions share says nothing about any of them.
const MOST_OWNERS = 3000;
const LARGEST_SHARE = 0.25;
/** Long functions share something with everybody. */
const LENGTH_PENALTY = 0.02;

/** A picture of the index at one time. The functions of files that changed since are to be looked at one by one. */
export class FunctionIndex {
  readonly profiles: Profiles;
  readonly #owners: Uint32Array;
  readonly #files: Uint32Array;
  readonly #sizes: Uint32Array;
  readonly #numbers: NumberTable;
  readonly #starts: Uint32Array;
  readonly #postings: Uint32Array;
  readonly #scores: Float32Array;
  /** How many files of each folder import a symbol. */
  readonly #folderUses: ReadonlyMap<string, ReadonlyMap<SymbolId, number>>;
  readonly #folderFiles: ReadonlyMap<string, number>;
  readonly #uses: ReadonlyMap<SymbolId, number>;
  readonly #importedBy: ReadonlyMap<FileId, Uint32Array>;

  constructor(parts: BuiltParts) {
    this.profiles = parts.profiles;
    this.#owners = parts.owners;
    this.#files = parts.files;
    this.#sizes = parts.sizes;
    this.#numbers = parts.numbers;
    this.#starts = parts.starts;
    this.#postings = parts.postings;
    this.#scores = new Float32Array(parts.owners.length);
    this.#folderUses = parts.folderUses;
    this.#folderFiles = parts.folderFiles;
    this.#uses = parts.uses;
    this.#importedBy = parts.importedBy;
  }

  get size(): number {
    return this.#owners.length;
  }

  /** How rare a feature is: the natural logarithm of all functions by those that have it. */
  rarity(feature: Feature): number {
    const number = this.#numbers.find(feature);
    if (number === undefined) return 0;
    const count = (this.#starts[number + 1] ?? 0) - (this.#starts[number] ?? 0);
    return this.#tellsNothing(count) ? 0 : Math.log((this.size + 1) / (count + 0.5));
  }

  /** The most similar first. */
  nearest(
    features: Iterable<Feature>,
    most: number,
    isLeftOut: (file: FileId) => boolean,
  ): readonly Neighbour[] {
    const scores = this.#scores;
    const touched: number[] = [];
    for (const feature of features) {
      const number = this.#numbers.find(feature);
      if (number === undefined) continue;
      const start = this.#starts[number] ?? 0;
      const end = this.#starts[number + 1] ?? 0;
      if (this.#tellsNothing(end - start)) continue;
      const weight = weightOf(feature) * this.rarity(feature);
      for (let place = start; place < end; place += 1) {
        const owner = this.#postings[place] ?? 0;
        const score = scores[owner] ?? 0;
        if (score === 0) touched.push(owner);
        scores[owner] = score + weight;
      }
    }
    const best: { owner: number; similarity: number }[] = [];
    let least = 0;
    for (const owner of touched) {
      const similarity = (scores[owner] ?? 0) / penaltyOf(this.#sizes[owner] ?? 0);
      scores[owner] = 0;
      if (best.length >= most && similarity <= least) continue;
      if (isLeftOut(this.#files[owner] ?? 0)) continue;
      best.push({ owner, similarity });
      if (best.length >= most * 2) {
        best.sort((a, b) => b.similarity - a.similarity);
        best.length = most;
        least = best.at(-1)?.similarity ?? 0;
      }
    }
    best.sort((a, b) => b.similarity - a.similarity || a.owner - b.owner);
    return best
      .slice(0, most)
      .map(({ owner, similarity }) => ({ symbol: this.#owners[owner] ?? 0, similarity }));
  }

  /** How many files import a symbol. */
  importers(symbol: SymbolId): number {
    return this.#uses.get(symbol) ?? 0;
  }

  /** What a file imported when the picture was made: it is among those that are counted. */
  importedBy(file: FileId): Uint32Array {
    return this.#importedBy.get(file) ?? NO_SYMBOLS;
  }

  /** How many files of the index lie in a folder, without those of its folders. */
  filesIn(folder: string): number {
    return this.#folderFiles.get(folder) ?? 0;
  }

  /** How many files of a folder import each symbol. */
  importedIn(folder: string): ReadonlyMap<SymbolId, number> {
    return this.#folderUses.get(folder) ?? NONE;
  }

  #tellsNothing(count: number): boolean {
    return count > MOST_OWNERS || count > this.size * LARGEST_SHARE + 1;
  }
}

const NONE: ReadonlyMap<SymbolId, number> = new Map();
const NO_SYMBOLS = new Uint32Array();

export function penaltyOf(features: number): number {
  return 1 + LENGTH_PENALTY * Math.sqrt(features);
}

type BuiltParts = {
  readonly profiles: Profiles;
  readonly owners: Uint32Array;
  readonly files: Uint32Array;
  readonly sizes: Uint32Array;
  readonly numbers: NumberTable;
  readonly starts: Uint32Array;
  readonly postings: Uint32Array;
  readonly folderUses: ReadonlyMap<string, ReadonlyMap<SymbolId, number>>;
  readonly folderFiles: ReadonlyMap<string, number>;
  readonly uses: ReadonlyMap<SymbolId, number>;
  readonly importedBy: ReadonlyMap<FileId, Uint32Array>;
};

/** Yields wherever other work may go first. */
export function* buildFunctionIndex(
  index: WorkspaceIndex,
  names: FileNames,
): Generator<undefined, FunctionIndex> {
  const profiles = new Profiles(index);
  const numbers = new NumberTable();
  /** How many functions have each feature. */
  const counts = new NumberList();
  const owners = new NumberList();
  const files = new NumberList();
  const sizes = new NumberList();
  /** The numbers of the features of one function behind those of the other. */
  const lists = new NumberList();
  const folderUses = new Map<string, Map<SymbolId, number>>();
  const folderFiles = new Map<string, number>();
  const uses = new Map<SymbolId, number>();
  const importedBy = new Map<FileId, Uint32Array>();
  for (const file of [...index.files()]) {
    const folder = folderOf(index.pathOf(file));
    const inFolder = folderUses.get(folder) ?? new Map<SymbolId, number>();
    folderUses.set(folder, inFolder);
    folderFiles.set(folder, (folderFiles.get(folder) ?? 0) + 1);
    const imported = new Set(names.imported(file).symbols.values());
    importedBy.set(file, Uint32Array.from(imported));
    for (const symbol of imported) {
      inFolder.set(symbol, (inFolder.get(symbol) ?? 0) + 1);
      uses.set(symbol, (uses.get(symbol) ?? 0) + 1);
    }
    for (const { symbol, features } of writtenIn(file, { index, names, profiles })) {
      for (const feature of features) {
        const number = numbers.numberOf(feature);
        if (number === counts.length) counts.push(0);
        counts.addTo(number, 1);
        lists.push(number);
      }
      owners.push(symbol);
      files.push(file);
      sizes.push(features.length);
      yield;
    }
    yield;
  }
  profiles.close();
  const starts = new Uint32Array(counts.length + 1);
  for (let number = 0; number < counts.length; number += 1) {
    starts[number + 1] = (starts[number] ?? 0) + counts.at(number);
  }
  const postings = new Uint32Array(lists.length);
  const next = starts.slice();
  for (let owner = 0, at = 0; owner < owners.length; owner += 1) {
    for (const end = at + sizes.at(owner); at < end; at += 1) {
      const number = lists.at(at);
      const place = next[number] ?? 0;
      postings[place] = owner;
      next[number] = place + 1;
    }
    if (owner % 64 === 0) yield;
  }
  return new FunctionIndex({
    profiles,
    owners: owners.toArray(),
    files: files.toArray(),
    sizes: sizes.toArray(),
    numbers,
    starts,
    postings,
    folderUses,
    folderFiles,
    uses,
    importedBy,
  });
}

export type WrittenPorts = {
  readonly index: WorkspaceIndex;
  readonly names: FileNames;
  readonly profiles: Profiles;
};

/** What somebody else may want to write alike, with all that it looks like: of itself, and of its file. */
export function* writtenIn(
  file: FileId,
  { index, names, profiles }: WrittenPorts,
): Generator<{ readonly symbol: SymbolId; readonly features: readonly Feature[] }> {
  const { symbols, modules } = names.imported(file);
  const place = profiles.placeFeatures(index.pathOf(file), [...symbols.keys(), ...modules.keys()]);
  const { start, end } = index.symbolsIn(file);
  let parent: SymbolId | undefined;
  let container = containerOf(index, parent);
  for (let symbol = start; symbol < end; symbol += 1) {
    if (!isWritten(index, symbol)) continue;
    // Members of one type stand together, as a rule.
    if (index.parent(symbol) !== parent) {
      parent = index.parent(symbol);
      container = containerOf(index, parent);
    }
    const own = profiles.ownFeatures(lookOf(index, symbol, container), index.wordsIn(symbol));
    yield { symbol, features: [...own, ...place] };
  }
}

/** Functions, and constants whose value is code. */
function isWritten(index: WorkspaceIndex, symbol: SymbolId): boolean {
  switch (index.kind(symbol)) {
    case "function":
    case "method":
    case "constructor":
      return index.hasBody(symbol);
    case "constant":
    case "variable":
    case "field":
    case "property":
      return index.wordsIn(symbol).length > 0;
    case "class":
    case "interface":
    case "type":
    case "enum":
    case "enum-member":
    case "module":
      return false;
  }
}
