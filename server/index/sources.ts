// Owns where a name can be imported from: the one file that gives it away, or the one place the other files have it from. Silent where two places come into question.
import type { FileId, WordId } from "./ids.ts";
import type { ImportNames } from "./import-names.ts";
import { bindingsOf, type LookupPorts, lookUp } from "./lookup.ts";
import type { ImportingFile, Project } from "./modules/family.ts";
import { modulePaths, shareModules, sourcesOf } from "./modules.ts";
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

/** What is meant at last, where files hand it on, as a text to compare. */
type Origin = { readonly origin: string; readonly isType: boolean };

/** How another file has the name. */
type Vote = Place & { readonly file: FileId };

// Enough to see whether files agree. With both, an answer takes 0.3 ms in a workspace of 10,000 files.
const MOST_IMPORTERS = 60;
const MOST_EXPORTERS = 20;
/** As many files have to import a name from one place before the place alone is trusted. */
const FEWEST_IMPORTERS = 2;

/** Undefined where the name means something in the file already, nobody has it, or there is more than one place to get it from. */
export function findSource(ports: SourcePorts, from: NeedyFile, name: string): ImportSource | undefined {
  const { store } = ports;
  const word = store.columns.strings.find(name);
  if (word === undefined) return undefined;
  const file = store.fileOf(from.path);
  if (file !== undefined && lookUp(ports, file, word) !== undefined) return undefined;
  const votes = importersOf(ports, from, word).filter((vote) => vote.file !== file);
  const exporters = exportersOf(ports, from, word).filter(({ target }) => target !== file);
  const place = agreed(exporters, votes);
  if (place === undefined) return undefined;
  const examples = file === undefined ? [] : edgesOf(store, file).map((edge) => sourceText(ports, edge));
  const source = sourceFor(ports, from, { place, name, votes, examples });
  const { imported, isType } = place;
  return source === undefined ? undefined : { source, imported, local: name, isType };
}

/** What one file gives away and nobody has from elsewhere; of several, what all importers mean, if they are more. */
function agreed(exporters: readonly Place[], votes: readonly Vote[]): Place | undefined {
  const [first] = votes;
  if (votes.some(({ origin }) => origin !== first?.origin)) return undefined;
  if (exporters.length >= MOST_EXPORTERS) return undefined;
  const [only, ...others] = exporters;
  if (first === undefined) return others.length === 0 ? only : undefined;
  const isOnly = only !== undefined && others.length === 0 && only.origin === first.origin;
  const importers = new Set(votes.map(({ file }) => file)).size;
  const isTrusted = importers >= FEWEST_IMPORTERS && importers > exporters.length;
  return isOnly || isTrusted ? mostCommon(votes) : undefined;
}

/** Files may have the same thing from different modules that hand it on. */
function mostCommon(votes: readonly Vote[]): Place | undefined {
  const counts = new Map<string, { readonly place: Place; count: number }>();
  for (const vote of votes) {
    const key = `${vote.target ?? vote.source} ${vote.imported}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { place: vote, count: 1 });
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
  if (target === undefined) return { origin: `module ${source} ${text}`, isType: false };
  const meaning = text === "*" ? undefined : lookUp(ports, target, imported);
  switch (meaning?.kind) {
    case undefined:
      return { origin: `file ${target} ${text}`, isType: false };
    case "module":
      return { origin: `file ${meaning.file} *`, isType: false };
    case "symbol": {
      const { symbol } = meaning;
      const name = strings.text(symbolName.data[symbol] ?? 0);
      return { origin: `file ${symbolFile.data[symbol] ?? 0} ${name}`, isType: isType(ports, symbol) };
    }
  }
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

function exporter(ports: SourcePorts, file: FileId, word: WordId, imported: string): Place {
  const origin = findOrigin(ports, { target: file, source: "", imported: word });
  return { ...origin, target: file, source: "", imported };
}

/** Whether the file gives the name away as its default export. */
function isDefault({ store }: SourcePorts, file: FileId, word: WordId): boolean {
  const { strings, importSource } = store.columns;
  const name = strings.find("default");
  return [...bindingsOf(store, file)].some(
    ({ edge, imported, local }) => importSource.data[edge] === 0 && local === name && imported === word,
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
  readonly examples: readonly string[];
};

/** As others write it where that leads to the same file from here, else the way from here. */
function sourceFor(
  ports: SourcePorts,
  from: NeedyFile,
  { place, name, votes, examples }: Wanted,
): string | undefined {
  const { store, project } = ports;
  if (place.target === undefined) return place.source;
  const path = store.columns.paths[place.target] ?? "";
  const hasFile = (each: string): boolean => store.fileOf(each) !== undefined;
  const theirs = votes.filter(({ target }) => target === place.target).map(({ source }) => source);
  const leadsThere = (source: string): boolean =>
    modulePaths(from.language, source, from, project()).find(hasFile) === path;
  const shared = theirs.find((source) => !source.startsWith(".") && leadsThere(source));
  if (shared !== undefined) return shared;
  const target = { path, name, examples: [...examples, ...theirs], hasFile };
  return sourcesOf(from.language, target, from, project())[0];
}

function sourceText({ store }: SourcePorts, edge: number): string {
  return store.columns.strings.text(store.columns.importSource.data[edge] ?? 0);
}
