// Owns the rule of names: where one was changed, the places that still have the old one follow.
import type { Span } from "../../documents/text.ts";
import type { NextEditRule, NextEditView, ProposedEdit } from "../next-edit.ts";
import { isName, placesOf, widenToWords } from "./words.ts";

export const sameName: NextEditRule = {
  id: "same-name",
  places(view) {
    const [{ before, span, now }] = view.edits;
    const old = widenToWords(before, span);
    const renamed = widenToWords(view.document, now);
    const oldName = before.slice(old.start, old.end);
    const newName = view.document.slice(renamed.start, renamed.end);
    if (oldName === newName || !isName(oldName) || !isName(newName)) return [];
    // An old name that was longer than a sign or two says what was meant; `i` may be anything.
    if (oldName.length < 2) return [];
    const within = reachOf(view, renamed, newName);
    const isMember = before.slice(Math.max(0, old.start - 1), old.start) === ".";
    return placesOf(oldName, view.document, within)
      .filter((place) => isMember || !isMemberAt(view, place))
      .filter((place) => isCode(view, place))
      .map(
        (place): ProposedEdit => ({
          edit: { span: place, newText: newName },
          title: `Rename ${oldName} to ${newName} here too`,
        }),
      );
  },
};

/** A definition reaches as far as what it stands in; a name inside of a function no further than that function. */
function reachOf({ document, syntax }: NextEditView, renamed: Span, newName: string): Span {
  const whole: Span = { start: 0, end: document.length };
  const around = syntax?.cursorAt(renamed.start).enclosing ?? [];
  const inner = around.at(-1);
  if (inner === undefined) return whole;
  const isItsOwn = inner.name === newName && inner.nameSpan.start === renamed.start;
  const holder = isItsOwn ? around.at(-2) : inner;
  return holder?.span ?? whole;
}

/** Behind a dot, or the first key of an object. */
function isMemberAt({ document }: NextEditView, { start, end }: Span): boolean {
  const before = document.slice(Math.max(0, start - 40), start);
  return before.endsWith(".") || (/\{\s*$/.test(before) && /^\??:/.test(document.slice(end, end + 2)));
}

/** Words in strings and comments may mean something else. */
function isCode({ syntax }: NextEditView, place: Span): boolean {
  const position = syntax?.cursorAt(place.start + 1).position ?? "code";
  return position === "code" || position === "import";
}
