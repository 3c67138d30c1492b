// Owns collecting what speaks for declarations of other files at a place: names, types, similar functions, the folder; ranks nothing.
import type { FileId, SymbolId, WordId } from "../../index/ids.ts";
import type { WorkspaceIndex } from "../../index/index.ts";
import { type Alike, findAlike } from "./alike.ts";
import { callBefore, chainBefore } from "./chains.ts";
import type { ChangedFunctions } from "./changed-functions.ts";
import { COLUMN, COLUMNS, EvidenceTable } from "./evidence.ts";
import { type FileNames, folderOf, foldersOf, type ImportedNames } from "./file-names.ts";
import type { FunctionIndex } from "./function-index.ts";
import type { Site } from "./site.ts";
import { StaticTypes, type StaticTypesPorts } from "./static-types.ts";
import { addTypeSteps } from "./type-steps.ts";
import { analogy, identifiersIn, partsOf } from "./words.ts";

export type FindPorts = {
  readonly index: WorkspaceIndex;
  readonly names: FileNames;
  readonly functions: FunctionIndex;
  /** Files whose functions have changed since `functions` was built, and those functions as they are now. */
  readonly stale: ReadonlySet<FileId>;
  readonly changed: ChangedFunctions;
};

/** A place with its names as numbers of the index. */
export type Look = Site & {
  readonly file: FileId | undefined;
  readonly names: ImportedNames;
};

/** A name that so many places define says nothing about any one of them. */
const MOST_NAMESAKES = 100;
const MOST_NAMED = 20;
const MOST_WORDS = 150;
const MOST_LOCALS = 20;
const FAR_FOLDERS = 6;
const MOST_DOC_PARTS = 40;

export function findEvidence(site: Site, ports: FindPorts): EvidenceTable {
  const here = lookOf(site, ports);
  const evidence = new EvidenceTable();
  const alike = findAlike(here, ports);
  const wordShares = addUsedByAlike(evidence, here, alike, ports);
  addAnalogies(evidence, here, alike, { ports, wordShares });
  addNames(evidence, here, ports);
  addSiblings(evidence, here, ports);
  addFolder(evidence, here, ports);
  const near = addTypeSteps(evidence, here, ports);
  addStaticTypes(evidence, here, ports);
  addNamesakes(evidence, here, { ports, wordShares, near, alike });
  addImportedFiles(evidence, here, { ports, wordShares });
  describeAll(evidence, here, ports);
  return evidence;
}

/** Members of the static type before the dot at the site, those of parents too, each once; empty where it is not known. */
export function membersBehind(site: Site, ports: StaticTypesPorts): readonly string[] {
  const { index } = ports;
  const types = new StaticTypes(ports, lookOf(site, ports));
  const chain = chainBefore(site.before);
  const receiver = chain && types.meaningOf(chain);
  if (receiver === undefined) return [];
  const members = types
    .membersOf(receiver)
    .filter((member) => receiver.kind !== "instance" || !/\bstatic\b/.test(index.header(member)));
  return [...new Set(members.map((member) => index.name(member)))].map((word) => index.text(word));
}

function lookOf(site: Site, { index, names }: StaticTypesPorts): Look {
  const file = index.fileOf(site.path);
  return { ...site, file, names: file === undefined ? NO_NAMES : names.meanings(file, site.imported) };
}

const NO_NAMES: ImportedNames = { symbols: new Map(), modules: new Map() };

/** True for what may be shown: a symbol that is still there, of another file. */
function isOther(symbol: SymbolId, here: Look, { index }: FindPorts): boolean {
  const file = index.file(symbol);
  return file !== here.file && index.pathOf(file) !== "";
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
    const beside = file ?? here.file;
    const top = beside === undefined ? undefined : names.shared(beside);
    const spaces: FileId[] = [];
    if (file === undefined) ownShare += share;
    else fileShares.set(file, (fileShares.get(file) ?? 0) + share);
    for (const word of words) {
      shares.set(word, (shares.get(word) ?? 0) + share);
      const space = imported.modules.get(word);
      if (space !== undefined) spaces.push(space);
      const symbol = imported.symbols.get(word) ?? top?.get(word);
      if (symbol !== undefined && isOther(symbol, here, ports))
        evidence.add(symbol, COLUMN.usedByAlike, share);
    }
    // `Space.name`: which of the words is a name of which namespace is not known, but hardly any is one of two.
    for (const space of spaces) {
      if (space === here.file || index.pathOf(space) === "") continue;
      const inside = names.shared(space);
      for (const word of words) {
        const symbol = inside.get(word);
        if (symbol !== undefined) evidence.add(symbol, COLUMN.usedByAlike, share);
      }
    }
  }
  for (const [file, share] of fileShares) {
    for (const symbol of names.imported(file).symbols.values()) {
      if (isOther(symbol, here, ports)) evidence.add(symbol, COLUMN.importedByAlike, share);
    }
  }
  if (ownShare > 0) {
    for (const symbol of here.names.symbols.values()) evidence.add(symbol, COLUMN.importedByAlike, ownShare);
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
        evidence.add(symbol, COLUMN.analogous, 3 * share * (isBeside ? 1 : 1 / namesakes.length));
      }
      wordShares.set(other, Math.max(wordShares.get(other) ?? 0, share));
    }
  }
}

/** Names that stand in the header, the doc comment and the code that is there. */
function addNames(evidence: EvidenceTable, here: Look, ports: FindPorts): void {
  const { index, names } = ports;
  for (const symbol of here.names.symbols.values()) evidence.raise(symbol, COLUMN.imported, 1);
  const found = [
    [COLUMN.inHeader, identifiersIn(here.header)],
    [COLUMN.inDoc, here.doc],
    [COLUMN.inCode, here.code],
  ] as const;
  for (const [column, texts] of found) {
    for (const text of texts) {
      if (here.own.has(text)) continue;
      const word = index.word(text);
      if (word === undefined) continue;
      const imported = here.names.symbols.get(word);
      if (imported !== undefined) {
        evidence.raise(imported, column, 1);
        continue;
      }
      const namesakes = names.namesakes(word);
      if (namesakes.length > MOST_NAMED) continue;
      for (const symbol of namesakes) {
        if (isOther(symbol, here, ports)) evidence.raise(symbol, column, 0.5 / namesakes.length);
      }
    }
  }
}

function addSiblings(evidence: EvidenceTable, here: Look, ports: FindPorts): void {
  const { names } = ports;
  const uses = new Map<WordId, number>();
  for (const { code } of here.siblings) {
    for (const word of names.wordsOf(code)) uses.set(word, (uses.get(word) ?? 0) + 1);
  }
  for (const [word, count] of uses) {
    const symbol = here.names.symbols.get(word);
    if (symbol !== undefined) evidence.raise(symbol, COLUMN.usedBySiblings, count / here.siblings.length);
    const namesakes = names.namesakes(word);
    if (namesakes.length > MOST_NAMED) continue;
    for (const each of namesakes) {
      if (!evidence.has(each)) continue;
      evidence.raise(
        each,
        COLUMN.nameUsedBySiblings,
        count / here.siblings.length / Math.sqrt(namesakes.length),
      );
    }
  }
}

function addFolder(evidence: EvidenceTable, here: Look, ports: FindPorts): void {
  const { functions } = ports;
  const folder = folderOf(here.path);
  const counted = countedHere(here, functions);
  const counts = functions.importedIn(folder);
  const files = Math.max(1, functions.filesIn(folder) - (here.file === undefined ? 0 : 1));
  for (const [symbol, count] of counts) {
    const others = count - (counted.has(symbol) ? 1 : 0);
    if (others > 0 && isOther(symbol, here, ports)) {
      evidence.add(symbol, COLUMN.importedInFolder, others / files);
    }
  }
}

/** What is imported by the open file in the picture of all files; its imports may have changed since. */
function countedHere({ file }: Look, functions: FunctionIndex): ReadonlySet<SymbolId> {
  return new Set(file === undefined ? [] : functions.importedBy(file));
}

/** The types that local names have, and what stands before the dot at the cursor. */
function addStaticTypes(evidence: EvidenceTable, here: Look, ports: FindPorts): void {
  const types = new StaticTypes(ports, here);
  const locals = new Map(here.locals.map((local) => [local.name, local]));
  [...locals.values()].slice(-MOST_LOCALS).forEach((local, place, all) => {
    const meaning = types.typeOfLocal(local);
    if (meaning?.kind !== "instance") return;
    const nearness = (place + 1) / all.length;
    for (const type of meaning.types) {
      if (isOther(type, here, ports)) evidence.raise(type, COLUMN.typeOfLocal, nearness);
    }
    for (const member of types.membersOf(meaning)) {
      if (isOther(member, here, ports)) evidence.raise(member, COLUMN.memberOfLocal, nearness);
    }
  });
  const call = callBefore(here.before);
  for (const type of call === undefined ? [] : types.expectedIn(call)) {
    if (!isOther(type, here, ports)) continue;
    evidence.raise(type, COLUMN.typeNear, 1);
    for (const member of ports.names.membersOf(type)) evidence.raise(member, COLUMN.memberNear, 1);
  }
  const chain = chainBefore(here.before);
  const receiver = chain && types.meaningOf(chain);
  if (receiver === undefined) return;
  for (const member of types.membersOf(receiver)) {
    if (!isOther(member, here, ports)) continue;
    const isOwn = receiver.kind !== "instance" || receiver.types.includes(ports.index.parent(member) ?? -1);
    evidence.raise(member, COLUMN.memberOfReceiver, isOwn ? 1 : 0.7);
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
  const common = new Map<WordId, number>();
  for (const [word, share] of words) {
    const namesakes = names.namesakes(word);
    if (namesakes.length > MOST_NAMESAKES) {
      common.set(word, share);
      continue;
    }
    for (const symbol of namesakes) {
      if (!isOther(symbol, here, ports)) continue;
      evidence.raise(symbol, COLUMN.nameUsedByAlike, share);
      const parent = index.parent(symbol);
      if (parent === undefined) continue;
      const steps = near.get(parent);
      const nearness =
        steps === undefined ? (fileShares.get(index.file(symbol)) ?? 0.3 / namesakes.length) : 1 / steps;
      evidence.raise(symbol, COLUMN.memberUsedByAlike, share * nearness);
    }
  }
  addCommonMembers(evidence, here, { ports, common, near });
}

/** Members of types that are at hand, or that similar functions use, by names that too many places define: `new`, `get`. */
function addCommonMembers(
  evidence: EvidenceTable,
  here: Look,
  {
    ports,
    common,
    near,
  }: Pick<WithTypes, "ports" | "near"> & { readonly common: ReadonlyMap<WordId, number> },
): void {
  const { index, names } = ports;
  if (common.size === 0) return;
  for (const type of [...evidence.symbols()]) {
    if (!names.isType(type)) continue;
    const steps = near.get(type);
    const nearness = Math.max(steps === undefined ? 0 : 1 / steps, evidence.get(type, COLUMN.usedByAlike));
    if (nearness === 0) continue;
    for (const member of names.membersOf(type)) {
      const share = common.get(index.name(member));
      if (share === undefined || !isOther(member, here, ports)) continue;
      evidence.raise(member, COLUMN.nameUsedByAlike, share);
      evidence.raise(member, COLUMN.memberUsedByAlike, share * nearness);
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
    for (const [name, symbol] of names.shared(file)) {
      const parts = names.parts(name);
      const shared = parts.filter((part) => wanted.has(part)).length / Math.max(1, parts.length);
      if (shared > 0) evidence.raise(symbol, COLUMN.fileImportedAlike, shared);
      if (shared > 0 || evidence.has(symbol)) evidence.raise(symbol, COLUMN.fileImported, 1);
    }
  }
  for (const file of here.names.modules.values()) {
    if (file === here.file) continue;
    for (const [name, symbol] of names.shared(file)) {
      const share = wordShares.get(name);
      if (share !== undefined) evidence.raise(symbol, COLUMN.inNamespace, Math.min(1, share + 0.1));
    }
  }
}

/** What a declaration is, whatever speaks for it. */
function describeAll(evidence: EvidenceTable, here: Look, { index, names, functions }: FindPorts): void {
  const task = new Set(partsOf(here.name ?? ""));
  for (const part of [...here.doc].slice(0, MOST_DOC_PARTS).flatMap(partsOf)) task.add(part);
  const folders = foldersOf(here.path);
  const counted = countedHere(here, functions);
  const stepsTo = new Map<FileId, number>();
  const { cells } = evidence;
  let row = -COLUMNS;
  for (const symbol of evidence.symbols()) {
    row += COLUMNS;
    const name = index.name(symbol);
    const parent = index.parent(symbol);
    const file = index.file(symbol);
    const importers = functions.importers(symbol) - (counted.has(symbol) ? 1 : 0);
    cells[row + COLUMN.popularity] = Math.log1p(Math.max(0, importers));
    cells[row + COLUMN.namesakes] = Math.log(Math.max(1, names.namesakes(name).length));
    const steps = stepsTo.get(file) ?? stepsBetween(names.folders(file), folders);
    stepsTo.set(file, steps);
    cells[row + COLUMN.distance] = Math.min(FAR_FOLDERS, steps) / FAR_FOLDERS;
    cells[row + COLUMN.sameFolder] = steps === 0 ? 1 : 0;
    const parts = names.parts(name);
    const shared = parts.filter((part) => task.has(part)).length;
    cells[row + COLUMN.nameInTask] = shared / Math.max(1, parts.length);
    const isCallable = CALLABLE.has(index.kind(symbol));
    cells[row + COLUMN.isType] = names.isType(symbol) ? 1 : 0;
    cells[row + COLUMN.isCallable] = isCallable ? 1 : 0;
    cells[row + COLUMN.isData] = parent !== undefined && !isCallable ? 1 : 0;
    cells[row + COLUMN.isExported] = index.isExported(symbol) ? 1 : 0;
    cells[row + COLUMN.isTop] = parent === undefined ? 1 : 0;
    if (parent !== undefined && evidence.has(parent)) {
      const container =
        evidence.get(parent, COLUMN.usedByAlike) +
        evidence.get(parent, COLUMN.imported) * 0.5 +
        evidence.get(parent, COLUMN.typeNear) * 0.5 +
        evidence.get(parent, COLUMN.typeFar) * 0.2;
      cells[row + COLUMN.container] = Math.min(1, container);
    }
  }
}

const CALLABLE = new Set(["function", "method", "constructor"]);

function stepsBetween(a: readonly string[], b: readonly string[]): number {
  let common = 0;
  while (common < a.length && common < b.length && a[common] === b[common]) common += 1;
  return a.length + b.length - 2 * common;
}
