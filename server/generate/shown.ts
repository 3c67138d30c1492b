// Owns what became of what was shown: the changes of a document tell whether a suggestion was taken, typed along or typed against.
import { type AppliedChange, cursorLine, type DocumentSnapshot } from "../documents/documents.ts";
import type { Candidate } from "./generate.ts";

/** `accepted`: taken at once, whole or in part; `typed`: typed to its end; `rejected`: something else was typed in its place. */
export type Became = {
  readonly id: string;
  readonly kind: "accepted" | "typed" | "rejected";
  /** How much of the suggestion is in the text, in UTF-16 units. */
  readonly kept: number;
};

export interface Shown {
  /** A suggestion stands on the screen now, in place of the one before. */
  show(document: DocumentSnapshot, candidate: Candidate): void;
  /** What a change decides; undefined where it decides nothing. */
  changed(change: AppliedChange): Became | undefined;
  /** The editor has told that a suggestion was taken: nothing has to be inferred any more. */
  settle(id: string): void;
  forget(uri: string): void;
}

/** A suggestion and how far it has been typed: `rest` is still ghost text at `at`. */
type Ghost = { readonly id: string; readonly at: number; readonly rest: string; readonly kept: number };

// So many characters in one change are no key: a part of the suggestion was taken.
const TAKEN_AT_ONCE = 3;
// Text before the ghost that has to be the same for a change of the whole document to tell anything.
const COMPARED = 60;
// More than this is the whole text, of which only what stands around the ghost is looked at.
const LONGEST_COMPARED = 20_000;
const MOST_DOCUMENTS = 50;
const AUTO_CLOSED = /^[)\]}"'`]{1,2}$/;

export function createShown(): Shown {
  const ghosts = new Map<string, Ghost>();
  return {
    show(document, { id, edit }) {
      const known = ghosts.get(document.uri);
      const kept = known?.id === id ? known.kept : 0;
      ghosts.delete(document.uri);
      ghosts.set(document.uri, { id, at: edit.span.start, rest: edit.newText, kept });
      const [oldest] = ghosts.keys();
      if (ghosts.size > MOST_DOCUMENTS && oldest !== undefined) ghosts.delete(oldest);
    },

    changed(change) {
      const { uri } = change.after;
      const ghost = ghosts.get(uri);
      if (ghost === undefined) return undefined;
      const next = after(ghost, change);
      if ("kind" in next) ghosts.delete(uri);
      else ghosts.set(uri, next);
      return "kind" in next ? next : undefined;
    },

    settle(id) {
      for (const [uri, ghost] of ghosts) if (ghost.id === id) ghosts.delete(uri);
    },

    forget: (uri) => void ghosts.delete(uri),
  };
}

function after(ghost: Ghost, change: AppliedChange): Ghost | Became {
  const { id, at, rest, kept } = ghost;
  const { span, newText } = atGhost(ghost, change);
  const became = (kind: Became["kind"], more: number): Became => ({ id, kind, kept: kept + more });

  if (span.end < at || (span.end === at && newText === "" && span.start < at)) {
    const lost = at - Math.max(span.start, 0);
    const isDeletionBefore = span.end === at;
    if (!isDeletionBefore) return { ...ghost, at: at + newText.length - (span.end - span.start) };
    return {
      id,
      at: span.start,
      rest: change.before.slice(span.start, at) + rest,
      kept: Math.max(0, kept - lost),
    };
  }
  if (span.start > at || (span.start === at && newText === "")) return ghost;
  if (span.start < at) return became("rejected", 0);

  const typed = commonLength(newText, rest);
  const surplus = newText.slice(typed);
  if (surplus !== "" && surplus.trim() === "" && isIndenting(ghost, change, newText)) {
    return { id, at: at + newText.length, rest: rest.trimStart(), kept };
  }
  if (typed === 0) return became("rejected", 0);
  const isTaken = typed >= TAKEN_AT_ONCE;
  if (rest.slice(typed).trim() === "") return became(isTaken ? "accepted" : "typed", typed);
  if (surplus === "" || AUTO_CLOSED.test(surplus)) {
    return { id, at: at + typed, rest: rest.slice(typed), kept: kept + typed };
  }
  return became(isTaken ? "accepted" : "rejected", typed);
}

/** Whether blanks are typed in front of a ghost that has its line to itself. */
function isIndenting({ at }: Ghost, { before }: AppliedChange, newText: string): boolean {
  return /^[ \t]+$/.test(newText) && cursorLine(before, at).before.trim() === "";
}

/** The change as it concerns the ghost: without what it replaces by the same, as editors do that send whole lines or the whole text. */
function atGhost(
  { at }: Ghost,
  { span, newText, before, after }: AppliedChange,
): Pick<AppliedChange, "span" | "newText"> {
  if (span.end - span.start <= LONGEST_COMPARED) {
    const old = before.slice(span.start, span.end);
    const same = commonLength(newText, old);
    const rest = newText.slice(same);
    const tail = commonEnd(rest, old.slice(same));
    return {
      span: { start: span.start + same, end: span.end - tail },
      newText: rest.slice(0, rest.length - tail),
    };
  }
  const from = Math.max(0, at - COMPARED);
  const isSame = span.start === 0 && before.slice(from, at) === after.slice(from, at);
  if (!isSame) return { span, newText };
  const more = after.length - before.length;
  if (more < 0) return { span: { start: at + 1, end: at + 1 }, newText: "" };
  return { span: { start: at, end: at }, newText: after.slice(at, at + more) };
}

function commonEnd(a: string, b: string): number {
  let length = 0;
  const most = Math.min(a.length, b.length);
  while (length < most && a[a.length - 1 - length] === b[b.length - 1 - length]) length++;
  return length;
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
