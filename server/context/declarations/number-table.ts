// Owns lists of numbers and numbers of numbers without an object for any of them; knows no meaning of any.

/** Whole numbers from 0 to 2^32 - 1 in the order in which they came. */
export class NumberList {
  #numbers = new Uint32Array(64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  at(place: number): number {
    return this.#numbers[place] ?? 0;
  }

  push(number: number): void {
    if (this.#length === this.#numbers.length) {
      const grown = new Uint32Array(this.#length * 2);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    this.#numbers[this.#length++] = number;
  }

  addTo(place: number, number: number): void {
    this.#numbers[place] = this.at(place) + number;
  }

  /** A copy that is as long as the list. */
  toArray(): Uint32Array {
    return this.#numbers.slice(0, this.#length);
  }
}

// Knuth's multiplier: neighbouring keys are spread over the table.
const SPREAD = 0x9e3779b1;

/** Numbers keys from 0 in the order of their first use. Keys are whole numbers below 2^32. */
export class NumberTable {
  readonly #keys = new NumberList();
  /** Number + 1 at its hash or the next free place behind; 0 is free. */
  #slots = new Uint32Array(1024);

  get size(): number {
    return this.#keys.length;
  }

  find(key: number): number | undefined {
    const known = this.#slots[this.#slotOf(key)] ?? 0;
    return known === 0 ? undefined : known - 1;
  }

  /** The number of a key, a new one where it has none. */
  numberOf(key: number): number {
    const slot = this.#slotOf(key);
    const known = this.#slots[slot] ?? 0;
    if (known > 0) return known - 1;
    const number = this.#keys.length;
    this.#keys.push(key);
    this.#slots[slot] = number + 1;
    if (this.#keys.length * 3 > this.#slots.length * 2) this.#grow();
    return number;
  }

  /** Where the key is, or would be put. */
  #slotOf(key: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = (Math.imul(key, SPREAD) >>> 8) & mask; ; slot = (slot + 1) & mask) {
      const known = slots[slot] ?? 0;
      if (known === 0 || this.#keys.at(known - 1) === key) return slot;
    }
  }

  #grow(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let number = 0; number < this.#keys.length; number += 1) {
      this.#slots[this.#slotOf(this.#keys.at(number))] = number + 1;
    }
  }
}
