// Owns whether an expression has a member, where its type and all that belongs to it is known for certain; guesses nothing.

import { containsSpan, type Span } from "../../documents/text.ts";
import type { FileId, SymbolId, WordId } from "../../index/ids.ts";
import type { SyntaxSnapshot } from "../../syntax/syntax.ts";
import { chainOf, LONGEST_CHAIN } from "./chains.ts";
import { bindingsIn } from "./site.ts";
import { type Meaning, StaticTypes, type StaticTypesPorts, type TypePlace } from "./static-types.ts";

/** An expression in front of a dot. `path` is that of its document, absolute. */
export type Receiver = { readonly syntax: SyntaxSnapshot; readonly path: string; readonly span: Span };

// Only where members are declared in the body of a type does the index know all of them.
const DECLARES_MEMBERS: ReadonlySet<string> = new Set(["typescript", "typescriptreact"]);
const INSTANCE = "this";
// A longer function is looked at by nobody (UTF-16 units).
const LONGEST_FUNCTION = 30_000;
// The index cuts headers: what a cut one names is not known.
const LONGEST_HEADER = 299;
const MOST_NAMESAKES = 50;
/** What every object, and every class as a function, has. */
const OF_EVERYTHING: ReadonlySet<string> = new Set(
  "constructor toString toLocaleString valueOf hasOwnProperty isPrototypeOf propertyIsEnumerable prototype name length call apply bind arguments caller".split(
    " ",
  ),
);

export function hasMember(
  ports: StaticTypesPorts,
  { syntax, path, span }: Receiver,
  name: string,
): boolean | undefined {
  const { document } = syntax;
  const file = ports.index.fileOf(path);
  if (OF_EVERYTHING.has(name)) return true;
  if (file === undefined || !DECLARES_MEMBERS.has(syntax.language.id)) return undefined;
  if (span.end - span.start > LONGEST_CHAIN) return undefined;
  const links = chainOf(document.slice(span.start, span.end));
  const [root] = links ?? [];
  if (links === undefined || root === undefined || links.some(({ isElement }) => isElement)) return undefined;
  const place = placeOf(ports, { syntax, span, file }, root.name);
  if (place === undefined) return undefined;
  const types = new StaticTypes(ports, place);
  const meaning = types.meaningOf(links);
  return meaning === undefined ? undefined : new Membership(ports, types).has(meaning, name);
}

/** Undefined where it is not certain what the name stands for there. */
function placeOf(
  { index, names }: StaticTypesPorts,
  { syntax, span, file }: { readonly syntax: SyntaxSnapshot; readonly span: Span; readonly file: FileId },
  root: string,
): TypePlace | undefined {
  const { document } = syntax;
  const classes = syntax.cursorAt(span.start).enclosing.filter(({ kind }) => kind === "class");
  const container = classes.at(-1);
  const outermost = syntax.flow(span).find((fact) => fact.kind === "function" && containsSpan(fact, span));
  const region = outermost ?? span;
  if (region.end - region.start > LONGEST_FUNCTION) return undefined;
  const facts = syntax.flow(region);
  const text = ({ start, end }: Span): string => document.slice(start, end);
  if (root === INSTANCE) {
    const inner = facts.filter((fact) => fact.kind === "function" && containsSpan(fact, span)).slice(1);
    // Any other function has an instance of its own.
    if (classes.length !== 1 || !inner.every((fact) => ARROW.test(text(fact)))) return undefined;
  }
  const bound = facts.flatMap((fact): readonly Span[] => {
    if (fact.kind === "parameter" || fact.kind === "bound") return [fact];
    return fact.kind === "assignment" && fact.target !== undefined ? [fact.target] : [];
  });
  const isBound = (each: Span): boolean => root !== INSTANCE && isNamedIn(text(each), root);
  const places = new Set(bound.filter(isBound).map(({ start }) => start));
  if (places.size > 1) return undefined;
  const locals = bindingsIn({ document, syntax, offset: span.start }, region);
  const own = locals.filter((local) => local.name === root);
  if (places.size !== own.length) return undefined;
  const imported = syntax.imports().flatMap((statement) => statement.names);
  const isKnown =
    root === INSTANCE ||
    own.length === 1 ||
    imported.includes(root) ||
    index.meaningOf(file, root) !== undefined;
  if (!isKnown) return undefined;
  return {
    file,
    names: names.meanings(file, imported),
    name: undefined,
    header: "",
    container: container && { name: container.name, header: container.signature },
    locals,
  };
}

/** Whether a pattern, or a name with its type, has a name in it; a member that gets a value is no name. */
function isNamedIn(pattern: string, name: string): boolean {
  return !/^[\w$]+\s*\??[.[]/.test(pattern) && pattern.split(/[^\w$]+/).includes(name);
}

const ARROW = /^(?:async\s+)?(?:\([^()]*\)|[\w$]+)\s*(?::[^=]*)?=>/;

class Membership {
  readonly #ports: StaticTypesPorts;
  readonly #types: StaticTypes;

  constructor(ports: StaticTypesPorts, types: StaticTypes) {
    this.#ports = ports;
    this.#types = types;
  }

  has(meaning: Meaning, name: string): boolean | undefined {
    switch (meaning.kind) {
      case "module":
        return this.#gives(meaning.file, name);
      case "declaration":
        return this.#ofTypes([meaning.symbol], name);
      case "instance":
        return meaning.isWhole ? this.#ofTypes(meaning.types, name) : undefined;
    }
  }

  /** Whether a module gives a name away. */
  #gives(file: FileId, name: string): boolean | undefined {
    const { index } = this.#ports;
    if (index.meaningOf(file, name) !== undefined) return true;
    const word = index.word(name);
    const seen = new Set<FileId>();
    const mayGive = (each: FileId): boolean => {
      if (seen.has(each)) return false;
      seen.add(each);
      if (word !== undefined && index.fileWords(each).includes(word)) return true;
      return index
        .importsOf(each)
        .filter(({ isReExport, names }) => isReExport && names.some(({ local }) => local === "*"))
        .some(({ target }) => target === undefined || mayGive(target));
    };
    return mayGive(file) ? undefined : false;
  }

  #ofTypes(symbols: readonly SymbolId[], name: string): boolean | undefined {
    const { index, names } = this.#ports;
    const word = index.word(name);
    const all = this.#types.withParents(symbols);
    const isThere = all.some((type) =>
      names.ownMembersOf(type).some((member) => index.name(member) === word),
    );
    if (isThere) return true;
    if (!all.every((type) => this.#isClosed(type, all))) return undefined;
    return word !== undefined && this.#isOfSubtype(word, symbols) ? undefined : false;
  }

  /** Whether all that a type has stands in its own body and in those of `all`. */
  #isClosed(type: SymbolId, all: readonly SymbolId[]): boolean {
    const { index } = this.#ports;
    const kind = index.kind(type);
    if (kind !== "class" && kind !== "interface" && kind !== "enum") return false;
    if (!DECLARES_MEMBERS.has(index.languageOf(index.file(type)))) return false;
    const header = index.header(type);
    const name = index.text(index.name(type));
    if (header.length >= LONGEST_HEADER || index.childrenOf(type).length === 0) return false;
    if (index.symbolsNamed(index.name(type)).some((each) => each !== type && this.#mayMerge(type, each)))
      return false;
    const rest = header.slice(header.indexOf(name) + name.length);
    const parents = [...withoutArguments(rest).matchAll(/[A-Za-z_$][\w$.]*/g)].map(([parent]) => parent);
    return parents
      .filter((parent) => !HEAD_WORDS.has(parent))
      .every((parent) =>
        all.some((each) => index.text(index.name(each)) === parent.slice(parent.lastIndexOf(".") + 1)),
      );
  }

  /** Whether two declarations of one name may be one type. */
  #mayMerge(type: SymbolId, other: SymbolId): boolean {
    const { index } = this.#ports;
    if (!MERGE.has(index.kind(other))) return false;
    const isAdded = index.parent(other) !== undefined;
    return isAdded || index.file(other) === index.file(type) || !index.isExported(type);
  }

  /** What a value of a type turns out to be may have more. */
  #isOfSubtype(word: WordId, symbols: readonly SymbolId[]): boolean {
    const { index } = this.#ports;
    const namesakes = index.symbolsNamed(word);
    return (
      namesakes.length > MOST_NAMESAKES ||
      namesakes.some((member) => {
        const parent = index.parent(member);
        const ancestors = parent === undefined ? [] : this.#types.withParents([parent]);
        return symbols.some((symbol) => symbol !== parent && ancestors.includes(symbol));
      })
    );
  }
}

/** What goes on in another declaration of its name. */
const MERGE: ReadonlySet<string> = new Set(["class", "interface", "enum", "module", "type"]);
const HEAD_WORDS: ReadonlySet<string> = new Set(["extends", "implements"]);

/** The text without what stands in angle brackets. */
function withoutArguments(text: string): string {
  let depth = 0;
  let kept = "";
  for (const sign of text) {
    if (sign === "<") depth += 1;
    if (depth === 0) kept += sign;
    if (sign === ">") depth -= 1;
  }
  return kept;
}
