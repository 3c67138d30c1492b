// Owns every string of the index once, as UTF-8 in one block with numbers instead of objects; knows no meaning of any.
import { bytes, Growing, GrowingNumbers, numbersBelow, words32 } from "./growing.ts";

export type StringColumns = {
  readonly bytes: Uint8Array;
  readonly lengths: Uint8Array | Uint16Array | Uint32Array;
};

// FNV-1a, 32 bits: quick for the short strings that names are.
const HASH_START = 0x811c9dc5;
const HASH_PRIME = 0x01000193;
const ASCII_END = 0x80;
/** Starts of strings between are added up. */
const STEP = 16;
const MOST_FULL = 0.75;

/** Numbers strings from 0 in the order of their first use; number 0 is the empty string. */
export class StringTable {
  readonly #bytes: Growing<Uint8Array>;
  readonly #lengths: GrowingNumbers;
  /** Where every string begins whose number `STEP` divides. */
  readonly #starts = new Growing(words32);
  /** Number + 1 at its hash or the next free place behind; 0 is free. Made when the first string is looked up. */
  #slots = numbersBelow(0, 0);

  constructor(columns: StringColumns = { bytes: new Uint8Array(0), lengths: new Uint8Array([0]) }) {
    this.#bytes = new Growing(bytes, columns.bytes);
    this.#lengths = new GrowingNumbers(columns.lengths);
    let start = 0;
    for (let id = 0; id < columns.lengths.length; id += 1) {
      if (id % STEP === 0) this.#starts.push(start);
      start += columns.lengths[id] ?? 0;
    }
  }

  get size(): number {
    return this.#lengths.length;
  }

  get byteLength(): number {
    return (
      [this.#bytes, this.#lengths, this.#starts].reduce((sum, { data }) => sum + data.byteLength, 0) +
      this.#slots.byteLength
    );
  }

  columns(): StringColumns {
    return { bytes: this.#bytes.trim(), lengths: this.#lengths.trim() };
  }

  text(id: number): string {
    const start = this.#startOf(id);
    const { buffer, byteOffset } = this.#bytes.data;
    return Buffer.from(buffer, byteOffset + start, this.#lengths.data[id] ?? 0).toString("utf8");
  }

  intern(text: string): number {
    return this.internSlice(text, 0, text.length);
  }

  /** The number of a part of `text`, without making a string of it. */
  internSlice(text: string, start: number, end: number): number {
    const hash = hashOf(text, start, end);
    if (hash === undefined) return this.#internEncoded(text.slice(start, end));
    const slot = this.#slotOf(hash, end - start, (offset) => text.charCodeAt(start + offset));
    const known = this.#slots[slot] ?? 0;
    if (known > 0) return known - 1;
    const length = end - start;
    this.#bytes.reserve(length);
    const { data } = this.#bytes;
    for (let offset = 0; offset < length; offset += 1) {
      data[this.#bytes.length + offset] = text.charCodeAt(start + offset);
    }
    return this.#add(slot, length);
  }

  internBytes(source: Uint8Array, start: number, end: number): number {
    let hash = HASH_START;
    for (let index = start; index < end; index += 1) {
      hash = Math.imul(hash ^ (source[index] ?? 0), HASH_PRIME);
    }
    const slot = this.#slotOf(hash >>> 0, end - start, (offset) => source[start + offset] ?? 0);
    const known = this.#slots[slot] ?? 0;
    if (known > 0) return known - 1;
    this.#bytes.reserve(end - start);
    this.#bytes.data.set(source.subarray(start, end), this.#bytes.length);
    return this.#add(slot, end - start);
  }

  find(text: string): number | undefined {
    const hash = hashOf(text, 0, text.length);
    const encoded = hash === undefined ? Buffer.from(text, "utf8") : undefined;
    const byteAt =
      encoded === undefined
        ? (offset: number) => text.charCodeAt(offset)
        : (offset: number) => encoded[offset] ?? 0;
    const length = encoded?.length ?? text.length;
    const slot = this.#slotOf(hash ?? hashOfBytes(encoded ?? new Uint8Array(0)), length, byteAt);
    const known = this.#slots[slot] ?? 0;
    return known > 0 ? known - 1 : undefined;
  }

  #startOf(id: number): number {
    const { data } = this.#lengths;
    let start = this.#starts.data[Math.floor(id / STEP)] ?? 0;
    for (let before = id - (id % STEP); before < id; before += 1) start += data[before] ?? 0;
    return start;
  }

  #internEncoded(text: string): number {
    const encoded = Buffer.from(text, "utf8");
    return this.internBytes(encoded, 0, encoded.length);
  }

  /** Counts the bytes behind the last string as a new one. */
  #add(slot: number, length: number): number {
    const id = this.#lengths.length;
    if (id % STEP === 0) this.#starts.push(this.#bytes.length);
    this.#bytes.length += length;
    this.#lengths.push(length);
    this.#slots[slot] = id + 1;
    return id;
  }

  /** Where the string is, or would be put. */
  #slotOf(hash: number, length: number, byteAt: (offset: number) => number): number {
    if (this.#lengths.length >= this.#slots.length * MOST_FULL) this.#rehash();
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const known = this.#slots[slot] ?? 0;
      if (known === 0 || this.#isSame(known - 1, length, byteAt)) return slot;
    }
  }

  #isSame(id: number, length: number, byteAt: (offset: number) => number): boolean {
    if (this.#lengths.data[id] !== length) return false;
    const start = this.#startOf(id);
    const { data } = this.#bytes;
    for (let offset = 0; offset < length; offset += 1) {
      if (data[start + offset] !== byteAt(offset)) return false;
    }
    return true;
  }

  #rehash(): void {
    let size = 64;
    while (size * MOST_FULL <= this.#lengths.length) size *= 2;
    const slots = numbersBelow(size, size);
    const { data } = this.#bytes;
    let index = 0;
    for (let id = 0; id < this.#lengths.length; id += 1) {
      let hash = HASH_START;
      for (const end = index + (this.#lengths.data[id] ?? 0); index < end; index += 1) {
        hash = Math.imul(hash ^ (data[index] ?? 0), HASH_PRIME);
      }
      let slot = hash & (size - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (size - 1);
      slots[slot] = id + 1;
    }
    this.#slots = slots;
  }
}

/** Of the UTF-8 bytes; undefined where they are not the characters themselves. */
function hashOf(text: string, start: number, end: number): number | undefined {
  let hash = HASH_START;
  for (let index = start; index < end; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= ASCII_END) return undefined;
    hash = Math.imul(hash ^ code, HASH_PRIME);
  }
  return hash >>> 0;
}

function hashOfBytes(source: Uint8Array): number {
  let hash = HASH_START;
  for (const byte of source) hash = Math.imul(hash ^ byte, HASH_PRIME);
  return hash >>> 0;
}
