// Owns what a function looks like from outside and inside, as numbered features: two functions that share rare ones do similar work.
import type { SymbolId, WordId } from "../../index/ids.ts";
import type { WorkspaceIndex } from "../../index/index.ts";
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
const WEIGHTS = Float64Array.from(Object.values(KINDS));
/** Above any number of a word or a text; with all kinds below 2^31, where V8 needs no object for a number. */
const KIND_STEP = 2 ** 27;
const KIND_STARTS = Object.fromEntries(
  Object.keys(KINDS).map((kind, number) => [kind, number * KIND_STEP]),
) as Readonly<Record<Kind, number>>;

/** A kind and a number, as one number. */
export type Feature = number;

export function weightOf(feature: Feature): number {
  return WEIGHTS[Math.floor(feature / KIND_STEP)] ?? 0;
}

/** What is known of a function besides its code. */
export type FunctionLook = {
  readonly name: string | undefined;
  readonly header: string;
  readonly container: ContainerLook | undefined;
};

type ContainerLook = { readonly name: string; readonly header: string };

/** Numbers for texts that are no words of the index: parts of names, folders. */
export class Profiles {
  readonly #index: WorkspaceIndex;
  readonly #texts = new Map<string, number>();
  readonly #own = new WeakMap<FunctionLook, readonly Feature[]>();
  readonly #ofContainers = new WeakMap<ContainerLook, readonly Feature[]>();
  /** Whether texts that were not seen before get numbers; otherwise they are left out. */
  #isOpen = true;

  constructor(index: WorkspaceIndex) {
    this.#index = index;
  }

  /** No text gets a number any more. */
  close(): void {
    this.#isOpen = false;
  }

  /** What a function has of itself, each once; words that no file has are left out. `code` are the distinct words of its body. */
  ownFeatures({ name = "", header, container }: FunctionLook, code: Iterable<WordId>): readonly Feature[] {
    const features: Feature[] = [];
    const index = this.#index;
    if (name !== "") add(features, "name", index.word(name));
    for (const part of partsOf(name)) add(features, "namePart", this.#number(part));
    for (const word of identifiersIn(header)) if (word !== name) add(features, "header", index.word(word));
    if (container !== undefined) features.push(...this.#containerFeatures(container));
    for (const word of code) add(features, "code", word);
    return features;
  }

  /** The same for all that it contains. */
  #containerFeatures(container: ContainerLook): readonly Feature[] {
    const known = this.#ofContainers.get(container);
    if (known !== undefined) return known;
    const { name, header } = container;
    const features: Feature[] = [];
    add(features, "container", this.#index.word(name));
    for (const word of identifiersIn(header)) {
      if (word !== name) add(features, "base", this.#index.word(word));
    }
    this.#ofContainers.set(container, features);
    return features;
  }

  /** The same, remembered for as long as somebody holds the function. */
  ownFeaturesOf(look: FunctionLook, code: () => Iterable<WordId>): readonly Feature[] {
    const known = this.#own.get(look) ?? this.ownFeatures(look, code());
    this.#own.set(look, known);
    return known;
  }

  /** What a function has of its file: where it is, and what it imports. */
  placeFeatures(path: string, imported: Iterable<WordId>): readonly Feature[] {
    const features: Feature[] = [];
    const folder = folderOf(path);
    add(features, "folder", this.#number(folder));
    add(features, "file", this.#number(path));
    for (const part of partsOf(baseName(path.slice(folder.length)))) {
      add(features, "filePart", this.#number(part));
    }
    for (const word of imported) add(features, "imported", word);
    return features;
  }

  #number(text: string): number | undefined {
    if (this.#isOpen && !this.#texts.has(text)) this.#texts.set(text, this.#texts.size);
    return this.#texts.get(text);
  }
}

function add(features: Feature[], kind: Kind, number: number | undefined): void {
  if (number !== undefined) features.push(KIND_STARTS[kind] + number);
}

function baseName(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(0, dot) : name;
}

/** A function of the index as it looks, inside of its parent. */
export function lookOf(
  index: WorkspaceIndex,
  symbol: SymbolId,
  container: ContainerLook | undefined,
): FunctionLook {
  return { name: index.text(index.name(symbol)), header: index.header(symbol), container };
}

export function containerOf(index: WorkspaceIndex, parent: SymbolId | undefined): ContainerLook | undefined {
  return parent === undefined
    ? undefined
    : { name: index.text(index.name(parent)), header: index.header(parent) };
}
