// Owns the check that an answer names only what exists: in scope, imported, built in, or used as a free name elsewhere in the file.
import { containsSpan, type Span } from "../../documents/text.ts";
import type { FlowFact } from "../../syntax/flow.ts";
import type { SyntaxSnapshot } from "../../syntax/syntax.ts";
import { ACCEPT, type Check, type CheckView, reject } from "../check.ts";

export const knownNames: Check = {
  id: "known-names",
  applies: (view) => view.document.lineCount >= SHORTEST_FILE && view.syntax?.builtins() !== undefined,
  run(view) {
    const edited = view.edited();
    if (edited === undefined) return ACCEPT;
    const { start } = view.edit.span;
    const written: Span = { start, end: start + view.newText.length };
    const facts = edited.flow(written);
    const asked = namesIn(edited, facts).filter((name) => containsSpan(written, name));
    const unknown = firstUnknown(view, edited, { written, facts, asked });
    if (unknown === undefined) return ACCEPT;
    return reject("unknown-name", `nothing here is called ${JSON.stringify(unknown)}`);
  },
};

// In a text this short most names come from elsewhere: a fragment, a console, a new file.
export const SHORTEST_FILE = 20;
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

function firstUnknown(
  view: CheckView,
  edited: SyntaxSnapshot,
  { written, facts, asked }: Question,
): string | undefined {
  if (asked.length === 0) return undefined;
  const builtins = edited.builtins();
  // With edits elsewhere, imports may have come along.
  const imports =
    (view.alsoEdit === undefined || view.alsoEdit.length === 0 ? view.syntax : edited)?.imports() ?? [];
  if (imports.some(({ names, span }) => names.length === 0 && takesAll(edited, span))) return undefined;
  const imported = new Set(imports.flatMap(({ names }) => names));
  const open = asked.filter(({ text }) => builtins?.has(text) !== true && !imported.has(text));
  if (open.length === 0) return undefined;

  const around = functionAround(facts, written) ?? written;
  const region = {
    start: Math.max(around.start, written.start - FARTHEST),
    end: Math.min(around.end, written.end + FARTHEST),
  };
  const near = edited.flow(region);
  const known = new Set([
    ...boundIn(edited, near).map(({ text }) => text),
    ...namesIn(edited, near)
      .filter((name) => !containsSpan(written, name))
      .map(({ text }) => text),
  ]);
  const left = new Set(open.map(({ text }) => text).filter((text) => !known.has(text)));
  // Where the code is broken the tree does not tell names from other words.
  if (left.size === 0 || edited.problems(written).length > 0) return undefined;
  return [...left].find((text) => !isFreeElsewhere(edited, text, around));
}

/** Whether the name stands outside of the function at hand, and there is not just a local one of another function. */
function isFreeElsewhere(edited: SyntaxSnapshot, name: string, around: Span): boolean {
  const text = edited.document.getText();
  const locals: Span[] = [];
  let places = 0;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    const place = { start: at, end: at + name.length };
    const isWord = !isWordSign(text[at - 1]) && !isWordSign(text[place.end]);
    if (!isWord || containsSpan(around, place) || locals.some((local) => containsSpan(local, place)))
      continue;
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
