// Owns which names in an answer nothing in its file accounts for: not in scope, imported, built in, or used as free names elsewhere.
import { containsSpan, type Span } from "../documents/text.ts";
import type { FlowFact } from "../syntax/flow.ts";
import type { SyntaxSnapshot } from "../syntax/syntax.ts";
import type { CheckView } from "./check.ts";

/** What is known of an answer before its names are asked about. */
export type NamesView = Pick<
  CheckView,
  "document" | "syntax" | "edit" | "newText" | "alsoEdit" | "edited" | "written"
>;

/** In the order of the text, each once; none where the language lists no built-in names. */
export function unknownNames(view: NamesView): readonly string[] {
  const edited = view.edited();
  if (view.syntax?.builtins() === undefined || edited === undefined) return [];
  const { written } = view;
  const facts = edited.flow(written);
  const asked = namesIn(edited, facts).filter((name) => containsSpan(written, name));
  return unknownAmong(view, edited, { written, facts, asked });
}

// A function is looked at this far around the new text (UTF-16 units).
const FARTHEST = 20_000;
// A name that stands in more places than this is no invention.
const MOST_PLACES = 24;

type Name = Span & { readonly text: string };

type Question = {
  readonly written: Span;
  readonly facts: readonly FlowFact[];
  readonly asked: readonly Name[];
};

function unknownAmong(
  view: NamesView,
  edited: SyntaxSnapshot,
  { written, facts, asked }: Question,
): readonly string[] {
  if (asked.length === 0) return [];
  const builtins = edited.builtins();
  // With edits elsewhere, imports may have come along.
  const imports =
    (view.alsoEdit === undefined || view.alsoEdit.length === 0 ? view.syntax : edited)?.imports() ?? [];
  if (imports.some(({ names, span }) => names.length === 0 && takesAll(edited, span))) return [];
  const imported = new Set(imports.flatMap(({ names }) => names));
  const open = asked.filter(({ text }) => builtins?.has(text) !== true && !imported.has(text));
  if (open.length === 0) return [];

  const around = functionAround(facts, written) ?? written;
  const region = {
    start: Math.max(around.start, written.start - FARTHEST),
    end: Math.min(around.end, written.end + FARTHEST),
  };
  const near = edited.flow(region);
  const bound = boundIn(edited, near);
  const hidden = hiddenPlaces(near, bound, written);
  const known = new Set(
    [...bound, ...namesIn(edited, near).filter((name) => !containsSpan(written, name))]
      .filter((name) => hidden.get(name.text)?.some((place) => containsSpan(place, name)) !== true)
      .map(({ text }) => text),
  );
  const left = new Set(open.map(({ text }) => text).filter((text) => !known.has(text)));
  // Where the code is broken the tree does not tell names from other words.
  if (left.size === 0 || edited.problems(written).length > 0) return [];
  return [...left].filter((text) => !isFreeElsewhere(edited, text, around));
}

/** For each name the functions that have it for themselves, with the new text outside of them. */
function hiddenPlaces(
  facts: readonly FlowFact[],
  bound: readonly Name[],
  written: Span,
): ReadonlyMap<string, readonly Span[]> {
  const functions = facts.filter((fact) => fact.kind === "function" && !containsSpan(fact, written));
  const hidden = new Map<string, Span[]>();
  for (const name of bound) {
    if (containsSpan(written, name)) continue;
    const owner = functions.find((fact) => containsSpan(fact, name) && fact.name?.start !== name.start);
    if (owner !== undefined) hidden.set(name.text, [...(hidden.get(name.text) ?? []), owner]);
  }
  return hidden;
}

/** Whether the name stands outside of the function at hand, and there is not just a local one of another function. */
function isFreeElsewhere(edited: SyntaxSnapshot, name: string, around: Span): boolean {
  const text = edited.document.getText();
  const locals: Span[] = [];
  const imports = edited.imports();
  let places = 0;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    const place = { start: at, end: at + name.length };
    const isWord = !isWordSign(text[at - 1]) && !isWordSign(text[place.end]);
    if (!isWord || containsSpan(around, place) || locals.some((local) => containsSpan(local, place)))
      continue;
    // The module of an import is no name of the file.
    if (imports.some(({ span }) => containsSpan(span, place))) continue;
    if (++places > MOST_PLACES) return true;
    const facts = edited.flow(place);
    const here = facts.filter(({ start, end }) => start === place.start && end === place.end);
    if (!here.some(({ kind }) => NAMES.has(kind)) || here.some(({ kind }) => kind === "member")) continue;
    const outer = functionAround(facts, place);
    // What stands in no function, or names the outermost one, is known in the whole file.
    if (outer === undefined || outer.name?.start === place.start) return true;
    if (!boundIn(edited, edited.flow(outer)).some((bound) => bound.text === name)) return true;
    locals.push(outer);
  }
  return false;
}

const NAMES: ReadonlySet<FlowFact["kind"]> = new Set(["name", "type", "bound", "parameter"]);

/** The outermost function around a span. */
function functionAround(facts: readonly FlowFact[], span: Span): FlowFact | undefined {
  return facts.find((fact) => fact.kind === "function" && containsSpan(fact, span));
}

/** Names that are used, not brought in. */
function namesIn(syntax: SyntaxSnapshot, facts: readonly FlowFact[]): readonly Name[] {
  const bound = facts.filter(({ kind }) => kind === "bound");
  const others = new Set(
    facts.flatMap(({ kind, start, name }) => {
      if (kind === "member" || kind === "parameter") return [start];
      return kind === "option" && name !== undefined ? [name.start] : [];
    }),
  );
  return facts
    .filter(({ kind }) => kind === "name" || kind === "type")
    .filter((fact) => !others.has(fact.start) && !bound.some((each) => containsSpan(each, fact)))
    .map((fact) => nameAt(syntax, fact));
}

/** Names that get a value or a meaning. */
function boundIn(syntax: SyntaxSnapshot, facts: readonly FlowFact[]): readonly Name[] {
  const places = facts.flatMap((fact): readonly Span[] => {
    if (fact.kind === "parameter" || fact.kind === "bound") return [fact];
    return fact.kind === "assignment" && fact.target !== undefined ? [fact.target] : [];
  });
  const whole = places.map((place) => nameAt(syntax, place));
  const inside = facts
    .filter(({ kind }) => kind === "name" || kind === "type")
    .filter((fact) => places.some((place) => containsSpan(place, fact)))
    .map((fact) => nameAt(syntax, fact));
  return [...whole, ...inside];
}

function nameAt({ document }: SyntaxSnapshot, { start, end }: Span): Name {
  return { start, end, text: document.slice(start, end) };
}

/** An import of everything a module has. */
function takesAll({ document }: SyntaxSnapshot, { start, end }: Span): boolean {
  return document.slice(start, end).includes("*");
}

function isWordSign(sign: string | undefined): boolean {
  return sign !== undefined && /[\w$]/.test(sign);
}

/**
 * The same where the language lists no built-in names: words of the code that look like a type, or like a module in front
 * of its member, and stand nowhere else in the file. `isWanted` is asked first, for it knows most of them not.
 */
export function unknownWords(view: NamesView, isWanted: (name: string) => boolean): readonly string[] {
  const { start } = view.edit.span;
  const found = [...view.newText.matchAll(IMPORTABLE)].filter(([name]) => isWanted(name));
  if (found.length === 0) return [];
  const edited = view.edited();
  const before = view.document.slice(0, start);
  const after = view.document.slice(view.edit.span.end, view.document.length);
  const isNew = ([name]: RegExpExecArray): boolean => !wordPattern(name).test(`${before} ${after}`);
  const isCode = ({ index }: RegExpExecArray): boolean =>
    edited?.cursorAt(view.written.start + index + 1).position === "code";
  return [...new Set(found.filter((each) => isNew(each) && isCode(each)).map(([name]) => name))];
}

const IMPORTABLE = /(?<![\p{L}\p{N}_$.]|::|->)(?:\p{Lu}[\p{L}\p{N}_]*|\p{Ll}[\p{L}\p{N}_]*(?=\.\p{L}))/gu;

function wordPattern(name: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}_$])${name}(?![\\p{L}\\p{N}_$])`, "u");
}
