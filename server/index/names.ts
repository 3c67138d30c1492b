// Owns finding symbols by name: a sorted list of most, and a small map of those that came since; knows no files.
import { numbersBelow } from "./growing.ts";
import type { SymbolId, WordId } from "./ids.ts";
import type { Store } from "./store.ts";

// Sorting 200,000 symbols takes 4 ms.
const MOST_UNSORTED = 20_000;

export class NameIndex {
  readonly #store: Store;
  #sorted = numbersBelow(0, 0);
  /** Symbols from here on are in `#fresh`. */
  #sortedUntil = 0;
  readonly #fresh = new Map<WordId, SymbolId[]>();

  constructor(store: Store) {
    this.#store = store;
    this.sort();
  }

  get byteLength(): number {
    return this.#sorted.byteLength;
  }

  /** To be called when symbols were added. */
  update(): void {
    const { length, data } = this.#store.columns.symbolName;
    const known = this.#sortedUntil + this.#freshCount;
    for (let symbol = known; symbol < length; symbol += 1) {
      const name = data[symbol] ?? 0;
      const list = this.#fresh.get(name);
      if (list === undefined) this.#fresh.set(name, [symbol]);
      else list.push(symbol);
    }
    this.#freshCount += length - known;
    if (this.#freshCount > MOST_UNSORTED) this.sort();
  }

  #freshCount = 0;

  /** Puts every symbol into the sorted list. */
  sort(): void {
    const { symbolName, strings } = this.#store.columns;
    const places = new Uint32Array(strings.size + 1);
    let living = 0;
    for (let symbol = 0; symbol < symbolName.length; symbol += 1) {
      if (!this.#store.isAlive(symbol)) continue;
      const name = symbolName.data[symbol] ?? 0;
      places[name + 1] = (places[name + 1] ?? 0) + 1;
      living += 1;
    }
    for (let name = 1; name < places.length; name += 1) {
      places[name] = (places[name] ?? 0) + (places[name - 1] ?? 0);
    }
    const sorted = numbersBelow(symbolName.length, living);
    for (let symbol = 0; symbol < symbolName.length; symbol += 1) {
      if (!this.#store.isAlive(symbol)) continue;
      const name = symbolName.data[symbol] ?? 0;
      const place = places[name] ?? 0;
      sorted[place] = symbol;
      places[name] = place + 1;
    }
    this.#sorted = sorted;
    this.#sortedUntil = symbolName.length;
    this.#fresh.clear();
    this.#freshCount = 0;
  }

  /** Symbols with this name, in the order in which they were added; of very many those that are not dead among the first `most`. */
  named(name: WordId, most = Number.POSITIVE_INFINITY): readonly SymbolId[] {
    const { symbolName } = this.#store.columns;
    const nameAt = (place: number): number => symbolName.data[this.#sorted[place] ?? 0] ?? 0;
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (nameAt(middle) < name) low = middle + 1;
      else high = middle;
    }
    const found: SymbolId[] = [];
    const end = Math.min(this.#sorted.length, low + most);
    for (let place = low; place < end && nameAt(place) === name; place += 1) {
      found.push(this.#sorted[place] ?? 0);
    }
    return [...found, ...(this.#fresh.get(name) ?? [])].filter((symbol) => this.#store.isAlive(symbol));
  }
}
