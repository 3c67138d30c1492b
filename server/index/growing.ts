// Owns arrays of numbers that grow at their end; the columns of the index are made of them.

type Numbers = WholeNumbers | Float64Array;

/** `data` is longer than what was pushed: read it below `length` only, and take it anew after every push. */
export class Growing<A extends Numbers> {
  readonly #make: (length: number) => A;
  data: A;
  length: number;

  /** Goes on behind `start`, whose memory it shares until it has to grow. */
  constructor(make: (length: number) => A, start: A = make(0)) {
    this.#make = make;
    this.data = start;
    this.length = start.length;
  }

  push(value: number): void {
    this.reserve(1);
    this.data[this.length] = value;
    this.length += 1;
  }

  pushAll(values: A): void {
    this.reserve(values.length);
    this.data.set(values, this.length);
    this.length += values.length;
  }

  /** Adds so many zeros; returns where they begin. */
  extend(count: number): number {
    this.reserve(count);
    const start = this.length;
    this.length += count;
    this.data.fill(0, start, this.length);
    return start;
  }

  /** Makes room for so many more; what is in it counts once `length` was raised. */
  reserve(count: number): void {
    const wanted = this.length + count;
    if (wanted <= this.data.length) return;
    const grown = this.#make(Math.max(SMALLEST, wanted, Math.ceil(this.data.length * GROWTH)));
    grown.set(this.data.subarray(0, this.length));
    this.data = grown;
  }

  /** Exactly what was pushed, in memory of its own where `data` has room to spare. */
  trim(): A {
    if (this.data.length !== this.length) {
      const exact = this.#make(this.length);
      exact.set(this.data.subarray(0, this.length));
      this.data = exact;
    }
    return this.data;
  }
}

type WholeNumbers = Uint8Array | Uint16Array | Uint32Array;

/** Whole numbers below 2^32, each in as few bytes as the largest of them needs. `data` is to be read only, as above. */
export class GrowingNumbers {
  #column: Growing<WholeNumbers>;

  constructor(start: WholeNumbers = new Uint8Array(0)) {
    this.#column = new Growing(makerOf(start), start);
  }

  get data(): WholeNumbers {
    return this.#column.data;
  }

  get length(): number {
    return this.#column.length;
  }

  push(value: number): void {
    this.#fit(value);
    this.#column.push(value);
  }

  set(index: number, value: number): void {
    this.#fit(value);
    this.#column.data[index] = value;
  }

  fill(value: number, start: number, end: number): void {
    this.#fit(value);
    this.#column.data.fill(value, start, end);
  }

  /** Adds so many zeros; returns where they begin. */
  extend(count: number): number {
    return this.#column.extend(count);
  }

  trim(): WholeNumbers {
    return this.#column.trim();
  }

  #fit(value: number): void {
    const { data, length } = this.#column;
    if (value < 2 ** (8 * data.BYTES_PER_ELEMENT)) return;
    const wider = numbersBelow(value + 1, data.length);
    wider.set(data);
    this.#column = new Growing(makerOf(wider), wider);
    this.#column.length = length;
  }
}

/** So many zeros, in the fewest bytes that hold every whole number below `limit`. */
export function numbersBelow(limit: number, length: number): WholeNumbers {
  if (limit <= 0x100) return new Uint8Array(length);
  return limit <= 0x10000 ? new Uint16Array(length) : new Uint32Array(length);
}

function makerOf({ BYTES_PER_ELEMENT }: WholeNumbers): (length: number) => WholeNumbers {
  return (length) => numbersBelow(2 ** (8 * BYTES_PER_ELEMENT), length);
}

const SMALLEST = 64;
// Doubling would leave up to half of an index that nobody adds to any more empty.
const GROWTH = 1.5;

export const bytes = (length: number): Uint8Array => new Uint8Array(length);
export const words32 = (length: number): Uint32Array => new Uint32Array(length);
export const doubles = (length: number): Float64Array => new Float64Array(length);
