// Owns what is remembered of finished generations: the last hundred, by the ids their results carry.
import { randomUUID } from "node:crypto";
import type { GenerationRecord } from "./generate.ts";

const MOST_RECORDS = 100;

export interface Records {
  add(record: GenerationRecord): void;
  /** Without an id the newest one. */
  get(id?: string): GenerationRecord | undefined;
  /** Changes what became of a generation. */
  settle(id: string, outcome: string): void;
}

export function createRecords(): Records {
  const records = new Map<string, GenerationRecord>();
  return {
    add(record) {
      records.set(record.id, record);
      const oldest = records.keys().next().value;
      if (records.size > MOST_RECORDS && oldest !== undefined) records.delete(oldest);
    },
    get: (id) => (id === undefined ? [...records.values()].at(-1) : records.get(id)),
    settle(id, outcome) {
      const record = records.get(id);
      if (record !== undefined) records.set(id, { ...record, outcome });
    },
  };
}

/** The 48 random bits that end a UUID, which Node makes in batches. */
export function newId(): string {
  return randomUUID().slice(-12);
}
