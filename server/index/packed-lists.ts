// Owns lists of numbers packed into one block of bytes; each knows its own length.
import { bytes, Growing } from "./growing.ts";

const MORE = 0x80;
const MOST_BYTES = 5;

/** Place 0 holds an empty list, for all that have none. */
export class PackedLists {
  readonly #bytes: Growing<Uint8Array>;

  constructor(packed: Uint8Array = new Uint8Array([0])) {
    this.#bytes = new Growing(bytes, packed);
  }

  get byteLength(): number {
    return this.#bytes.data.byteLength;
  }

  /** Where the next one will begin. */
  get place(): number {
    return this.#bytes.length;
  }

  columns(): Uint8Array {
    return this.#bytes.trim();
  }

  /** Packs `numbers`, which it sorts, by the steps between them; doubles are dropped. */
  addSorted(numbers: Uint32Array): number {
    if (numbers.length === 0) return 0;
    numbers.sort();
    let count = 0;
    let previous = -1;
    for (const number of numbers) {
      if (number !== previous) numbers[count++] = number;
      previous = number;
    }
    const place = this.#bytes.length;
    this.#bytes.reserve((count + 1) * MOST_BYTES);
    this.#put(count);
    previous = 0;
    for (let index = 0; index < count; index += 1) {
      const number = numbers[index] ?? 0;
      this.#put(number - previous);
      previous = number;
    }
    return place;
  }

  /** The list at a place, in `target` where that is long enough. */
  numbersAt(place: number, target = new Uint32Array(0)): Uint32Array {
    let at = place;
    const { data } = this.#bytes;
    const next = (): number => {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = data[at++] ?? 0;
        value += (byte & (MORE - 1)) * 2 ** shift;
        if (byte < MORE) return value;
      }
    };
    const count = next();
    const numbers = target.length < count ? new Uint32Array(count) : target.subarray(0, count);
    let number = 0;
    for (let index = 0; index < count; index += 1) {
      number += next();
      numbers[index] = number;
    }
    return numbers;
  }

  #put(value: number): void {
    let rest = value;
    while (rest >= MORE) {
      this.#bytes.data[this.#bytes.length++] = (rest % MORE) | MORE;
      rest = Math.floor(rest / MORE);
    }
    this.#bytes.data[this.#bytes.length++] = rest;
  }
}
