// Owns finding what recurs in many texts, as pairs of codes (byte-pair encoding, Gage 1994), and writing the texts with them; keeps nothing.
import { END_OF_CODES, FIRST_PAIR, type TextColumns, Texts } from "./texts.ts";

/** Texts and where each begins. */
export type PlacedTexts = { readonly texts: TextColumns; readonly places: Uint32Array };

/** Between texts; no pair goes across. */
const BREAK = 0xffff;
// A pair takes four bytes and saves one or two where it stands.
const FEWEST = 3;
// What the pairs of a round change about the counts of others is seen in the next one.
const PAIRS_PER_CODE = 0.3;

/** The same texts with pairs of their own, in the same order; a second for 60,000 symbols. */
export function packTexts({ texts, places }: PlacedTexts): PlacedTexts {
  let codes = codesOf(new Texts(texts), places);
  const pairs: number[] = [];
  for (;;) {
    const first = FIRST_PAIR + pairs.length / 2;
    const most = Math.min(END_OF_CODES - first, Math.ceil(first * PAIRS_PER_CODE));
    const found = mostFrequent(codes, most);
    if (found.length === 0) break;
    codes = putTogether(codes, found, first);
    for (const pair of found) pairs.push(leftOf(pair), rightOf(pair));
  }
  return written(codes, Uint16Array.from(pairs), places.length);
}

function codesOf(texts: Texts, places: Uint32Array): Uint16Array {
  let length = places.length;
  for (const place of places) length += texts.bytesAt(place).length;
  const codes = new Uint16Array(length);
  let at = 0;
  for (const place of places) {
    const read = texts.bytesAt(place);
    codes.set(read, at);
    at += read.length;
    codes[at++] = BREAK;
  }
  return codes;
}

function mostFrequent(codes: Uint16Array, most: number): readonly number[] {
  const counts = new PairTable(codes.length / CODES_PER_PAIR);
  for (let at = 1; at < codes.length; at += 1) {
    const left = codes[at - 1] ?? BREAK;
    const right = codes[at] ?? BREAK;
    if (left !== BREAK && right !== BREAK) counts.add(pairOf(left, right), 1);
  }
  return counts
    .entries(FEWEST)
    .sort((one, other) => other.value - one.value || one.pair - other.pair)
    .slice(0, most)
    .map(({ pair }) => pair);
}

// Rarer pairs than the table has room for are left out.
const CODES_PER_PAIR = 4;

/** Writes pair number n as the code `first` + n, in place, each pair from left to right; gives what is left. */
function putTogether(codes: Uint16Array, pairs: readonly number[], first: number): Uint16Array {
  const known = new PairTable(pairs.length);
  for (const [place, pair] of pairs.entries()) known.add(pair, first + place);
  let length = 0;
  for (let at = 0; at < codes.length; at += 1) {
    const left = codes[at] ?? BREAK;
    const right = codes[at + 1] ?? BREAK;
    const code = left === BREAK || right === BREAK ? 0 : known.valueOf(pairOf(left, right));
    codes[length++] = code === 0 ? left : code;
    if (code !== 0) at += 1;
  }
  return codes.subarray(0, length);
}

function written(codes: Uint16Array, pairs: Uint16Array, count: number): PlacedTexts {
  const texts = new Texts({ bytes: new Uint8Array(0), pairs, unpackedBytes: 0 });
  const places = new Uint32Array(count);
  let start = 0;
  for (let place = 0; place < count; place += 1) {
    const end = codes.indexOf(BREAK, start);
    places[place] = texts.addCodes(codes.subarray(start, end));
    start = end + 1;
  }
  return { texts: texts.columns(), places };
}

const CODE_BITS = 15;

function pairOf(left: number, right: number): number {
  return (left << CODE_BITS) | right;
}

function leftOf(pair: number): number {
  return pair >> CODE_BITS;
}

function rightOf(pair: number): number {
  return pair & (END_OF_CODES - 1);
}

/** Numbers by pair, without an object each. */
class PairTable {
  readonly #shift: number;
  /** Pair + 1, at its hash or the next free place behind; 0 is free. */
  readonly #keys: Int32Array;
  readonly #values: Int32Array;
  #free: number;

  /** Keeps so many pairs at least, and no more than twice as many. */
  constructor(count: number) {
    const bits = Math.max(4, Math.ceil(Math.log2(count)) + 1);
    this.#shift = 32 - bits;
    this.#keys = new Int32Array(2 ** bits);
    this.#values = new Int32Array(2 ** bits);
    this.#free = 2 ** bits * MOST_FULL;
  }

  /** Adds to what the pair has; a new pair is left out when the table is full. */
  add(pair: number, value: number): void {
    const slot = this.#slotOf(pair);
    if (this.#keys[slot] === 0) {
      if (this.#free < 1) return;
      this.#free -= 1;
      this.#keys[slot] = pair + 1;
    }
    this.#values[slot] = (this.#values[slot] ?? 0) + value;
  }

  valueOf(pair: number): number {
    return this.#values[this.#slotOf(pair)] ?? 0;
  }

  /** Those with such a value at least. */
  entries(least: number): { readonly pair: number; readonly value: number }[] {
    const found: { readonly pair: number; readonly value: number }[] = [];
    for (let slot = 0; slot < this.#keys.length; slot += 1) {
      const value = this.#values[slot] ?? 0;
      if (value >= least) found.push({ pair: (this.#keys[slot] ?? 0) - 1, value });
    }
    return found;
  }

  #slotOf(pair: number): number {
    const mask = this.#keys.length - 1;
    let slot = Math.imul(pair, HASH) >>> this.#shift;
    while (this.#keys[slot] !== 0 && this.#keys[slot] !== pair + 1) slot = (slot + 1) & mask;
    return slot;
  }
}

/** 2^32 over the golden ratio (Knuth): spreads numbers that lie close together. */
const HASH = 0x9e3779b1;
const MOST_FULL = 0.6;
