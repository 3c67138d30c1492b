// Owns what a function looks like from outside and inside, as numbered features: two functions that share rare ones do similar work.
import type { FileId, SymbolId, WordId } from "../../index/ids.ts";
import type { WorkspaceIndex } from "../../index/index.ts";
import type { FileNames } from "./file-names.ts";
import { folderOf } from "./file-names.ts";
import { identifiersIn, partsOf } from "./words.ts";

/** How much a shared feature of each kind says; chosen on the packages that the weights were fitted on. */
const KINDS = {
  name: 3,
  namePart: 1,
  header: 1.2,
  container: 0.7,
  base: 1,
  folder: 0.8,
  file: 1,
  filePart: 0.7,
  code: 1,
  imported: 0.8,
} as const;

type Kind = keyof typeof KINDS;
const KIND_NUMBERS = new Map(Object.keys(KINDS).map((kind, number) => [kind, number]));
const WEIGHTS = Float64Array.from(Object.values(KINDS));
/** Above any number of a word or a file. */
const KIND_STEP = 2 ** 32;

/** A kind and a number, as one number. */
export type Feature = number;

export function weightOf(feature: Feature): number {
  return WEIGHTS[Math.floor(feature / KIND_STEP)] ?? 0;
}

/** What is known of a function; words that no file has are left out. */
export type FunctionLook = {
  readonly name: string | undefined;
  readonly header: string;
  readonly container: { readonly name: string; readonly header: string } | undefined;
  readonly path: string;
  readonly code: Iterable<WordId>;
  /** Local names that the file imports. */
  readonly imported: Iterable<WordId>;
};

/** Numbers for texts that are no words of the index: parts of names, folders. */
export class Profiles {
  readonly #index: WorkspaceIndex;
  readonly #texts = new Map<string, number>();

  constructor(index: WorkspaceIndex) {
    this.#index = index;
  }

  /** Each feature once. `isNew` numbers texts that were not seen before; without it they are left out. */
  featuresOf(look: FunctionLook, isNew = false): ReadonlySet<Feature> {
    const features = new Set<Feature>();
    const add = (kind: Kind, number: number | undefined): void => {
      if (number !== undefined) features.add((KIND_NUMBERS.get(kind) ?? 0) * KIND_STEP + number);
    };
    const text = (value: string): number | undefined => {
      if (isNew && !this.#texts.has(value)) this.#texts.set(value, this.#texts.size);
      return this.#texts.get(value);
    };
    const { name = "", header, container, path } = look;
    if (name !== "") add("name", this.#index.word(name));
    for (const part of partsOf(name)) add("namePart", text(part));
    for (const word of identifiersIn(header)) if (word !== name) add("header", this.#index.word(word));
    if (container !== undefined) {
      add("container", this.#index.word(container.name));
      for (const word of identifiersIn(container.header)) {
        if (word !== container.name) add("base", this.#index.word(word));
      }
    }
    const folder = folderOf(path);
    add("folder", text(folder));
    add("file", text(path));
    for (const part of partsOf(baseName(path.slice(folder.length)))) add("filePart", text(part));
    for (const word of look.code) add("code", word);
    for (const word of look.imported) add("imported", word);
    return features;
  }
}

function baseName(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(0, dot) : name;
}

/** A function of the index as it looks. */
export function lookOf(index: WorkspaceIndex, names: FileNames, symbol: SymbolId): FunctionLook {
  const file: FileId = index.file(symbol);
  const parent = index.parent(symbol);
  const { symbols, modules } = names.imported(file);
  return {
    name: index.text(index.name(symbol)),
    header: index.header(symbol),
    container:
      parent === undefined
        ? undefined
        : { name: index.text(index.name(parent)), header: index.header(parent) },
    path: index.pathOf(file),
    code: index.wordsIn(symbol),
    imported: [...symbols.keys(), ...modules.keys()],
  };
}
