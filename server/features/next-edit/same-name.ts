// Owns the rule of names: where one was changed, the places that still have the old one follow.
import type { Span } from "../../documents/text.ts";
import type { FollowUp, NextEditRule, NextEditView, OtherFile, ProposedEdit } from "../next-edit.ts";
import { reachOf } from "./reach.ts";
import { isMemberOf, isName, placesOf, widenToWords } from "./words.ts";

export const sameName: NextEditRule = {
  id: "same-name",
  places(view) {
    const rename = renameIn(view);
    if (rename === undefined) return [];
    const { oldName, renamed, newName } = rename;
    return placesOf(oldName, view.document, regionOf(view, renamed, newName))
      .filter((place) => rename.isBehindDot || !isMemberAt(view, place))
      .filter((place) => isCode(view, place))
      .map((place) => proposal(place, rename));
  },
  elsewhere(view) {
    const rename = renameIn(view);
    const symbol = view.syntax?.symbolAt(rename?.renamed.start ?? 0);
    // Only what is defined here can be known elsewhere, and nothing inside of a function is.
    if (rename === undefined || symbol?.nameSpan.start !== rename.renamed.start) return undefined;
    const reach = reachOf(view, symbol);
    if (reach === "function") return undefined;
    const isMember = reach === "member";
    const { oldName: name, newName } = rename;
    return { name, newName, isMember, places: (file) => placesIn(file, isMember, rename) };
  },
};

type Rename = {
  readonly oldName: string;
  readonly newName: string;
  /** Where the new name stands. */
  readonly renamed: Span;
  readonly isBehindDot: boolean;
};

function renameIn({ document, edits: [{ before, span, now }] }: NextEditView): Rename | undefined {
  const old = widenToWords(before, span);
  const renamed = widenToWords(document, now);
  const oldName = before.slice(old.start, old.end);
  const newName = document.slice(renamed.start, renamed.end);
  if (oldName === newName || !isName(oldName) || !isName(newName)) return undefined;
  // An old name that was longer than a sign or two says what was meant; `i` may be anything.
  if (oldName.length < 2) return undefined;
  const isBehindDot = before.slice(Math.max(0, old.start - 1), old.start) === ".";
  return { oldName, newName, renamed, isBehindDot };
}

function proposal(span: Span, { oldName, newName }: Rename): ProposedEdit {
  return { edit: { span, newText: newName }, title: `Rename ${oldName} to ${newName} here too` };
}

/** A file that has it under another name says the old one in its import alone. */
function placesIn(file: OtherFile, isMember: boolean, rename: Rename): ReturnType<FollowUp["places"]> {
  const { document, user } = file;
  const isBound = user.local === rename.oldName;
  return placesOf(rename.oldName, document, { start: 0, end: document.length })
    .filter((place) => isCode(file, place) && (isBound || isImport(file, place)))
    .filter((place) => {
      if (isImport(file, place)) return user.of === undefined && !isMember;
      if (user.of !== undefined) return isMemberOf(file, place, user.of);
      return isMember === isMemberAt(file, place);
    })
    .map((place) => proposal(place, rename));
}

/** A definition reaches as far as what it stands in; a name inside of a function no further than that function. */
function regionOf({ document, syntax }: NextEditView, renamed: Span, newName: string): Span {
  const whole: Span = { start: 0, end: document.length };
  const around = syntax?.cursorAt(renamed.start).enclosing ?? [];
  const inner = around.at(-1);
  if (inner === undefined) return whole;
  const isItsOwn = inner.name === newName && inner.nameSpan.start === renamed.start;
  const holder = isItsOwn ? around.at(-2) : inner;
  return holder?.span ?? whole;
}

/** Behind a dot, or the first key of an object. */
function isMemberAt({ document }: Pick<NextEditView, "document">, { start, end }: Span): boolean {
  const before = document.slice(Math.max(0, start - 40), start);
  return before.endsWith(".") || (/\{\s*$/.test(before) && /^\??:/.test(document.slice(end, end + 2)));
}

/** Words in strings and comments may mean something else. */
function isCode({ syntax }: Pick<NextEditView, "syntax">, place: Span): boolean {
  const position = syntax?.cursorAt(place.start + 1).position ?? "code";
  return position === "code" || position === "import";
}

function isImport({ syntax }: OtherFile, place: Span): boolean {
  return syntax?.cursorAt(place.start + 1).position === "import";
}
