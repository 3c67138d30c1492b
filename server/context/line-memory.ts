// Owns the items of the line that is being typed: as long as nothing but that line changes, they need not be found again.
import { LRUCache } from "lru-cache";
import type { ContextItem } from "./collect.ts";
import type { SourceRequest } from "./source.ts";

export interface LineMemory {
  /** Items of an earlier key on the same line; their spans are those of that key. */
  recall(request: SourceRequest, maxTokens: number): readonly ContextItem[] | undefined;
  keep(request: SourceRequest, maxTokens: number, items: readonly ContextItem[]): void;
}

const MOST_DOCUMENTS = 20;
// What other files and settings say may be this old while somebody types on one line.
const LONGEST_MS = 2000;

type Kept = { readonly key: string; readonly atMs: number; readonly items: readonly ContextItem[] };

export function createLineMemory(now: () => number): LineMemory {
  const kept = new LRUCache<string, Kept>({ max: MOST_DOCUMENTS });
  return {
    recall(request, maxTokens) {
      const known = kept.get(request.document.uri);
      if (known === undefined || now() - known.atMs >= LONGEST_MS) return undefined;
      return known.key === keyOf(request, maxTokens) ? known.items : undefined;
    },
    keep(request, maxTokens, items) {
      const key = keyOf(request, maxTokens);
      if (key !== undefined) kept.set(request.document.uri, { key, atMs: now(), items });
    },
  };
}

/** The same for two texts that differ on the line being typed only; a change far away of the same length goes unseen. */
function keyOf({ document, visible, typing }: SourceRequest, maxTokens: number): string | undefined {
  if (typing === undefined) return undefined;
  return JSON.stringify([
    maxTokens,
    document.lineCount,
    document.length - (typing.end - typing.start),
    typing.start,
    document.slice(visible.start, typing.start),
    document.slice(typing.end, visible.end),
  ]);
}
