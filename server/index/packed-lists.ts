// Owns lists of rising numbers packed into one block of bytes, each with a few numbers before it; each knows its own length.
import { bytes, Growing } from "./growing.ts";
import { MORE, MOST_BYTES, numberAt, putNumber } from "./short-numbers.ts";

/** Place 0 holds an empty list, for all that have none. */
export class PackedLists {
  readonly #bytes: Growing<Uint8Array>;

  constructor(packed: Uint8Array = new Uint8Array([0])) {
    this.#bytes = new Growing(bytes, packed);
  }

  get byteLength(): number {
    return this.#bytes.data.byteLength;
  }

  columns(): Uint8Array {
    return this.#bytes.trim();
  }

  /** Packs `head` as it is, and `numbers`, which it sorts, by the steps between them; doubles are dropped. */
  add(head: readonly number[], numbers: Uint32Array): number {
    if (head.length + numbers.length === 0) return 0;
    numbers.sort();
    let count = 0;
    let previous = -1;
    for (const number of numbers) {
      if (number !== previous) numbers[count++] = number;
      previous = number;
    }
    const place = this.#bytes.length;
    this.#bytes.reserve((head.length + count + 1) * MOST_BYTES);
    for (const number of head) putNumber(this.#bytes, number);
    putNumber(this.#bytes, count);
    previous = 0;
    for (let index = 0; index < count; index += 1) {
      const number = numbers[index] ?? 0;
      putNumber(this.#bytes, number - previous);
      previous = number;
    }
    return place;
  }

  /** Number `index` of the head at a place. */
  headAt(place: number, index: number): number {
    return numberAt(this.#bytes.data, this.#behind(place, index)).value;
  }

  headOf(place: number, length: number): readonly number[] {
    const head: number[] = [];
    for (let at = place; head.length < length; ) {
      const { value, end } = numberAt(this.#bytes.data, at);
      head.push(value);
      at = end;
    }
    return head;
  }

  /** The list at a place, behind a head of so many numbers, in `target` where that is long enough. */
  numbersAt(place: number, headLength: number, target = new Uint32Array(0)): Uint32Array {
    const { data } = this.#bytes;
    const { value: count, end } = numberAt(data, this.#behind(place, headLength));
    const numbers = target.length < count ? new Uint32Array(count) : target.subarray(0, count);
    let at = end;
    let number = 0;
    for (let index = 0; index < count; index += 1) {
      for (let shift = 0; ; shift += 7) {
        const byte = data[at++] ?? 0;
        number += (byte & (MORE - 1)) * 2 ** shift;
        if (byte < MORE) break;
      }
      numbers[index] = number;
    }
    return numbers;
  }

  /** Where the number stands that so many numbers precede. */
  #behind(place: number, count: number): number {
    const { data } = this.#bytes;
    let at = place;
    for (let left = count; left > 0; at += 1) if ((data[at] ?? 0) < MORE) left -= 1;
    return at;
  }
}
