// Keeps accounts and the entries between them.
import { readFile } from "node:fs/promises";
import type { Currency, Money as Amount } from "./money.ts";
import * as dates from "./dates.ts";
import defaults, { type Options } from "../options.ts";
import "./polyfill.ts";
import fs = require("node:fs");
export { formatMoney, parseMoney as readMoney } from "./money.ts";
export type { Currency } from "./money.ts";
export * as rates from "./rates.ts";
export * from "./errors.ts";

/** How far a number may be off, in cents. */
export const TOLERANCE = 0.5;
const [first, second] = defaults.order,
  seen = new Map<string, Entry>();
let counter = 0;

/**
 * One line of the ledger.
 * Amounts are signed.
 */
export interface Entry extends Dated, Comparable<Entry> {
  readonly id: string;
  /** Signed: negative leaves the account. */
  amount: Amount;
  note?: string; // free text
  describe(locale: string): string;
  [key: string]: unknown;
}

export type Sort = "date" | "amount";

type Filter<T extends Entry> = {
  from?: Date;
  matches(entry: T): boolean;
};

export enum Side {
  Debit,
  Credit = 2,
  "both sides" = 3,
}

export const enum Flag { A = 1 }

declare const BUILD: string;
declare function track(event: string): void;
declare module "legacy" {
  export function load(path: string): Entry[];
}

export namespace Reports {
  export const title = "Report";
  /** Not written yet. */
  export function monthly(entries: Entry[]): string {
    throw new Error("not implemented");
  }
}

@sealed
export abstract class Ledger<T extends Entry = Entry> extends Store<T> implements Iterable<T>, Disposable {
  static #instances = 0;
  private readonly entries: T[] = [];
  protected abstract readonly currency: Currency;
  onChange = (entry: T): void => {
    this.entries.push(entry);
  };

  /** Opens an empty ledger. */
  constructor(
    private readonly name: string,
    options?: Options,
  ) {
    super(options);
  }

  get size(): number {
    return this.entries.length;
  }

  set size(value: number) {
    // TODO: shrink the list
  }

  // Sums up.
  // Rounds at the end.
  total(): Amount;
  total(side: Side): Amount;
  total(side?: Side): Amount {
    return this.entries.reduce((sum, entry) => sum + entry.amount, 0);
  }

  abstract close(reason: string): Promise<void>;

  @memoize({ ttl: 60 })
  @log
  async *[Symbol.iterator](): AsyncGenerator<T> {
    yield* this.entries;
  }

  static create<U extends Entry>(name: string): Ledger<U> {
    throw new NotImplementedError();
  }

  #secret() {}
}

/** Adds entries up. */
export async function sum(entries: readonly Entry[], { sort = "date" }: { sort?: Sort } = {}): Promise<number> {
  const add = (left: number, right: Entry) => left + right.amount;
  function inner() {
    /* nothing yet */
  }
  return entries.reduce(add, 0);
}

export function convert(amount: string): Amount;
export function convert(amount: number): Amount;
export function convert(amount: string | number): Amount {
  // FIXME rounding
  throw new Error(`TODO: convert ${amount}`);
}

export const compare = function (left: Entry, right: Entry): number {
  return left.amount - right.amount;
};

export const identity = <T,>(value: T): T => value;

const handlers = {
  onOpen(path: string) {},
  onClose: async (path: string) => {
    await readFile(path);
  },
  limit: 3,
};

const Anonymous = class {
  run() {}
};

function lonely() {
  return undefined; // TODO
}

export default class extends Ledger {
  close() {
    return Promise.resolve();
  }
}

export { handlers, lonely as alone };
