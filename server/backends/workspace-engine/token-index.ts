// Owns a ring of learned tokens and finds earlier places that look like the present one; the oldest tokens make room. Judges nothing.
import { LINE_END, type TokenLine } from "./tokens.ts";

/** What stood at an earlier place. */
export type Place = {
  readonly id: number;
  readonly gap: number;
  /** How many tokens before it are those before the cursor, 1 to LONGEST_MATCH. */
  readonly order: number;
};

export interface TokenIndex {
  /** How many tokens were learned since the last `clear`, those that made room included. */
  readonly learned: number;
  /** Learns a line as the next one; `owner` is whom the caller may want to leave out later. */
  add(line: TokenLine, owner: number): void;
  clear(): void;
  /** Calls `visit` for places whose last tokens equal those of `context`, the latest first. */
  search(
    context: readonly number[],
    isWanted: (owner: number) => boolean,
    visit: (place: Place) => void,
  ): void;
  /** The latest tokens, newest first. */
  recent(count: number): Iterable<number>;
}

/** Longer agreement says nothing more. */
export const LONGEST_MATCH = 16;
// Bounds the time of a search, whatever was learned: places looked at for two tokens of context, and for one.
const MOST_LOOKED_AT = 64;
// With this many places that agree in two tokens, those that agree in one add nothing.
const ENOUGH_FOUND = 8;

/** `capacity` is a power of two: tokens that are kept, at 25 bytes each. */
export function createTokenIndex(capacity: number): TokenIndex {
  const mask = capacity - 1;
  const ids = new Int32Array(capacity);
  const gaps = new Uint8Array(capacity);
  const owners = new Int32Array(capacity);
  // Chains of places with the same one or two tokens before them, the latest first. A place is its number from 1.
  const single = { heads: new Int32Array(capacity), links: new Int32Array(capacity) };
  const double = { heads: new Int32Array(capacity), links: new Int32Array(capacity) };
  let count = 0;

  const idAt = (place: number): number => ids[place & mask] ?? LINE_END;
  const hashOf = (before: number, last: number): number =>
    (Math.imul(before, 0x9e3779b1) ^ Math.imul(last, 0x85ebca6b)) >>> 0;
  const singleSlot = (last: number): number => (hashOf(0, last) >>> 7) & mask;
  const doubleSlot = (before: number, last: number): number => (hashOf(before, last) >>> 7) & mask;
  const link = (chain: typeof single, slot: number, place: number): void => {
    chain.links[place & mask] = chain.heads[slot] ?? 0;
    chain.heads[slot] = place;
  };

  const push = (id: number, gap: number, owner: number): void => {
    const place = ++count;
    ids[place & mask] = id;
    gaps[place & mask] = gap;
    owners[place & mask] = owner;
    link(single, singleSlot(idAt(place - 1)), place);
    link(double, doubleSlot(idAt(place - 2), idAt(place - 1)), place);
  };

  /** How many tokens before `place` are the last of `context`. */
  const orderAt = (place: number, context: readonly number[]): number => {
    const oldest = Math.max(1, count - capacity + 1);
    let order = 0;
    while (
      order < LONGEST_MATCH &&
      place - 1 - order >= oldest &&
      idAt(place - 1 - order) === context[context.length - 1 - order]
    ) {
      order++;
    }
    return order;
  };

  return {
    get learned() {
      return count;
    },
    add({ ids: lineIds, gaps: lineGaps }, owner) {
      if (lineIds.length === 0) return;
      for (const [at, id] of lineIds.entries()) push(id, lineGaps[at] ?? 0, owner);
      push(LINE_END, 0, owner);
    },
    clear() {
      count = 0;
      for (const { heads } of [single, double]) heads.fill(0);
      ids.fill(LINE_END);
    },
    search(context, isWanted, visit) {
      const last = context.at(-1) ?? LINE_END;
      let found = 0;
      const walk = (chain: typeof single, slot: number, isCounted: (order: number) => boolean): void => {
        let place = chain.heads[slot] ?? 0;
        for (let looked = 0; looked < MOST_LOOKED_AT && place > 0 && place > count - capacity; looked++) {
          const at = place & mask;
          const order = orderAt(place, context);
          if (isCounted(order) && isWanted(owners[at] ?? 0)) {
            found++;
            visit({ id: idAt(place), gap: gaps[at] ?? 0, order });
          }
          place = chain.links[at] ?? 0;
        }
      };
      walk(double, doubleSlot(context.at(-2) ?? LINE_END, last), (order) => order >= 2);
      if (found < ENOUGH_FOUND) walk(single, singleSlot(last), (order) => order === 1);
    },
    *recent(wanted) {
      const last = Math.max(1, count - Math.min(wanted, capacity) + 1);
      for (let place = count; place >= last; place--) yield idAt(place);
    },
  };
}
