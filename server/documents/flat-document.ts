// Owns a text that is read once and never edited, as one string; its lines are found when somebody asks for them.
import type { DocumentSnapshot } from "./documents.ts";
import { createLineStore } from "./line-store.ts";
import { type DocumentIdentity, snapshotOf } from "./snapshot.ts";

/** Cheap to make: what a parser and a search read of it is the string itself. */
export function flatDocument(identity: DocumentIdentity, text: string): DocumentSnapshot {
  let kept: DocumentSnapshot | undefined;
  const lines = (): DocumentSnapshot => {
    kept ??= snapshotOf(identity, createLineStore(text));
    return kept;
  };
  return {
    ...identity,
    length: text.length,
    get lineCount() {
      return lines().lineCount;
    },
    get eol() {
      return lines().eol;
    },
    slice: (start, end) => text.slice(start, end),
    getText: (range) => (range === undefined ? text : lines().getText(range)),
    positionAt: (offset) => lines().positionAt(offset),
    offsetAt: (position) => lines().offsetAt(position),
    getLineRange: (line) => lines().getLineRange(line),
    getEOLCharacters: (line) => lines().getEOLCharacters(line),
    lineText: (line) => lines().lineText(line),
    lineStart: (line) => lines().lineStart(line),
    with: (edits) => lines().with(edits),
  };
}
