// Owns what was changed lately: keys at one place are one edit, told as the text before and after it. Decides nothing.
import type { AppliedChange, DocumentEvent, DocumentSnapshot } from "../../documents/documents.ts";
import type { Span } from "../../documents/text.ts";

/** `span` of `before` was replaced by what stands in `now` of the document as it is now. */
export type RecentEdit = { readonly before: DocumentSnapshot; readonly span: Span; readonly now: Span };

export interface EditHistory {
  noteEvent(event: DocumentEvent): void;
  /** The same for a change that was proposed because of the newest edit, which stays the newest. */
  noteFollowing(uri: string, change: AppliedChange): void;
  /** Edits of a document that is open, newest first, in its current text. */
  recent(uri: string): readonly RecentEdit[];
}

const MOST_EDITS = 8;
const MOST_DOCUMENTS = 20;

export function createEditHistory(): EditHistory {
  const histories = new Map<string, readonly RecentEdit[]>();
  return {
    noteEvent(event) {
      switch (event.kind) {
        case "opened":
          histories.delete(event.document.uri);
          break;
        case "closed":
          histories.delete(event.uri);
          break;
        case "changed": {
          const { uri } = event.document;
          const edits = event.changes.reduce(withChange, histories.get(uri) ?? []);
          histories.delete(uri);
          histories.set(uri, edits.slice(0, MOST_EDITS));
          const [oldest] = histories.keys();
          if (histories.size > MOST_DOCUMENTS && oldest !== undefined) histories.delete(oldest);
        }
      }
    },
    noteFollowing(uri, { span, newText }) {
      const growth = newText.length - (span.end - span.start);
      histories.set(
        uri,
        (histories.get(uri) ?? []).flatMap((edit) => movedBy(edit, span, growth)),
      );
    },
    recent: (uri) => histories.get(uri) ?? [],
  };
}

function withChange(edits: readonly RecentEdit[], change: AppliedChange): readonly RecentEdit[] {
  const { span, newText, before } = change;
  const growth = newText.length - (span.end - span.start);
  const [last, ...older] = edits;
  const isSame = last !== undefined && span.start <= last.now.end && last.now.start <= span.end;
  const moved = (isSame ? older : edits).flatMap((edit) => movedBy(edit, span, growth));
  if (!isSame) {
    return [{ before, span, now: { start: span.start, end: span.start + newText.length } }, ...moved];
  }
  // What reaches over the edges of the edit reaches as far over those of the text it replaced.
  const left = Math.max(0, last.now.start - span.start);
  const right = Math.max(0, span.end - last.now.end);
  const start = last.now.start - left;
  return [
    {
      before: last.before,
      span: { start: last.span.start - left, end: last.span.end + right },
      now: { start, end: last.now.end + right + growth },
    },
    ...moved,
  ];
}

/** An older edit in the text after a change elsewhere; gone where the change went through it. */
function movedBy(edit: RecentEdit, span: Span, growth: number): readonly RecentEdit[] {
  const { now } = edit;
  if (span.start >= now.end) return [edit];
  if (span.end > now.start) return [];
  return [{ ...edit, now: { start: now.start + growth, end: now.end + growth } }];
}
