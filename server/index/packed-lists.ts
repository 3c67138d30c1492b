// Owns lists of numbers and texts packed into one block of bytes; each knows its own length.
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

  /** Puts texts behind each other; read them with `textAt`. */
  addTexts(first: string, second: string): number {
    const place = this.#bytes.length;
    for (const text of [first, second]) {
      const encoded = Buffer.from(text, "utf8");
      this.#bytes.reserve(encoded.length + MOST_BYTES);
      this.#put(encoded.length);
      this.#bytes.data.set(encoded, this.#bytes.length);
      this.#bytes.length += encoded.length;
    }
    return place;
  }

  /** Text number `index` at a place. */
  textAt(place: number, index: 0 | 1): string {
    const { data } = this.#bytes;
    let at = place;
    for (let skip = index; ; skip -= 1) {
      let length = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = data[at++] ?? 0;
        length += (byte & (MORE - 1)) * 2 ** shift;
        if (byte < MORE) break;
      }
      if (skip === 0) return Buffer.from(data.buffer, data.byteOffset + at, length).toString("utf8");
      at += length;
    }
  }

  /** Copies two texts of another block as they are. */
  copyTexts(from: PackedLists, start: number): number {
    const place = this.#bytes.length;
    this.#bytes.pushAll(from.#bytesOfTexts(start));
    return place;
  }

  /** Whether the two texts at a place are those at a place of another block. */
  hasTexts(place: number, other: PackedLists, otherPlace: number): boolean {
    return Buffer.compare(this.#bytesOfTexts(place), other.#bytesOfTexts(otherPlace)) === 0;
  }

  /** Both texts with their lengths. */
  #bytesOfTexts(start: number): Uint8Array {
    const { data } = this.#bytes;
    let end = start;
    for (let left = 2; left > 0; left -= 1) {
      let length = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = data[end++] ?? 0;
        length += (byte & (MORE - 1)) * 2 ** shift;
        if (byte < MORE) break;
      }
      end += length;
    }
    return data.subarray(start, end);
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
