// Owns one version of a document as a view on a line store; refuses places inside surrogate pairs and line endings.
import type { Position } from "vscode-languageserver-textdocument";
import type { DocumentSnapshot } from "./documents.ts";
import {
  commonEnding,
  type LineStore,
  lineAt,
  lineStartOf,
  placeOf,
  replaceInLines,
  sliceLines,
} from "./line-store.ts";
import { sortEdits } from "./text.ts";

export type DocumentIdentity = {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
};

export function snapshotOf(identity: DocumentIdentity, store: LineStore): DocumentSnapshot {
  const positionAt = (offset: number): Position => {
    const { line, column } = placeOf(store, offset);
    return { line, character: snapColumn(lineAt(store, line), column) };
  };
  const offsetAt = ({ line, character }: Position): number => {
    if (line < 0) return 0;
    if (line >= store.lineCount) return store.length;
    return lineStartOf(store, line) + snapColumn(lineAt(store, line), character);
  };
  const snap = (offset: number): number => {
    const { line, column } = placeOf(store, offset);
    return lineStartOf(store, line) + snapColumn(lineAt(store, line), column);
  };
  const { uri, languageId, version } = identity;
  return {
    // Not spread: an object that begins so is made several times slower, and every key makes one.
    uri,
    languageId,
    version,
    lineCount: store.lineCount,
    length: store.length,
    get eol() {
      return commonEnding(store);
    },
    positionAt,
    offsetAt,
    getText(range) {
      if (range === undefined) return sliceLines(store, 0, store.length);
      const offsets = [offsetAt(range.start), offsetAt(range.end)];
      return sliceLines(store, Math.min(...offsets), Math.max(...offsets));
    },
    getLineRange(line) {
      const inside = Math.min(Math.max(line, 0), store.lineCount - 1);
      const character = line < 0 ? 0 : contentLength(lineAt(store, inside));
      return { start: { line: inside, character: 0 }, end: { line: inside, character } };
    },
    getEOLCharacters(line) {
      const text = lineAt(store, line);
      return text.slice(contentLength(text));
    },
    lineText: (line) => lineAt(store, line),
    lineStart: (line) => lineStartOf(store, line),
    slice: (start, end) => sliceLines(store, start, end),
    with(edits) {
      let edited = store;
      let limit = store.length;
      // From the end to the start, so that the offsets of the edits still to come stay true.
      for (const { span, newText } of [...sortEdits(edits)].reverse()) {
        if (span.start < 0 || span.end < span.start || span.end > limit) {
          throw new RangeError(`edit ${span.start}-${span.end} overlaps another one or leaves the text`);
        }
        limit = span.start;
        edited = replaceInLines(edited, snap(span.start), snap(span.end), wellFormed(newText));
      }
      return snapshotOf(identity, edited);
    },
  };
}

/** Half a character becomes U+FFFD, which is as long: positions stay true, and no parser or model sees a broken text. */
export function wellFormed(text: string): string {
  // Nearly every text is, and finding that out costs much less than a search for what is not.
  return /[\ud800-\udfff]/.test(text) ? text.replace(/\p{Surrogate}/gu, "\uFFFD") : text;
}

/** Length of a line without its ending. */
function contentLength(line: string): number {
  if (line.endsWith("\r\n")) return line.length - 2;
  return line.endsWith("\n") || line.endsWith("\r") ? line.length - 1 : line.length;
}

/** The nearest legal column at or before `column`: inside the content, at the start of a surrogate pair rather than in it. */
function snapColumn(line: string, column: number): number {
  const inside = Math.min(Math.max(column, 0), contentLength(line));
  const isInPair = (line.codePointAt(inside - 1) ?? 0) > 0xffff;
  return isInPair ? inside - 1 : inside;
}
