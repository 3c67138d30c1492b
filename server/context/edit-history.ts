// Owns what was changed in this session, as places that moved along with later changes; keeps old versions only while they are recent.
import type { AppliedChange, DocumentEvent, DocumentSnapshot } from "../documents/documents.ts";
import type { Span } from "../documents/text.ts";

export type RecentEdit = {
  readonly uri: string;
  /** Where the new lines stand now. */
  readonly span: Span;
  readonly oldLines: readonly string[];
  readonly newLines: readonly string[];
};

export interface EditHistory {
  note(event: DocumentEvent): void;
  /** The newest first; without those that came to nothing and those too large to tell. */
  recent(): readonly RecentEdit[];
}

const MOST_EDITS = 8;
// Each keeps two versions of a document, which share all but a few lines.
const MOST_UNREAD = 64;
// Changes this close together are one edit.
const JOINED_LINES = 2;
const LONGEST_LINES = 10;
const LONGEST_CHARACTERS = 2000;

/** Lines from `first` on: `newCount` of the document as it is now, in place of `oldCount` lines of `before` from `oldFirst` on. */
type Edit = {
  readonly uri: string;
  readonly before: DocumentSnapshot;
  readonly oldFirst: number;
  readonly oldCount: number;
  readonly first: number;
  readonly newCount: number;
  readonly now: DocumentSnapshot;
};

export function createEditHistory(): EditHistory {
  /** The newest last. */
  let edits: readonly Edit[] = [];
  /** Changes wait until somebody wants to know: no key waits for their being sorted. */
  let unread: AppliedChange[] = [];

  const noteChange = (change: AppliedChange): void => {
    const { before, after, span, newText } = change;
    // A text that is replaced as a whole was not edited by a person.
    if (span.start === 0 && span.end === before.length && before.length > 0) {
      edits = edits.filter(({ uri }) => uri !== after.uri);
      return;
    }
    const from = before.positionAt(span.start).line;
    const to = before.positionAt(span.end).line;
    const added = newText.split(/\r\n?|\n/).length - 1 - (to - from);
    const joined = edits.findLast((edit) => edit.uri === after.uri && isClose(edit, from, to));
    const others = edits
      .filter((edit) => edit !== joined)
      .map((edit) =>
        edit.uri === after.uri
          ? { ...edit, first: edit.first + (edit.first > to ? added : 0), now: after }
          : edit,
      );
    edits = [...others, extended(joined, { change, from, to, added })].slice(-MOST_EDITS);
  };

  const read = (): void => {
    for (const change of unread) noteChange(change);
    unread = [];
  };

  return {
    note(event) {
      if (event.kind === "changed") unread.push(...event.changes);
      if (unread.length >= MOST_UNREAD) read();
      if (event.kind !== "closed") return;
      read();
      edits = edits.filter(({ uri }) => uri !== event.uri);
    },
    recent() {
      read();
      return [...edits]
        .reverse()
        .map(toRecent)
        .filter(({ oldLines, newLines }) => isWorthTelling(oldLines, newLines));
    },
  };
}

function isClose({ first, newCount }: Edit, from: number, to: number): boolean {
  return from <= first + newCount - 1 + JOINED_LINES && to >= first - JOINED_LINES;
}

type Change = {
  readonly change: AppliedChange;
  readonly from: number;
  readonly to: number;
  readonly added: number;
};

/** The edit with the lines of a change, and what lies between the two. */
function extended(edit: Edit | undefined, { change, from, to, added }: Change): Edit {
  const { before, after } = change;
  const lines = to - from + 1;
  if (edit === undefined) {
    const place = { oldFirst: from, oldCount: lines, first: from, newCount: lines + added };
    return { uri: after.uri, before, now: after, ...place };
  }
  const above = Math.max(0, edit.first - from);
  const below = Math.max(0, to - (edit.first + edit.newCount - 1));
  return {
    ...edit,
    oldFirst: edit.oldFirst - above,
    oldCount: edit.oldCount + above + below,
    first: edit.first - above,
    newCount: edit.newCount + above + below + added,
    now: after,
  };
}

function toRecent({ uri, before, now, oldFirst, oldCount, first, newCount }: Edit): RecentEdit {
  return {
    uri,
    span: { start: now.lineStart(first), end: now.lineStart(first + newCount) },
    oldLines: linesOf(before, oldFirst, oldCount),
    newLines: linesOf(now, first, newCount),
  };
}

function linesOf(document: DocumentSnapshot, first: number, count: number): readonly string[] {
  const most = Math.min(count, LONGEST_LINES + 1, document.lineCount - first);
  return Array.from({ length: Math.max(0, most) }, (_, index) =>
    document.lineText(first + index).replace(/[\r\n]+$/, ""),
  );
}

function isWorthTelling(oldLines: readonly string[], newLines: readonly string[]): boolean {
  const [old, now] = [oldLines.join("\n"), newLines.join("\n")];
  const isSmall = oldLines.length <= LONGEST_LINES && newLines.length <= LONGEST_LINES;
  return isSmall && old.length + now.length <= LONGEST_CHARACTERS && old.trim() !== now.trim();
}
