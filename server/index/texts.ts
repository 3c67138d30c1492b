// Owns the headers and doc lines of symbols in one block of bytes, where what recurs is written as one code; knows no meaning of any.
import { bytes, Growing } from "./growing.ts";
import { MOST_BYTES, numberAt, putNumber } from "./short-numbers.ts";

export type TextColumns = {
  readonly bytes: Uint8Array;
  /** The two codes that each code from `FIRST_PAIR` on stands for; both are below it. */
  readonly pairs: Uint16Array;
  /** Of texts that came since the pairs were chosen. */
  readonly unpackedBytes: number;
};

/** Codes below stand for themselves: bytes of UTF-8. */
export const FIRST_PAIR = 0x100;
/** Codes from here on do not fit into the two bytes of a long code. */
export const END_OF_CODES = 0x8000;
/** Between header and doc line; no byte of UTF-8. */
const SEPARATOR = 0xff;
/** Codes below take one byte; others take two, the higher one first, with this bit. */
const LONG = 0x80;

/** A text is as many bytes as its length says, which are codes; place 0 holds an empty one. */
export class Texts {
  readonly #bytes: Growing<Uint8Array>;
  readonly #pairs: Uint16Array;
  #unpackedBytes: number;
  /** What was read last. */
  #read = new Uint8Array(FIRST_READ_BYTES);

  constructor({ bytes: packed, pairs, unpackedBytes }: TextColumns = NOTHING) {
    this.#bytes = new Growing(bytes, packed);
    this.#pairs = pairs;
    this.#unpackedBytes = unpackedBytes;
    if (packed.length === 0) this.#bytes.push(0);
  }

  get byteLength(): number {
    return this.#bytes.data.byteLength + this.#pairs.byteLength;
  }

  /** Of texts that came since the pairs were chosen. */
  get unpackedBytes(): number {
    return this.#unpackedBytes;
  }

  columns(): TextColumns {
    return { bytes: this.#bytes.trim(), pairs: this.#pairs, unpackedBytes: this.#unpackedBytes };
  }

  add(header: string, docLine: string): number {
    const encoded = [Buffer.from(header, "utf8"), Buffer.from([SEPARATOR]), Buffer.from(docLine, "utf8")];
    return this.#addUnpacked(Buffer.concat(encoded));
  }

  /** Adds what is written with the pairs of this block already; gives its place. */
  addCodes(codes: Uint8Array | Uint16Array): number {
    let length = codes.length;
    for (let index = 0; index < codes.length; index += 1) if ((codes[index] ?? 0) >= LONG) length += 1;
    const place = this.#bytes.length;
    this.#bytes.reserve(length + MOST_BYTES);
    putNumber(this.#bytes, length);
    const { data } = this.#bytes;
    let at = this.#bytes.length;
    for (let index = 0; index < codes.length; index += 1) {
      const code = codes[index] ?? 0;
      if (code >= LONG) data[at++] = (code >> 8) | LONG;
      data[at++] = code & 0xff;
    }
    this.#bytes.length = at;
    return place;
  }

  header(place: number): string {
    const read = this.bytesAt(place);
    return read.toString("utf8", 0, endOfHeader(read));
  }

  docLine(place: number): string {
    const read = this.bytesAt(place);
    return read.toString("utf8", endOfHeader(read) + 1);
  }

  /** Both texts as UTF-8, with the separator; until the next one is read. */
  bytesAt(place: number): Buffer {
    const { data } = this.#bytes;
    const { start, end } = this.#boundsAt(place);
    let length = 0;
    for (let at = start; at < end; at += 1) {
      const byte = data[at] ?? 0;
      if (byte < LONG) this.#read[length++] = byte;
      else length = this.#unfold(((byte & (LONG - 1)) << 8) | (data[++at] ?? 0), length);
    }
    if (length <= this.#read.length) return Buffer.from(this.#read.buffer, 0, length);
    // What was written behind the end of the array is lost.
    this.#read = new Uint8Array(length);
    return this.bytesAt(place);
  }

  /** Takes over what stands at a place of another block. */
  copy(from: Texts, place: number): number {
    if (from.#pairs.length > 0 && from.#pairs !== this.#pairs) {
      return this.#addUnpacked(from.bytesAt(place));
    }
    const copied = this.#bytes.length;
    const record = from.#bytes.data.subarray(place, from.#boundsAt(place).end);
    this.#bytes.pushAll(record);
    if (from.#pairs.length === 0) this.#unpackedBytes += record.length;
    return copied;
  }

  /** Whether the same stands at a place as at one of another block. */
  equals(place: number, other: Texts, otherPlace: number): boolean {
    return this.bytesAt(place).equals(other.bytesAt(otherPlace));
  }

  /** Packed texts, and behind them those of this block from a place on. */
  behind(packed: TextColumns, from: number): Texts {
    const joined = new Texts(packed);
    for (let place = from; place < this.#bytes.length; place = this.#boundsAt(place).end) {
      joined.copy(this, place);
    }
    return joined;
  }

  /** A block without texts that can take over those of this one as they are. */
  emptyCopy(): Texts {
    return new Texts({ ...NOTHING, pairs: this.#pairs });
  }

  #addUnpacked(codes: Uint8Array): number {
    const place = this.addCodes(codes);
    this.#unpackedBytes += this.#bytes.length - place;
    return place;
  }

  /** Writes what a code stands for behind so many bytes; gives how many there are then. */
  #unfold(code: number, length: number): number {
    if (code < FIRST_PAIR) {
      this.#read[length] = code;
      return length + 1;
    }
    const pair = 2 * (code - FIRST_PAIR);
    return this.#unfold(this.#pairs[pair + 1] ?? 0, this.#unfold(this.#pairs[pair] ?? 0, length));
  }

  #boundsAt(place: number): { readonly start: number; readonly end: number } {
    const { value: length, end: start } = numberAt(this.#bytes.data, place);
    return { start, end: start + length };
  }
}

// Headers are cut at 700 characters.
const FIRST_READ_BYTES = 4096;
const NOTHING: TextColumns = { bytes: new Uint8Array(0), pairs: new Uint16Array(0), unpackedBytes: 0 };

function endOfHeader(read: Buffer): number {
  const found = read.indexOf(SEPARATOR);
  return found < 0 ? read.length : found;
}
