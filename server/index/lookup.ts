// Owns what a name means at the top of a file: its own symbol, or what its imports lead to through re-exports and packages.
import type { Edges } from "./edges.ts";
import type { FileId, SymbolId, WordId } from "./ids.ts";
import type { NameIndex } from "./names.ts";
import { bindingNumbers, bindingsEnd, EXPORTED, edgesOf, type Store } from "./store.ts";

/** A symbol, or a module as a whole (`import * as`, `import package.module`). */
export type NameMeaning =
  | { readonly kind: "symbol"; readonly symbol: SymbolId }
  | { readonly kind: "module"; readonly file: FileId };

export type LookupPorts = { readonly store: Store; readonly edges: Edges; readonly names: NameIndex };

// Barrels of barrels are common, a chain of eight is not.
const DEEPEST = 8;
const MOST_STARS = 200;
/** Between the names of an import's path, in any language. */
const PATH_SIGNS = /::|[./\\]/;

/** Undefined where the name comes from elsewhere or is not there. */
export function lookUp(ports: LookupPorts, file: FileId, name: WordId): NameMeaning | undefined {
  const star = ports.store.columns.strings.find("*");
  return new Search(ports, star).find(file, name, DEEPEST);
}

/** The first symbol of this name at the top of a file, one that is exported before others. */
export function ownSymbol(store: Store, file: FileId, name: WordId): SymbolId | undefined {
  const { columns } = store;
  const end = columns.fileSymbolsEnd.data[file] ?? 0;
  let found: SymbolId | undefined;
  for (let symbol = columns.fileSymbols.data[file] ?? 0; symbol < end; symbol += 1) {
    if (columns.symbolName.data[symbol] !== name || columns.symbolUp.data[symbol] !== 0) continue;
    if (store.hasFlag(symbol, EXPORTED)) return symbol;
    found ??= symbol;
  }
  return found;
}

class Search {
  readonly #ports: LookupPorts;
  readonly #star: WordId | undefined;
  readonly #visited = new Set<FileId>();

  constructor(ports: LookupPorts, star: WordId | undefined) {
    this.#ports = ports;
    this.#star = star;
  }

  find(file: FileId, name: WordId, depth: number): NameMeaning | undefined {
    const own = ownSymbol(this.#ports.store, file, name);
    if (own !== undefined) return { kind: "symbol", symbol: own };
    if (depth === 0) return undefined;
    return (
      this.#findImported(file, name, depth) ??
      this.#findBeside(file, name) ??
      this.#findInStars(file, name, depth)
    );
  }

  /** What other files of the same package or program define: of several, the one that lies nearest. */
  #findBeside(file: FileId, name: WordId): NameMeaning | undefined {
    const { store, edges, names } = this.#ports;
    const { columns } = store;
    const unit = edges.unitOf(file);
    if (unit === undefined) return undefined;
    const path = columns.paths[file] ?? "";
    let found: SymbolId | undefined;
    let nearest = -1;
    for (const symbol of names.named(name)) {
      const other = columns.symbolFile.data[symbol] ?? 0;
      const shared = sharedLength(path, columns.paths[other] ?? "");
      if (shared <= nearest || !isOutermost(store, symbol) || edges.unitOf(other) !== unit) continue;
      found = symbol;
      nearest = shared;
    }
    return found === undefined ? undefined : { kind: "symbol", symbol: found };
  }

  #findImported(file: FileId, name: WordId, depth: number): NameMeaning | undefined {
    if (name === this.#star) return undefined;
    const { store, edges } = this.#ports;
    const { columns } = store;
    for (const { edge, imported } of bindingsNamed(store, file, name)) {
      const target = edges.targetOf(file, edge);
      if (imported === this.#star) return target === undefined ? undefined : { kind: "module", file: target };
      // An alias of the file itself under its own name would lead here again.
      const isSame = target === file && imported === name;
      const meaning = target === undefined || isSame ? undefined : this.find(target, imported, depth - 1);
      if (meaning !== undefined) return meaning;
      const isAlias = columns.importSource.data[edge] === 0;
      const module = isAlias ? undefined : edges.submoduleOf(file, edge, imported);
      if (module !== undefined) return { kind: "module", file: module };
      const inside = isAlias || target === undefined ? undefined : this.#findInside(target, edge, imported);
      if (inside !== undefined) return { kind: "symbol", symbol: inside };
    }
    return undefined;
  }

  /** What is inside of the type or namespace that the path of an import ends with: `use crate::sync::Arc`, `import a.Outer.Inner`. */
  #findInside(target: FileId, edge: number, name: WordId): SymbolId | undefined {
    const { store } = this.#ports;
    const { columns } = store;
    const { strings, symbolName, symbolUp } = columns;
    const source = strings.text(columns.importSource.data[edge] ?? 0);
    const path = source.split(PATH_SIGNS).filter((part) => part !== strings.text(name));
    const holder = strings.find(path.at(-1) ?? "");
    if (holder === undefined) return undefined;
    const end = columns.fileSymbolsEnd.data[target] ?? 0;
    for (let symbol = columns.fileSymbols.data[target] ?? 0; symbol < end; symbol += 1) {
      const up = symbolUp.data[symbol] ?? 0;
      const isInside = up !== 0 && symbolName.data[symbol - up] === holder;
      if (isInside && symbolName.data[symbol] === name) return symbol;
    }
    return undefined;
  }

  /** `export * from` and `from … import *`. */
  #findInStars(file: FileId, name: WordId, depth: number): NameMeaning | undefined {
    if (this.#visited.has(file) || this.#visited.size > MOST_STARS) return undefined;
    this.#visited.add(file);
    if (this.#star === undefined) return undefined;
    for (const { edge } of bindingsNamed(this.#ports.store, file, this.#star)) {
      const target = this.#ports.edges.targetOf(file, edge);
      const meaning = target === undefined ? undefined : this.find(target, name, depth - 1);
      if (meaning !== undefined) return meaning;
    }
    return undefined;
  }
}

/** Not inside of anything but namespaces. */
function isOutermost(store: Store, symbol: SymbolId): boolean {
  const up = store.columns.symbolUp.data[symbol] ?? 0;
  return up === 0 || (store.kindOf(symbol - up) === "module" && isOutermost(store, symbol - up));
}

function sharedLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

export type Binding = { readonly edge: number; readonly imported: WordId; readonly local: WordId };

/** The names that the imports of a file bring in, in order. */
export function* bindingsOf(store: Store, file: FileId): Generator<Binding> {
  for (const edge of edgesOf(store, file)) {
    for (const binding of bindingsOfEdge(store.columns, edge)) yield { edge, ...binding };
  }
}

/** Those with one local name; a barrel brings in thousands, and is asked again and again. */
export function bindingsNamed(store: Store, file: FileId, local: WordId): readonly Omit<Binding, "local">[] {
  const { fileImports, fileImportsEnd, importBindings, bindingImported, bindingLocal } = store.columns;
  const found: Omit<Binding, "local">[] = [];
  const lastEdge = fileImportsEnd.data[file] ?? 0;
  for (let edge = fileImports.data[file] ?? 0; edge < lastEdge; edge += 1) {
    const end = bindingsEnd(store.columns, edge);
    for (let binding = importBindings.data[edge] ?? 0; binding < end; binding += 1) {
      if (bindingLocal.data[binding] !== local) continue;
      found.push({ edge, imported: bindingImported.data[binding] ?? 0 });
    }
  }
  return found;
}

export function bindingsOfEdge(columns: Store["columns"], edge: number): readonly Omit<Binding, "edge">[] {
  return bindingNumbers(columns, edge).map((binding) => ({
    imported: columns.bindingImported.data[binding] ?? 0,
    local: columns.bindingLocal.data[binding] ?? 0,
  }));
}
