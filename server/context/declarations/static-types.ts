// Owns the static type of an expression, as far as declarations, annotations and constructor calls tell it; infers nothing else.
import type { FileId, SymbolId } from "../../index/ids.ts";
import type { WorkspaceIndex } from "../../index/index.ts";
import {
  assertedType,
  chainOf,
  type Link,
  type OpenCall,
  ownerIn,
  parametersIn,
  typeIn,
  valueIn,
} from "./chains.ts";
import { resultInDoc } from "./doc-types.ts";
import type { FileNames } from "./file-names.ts";
import type { Look } from "./find.ts";
import type { Local } from "./site.ts";
import { identifiersIn } from "./words.ts";

/** What an expression stands for. */
export type Meaning =
  /** A value of one of these types; `isWhole` where it is certain that it is nothing else. */
  | { readonly kind: "instance"; readonly types: readonly SymbolId[]; readonly isWhole: boolean }
  /** The declaration itself: a class by its name, a function that is not called. */
  | { readonly kind: "declaration"; readonly symbol: SymbolId }
  | { readonly kind: "module"; readonly file: FileId };

// Locals of locals of results; deeper chains are rare, and circles have no end.
const DEEPEST = 8;
/** Of a type made of several; and how many parents up members are looked for. */
const MOST_TYPES = 4;
const MOST_PARENTS = 12;
const INSTANCE_AT_HAND = new Set(["this", "$this", "self", "cls", "Self"]);
/** Makes an instance of the class that it is called on: Ruby's without a declaration, Lua's by its name alone. */
const MAKER = "new";
/** A result is one more of the type itself. */
const OWN_TYPE = /^\s*(?:this|Self|self|static|\$this)\b/;
const NOTHING = new Set(["null", "undefined", "None"]);

export type StaticTypesPorts = { readonly index: WorkspaceIndex; readonly names: FileNames };

/** The place that types are asked for. */
export type TypePlace = Pick<Look, "file" | "names" | "name" | "header" | "container" | "locals">;

export class StaticTypes {
  readonly #index: WorkspaceIndex;
  readonly #names: FileNames;
  readonly #here: TypePlace;
  /** Names whose values are being looked for. */
  readonly #open = new Set<SymbolId>();

  constructor({ index, names }: StaticTypesPorts, here: TypePlace) {
    this.#index = index;
    this.#names = names;
    this.#here = here;
  }

  /** What a chain of names means at the place. */
  meaningOf(links: readonly Link[], depth = 0): Meaning | undefined {
    const [root, ...members] = links;
    if (root === undefined || depth > DEEPEST) return undefined;
    const [next] = members;
    // `self.name` may be bound as a whole.
    if (next !== undefined && INSTANCE_AT_HAND.has(root.name)) {
      const bound = this.#local(`${root.name}.${next.name}`, depth);
      if (bound !== undefined) return this.#follow(this.#called(bound, next), members.slice(1));
    }
    return this.#follow(this.#called(this.#root(root.name, depth), root), members);
  }

  /** Members of what an expression stands for, those of parents behind its own; each once by name. */
  membersOf(meaning: Meaning): readonly SymbolId[] {
    switch (meaning.kind) {
      case "module":
        return [...this.#names.shared(meaning.file).values()];
      case "declaration":
        return this.#names.membersOf(meaning.symbol);
      case "instance":
        return this.withParents(meaning.types).flatMap((type) => this.#names.membersOf(type));
    }
  }

  /** The types that a call asks for where its arguments are being written. */
  expectedIn({ callee, place }: OpenCall): readonly SymbolId[] {
    const index = this.#index;
    const last = callee.at(-1);
    if (last === undefined) return [];
    const meaning = this.meaningOf([
      ...callee.slice(0, -1),
      { ...last, isCalled: false, isDeclaration: true },
    ]);
    if (meaning?.kind !== "declaration") return [];
    const { symbol } = meaning;
    const maker =
      index.kind(symbol) === "class"
        ? index.childrenOf(symbol).find((child) => index.kind(child) === "constructor")
        : symbol;
    if (maker === undefined) return [];
    const parameters = parametersIn(index.header(maker), index.text(index.name(maker)));
    const written = parameters[place];
    const type = written === undefined ? undefined : this.#instanceOf(written, index.file(maker));
    return type?.kind === "instance" ? type.types : [];
  }

  /** What a local name of the function stands for. */
  typeOfLocal(local: Local, depth = 0): Meaning | undefined {
    if (depth > DEEPEST) return undefined;
    const written = local.type ?? (local.value === undefined ? undefined : assertedType(local.value));
    if (written !== undefined) return this.#instanceOf(written, this.#here.file);
    const expression = local.value ?? local.element;
    const chain = expression === undefined ? undefined : chainOf(expression);
    const meaning = chain && this.meaningOf(chain, depth + 1);
    // The type of a list names that of its elements, among others.
    return local.value === undefined ? uncertain(meaning) : meaning;
  }

  /** What a link of a chain stands for: the declaration of its name, or what that gives. */
  #called(meaning: Meaning | undefined, { isCalled, isDeclaration }: Link): Meaning | undefined {
    if (meaning?.kind !== "declaration" || isDeclaration === true) return meaning;
    return this.#resultOf(meaning.symbol, isCalled) ?? meaning;
  }

  /** What a call, or a value of a declared type, gives. */
  #resultOf(symbol: SymbolId, isCalled: boolean): Meaning | undefined {
    const index = this.#index;
    switch (index.kind(symbol)) {
      case "class":
        return isCalled ? this.#instance([symbol]) : { kind: "declaration", symbol };
      case "interface":
      case "type":
      case "enum":
      case "module":
        return { kind: "declaration", symbol };
      case "enum-member":
        return this.#instance([index.parent(symbol) ?? symbol]);
      case "constructor":
        return this.#instance([index.parent(symbol) ?? symbol]);
      case "function":
      case "method":
      case "constant":
      case "variable":
      case "property":
      case "field": {
        const isFunction = index.kind(symbol) === "function" || index.kind(symbol) === "method";
        const header = index.header(symbol);
        const written = typeIn(header, index.text(index.name(symbol)), isCalled || isFunction);
        return (
          this.#typeOf(symbol, written) ??
          uncertain(this.#typeOf(symbol, resultInDoc(index.docLine(symbol) ?? ""))) ??
          (isFunction ? this.#madeBy(symbol) : this.#valueOf(symbol))
        );
      }
    }
  }

  /** What a type means that is written at a symbol. */
  #typeOf(symbol: SymbolId, written: string | undefined): Meaning | undefined {
    if (written === undefined) return undefined;
    const own = OWN_TYPE.test(written) ? this.#ownerOf(symbol) : undefined;
    return own === undefined ? this.#instanceOf(written, this.#index.file(symbol)) : this.#instance([own]);
  }

  #madeBy(symbol: SymbolId): Meaning | undefined {
    const isMaker = this.#index.text(this.#index.name(symbol)) === MAKER;
    const made = isMaker ? this.#ownerOf(symbol) : undefined;
    return made !== undefined && this.#index.kind(made) === "class" ? this.#instance([made]) : undefined;
  }

  /** What a name stands for that is declared with a value; one that is being looked for already leads nowhere. */
  #valueOf(symbol: SymbolId): Meaning | undefined {
    const value = valueIn(this.#index.header(symbol));
    const [made, ...members] = (value === undefined ? undefined : chainOf(value)) ?? [];
    if (made === undefined || this.#open.has(symbol)) return undefined;
    this.#open.add(symbol);
    const meant = this.#meant(this.#index.file(symbol), made.name);
    const start = meant?.kind === "declaration" ? this.#resultOf(meant.symbol, made.isCalled) : meant;
    const meaning = this.#follow(start ?? (members.length === 0 ? undefined : meant), members);
    this.#open.delete(symbol);
    return members.length === 0 ? meaning : uncertain(meaning);
  }

  #follow(start: Meaning | undefined, members: readonly Link[]): Meaning | undefined {
    let meaning = start;
    for (const link of members) {
      if (meaning === undefined) return undefined;
      meaning = this.#called(this.#member(meaning, link.name), link) ?? this.#made(meaning, link);
    }
    return meaning;
  }

  #made(of: Meaning, { name }: Link): Meaning | undefined {
    const isClass = of.kind === "declaration" && this.#index.kind(of.symbol) === "class";
    return isClass && name === MAKER ? this.#instance([of.symbol]) : undefined;
  }

  #member(of: Meaning, name: string): Meaning | undefined {
    if (of.kind === "module") return this.#meant(of.file, name);
    const word = this.#index.word(name);
    const symbol = this.membersOf(of).find((each) => this.#index.name(each) === word);
    return symbol === undefined ? undefined : { kind: "declaration", symbol };
  }

  #root(name: string, depth: number): Meaning | undefined {
    const { file, names } = this.#here;
    const word = this.#index.word(name);
    if (INSTANCE_AT_HAND.has(name)) return this.#instanceAtHand();
    const local = this.#local(name, depth);
    if (local !== undefined) return local;
    if (word === undefined) return undefined;
    const module = names.modules.get(word);
    if (module !== undefined) return { kind: "module", file: module };
    const symbol = names.symbols.get(word);
    if (symbol !== undefined) return { kind: "declaration", symbol };
    const own = file === undefined ? undefined : this.#meant(file, name);
    if (own !== undefined) return own;
    // Many languages need no `this` before a member.
    const atHand = this.#instanceAtHand();
    const member = atHand && this.#member(atHand, name);
    if (member !== undefined) return member;
    // The import may not be written yet.
    const only = this.#names.namesakes(word).filter((each) => this.#index.parent(each) === undefined);
    return only.length === 1 && only[0] !== undefined ? { kind: "declaration", symbol: only[0] } : undefined;
  }

  /** Of the type that the function is a member of: the one around it, or the one that its header names before its own name. */
  #instanceAtHand(): Meaning | undefined {
    const { container, file, header, name } = this.#here;
    if (file === undefined) return undefined;
    if (container !== undefined) {
      const own = this.#meant(file, container.name);
      return own?.kind === "declaration" ? this.#instance([own.symbol]) : undefined;
    }
    const owner = name === undefined ? undefined : ownerIn(header, name);
    return owner === undefined ? undefined : this.#instanceOf(owner, file);
  }

  /** The type that a symbol is a member of: the one around it, or the one before its name. */
  #ownerOf(symbol: SymbolId): SymbolId | undefined {
    const index = this.#index;
    const parent = index.parent(symbol);
    if (parent !== undefined) return parent;
    const owner = ownerIn(index.header(symbol), index.text(index.name(symbol)));
    const meant = owner === undefined ? undefined : this.#meant(index.file(symbol), owner);
    return meant?.kind === "declaration" ? meant.symbol : undefined;
  }

  /** The last one of the name before the place counts. */
  #local(name: string, depth: number): Meaning | undefined {
    const bound = this.#here.locals.filter((local) => local.name === name).reverse();
    for (const local of bound) {
      const meaning = this.typeOfLocal(local, depth + 1);
      if (meaning !== undefined) return meaning;
    }
    return undefined;
  }

  #meant(file: FileId, name: string): Meaning | undefined {
    const meaning = this.#index.meaningOf(file, name);
    if (meaning === undefined) return undefined;
    return meaning.kind === "module" ? meaning : { kind: "declaration", symbol: meaning.symbol };
  }

  /** The types of the workspace that a written type names, generics and their arguments alike. */
  #instanceOf(written: string, file: FileId | undefined): Meaning | undefined {
    const found: SymbolId[] = [];
    let space: FileId | undefined;
    for (const name of identifiersIn(written)) {
      const inSpace = space === undefined ? undefined : this.#meant(space, name);
      const meaning = inSpace ?? (file === undefined ? undefined : this.#typeNamed(file, name));
      space = meaning?.kind === "module" ? meaning.file : undefined;
      if (meaning?.kind === "declaration" && this.#names.isType(meaning.symbol)) found.push(meaning.symbol);
      if (found.length === MOST_TYPES) break;
    }
    return this.#instance(found, this.#isWhole(written, found, file));
  }

  /** Whether a written type is one named type, or nothing, and the file itself says which. */
  #isWhole(written: string, found: readonly SymbolId[], file: FileId | undefined): boolean {
    const named = written
      .replace(/[;,]\s*$/, "")
      .split("|")
      .map((part) => part.trim());
    const [only = "", ...others] = named.filter((part) => !NOTHING.has(part) && part !== "");
    const [, path] = /^([\w$.]+)\s*(?:<[^|&]*>)?$/.exec(only) ?? [];
    const [root = "", ...members] = path?.split(".") ?? [];
    const meant = file === undefined ? undefined : this.#meant(file, root);
    if (meant === undefined || others.length > 0) return false;
    const [type] = found;
    return members.length === 0
      ? meant.kind === "declaration" && meant.symbol === type
      : meant.kind === "module" &&
          type !== undefined &&
          this.#index.text(this.#index.name(type)) === members[0];
  }

  #typeNamed(file: FileId, name: string): Meaning | undefined {
    const word = this.#index.word(name);
    if (word === undefined) return undefined;
    const imported = file === this.#here.file ? this.#here.names.symbols.get(word) : undefined;
    if (imported !== undefined) return { kind: "declaration", symbol: imported };
    const meant = this.#meant(file, name);
    if (meant !== undefined) return meant;
    const only = this.#names.onlyType(word);
    return only === undefined ? undefined : { kind: "declaration", symbol: only };
  }

  #instance(types: readonly SymbolId[], isWhole = true): Meaning | undefined {
    return types.length === 0 ? undefined : { kind: "instance", types, isWhole };
  }

  /** Types with those that their headers name, near ones first: parents, interfaces, the parts of an alias. */
  withParents(types: readonly SymbolId[]): readonly SymbolId[] {
    const all = [...types];
    for (let next = 0; next < all.length && all.length < MOST_PARENTS; next += 1) {
      const type = all[next] ?? 0;
      const name = this.#index.text(this.#index.name(type));
      const header = this.#index.header(type);
      const rest = header.slice(header.indexOf(name) + name.length);
      // The members of an object type are in its header, and lead elsewhere.
      const parents = this.#index.kind(type) === "type" ? (rest.split("{")[0] ?? "") : rest;
      for (const parent of identifiersIn(parents)) {
        const meant = this.#typeNamed(this.#index.file(type), parent);
        if (meant?.kind !== "declaration" || !this.#names.isType(meant.symbol)) continue;
        if (!all.includes(meant.symbol)) all.push(meant.symbol);
      }
    }
    return all;
  }
}

/** What doc comments and long expressions say may be something else. */
function uncertain(meaning: Meaning | undefined): Meaning | undefined {
  return meaning?.kind === "instance" ? { ...meaning, isWhole: false } : meaning;
}
