// Owns what names mean in each file of the index, remembered until a file changes: imports, top-level symbols, and the types a declaration mentions.
import { LRUCache } from "lru-cache";
import type { FileId, SymbolId, WordId } from "../../index/ids.ts";
import type { WorkspaceIndex } from "../../index/index.ts";
import { identifiersIn, partsOf } from "./words.ts";

/** What the imports of a file bring in, by the name it has there. */
export type ImportedNames = {
  readonly symbols: ReadonlyMap<WordId, SymbolId>;
  readonly modules: ReadonlyMap<WordId, FileId>;
};

/** A type that so many places define is not meant by its name alone. */
const MOST_NAMESAKES = 3;
// Headers of members tell which types an instance leads to; a class of hundreds leads everywhere.
const MOST_MEMBERS = 80;
/** A unit of more files is a program, whose names say nothing about any one of them. */
const MOST_SHARERS = 200;
const MOST_OPEN = 20;
// What a few hundred questions in one part of a workspace come by.
const MOST_BODIES = 2000;
const TYPE_KINDS = new Set(["class", "interface", "type", "enum"]);
const COMPANION = /\bcompanion object\b/;
const LOOSE_KINDS = new Set(["method", "field"]);

export class FileNames {
  readonly #index: WorkspaceIndex;
  readonly #imported = new Map<FileId, ImportedNames>();
  /** Of open files, whose imports come and go. */
  readonly #meanings = new LRUCache<string, ImportedNames>({ max: MOST_OPEN });
  readonly #top = new Map<FileId, ReadonlyMap<WordId, SymbolId>>();
  /** By the first file of the unit. */
  readonly #shared = new Map<FileId, ReadonlyMap<WordId, SymbolId>>();
  readonly #members = new Map<SymbolId, readonly SymbolId[]>();
  /** Members that stand beside their type, by each name before their own in the header. */
  readonly #loose = new Map<FileId, ReadonlyMap<WordId, readonly SymbolId[]>>();
  readonly #links = new Map<SymbolId, readonly SymbolId[]>();
  readonly #namesakes = new Map<WordId, readonly SymbolId[]>();
  readonly #wordsIn = new Map<SymbolId, Uint32Array>();
  #wordsOf = new WeakMap<ReadonlySet<string>, readonly WordId[]>();
  readonly #parts = new Map<WordId, readonly string[]>();
  readonly #folders = new Map<FileId, readonly string[]>();

  constructor(index: WorkspaceIndex) {
    this.#index = index;
  }

  /** To be called when a file came, went or was reshaped: any name may lead elsewhere now. */
  forget(): void {
    this.#imported.clear();
    this.#meanings.clear();
    this.#top.clear();
    this.#shared.clear();
    this.#members.clear();
    this.#loose.clear();
    this.#links.clear();
    this.#namesakes.clear();
    this.forgetBodies();
  }

  /** To be called when code inside of functions changed. */
  forgetBodies(): void {
    this.#wordsIn.clear();
    this.#wordsOf = new WeakMap();
  }

  /** To be called when numbers have another meaning. */
  forgetAll(): void {
    this.forget();
    this.#parts.clear();
    this.#folders.clear();
  }

  imported(file: FileId): ImportedNames {
    let names = this.#imported.get(file);
    if (names === undefined) {
      const locals = this.#index.importsOf(file).flatMap((edge) => edge.names.map(({ local }) => local));
      names = this.#findMeanings(file, locals);
      this.#imported.set(file, names);
    }
    return names;
  }

  /** What these names mean at the top of a file, where it is something of another file. */
  meanings(file: FileId, locals: readonly string[]): ImportedNames {
    const key = `${file} ${locals.join(" ")}`;
    const known = this.#meanings.get(key) ?? this.#findMeanings(file, locals);
    this.#meanings.set(key, known);
    return known;
  }

  #findMeanings(file: FileId, locals: readonly string[]): ImportedNames {
    const index = this.#index;
    const symbols = new Map<WordId, SymbolId>();
    const modules = new Map<WordId, FileId>();
    for (const local of locals) {
      const word = index.word(local);
      const meaning = word === undefined ? undefined : index.meaningOf(file, local);
      if (word === undefined || meaning === undefined) continue;
      if (meaning.kind === "module") modules.set(word, meaning.file);
      else if (index.file(meaning.symbol) !== file) symbols.set(word, meaning.symbol);
    }
    return { symbols, modules };
  }

  /** Symbols at the top of a file by name; of several with one name the first. */
  top(file: FileId): ReadonlyMap<WordId, SymbolId> {
    let names = this.#top.get(file);
    if (names === undefined) {
      const found = new Map<WordId, SymbolId>();
      const { start, end } = this.#index.symbolsIn(file);
      for (let symbol = start; symbol < end; symbol += 1) {
        // A method that stands beside its type has no meaning by itself.
        if (this.#index.parent(symbol) !== undefined || this.#index.kind(symbol) === "method") continue;
        const name = this.#index.name(symbol);
        if (!found.has(name)) found.set(name, symbol);
      }
      names = found;
      this.#top.set(file, names);
    }
    return names;
  }

  /** What a file sees of those that share their names with it, itself among them; namespaces are looked into. */
  shared(file: FileId): ReadonlyMap<WordId, SymbolId> {
    const files = this.#index.sharersOf(file);
    const [first] = files;
    if (first === undefined || files.length === 1 || files.length > MOST_SHARERS) return this.top(file);
    let names = this.#shared.get(first);
    if (names === undefined) {
      const found = new Map<WordId, SymbolId>();
      for (const each of files) {
        for (const symbol of this.#outermost(each)) {
          const name = this.#index.name(symbol);
          if (!found.has(name)) found.set(name, symbol);
        }
      }
      names = found;
      this.#shared.set(first, names);
    }
    return names;
  }

  /** Symbols that are inside of nothing but namespaces. */
  *#outermost(file: FileId): Generator<SymbolId> {
    const { start, end } = this.#index.symbolsIn(file);
    const open = new Set<SymbolId>();
    for (let symbol = start; symbol < end; symbol += 1) {
      const parent = this.#index.parent(symbol);
      if (parent !== undefined && !open.has(parent)) continue;
      if (this.#index.kind(symbol) === "module") open.add(symbol);
      if (this.#index.kind(symbol) !== "method") yield symbol;
    }
  }

  /**
   * The members of a type, wherever they are declared: inside of it, in another declaration of its name (`impl`,
   * `extension`, a partial class), or beside it with the type in front of the name (`func (c *Client) Close()`).
   */
  membersOf(type: SymbolId): readonly SymbolId[] {
    let members = this.#members.get(type);
    if (members === undefined) {
      const elsewhere = this.isType(type) ? this.#membersElsewhere(type) : [];
      members = [...this.ownMembersOf(type), ...elsewhere];
      this.#members.set(type, members);
    }
    return members;
  }

  /** Those inside of it, those that parameters of its constructor declare, and those of its companion in Kotlin. */
  ownMembersOf(type: SymbolId): readonly SymbolId[] {
    const index = this.#index;
    const own = index.childrenOf(type);
    const givers = own.filter(
      (member) =>
        index.kind(member) === "constructor" ||
        (index.kind(member) === "class" && COMPANION.test(index.header(member))),
    );
    return [...own, ...givers.flatMap((giver) => index.childrenOf(giver))];
  }

  #membersElsewhere(type: SymbolId): readonly SymbolId[] {
    const index = this.#index;
    const name = index.name(type);
    const file = index.file(type);
    const sharers = index.sharersOf(file);
    const isInReach = (other: FileId): boolean =>
      other === file ||
      sharers.includes(other) ||
      (index.languageOf(other) === index.languageOf(file) &&
        index.importsOf(other).some(({ target }) => target === file));
    const inParts = this.namesakes(name)
      .filter((each) => each !== type && this.isType(each) && index.parent(each) === index.parent(type))
      .filter((each) => isInReach(index.file(each)))
      .flatMap((each) => index.childrenOf(each));
    const beside = sharers.length > MOST_SHARERS ? [file] : sharers;
    return [...inParts, ...beside.flatMap((each) => this.#looseMembers(each).get(name) ?? [])];
  }

  #looseMembers(file: FileId): ReadonlyMap<WordId, readonly SymbolId[]> {
    let methods = this.#loose.get(file);
    if (methods === undefined) {
      const index = this.#index;
      const found = new Map<WordId, SymbolId[]>();
      const { start, end } = index.symbolsIn(file);
      for (let symbol = start; symbol < end; symbol += 1) {
        if (!LOOSE_KINDS.has(index.kind(symbol)) || index.parent(symbol) !== undefined) continue;
        const [before = ""] = index.header(symbol).split(index.text(index.name(symbol)), 1);
        for (const owner of identifiersIn(before)) {
          const word = index.word(owner);
          if (word !== undefined) found.set(word, [...(found.get(word) ?? []), symbol]);
        }
      }
      methods = found;
      this.#loose.set(file, methods);
    }
    return methods;
  }

  isType(symbol: SymbolId): boolean {
    return TYPE_KINDS.has(this.#index.kind(symbol));
  }

  /** The symbol a name most likely means in a file: imported, its own, or the only type of that name anywhere. */
  meant(file: FileId, word: WordId): SymbolId | undefined {
    return (
      this.imported(file).symbols.get(word) ??
      this.top(file).get(word) ??
      this.shared(file).get(word) ??
      this.onlyType(word)
    );
  }

  /** The type of this name, where hardly any other has it. */
  onlyType(word: WordId): SymbolId | undefined {
    const namesakes = this.namesakes(word);
    if (namesakes.length > MOST_NAMESAKES) return undefined;
    return namesakes.find((symbol) => this.isType(symbol) && this.#index.parent(symbol) === undefined);
  }

  /** Every symbol of a name. */
  namesakes(word: WordId): readonly SymbolId[] {
    let symbols = this.#namesakes.get(word);
    if (symbols === undefined) {
      symbols = this.#index.symbolsNamed(word);
      this.#namesakes.set(word, symbols);
    }
    return symbols;
  }

  /** What the header of a symbol, and those of its members, mention. */
  links(symbol: SymbolId): readonly SymbolId[] {
    let links = this.#links.get(symbol);
    if (links === undefined) {
      const index = this.#index;
      const file = index.file(symbol);
      const members = this.isType(symbol) ? this.membersOf(symbol).slice(0, MOST_MEMBERS) : [];
      const text = [symbol, ...members].map((each) => index.header(each)).join("\n");
      const found = new Set<SymbolId>();
      for (const name of identifiersIn(text)) {
        const word = index.word(name);
        const meant = word === undefined ? undefined : this.meant(file, word);
        if (meant !== undefined && meant !== symbol) found.add(meant);
      }
      links = [...found];
      this.#links.set(symbol, links);
    }
    return links;
  }

  /** The distinct words of a symbol's body. */
  wordsIn(symbol: SymbolId): Uint32Array {
    let words = this.#wordsIn.get(symbol);
    if (words === undefined) {
      words = this.#index.wordsIn(symbol);
      if (this.#wordsIn.size >= MOST_BODIES) this.#wordsIn.clear();
      this.#wordsIn.set(symbol, words);
    }
    return words;
  }

  /** The words among these texts that the index knows. */
  wordsOf(texts: ReadonlySet<string>): readonly WordId[] {
    let words = this.#wordsOf.get(texts);
    if (words === undefined) {
      words = [...texts].flatMap((text) => this.#index.word(text) ?? []);
      this.#wordsOf.set(texts, words);
    }
    return words;
  }

  /** What a name is made of. */
  parts(word: WordId): readonly string[] {
    let parts = this.#parts.get(word);
    if (parts === undefined) {
      parts = partsOf(this.#index.text(word));
      this.#parts.set(word, parts);
    }
    return parts;
  }

  /** The folders above a file, outermost first. */
  folders(file: FileId): readonly string[] {
    let folders = this.#folders.get(file);
    if (folders === undefined) {
      folders = foldersOf(this.#index.pathOf(file));
      this.#folders.set(file, folders);
    }
    return folders;
  }
}

export function foldersOf(path: string): readonly string[] {
  return path.split(/[\\/]/).slice(0, -1);
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")));
}
