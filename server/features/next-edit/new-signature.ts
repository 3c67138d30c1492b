// Owns the rule of signatures: where a parameter came or went, the calls with the old number of arguments follow.
import type { DocumentSnapshot } from "../../documents/documents.ts";
import type { Span } from "../../documents/text.ts";
import type { CodeSymbol } from "../../syntax/symbols.ts";
import type { NextEditRule, NextEditView, OtherFile, ProposedEdit } from "../next-edit.ts";
import { reachOf } from "./reach.ts";
import { isMemberOf, listIn, placesOf } from "./words.ts";

// Arguments are read this far.
const LONGEST_CALL = 4000;
/** Parameters that stand for the receiver, not for an argument. */
const RECEIVER = /^(?:self|cls|this)\b/;
/** What a caller may leave out, or that takes any number. */
const OPTIONAL = /\?\s*(?::|$)|=|^\s*(?:\.\.\.|\*)/;

export const newSignature: NextEditRule = {
  id: "new-signature",
  places(view) {
    const changed = changeOfParameters(view);
    if (changed === undefined) return [];
    const { symbol } = changed;
    const bodyStart = symbol.body?.span.start ?? symbol.span.end;
    return callsOf(calledName(symbol), view)
      .filter(({ start }) => start < symbol.span.start || start >= bodyStart)
      .flatMap((place) => changeCall(view, place, changed));
  },
  elsewhere(view) {
    const changed = changeOfParameters(view);
    if (changed === undefined) return undefined;
    const { symbol } = changed;
    const reach = reachOf(view, symbol);
    if (reach === "function") return undefined;
    const isMember = reach === "member" && symbol.kind !== "constructor";
    return {
      name: calledName(symbol),
      isMember,
      places: (file) =>
        callsIn(file, calledName(symbol), isMember).flatMap((place) => changeCall(file, place, changed)),
    };
  },
};

/** What makes an instance is called by the name of its class. */
function calledName({ kind, container, name }: CodeSymbol): string {
  return kind === "constructor" ? (container.at(-1) ?? name) : name;
}

type View = Pick<NextEditView, "document" | "syntax">;

function callsOf(name: string, { document, syntax }: View): readonly Span[] {
  return placesOf(name, document, { start: 0, end: document.length }).filter(
    ({ start }) => (syntax?.cursorAt(start + 1).position ?? "code") === "code",
  );
}

function callsIn(file: OtherFile, name: string, isMember: boolean): readonly Span[] {
  const { document, user } = file;
  return callsOf(isMember ? name : user.local, file).filter((place) => {
    if (user.of !== undefined) return isMemberOf(file, place, user.of);
    return isMember === document.slice(Math.max(0, place.start - 1), place.start).endsWith(".");
  });
}

function changeCall(
  { document }: View,
  place: Span,
  { at, added, removed, count }: Change,
): readonly ProposedEdit[] {
  const call = callAt(document, place.end);
  if (call === undefined || call.parts.length !== count) return [];
  const title = added === undefined ? `Drop ${removed} from this call` : `Pass ${added} in this call`;
  return [{ edit: added === undefined ? without(call, at) : withArgument(call, at, added), title }];
}

type Call = { readonly parts: readonly Span[]; readonly end: number };
type Change = {
  readonly symbol: CodeSymbol;
  /** Which argument. */
  readonly at: number;
  readonly added: string | undefined;
  readonly removed: string;
  /** How many arguments calls have that know nothing of the change. */
  readonly count: number;
};

function changeOfParameters({ document, syntax, edits: [last] }: NextEditView): Change | undefined {
  const symbol = syntax?.cursorAt(last.now.start).enclosing.at(-1) ?? syntax?.symbolAt(last.now.start);
  if (symbol === undefined || !["function", "method", "constructor"].includes(symbol.kind)) return undefined;
  if (last.now.end > (symbol.body?.span.start ?? symbol.span.end)) return undefined;
  const growth = last.now.end - last.now.start - (last.span.end - last.span.start);
  const nameEnd = symbol.nameSpan.end;
  const is = parametersFrom(document, nameEnd);
  const was = parametersFrom(last.before, last.span.start < nameEnd ? nameEnd - growth : nameEnd);
  if (is === undefined || was === undefined || Math.abs(is.length - was.length) !== 1) return undefined;
  const [more, fewer] = is.length > was.length ? [is, was] : [was, is];
  const at = more.findIndex((text, index) => text !== fewer[index]);
  const changed = more[at];
  const isOne =
    changed !== undefined && more.slice(at + 1).every((text, index) => text === fewer[at + index]);
  if (!isOne || OPTIONAL.test(changed)) return undefined;
  const name = nameOf(changed);
  return { symbol, at, count: was.length, added: is.length > was.length ? name : undefined, removed: name };
}

/** The parameters as written, without the receiver; undefined where no list follows the name. */
function parametersFrom(document: DocumentSnapshot, nameEnd: number): readonly string[] | undefined {
  const text = document.slice(nameEnd, nameEnd + LONGEST_CALL);
  const open = text.indexOf("(");
  if (open < 0 || /[{}\n]/.test(text.slice(0, open))) return undefined;
  return listIn(text, open)
    ?.parts.map(({ start, end }) => text.slice(start, end).trim())
    .filter((parameter) => !RECEIVER.test(parameter));
}

function nameOf(parameter: string): string {
  return /[\p{L}_$][\p{L}\p{N}_$]*(?=\s*(?:[:=?]|$))/u.exec(parameter)?.[0] ?? parameter;
}

/** The arguments of a call whose name ends at `end`, in offsets of the document. */
function callAt(document: DocumentSnapshot, end: number): Call | undefined {
  const text = document.slice(end, end + LONGEST_CALL);
  const open = /^\s*\(/.exec(text)?.[0].length;
  const list = open === undefined ? undefined : listIn(text, open - 1);
  if (list === undefined) return undefined;
  return {
    parts: list.parts.map((part) => trimmed(document, { start: end + part.start, end: end + part.end })),
    end: end + list.end,
  };
}

function trimmed(document: DocumentSnapshot, { start, end }: Span): Span {
  const text = document.slice(start, end);
  return {
    start: start + text.length - text.trimStart().length,
    end: end - text.length + text.trimEnd().length,
  };
}

function withArgument({ parts, end }: Call, at: number, text: string): ProposedEdit["edit"] {
  const next = parts[at];
  if (next !== undefined) return { span: { start: next.start, end: next.start }, newText: `${text}, ` };
  const last = parts.at(-1);
  const place = last?.end ?? end;
  return { span: { start: place, end: place }, newText: last === undefined ? text : `, ${text}` };
}

function without({ parts }: Call, at: number): ProposedEdit["edit"] {
  const [part, next, previous] = [parts[at], parts[at + 1], parts[at - 1]];
  const start = next === undefined ? (previous?.end ?? part?.start ?? 0) : (part?.start ?? 0);
  return { span: { start, end: next?.start ?? part?.end ?? 0 }, newText: "" };
}
