// Owns what is learned from the editor: the rhythm of the keys, what became of what was shown, and how often that is kept. Asks nobody.
import type { DocumentEvent, DocumentSnapshot } from "../documents/documents.ts";
import type { PositionKind } from "../syntax/cursor.ts";
import type { Candidate } from "./generate.ts";
import type { Records } from "./records.ts";
import type { Rhythm } from "./rhythm.ts";
import { type Became, createShown } from "./shown.ts";

export interface Feedback {
  /** To be told of every document event; says what became of a suggestion where the event decides that. */
  noteEvent(event: DocumentEvent): Became | undefined;
  /** The editor has told that a suggestion was taken. */
  accepted(id: string): void;
  /** `position` is only asked for where the candidate is new. */
  offered(document: DocumentSnapshot, candidate: Candidate, position: () => PositionKind): void;
  /** Share of the last suggestions at such positions that were kept, 0 to 1; undefined while too few are known. */
  keptShare(position: PositionKind): number | undefined;
}

// Tastes change, and so does the code: only so many suggestions are remembered, and fewer tell nothing.
const REMEMBERED = 24;
const FEWEST = 6;
const MOST_WAITING = 50;

export function createFeedback(records: Records, rhythm: Rhythm): Feedback {
  const shown = createShown();
  const positions = new Map<string, PositionKind>();
  const kept = new Map<PositionKind, readonly boolean[]>();

  const settle = (id: string, outcome: Became["kind"]): void => {
    records.settle(id, outcome);
    const position = positions.get(id);
    if (position === undefined) return;
    positions.delete(id);
    kept.set(position, [...(kept.get(position) ?? []), outcome !== "rejected"].slice(-REMEMBERED));
  };

  return {
    noteEvent(event) {
      if (event.kind === "closed") shown.forget(event.uri);
      if (event.kind !== "changed") return undefined;
      const { uri } = event.document;
      rhythm.changed(uri);
      if (event.changes.some(({ newText }) => /[\r\n]/.test(newText))) rhythm.hit(uri);
      let last: Became | undefined;
      for (const change of event.changes) {
        const became = shown.changed(change);
        if (became === undefined) continue;
        settle(became.id, became.kind);
        if (became.kind === "rejected") rhythm.missed(uri);
        else rhythm.hit(uri);
        last = became;
      }
      return last;
    },

    accepted(id) {
      shown.settle(id);
      settle(id, "accepted");
    },

    offered(document, candidate, position) {
      shown.show(document, candidate);
      if (positions.has(candidate.id)) return;
      positions.set(candidate.id, position());
      const [oldest] = positions.keys();
      if (positions.size > MOST_WAITING && oldest !== undefined) positions.delete(oldest);
    },

    keptShare(position) {
      const known = kept.get(position) ?? [];
      return known.length < FEWEST ? undefined : known.filter(Boolean).length / known.length;
    },
  };
}
