// Owns where a name can be imported from: the one file that gives it away, or the one place the other files have it from. Silent where two places come into question.
import type { FileId, WordId } from "./ids.ts";
import type { ImportNames } from "./import-names.ts";
import { bindingsNamed, type LookupPorts, lookUp } from "./lookup.ts";
import type { ImportingFile, Project } from "./modules/family.ts";
import {
  areModulesFolders,
  areModulesNamespaces,
  filesNamedBy,
  modulePaths,
  shareModules,
  sourcesOf,
} from "./modules.ts";
import { namespaceToImport } from "./namespaces.ts";
import { EXPORTED, edgesOf } from "./store.ts";

/** An import that would bring in a name. */
export type ImportSource = {
  /** The module as the importing file writes it; in some languages the name is the last part of it. */
  readonly source: string;
  /** The name in the module; `default` its default export, `*` the module as a whole. */
  readonly imported: string;
  readonly local: string;
  /** Whether it names a type and nothing else. */
  readonly isType: boolean;
};

export type SourcePorts = LookupPorts & { readonly imports: ImportNames; readonly project: () => Project };

/** The file that needs the name; `language` is the id of its row. */
export type NeedyFile = ImportingFile & { readonly language: string };

/** A file of the workspace, or a module from elsewhere, and what the name is called there. */
type Place = Origin & {
  readonly target: FileId | undefined;
  readonly source: string;
  readonly imported: string;
};

/** What is meant at last, where files hand it on: as a text to compare, and the file of the definition. */
type Origin = { readonly origin: string; readonly definedIn: FileId | undefined; readonly isType: boolean };

/** How another file has the name. */
type Vote = Place & { readonly file: FileId };

// Enough to see whether files agree. With both, an answer takes 0.3 ms in a workspace of 10,000 files.
const MOST_IMPORTERS = 60;
const MOST_EXPORTERS = 20;
/** As many files have to import a name from elsewhere before that is trusted. */
const FEWEST_IMPORTERS = 2;
/** Few files go a way of their own where nearly all of this share agree. */
const AGREED_SHARE = 0.9;

/** Undefined where the name means something in the file already, nobody has it, or there is more than one place to get it from. */
export function findSource(ports: SourcePorts, from: NeedyFile, name: string): ImportSource | undefined {
  return find(ports, from, name, () => examplesFor(ports, from));
}

/** Whether there is one. Cheaper: it does not matter how it would be written. */
export function hasSource(ports: SourcePorts, from: NeedyFile, name: string): boolean {
  return find(ports, from, name, () => []) !== undefined;
}

function find(
  ports: SourcePorts,
  from: NeedyFile,
  name: string,
  examples: () => readonly string[],
): ImportSource | undefined {
  const { store } = ports;
  const word = store.columns.strings.find(name);
  const file = store.fileOf(from.path);
  if (areModulesNamespaces(from.language)) {
    const known = word === undefined || file === undefined ? undefined : { file, word };
    const source = known && namespaceToImport(ports, known.file, known.word);
    return source === undefined ? undefined : { source, imported: "*", local: name, isType: true };
  }
  if (file !== undefined && word !== undefined && lookUp(ports, file, word) !== undefined) return undefined;
  const votes = word === undefined ? [] : importersOf(ports, from, word).filter((vote) => vote.file !== file);
  const exporters = placesOf(ports, from, name, word).filter(({ target }) => target !== file);
  const origin = agreedOrigin(exporters, votes);
  if (origin === undefined) return undefined;
  const agreeing = votes.filter((vote) => vote.origin === origin);
  const usable = agreeing.filter((vote) => file === undefined || !isAround(ports, file, vote));
  const place =
    mostCommon(nearest(ports, from.path, usable)) ?? exporters.find((each) => each.origin === origin);
  if (place === undefined) return undefined;
  const source = sourceFor(ports, from, { place, name, votes: agreeing, examples });
  const { imported, isType } = place;
  return source === undefined ? undefined : { source, imported, local: name, isType };
}

/** What one file gives away and nobody has from elsewhere; of several, what the importers mean, if they are more. */
function agreedOrigin(exporters: readonly Place[], votes: readonly Vote[]): string | undefined {
  if (exporters.length >= MOST_EXPORTERS) return undefined;
  const [only, ...others] = exporters;
  const first = mostCommon(votes.map((vote) => ({ ...vote, target: undefined, source: vote.origin })));
  if (first === undefined) return others.length === 0 ? only?.origin : undefined;
  const { origin, definedIn } = first;
  const agreeing = votes.filter((vote) => vote.origin === origin);
  if (agreeing.length < votes.length * AGREED_SHARE) return undefined;
  if (others.length === 0 && only?.origin === origin) return origin;
  // The module as a whole goes by the name of something in it: either may be meant.
  if (origin.endsWith(" *") && exporters.some(({ target }) => target === definedIn)) return undefined;
  const importers = new Set(agreeing.map(({ file }) => file)).size;
  const isKnownWell = definedIn !== undefined || importers >= FEWEST_IMPORTERS;
  return isKnownWell && importers > exporters.length ? origin : undefined;
}

/** Whether a file that hands the name on is the needy one, or hands that one's own names on: it cannot import from itself. */
function isAround({ store, edges }: SourcePorts, file: FileId, { target, definedIn }: Vote): boolean {
  if (target === undefined) return false;
  if (target === file) return true;
  return target !== definedIn && edgesOf(store, target).some((edge) => edges.targetOf(target, edge) === file);
}

/** The votes of files that lie nearest: those of one folder do it in one way. */
function nearest({ store }: SourcePorts, path: string, votes: readonly Vote[]): readonly Vote[] {
  const steps = path.split("/");
  const depths = votes.map(({ file }) => {
    const other = (store.columns.paths[file] ?? "").split("/");
    const differs = steps.findIndex((step, index) => step !== other[index]);
    return differs < 0 ? steps.length : differs;
  });
  const most = Math.max(0, ...depths);
  return votes.filter((_, index) => depths[index] === most);
}

/** Files may have the same thing from different modules that hand it on. */
function mostCommon<P extends Place>(places: readonly P[]): P | undefined {
  const counts = new Map<string, { readonly place: P; count: number }>();
  for (const place of places) {
    const key = `${place.target ?? place.source} ${place.imported}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { place, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.place;
}

/** How other files have the name: each import is a vote for the file that defines it, or for a module from elsewhere. */
function importersOf(ports: SourcePorts, from: NeedyFile, word: WordId): readonly Vote[] {
  const { store, imports, edges } = ports;
  const { strings, importSource, importIsReExport } = store.columns;
  const origins = new Map<string, Origin>();
  return imports.named(word, MOST_IMPORTERS).flatMap(({ file, edge, imported }): readonly Vote[] => {
    if (importSource.data[edge] === 0 || importIsReExport.data[edge] === 1) return [];
    if (!isRelated(ports, from, file)) return [];
    const target = edges.targetOf(file, edge);
    const source = sourceText(ports, edge);
    if (target === undefined && source.startsWith(".")) return [];
    // `mod name;` in Rust declares a module of its own.
    if (target !== undefined && source === strings.text(imported)) return [];
    const key = `${target ?? source} ${imported}`;
    const known = origins.get(key) ?? findOrigin(ports, { target, source, imported });
    origins.set(key, known);
    return [{ ...known, target, source, imported: strings.text(imported), file }];
  });
}

/** Where an imported name is defined at last. */
function findOrigin(
  ports: SourcePorts,
  { target, source, imported }: Pick<Place, "target" | "source"> & { readonly imported: WordId },
): Origin {
  const { store } = ports;
  const { strings, symbolFile, symbolName } = store.columns;
  const text = strings.text(imported);
  // Some languages write the name as the last part of the module.
  const module = source.endsWith(text) ? source.slice(0, -text.length).replace(/[.:\\]+$/, "") : source;
  if (target === undefined) {
    return { origin: `module ${module} ${text}`, definedIn: undefined, isType: false };
  }
  const meaning = text === "*" ? undefined : lookUp(ports, target, imported);
  switch (meaning?.kind) {
    case undefined:
      return { origin: `file ${target} ${text}`, definedIn: target, isType: false };
    case "module":
      return { origin: `file ${meaning.file} *`, definedIn: meaning.file, isType: false };
    case "symbol": {
      const { symbol } = meaning;
      const definedIn = symbolFile.data[symbol] ?? 0;
      const name = strings.text(symbolName.data[symbol] ?? 0);
      return { origin: `file ${definedIn} ${name}`, definedIn, isType: isType(ports, symbol) };
    }
  }
}

/** Where the workspace gives the name away. */
function placesOf(
  ports: SourcePorts,
  from: NeedyFile,
  name: string,
  word: WordId | undefined,
): readonly Place[] {
  if (areModulesFolders(from.language)) return foldersNamed(ports, from, name);
  const exporters = word === undefined ? [] : exportersOf(ports, from, word);
  return [...exporters, ...componentsNamed(ports, from, name)];
}

/** The files whose default export goes by the file's own name. */
function componentsNamed({ store }: SourcePorts, from: NeedyFile, name: string): readonly Place[] {
  const endings = filesNamedBy(from.language, name).map((file) => `/${file}`);
  if (endings.length === 0) return [];
  return [...store.files()]
    .filter((file) => endings.some((ending) => store.columns.paths[file]?.endsWith(ending)))
    .map((file) => ({
      origin: `file ${file} default`,
      definedIn: file,
      isType: false,
      target: file,
      source: "",
      imported: "default",
    }));
}

/** The files that define the name for others, or give something away under it. */
function exportersOf(ports: SourcePorts, from: NeedyFile, word: WordId): readonly Place[] {
  const { store, names, imports } = ports;
  const { strings, symbolFile, symbolUp, importSource } = store.columns;
  const found = new Map<FileId, Place>();
  for (const symbol of names.named(word, MOST_EXPORTERS)) {
    const file = symbolFile.data[symbol] ?? 0;
    if (symbolUp.data[symbol] !== 0 || !store.hasFlag(symbol, EXPORTED)) continue;
    if (found.has(file) || !isRelated(ports, from, file)) continue;
    const imported = isDefault(ports, file, word) ? "default" : strings.text(word);
    found.set(file, exporter(ports, file, word, imported));
  }
  for (const { file, edge } of imports.named(word, MOST_EXPORTERS)) {
    const isAlias = importSource.data[edge] === 0;
    if (!isAlias || found.has(file) || !isRelated(ports, from, file)) continue;
    found.set(file, exporter(ports, file, word, strings.text(word)));
  }
  return [...found.values()];
}

/** The folders that are modules of this name and give something away. */
function foldersNamed(ports: SourcePorts, from: NeedyFile, name: string): readonly Place[] {
  const { store, edges, project } = ports;
  return edges.inFoldersNamed(name, from.language).flatMap((file): readonly Place[] => {
    const isInside = (paths: readonly string[]): boolean => {
      const first = edges.first(paths, from.language);
      return first !== undefined && edges.sharersOf(file).includes(first);
    };
    if (!edges.sharersOf(file).some((each) => givesAway(ports, each))) return [];
    const wanted = { path: store.columns.paths[file] ?? "", name, examples: [], isFirst: isInside };
    const hasFile = (path: string): boolean => store.fileOf(path) !== undefined;
    const [source] = sourcesOf(from.language, { ...wanted, hasFile }, from, project());
    if (source === undefined) return [];
    const target = edges.first(modulePaths(from.language, source, from, project()), from.language) ?? file;
    return [
      { origin: `file ${target} *`, definedIn: target, isType: false, target, source: "", imported: "*" },
    ];
  });
}

function givesAway({ store }: SourcePorts, file: FileId): boolean {
  const end = store.columns.fileSymbolsEnd.data[file] ?? 0;
  for (let symbol = store.columns.fileSymbols.data[file] ?? 0; symbol < end; symbol += 1) {
    if (store.hasFlag(symbol, EXPORTED)) return true;
  }
  return false;
}

function exporter(ports: SourcePorts, file: FileId, word: WordId, imported: string): Place {
  const origin = findOrigin(ports, { target: file, source: "", imported: word });
  return { ...origin, target: file, source: "", imported };
}

/** Whether the file gives the name away as its default export. */
function isDefault({ store }: SourcePorts, file: FileId, word: WordId): boolean {
  const { strings, importSource } = store.columns;
  const name = strings.find("default");
  if (name === undefined) return false;
  return bindingsNamed(store, file, name).some(
    ({ edge, imported }) => importSource.data[edge] === 0 && imported === word,
  );
}

function isType({ store }: SourcePorts, symbol: number): boolean {
  const kind = store.kindOf(symbol);
  return kind === "interface" || kind === "type";
}

function isRelated({ store }: SourcePorts, from: NeedyFile, file: FileId): boolean {
  const { strings, fileLanguage } = store.columns;
  return shareModules(from.language, strings.text(fileLanguage.data[file] ?? 0));
}

type Wanted = {
  readonly place: Place;
  readonly name: string;
  readonly votes: readonly Vote[];
  readonly examples: () => readonly string[];
};

/** As others write it where that leads to the same file from here, else the way from here. */
function sourceFor(
  ports: SourcePorts,
  from: NeedyFile,
  { place, name, votes, examples }: Wanted,
): string | undefined {
  const { store, edges, project } = ports;
  if (place.target === undefined) return place.source;
  const path = store.columns.paths[place.target] ?? "";
  const hasFile = (each: string): boolean => store.fileOf(each) !== undefined;
  const theirs = votes.filter(({ target }) => target === place.target).map(({ source }) => source);
  const isFirst = (paths: readonly string[]): boolean => edges.first(paths, from.language) === place.target;
  const leadsThere = (source: string): boolean =>
    isFirst(modulePaths(from.language, source, from, project()));
  const shared = theirs.find((source) => !source.startsWith(".") && leadsThere(source));
  if (shared !== undefined) return shared;
  const target = { path, name, examples: [...examples(), ...theirs], hasFile, isFirst };
  return sourcesOf(from.language, target, from, project())[0];
}

/** How the file imports other files of the workspace; where it does not yet, how one beside it does, or any. */
function examplesFor(ports: SourcePorts, from: NeedyFile): readonly string[] {
  const { store } = ports;
  const file = store.fileOf(from.path);
  const own = file === undefined ? [] : innerSources(ports, file);
  if (own.length > 0) return own;
  const folder = from.path.slice(0, from.path.lastIndexOf("/") + 1);
  let others: readonly string[] = [];
  for (const other of store.files()) {
    const path = store.columns.paths[other] ?? "";
    const isBeside = path.startsWith(folder) && !path.includes("/", folder.length);
    if ((!isBeside && others.length > 0) || !isRelated(ports, from, other)) continue;
    const sources = innerSources(ports, other);
    if (isBeside && sources.length > 0) return sources;
    if (others.length === 0) others = sources;
  }
  return others;
}

/** Sources that lead to files of the workspace. */
function innerSources(ports: SourcePorts, file: FileId): readonly string[] {
  return edgesOf(ports.store, file)
    .filter((edge) => ports.edges.targetOf(file, edge) !== undefined)
    .map((edge) => sourceText(ports, edge))
    .filter((source) => source !== "");
}

function sourceText({ store }: SourcePorts, edge: number): string {
  return store.columns.strings.text(store.columns.importSource.data[edge] ?? 0);
}
