// Owns the items of the line that is being typed: as long as nothing but that line changes, they need not be found again.
import { LRUCache } from "lru-cache";
import type { ContextItem } from "./collect.ts";
import type { SourceRequest } from "./source.ts";

/** What is known of a place without its tree. */
export type TypedLine = Pick<SourceRequest, "document" | "visible" | "typing" | "receiver">;

export type Recalled = {
  /** Their spans are those of the key they were found at. */
  readonly items: readonly ContextItem[];
  /** Good enough for this key; they are to be found again once the keys pause. */
  readonly isOld: boolean;
};

export interface LineMemory {
  recall(line: TypedLine, maxTokens: number): Recalled | undefined;
  keep(line: TypedLine, maxTokens: number, items: readonly ContextItem[]): void;
}

const MOST_DOCUMENTS = 20;
// What other files and settings say may be this old while somebody types on one line.
const FRESH_MS = 2000;
// Listing the symbols of a file takes about 10 ms for 1,000 lines: in a longer one, another line is no reason to wait for that.
const LONG_LINES = 3000;

type Kept = {
  readonly maxTokens: number;
  readonly surroundings: string;
  readonly atMs: number;
  readonly items: readonly ContextItem[];
};

export function createLineMemory(now: () => number): LineMemory {
  const kept = new LRUCache<string, Kept>({ max: MOST_DOCUMENTS });
  return {
    recall(line, maxTokens) {
      const known = kept.get(line.document.uri);
      const surroundings = surroundingsOf(line);
      if (known === undefined || surroundings === undefined || known.maxTokens !== maxTokens)
        return undefined;
      const isSame = known.surroundings === surroundings;
      if (!isSame && line.document.lineCount < LONG_LINES) return undefined;
      return { items: known.items, isOld: !isSame || now() - known.atMs >= FRESH_MS };
    },
    keep(line, maxTokens, items) {
      const surroundings = surroundingsOf(line);
      if (surroundings !== undefined) {
        kept.set(line.document.uri, { maxTokens, surroundings, atMs: now(), items });
      }
    },
  };
}

/** The same for two texts that differ on the line being typed only, and not in what stands before a dot there; a change far away of the same length goes unseen. */
function surroundingsOf({ document, visible, typing, receiver }: TypedLine): string | undefined {
  if (typing === undefined) return undefined;
  return JSON.stringify([
    receiver,
    document.lineCount,
    document.length - (typing.end - typing.start),
    typing.start,
    document.slice(visible.start, typing.start),
    document.slice(typing.end, visible.end),
  ]);
}
