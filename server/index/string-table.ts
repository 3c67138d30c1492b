// Owns every string of the index once, as UTF-8 in one block with numbers instead of objects; knows no meaning of any.
import { bytes, Growing, words32 } from "./growing.ts";

export type StringColumns = { readonly bytes: Uint8Array; readonly ends: Uint32Array };

// FNV-1a, 32 bits: quick for the short strings that names are.
const HASH_START = 0x811c9dc5;
const HASH_PRIME = 0x01000193;
const ASCII_END = 0x80;

/** Numbers strings from 0 in the order of their first use; number 0 is the empty string. */
export class StringTable {
  readonly #bytes: Growing<Uint8Array>;
  readonly #ends: Growing<Uint32Array>;
  /** Number + 1 at its hash or the next free place behind; 0 is free. Made when the first string is looked up. */
  #slots = new Uint32Array(0);

  constructor(columns: StringColumns = { bytes: new Uint8Array(0), ends: new Uint32Array([0]) }) {
    this.#bytes = new Growing(bytes, columns.bytes);
    this.#ends = new Growing(words32, columns.ends);
  }

  get size(): number {
    return this.#ends.length;
  }

  get byteLength(): number {
    return this.#bytes.data.byteLength + this.#ends.data.byteLength + this.#slots.byteLength;
  }

  columns(): StringColumns {
    return { bytes: this.#bytes.trim(), ends: this.#ends.trim() };
  }

  text(id: number): string {
    const start = this.#startOf(id);
    const end = this.#ends.data[id] ?? start;
    const { buffer, byteOffset } = this.#bytes.data;
    return Buffer.from(buffer, byteOffset + start, end - start).toString("utf8");
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
    return id === 0 ? 0 : (this.#ends.data[id - 1] ?? 0);
  }

  #internEncoded(text: string): number {
    const encoded = Buffer.from(text, "utf8");
    return this.internBytes(encoded, 0, encoded.length);
  }

  /** Counts the bytes behind the last string as a new one. */
  #add(slot: number, length: number): number {
    const id = this.#ends.length;
    this.#bytes.length += length;
    this.#ends.push(this.#bytes.length);
    this.#slots[slot] = id + 1;
    return id;
  }

  /** Where the string is, or would be put. */
  #slotOf(hash: number, length: number, byteAt: (offset: number) => number): number {
    if (this.#ends.length * 3 >= this.#slots.length * 2) this.#rehash();
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const known = this.#slots[slot] ?? 0;
      if (known === 0 || this.#isSame(known - 1, length, byteAt)) return slot;
    }
  }

  #isSame(id: number, length: number, byteAt: (offset: number) => number): boolean {
    const start = this.#startOf(id);
    if ((this.#ends.data[id] ?? 0) - start !== length) return false;
    const { data } = this.#bytes;
    for (let offset = 0; offset < length; offset += 1) {
      if (data[start + offset] !== byteAt(offset)) return false;
    }
    return true;
  }

  #rehash(): void {
    let size = 64;
    while (size * 2 <= this.#ends.length * 4) size *= 2;
    const slots = new Uint32Array(size);
    const { data } = this.#bytes;
    for (let id = 0; id < this.#ends.length; id += 1) {
      let hash = HASH_START;
      const end = this.#ends.data[id] ?? 0;
      for (let index = this.#startOf(id); index < end; index += 1) {
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
