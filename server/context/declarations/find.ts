// Owns collecting what speaks for declarations of other files at a place: names, types, similar functions, the folder; ranks nothing.
import type { FileId, SymbolId, WordId } from "../../index/ids.ts";
import type { WorkspaceIndex } from "../../index/index.ts";
import { EvidenceTable } from "./evidence.ts";
import { type FileNames, folderOf, foldersOf, type ImportedNames } from "./file-names.ts";
import { type FunctionIndex, penaltyOf } from "./function-index.ts";
import { type Feature, weightOf } from "./profile.ts";
import type { OwnFunction, Site } from "./site.ts";
import { addTypeSteps } from "./type-steps.ts";
import { analogy, identifiersIn, partsOf } from "./words.ts";

export type FindPorts = {
  readonly index: WorkspaceIndex;
  readonly names: FileNames;
  readonly functions: FunctionIndex;
  /** Files whose functions have changed since `functions` was built. */
  readonly isStale: (file: FileId) => boolean;
};

/** A place with its names as numbers of the index. */
export type Look = Site & {
  readonly file: FileId | undefined;
  readonly names: ImportedNames;
};

/** A function that is like the one being written, of this file or another. */
type Alike = {
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
/** A name that so many places define says nothing about any one of them. */
const MOST_NAMESAKES = 100;
const MOST_NAMED = 20;
const MOST_WORDS = 150;
const FAR_FOLDERS = 6;
const MOST_DOC_PARTS = 40;

export function findEvidence(site: Site, ports: FindPorts): EvidenceTable {
  const { index, names } = ports;
  const file = index.fileOf(site.path);
  const here: Look = {
    ...site,
    file,
    names: file === undefined ? NO_NAMES : names.meanings(file, site.imported),
  };
  const evidence = new EvidenceTable();
  const alike = findAlike(here, ports);
  const wordShares = addUsedByAlike(evidence, here, alike, ports);
  addAnalogies(evidence, here, alike, { ports, wordShares });
  addNames(evidence, here, ports);
  addSiblings(evidence, here, ports);
  addFolder(evidence, here, ports);
  const near = addTypeSteps(evidence, here, ports);
  addNamesakes(evidence, here, { ports, wordShares, near, alike });
  addImportedFiles(evidence, here, { ports, wordShares });
  describeAll(evidence, here, ports);
  return evidence;
}

const NO_NAMES: ImportedNames = { symbols: new Map(), modules: new Map() };

/** True for what may be shown: a symbol that is still there, of another file. */
function isOther(symbol: SymbolId, here: Look, { index }: FindPorts): boolean {
  const file = index.file(symbol);
  return file !== here.file && index.pathOf(file) !== "";
}

function wordsOf(texts: Iterable<string>, index: WorkspaceIndex): readonly WordId[] {
  return [...texts].flatMap((text) => index.word(text) ?? []);
}

function findAlike(here: Look, ports: FindPorts): readonly Alike[] {
  const { index, functions, isStale } = ports;
  const imported = [...here.names.symbols.keys(), ...here.names.modules.keys()];
  const features = functions.profiles.featuresOf({ ...here, code: wordsOf(here.code, index), imported });
  const others = functions
    .nearest(features, MOST_ALIKE, (file) => file === here.file || isStale(file))
    .map(({ symbol, similarity }) => ({
      similarity,
      name: index.text(index.name(symbol)),
      words: index.wordsIn(symbol),
      file: index.file(symbol),
    }));
  const siblings = here.siblings.map((sibling) => {
    const words = wordsOf(sibling.code, index);
    return {
      similarity: similarityOf(sibling, { here, features, words, imported }, functions),
      name: sibling.name,
      words,
      file: undefined,
    };
  });
  const best = [...others, ...siblings].sort((a, b) => b.similarity - a.similarity).slice(0, MOST_ALIKE);
  const highest = best[0]?.similarity ?? 1;
  const says = best.map(({ similarity }) => (similarity / highest) ** SHARPNESS);
  const total = says.reduce((sum, say) => sum + say, DOUBT);
  return best.map((each, place) => ({ ...each, share: (says[place] ?? 0) / total }));
}

type Compared = {
  readonly here: Look;
  readonly features: ReadonlySet<Feature>;
  readonly words: readonly WordId[];
  readonly imported: readonly WordId[];
};

function similarityOf(
  sibling: OwnFunction,
  { here, features, words, imported }: Compared,
  functions: FunctionIndex,
): number {
  const own = functions.profiles.featuresOf({ ...sibling, path: here.path, code: words, imported });
  let sum = 0;
  for (const feature of own) {
    if (features.has(feature)) sum += weightOf(feature) * functions.rarity(feature);
  }
  return sum / penaltyOf(own.size);
}

/** Returns the share of the similar functions that use each word. */
function addUsedByAlike(
  evidence: EvidenceTable,
  here: Look,
  alike: readonly Alike[],
  ports: FindPorts,
): Map<WordId, number> {
  const { index, names } = ports;
  const shares = new Map<WordId, number>();
  const fileShares = new Map<FileId, number>();
  let ownShare = 0;
  for (const { words, share, file } of alike) {
    const imported = file === undefined ? here.names : names.imported(file);
    const top = file === undefined ? undefined : names.top(file);
    const spaces: FileId[] = [];
    if (file === undefined) ownShare += share;
    else fileShares.set(file, (fileShares.get(file) ?? 0) + share);
    for (const word of words) {
      shares.set(word, (shares.get(word) ?? 0) + share);
      const space = imported.modules.get(word);
      if (space !== undefined) spaces.push(space);
      const symbol = imported.symbols.get(word) ?? top?.get(word);
      if (symbol !== undefined && isOther(symbol, here, ports)) evidence.add(symbol, "usedByAlike", share);
    }
    // `Space.name`: which of the words is a name of which namespace is not known, but hardly any is one of two.
    for (const space of spaces) {
      if (space === here.file || index.pathOf(space) === "") continue;
      const inside = names.top(space);
      for (const word of words) {
        const symbol = inside.get(word);
        if (symbol !== undefined) evidence.add(symbol, "usedByAlike", share);
      }
    }
  }
  for (const [file, share] of fileShares) {
    for (const symbol of names.imported(file).symbols.values()) {
      if (isOther(symbol, here, ports)) evidence.add(symbol, "importedByAlike", share);
    }
  }
  if (ownShare > 0) {
    for (const symbol of here.names.symbols.values()) evidence.add(symbol, "importedByAlike", ownShare);
  }
  return shares;
}

type WithShares = { readonly ports: FindPorts; readonly wordShares: Map<WordId, number> };

/** What the similar functions use, with this function's subject in place of theirs. */
function addAnalogies(
  evidence: EvidenceTable,
  here: Look,
  alike: readonly Alike[],
  { ports, wordShares }: WithShares,
): void {
  const { index, names } = ports;
  if (here.name === undefined) return;
  for (const { name, words, share, file } of alike) {
    const change = analogy(name, here.name);
    if (change === undefined) continue;
    for (const word of words) {
      const changed = change(index.text(word));
      const other = changed === undefined ? undefined : index.word(changed);
      if (other === undefined || other === word) continue;
      const namesakes = names.namesakes(other);
      if (namesakes.length > MOST_NAMED) continue;
      const theirs =
        file === undefined
          ? here.names.symbols.get(word)
          : (names.imported(file).symbols.get(word) ?? names.top(file).get(word));
      for (const symbol of namesakes) {
        if (!isOther(symbol, here, ports)) continue;
        const isBeside = theirs !== undefined && index.file(theirs) === index.file(symbol);
        evidence.add(symbol, "analogous", 3 * share * (isBeside ? 1 : 1 / namesakes.length));
      }
      wordShares.set(other, Math.max(wordShares.get(other) ?? 0, share));
    }
  }
}

/** Names that stand in the header, the doc comment and the code that is there. */
function addNames(evidence: EvidenceTable, here: Look, ports: FindPorts): void {
  const { index, names } = ports;
  for (const symbol of here.names.symbols.values()) evidence.raise(symbol, "imported", 1);
  const found = [
    ["inHeader", [...identifiersIn(here.header)]],
    ["inDoc", [...here.doc]],
    ["inCode", [...here.code]],
  ] as const;
  for (const [kind, texts] of found) {
    for (const text of texts) {
      if (here.own.has(text)) continue;
      const word = index.word(text);
      if (word === undefined) continue;
      const imported = here.names.symbols.get(word);
      if (imported !== undefined) {
        evidence.raise(imported, kind, 1);
        continue;
      }
      const namesakes = names.namesakes(word);
      if (namesakes.length > MOST_NAMED) continue;
      for (const symbol of namesakes) {
        if (isOther(symbol, here, ports)) evidence.raise(symbol, kind, 0.5 / namesakes.length);
      }
    }
  }
}

function addSiblings(evidence: EvidenceTable, here: Look, ports: FindPorts): void {
  const { index, names } = ports;
  const uses = new Map<WordId, number>();
  for (const { code } of here.siblings) {
    for (const word of wordsOf(code, index)) uses.set(word, (uses.get(word) ?? 0) + 1);
  }
  for (const [word, count] of uses) {
    const symbol = here.names.symbols.get(word);
    if (symbol !== undefined) evidence.raise(symbol, "usedBySiblings", count / here.siblings.length);
    const namesakes = names.namesakes(word);
    if (namesakes.length > MOST_NAMED) continue;
    for (const each of namesakes) {
      if (!evidence.has(each)) continue;
      evidence.raise(each, "nameUsedBySiblings", count / here.siblings.length / Math.sqrt(namesakes.length));
    }
  }
}

function addFolder(evidence: EvidenceTable, here: Look, ports: FindPorts): void {
  const { names, functions } = ports;
  const folder = folderOf(here.path);
  const own = here.file === undefined ? NO_NAMES : names.imported(here.file);
  const ownSymbols = new Set(own.symbols.values());
  const counts = functions.importedIn(folder);
  const files = Math.max(1, functions.filesIn(folder) - (here.file === undefined ? 0 : 1));
  for (const [symbol, count] of counts) {
    const others = count - (ownSymbols.has(symbol) ? 1 : 0);
    if (others > 0 && isOther(symbol, here, ports)) {
      evidence.add(symbol, "importedInFolder", others / files);
    }
  }
}

type WithTypes = WithShares & {
  /** Steps to the types at hand, 1 for the nearest. */
  readonly near: ReadonlyMap<SymbolId, number>;
  readonly alike: readonly Alike[];
};

/** What has the name of something that similar functions use; members count where their type is near. */
function addNamesakes(
  evidence: EvidenceTable,
  here: Look,
  { ports, wordShares, near, alike }: WithTypes,
): void {
  const { index, names } = ports;
  const fileShares = new Map<FileId, number>();
  for (const { file, share } of alike) {
    if (file !== undefined) fileShares.set(file, (fileShares.get(file) ?? 0) + share);
  }
  const words = [...wordShares].sort((a, b) => b[1] - a[1]).slice(0, MOST_WORDS);
  for (const [word, share] of words) {
    const namesakes = names.namesakes(word);
    if (namesakes.length > MOST_NAMESAKES) continue;
    for (const symbol of namesakes) {
      if (!isOther(symbol, here, ports)) continue;
      evidence.raise(symbol, "nameUsedByAlike", share);
      const parent = index.parent(symbol);
      if (parent === undefined) continue;
      const steps = near.get(parent);
      const nearness =
        steps === undefined ? (fileShares.get(index.file(symbol)) ?? 0.3 / namesakes.length) : 1 / steps;
      evidence.raise(symbol, "memberUsedByAlike", share * nearness);
    }
  }
}

/** What the files that are imported from offer besides. */
function addImportedFiles(evidence: EvidenceTable, here: Look, { ports, wordShares }: WithShares): void {
  const { index, names } = ports;
  const wanted = new Set(partsOf(here.name ?? ""));
  for (const word of identifiersIn(here.header)) for (const part of partsOf(word)) wanted.add(part);
  const files = new Set([...here.names.symbols.values()].map((symbol) => index.file(symbol)));
  for (const file of [...files, ...here.names.modules.values()]) {
    if (file === here.file || index.pathOf(file) === "") continue;
    for (const [name, symbol] of names.top(file)) {
      const parts = names.parts(name);
      const shared = parts.filter((part) => wanted.has(part)).length / Math.max(1, parts.length);
      if (shared > 0) evidence.raise(symbol, "fileImportedAlike", shared);
      if (shared > 0 || evidence.has(symbol)) evidence.raise(symbol, "fileImported", 1);
    }
  }
  for (const file of here.names.modules.values()) {
    if (file === here.file) continue;
    for (const [name, symbol] of names.top(file)) {
      const share = wordShares.get(name);
      if (share !== undefined) evidence.raise(symbol, "inNamespace", Math.min(1, share + 0.1));
    }
  }
}

/** What a declaration is, whatever speaks for it. */
function describeAll(evidence: EvidenceTable, here: Look, { index, names, functions }: FindPorts): void {
  const task = new Set(partsOf(here.name ?? ""));
  for (const part of [...here.doc].slice(0, MOST_DOC_PARTS).flatMap(partsOf)) task.add(part);
  const folders = foldersOf(here.path);
  const own = here.file === undefined ? NO_NAMES : names.imported(here.file);
  const ownSymbols = new Set(own.symbols.values());
  const stepsTo = new Map<FileId, number>();
  for (const symbol of [...evidence.symbols()]) {
    const name = index.name(symbol);
    const parent = index.parent(symbol);
    const file = index.file(symbol);
    const importers = functions.importers(symbol) - (ownSymbols.has(symbol) ? 1 : 0);
    evidence.set(symbol, "popularity", Math.log1p(Math.max(0, importers)));
    evidence.set(symbol, "namesakes", Math.log(Math.max(1, names.namesakes(name).length)));
    const steps = stepsTo.get(file) ?? stepsBetween(names.folders(file), folders);
    stepsTo.set(file, steps);
    evidence.set(symbol, "distance", Math.min(FAR_FOLDERS, steps) / FAR_FOLDERS);
    evidence.set(symbol, "sameFolder", steps === 0 ? 1 : 0);
    const parts = names.parts(name);
    const shared = parts.filter((part) => task.has(part)).length;
    evidence.set(symbol, "nameInTask", shared / Math.max(1, parts.length));
    const isCallable = CALLABLE.has(index.kind(symbol));
    evidence.set(symbol, "isType", names.isType(symbol) ? 1 : 0);
    evidence.set(symbol, "isCallable", isCallable ? 1 : 0);
    evidence.set(symbol, "isData", parent !== undefined && !isCallable ? 1 : 0);
    evidence.set(symbol, "isExported", index.isExported(symbol) ? 1 : 0);
    evidence.set(symbol, "isTop", parent === undefined ? 1 : 0);
    if (parent !== undefined && evidence.has(parent)) {
      const container =
        evidence.get(parent, "usedByAlike") +
        evidence.get(parent, "imported") * 0.5 +
        evidence.get(parent, "typeNear") * 0.5 +
        evidence.get(parent, "typeFar") * 0.2;
      evidence.set(symbol, "container", Math.min(1, container));
    }
  }
}

const CALLABLE = new Set(["function", "method", "constructor"]);

function stepsBetween(a: readonly string[], b: readonly string[]): number {
  let common = 0;
  while (common < a.length && common < b.length && a[common] === b[common]) common += 1;
  return a.length + b.length - 2 * common;
}
