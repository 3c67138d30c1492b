// Owns adding files to the columns, taking them out, and merging one store into another; answers no questions about names.
import { SYMBOL_KINDS } from "../syntax/symbol-kinds.ts";
import type { SymbolKind } from "../syntax/symbols.ts";
import type { ExportAlias, ImportStatement } from "../syntax/syntax.ts";
import type { CodeWords } from "./code-words.ts";
import { type Columns, type GrowingColumns, growColumns, UNRESOLVED } from "./columns.ts";
import type { FileId, SymbolId, WordId } from "./ids.ts";

const KIND_BITS = 0x0f;
export const EXPORTED = 0x10;
export const HAS_BODY = 0x20;
/** Of a text that is no more. */
const DEAD = 0x40;

/** Before the words of its body, a symbol's `code` has where it starts, how long it is, and how far in its name stands. */
export const CODE_HEAD = 3;
export const SYMBOL_START = 0;
export const SYMBOL_LENGTH = 1;
export const NAME_OFFSET = 2;

/** Which text of a file its facts were read from; both -1 for an open buffer, which no file on the disk is like. */
export type FileStamp = { readonly modifiedMs: number; readonly bytes: number };

export type FileFacts = {
  readonly path: string;
  readonly languageId: string;
  readonly stamp: FileStamp;
  /** In the order of the text, each before what is nested in it; `parent` is a place in this list. */
  readonly symbols: readonly SymbolFacts[];
  readonly imports: readonly ImportFacts[];
  readonly exportAliases: readonly ExportAlias[];
  readonly words: CodeWords;
};

type ImportFacts = Pick<ImportStatement, "source" | "span" | "isReExport" | "bindings">;

export type SymbolFacts = {
  readonly name: string;
  readonly kind: SymbolKind;
  readonly start: number;
  readonly end: number;
  readonly nameStart: number;
  readonly parent: number | undefined;
  readonly header: string;
  readonly docLine: string;
  readonly isExported: boolean;
  readonly hasBody: boolean;
};

/** `isReshaped`: it declares or imports something else than before; otherwise only code inside of its functions changed. */
export type AbsorbedFile = { readonly file: FileId; readonly isReshaped: boolean };

export class Store {
  readonly columns: GrowingColumns;
  readonly #fileByPath = new Map<string, FileId>();
  #deadSymbols = 0;
  /** Symbols that were written over: their old texts and words still take room. */
  #rewritten = 0;

  constructor(columns?: Columns) {
    this.columns = growColumns(columns);
    for (const [file, path] of this.columns.paths.entries()) {
      if (path !== "") this.#fileByPath.set(path, file);
    }
    const { symbolKind } = this.columns;
    for (let symbol = 0; symbol < symbolKind.length; symbol += 1) {
      if (!this.isAlive(symbol)) this.#deadSymbols += 1;
    }
  }

  get fileCount(): number {
    return this.#fileByPath.size;
  }

  get symbolCount(): number {
    return this.columns.symbolName.length - this.#deadSymbols;
  }

  /** Symbols of texts that are no more; they take room until the store is copied. */
  get deadSymbols(): number {
    return this.#deadSymbols + this.#rewritten;
  }

  fileOf(path: string): FileId | undefined {
    return this.#fileByPath.get(path);
  }

  files(): IterableIterator<FileId> {
    return this.#fileByPath.values();
  }

  kindOf(symbol: SymbolId): SymbolKind {
    return SYMBOL_KINDS[(this.columns.symbolKind.data[symbol] ?? 0) & KIND_BITS] ?? "variable";
  }

  hasFlag(symbol: SymbolId, flag: number): boolean {
    return ((this.columns.symbolKind.data[symbol] ?? 0) & flag) !== 0;
  }

  isAlive(symbol: SymbolId): boolean {
    return !this.hasFlag(symbol, DEAD);
  }

  stampOf(file: FileId): FileStamp {
    const { fileModifiedMs, fileBytes } = this.columns;
    return { modifiedMs: fileModifiedMs.data[file] ?? -1, bytes: fileBytes.data[file] ?? -1 };
  }

  /** The words of a text become numbers of this store before its facts are added. */
  intern(text: string): WordId {
    return this.columns.strings.intern(text);
  }

  /** In place of what was known of the path. */
  add(facts: FileFacts): FileId {
    const { columns } = this;
    const file = this.#place(facts.path);
    const base = columns.symbolName.length;
    for (const [place, symbol] of facts.symbols.entries()) {
      columns.symbolName.push(columns.strings.intern(symbol.name));
      const flags = (symbol.isExported ? EXPORTED : 0) | (symbol.hasBody ? HAS_BODY : 0);
      columns.symbolKind.push(SYMBOL_KINDS.indexOf(symbol.kind) | flags);
      columns.symbolFile.push(file);
      columns.symbolUp.push(symbol.parent === undefined ? 0 : place - symbol.parent);
      columns.symbolText.push(columns.texts.add(symbol.header, symbol.docLine));
      const { start, end, nameStart } = symbol;
      const head = [start, end - start, nameStart - start];
      columns.symbolCode.push(columns.code.add(head, facts.words.ofBody(place)));
    }
    const firstImport = columns.importSource.length;
    for (const statement of facts.imports) this.#addImport(statement);
    if (facts.exportAliases.length > 0) this.#addAliases(facts.exportAliases);
    columns.fileLanguage.set(file, columns.strings.intern(facts.languageId));
    columns.fileModifiedMs.data[file] = facts.stamp.modifiedMs;
    columns.fileBytes.data[file] = facts.stamp.bytes;
    columns.fileSymbols.set(file, base);
    columns.fileSymbolsEnd.set(file, columns.symbolName.length);
    columns.fileImports.set(file, firstImport);
    columns.fileImportsEnd.set(file, columns.importSource.length);
    columns.fileWords.set(file, columns.code.add([], facts.words.ofFile()));
    return file;
  }

  remove(path: string): boolean {
    const file = this.#fileByPath.get(path);
    if (file === undefined) return false;
    this.#bury(file);
    this.#fileByPath.delete(path);
    this.columns.paths[file] = "";
    return true;
  }

  /** Takes over every file of another store, in place of what was known of its path. */
  absorb(part: Store): readonly AbsorbedFile[] {
    const map = this.#mapStrings(part);
    return [...part.files()].map((file) => this.#copyFile(part, file, map));
  }

  /** Without what is dead. Numbers of files, symbols and words change. */
  copy(): Store {
    const copy = new Store();
    copy.columns.texts = this.columns.texts.emptyCopy();
    copy.absorb(this);
    return copy;
  }

  /** The number of a path, with nothing known of it. */
  #place(path: string): FileId {
    const known = this.#fileByPath.get(path);
    if (known !== undefined) {
      this.#bury(known);
      return known;
    }
    const { columns } = this;
    const file = columns.paths.length;
    columns.paths.push(path);
    this.#fileByPath.set(path, file);
    for (const column of FILE_COLUMNS) columns[column].push(0);
    return file;
  }

  #bury(file: FileId): void {
    const { fileSymbols, fileSymbolsEnd, fileImports, fileImportsEnd, symbolKind } = this.columns;
    const start = fileSymbols.data[file] ?? 0;
    const end = fileSymbolsEnd.data[file] ?? start;
    symbolKind.fill(DEAD, start, end);
    this.#deadSymbols += end - start;
    fileSymbols.set(file, 0);
    fileSymbolsEnd.set(file, 0);
    fileImports.set(file, 0);
    fileImportsEnd.set(file, 0);
  }

  #addImport({ source, span, isReExport, bindings }: ImportFacts): void {
    const { columns } = this;
    columns.importSource.push(columns.strings.intern(source));
    columns.importStart.push(span.start);
    columns.importLength.push(span.end - span.start);
    columns.importIsReExport.push(isReExport ? 1 : 0);
    columns.importTarget.push(UNRESOLVED);
    columns.importBindings.push(columns.bindingImported.length);
    for (const { imported, local } of bindings) this.#addBinding(imported, local);
  }

  /** A name that is given away under another one is a re-export of the file itself, which the empty source stands for. */
  #addAliases(aliases: readonly ExportAlias[]): void {
    const bindings = aliases.map(({ exported, local }) => ({ imported: local, local: exported }));
    this.#addImport({ source: "", span: { start: 0, end: 0 }, isReExport: true, bindings });
  }

  #addBinding(imported: string, local: string): void {
    this.columns.bindingImported.push(this.columns.strings.intern(imported));
    this.columns.bindingLocal.push(this.columns.strings.intern(local));
  }

  #mapStrings(part: Store): Uint32Array {
    const { bytes, lengths } = part.columns.strings.columns();
    const map = new Uint32Array(lengths.length);
    let start = 0;
    for (const [id, length] of lengths.entries()) {
      map[id] = this.columns.strings.internBytes(bytes, start, start + length);
      start += length;
    }
    return map;
  }

  #copyFile(part: Store, partFile: FileId, map: Uint32Array): AbsorbedFile {
    const from = part.columns;
    const to = this.columns;
    const path = from.paths[partFile] ?? "";
    const known = this.#fileByPath.get(path);
    const keepsSymbols = known !== undefined && this.#hasSameNames(known, part, partFile, map);
    const keepsImports = known !== undefined && this.#hasSameImports(known, part, partFile, map);
    const file = keepsSymbols ? known : this.#place(path);
    let isReshaped = !keepsSymbols || !keepsImports;
    const mapped = (id: number): number => map[id] ?? 0;
    const copyCode = (place: number, headLength: number): number =>
      to.code.add(from.code.headOf(place, headLength), from.code.numbersAt(place, headLength).map(mapped));

    const first = at(from.fileSymbols, partFile);
    const count = at(from.fileSymbolsEnd, partFile) - first;
    const base = keepsSymbols ? at(to.fileSymbols, file) : this.#extendSymbols(count);
    if (keepsSymbols) this.#rewritten += count;
    for (let place = 0; place < count; place += 1) {
      const source = first + place;
      const symbol = base + place;
      to.symbolName.set(symbol, mapped(at(from.symbolName, source)));
      to.symbolKind.set(symbol, at(from.symbolKind, source));
      to.symbolFile.set(symbol, file);
      to.symbolUp.set(symbol, at(from.symbolUp, source));
      to.symbolCode.set(symbol, copyCode(at(from.symbolCode, source), CODE_HEAD));
      const text = at(from.symbolText, source);
      if (keepsSymbols && to.texts.equals(at(to.symbolText, symbol), from.texts, text)) continue;
      isReshaped = true;
      to.symbolText.set(symbol, to.texts.copy(from.texts, text));
    }
    to.fileLanguage.set(file, mapped(at(from.fileLanguage, partFile)));
    to.fileModifiedMs.data[file] = at(from.fileModifiedMs, partFile);
    to.fileBytes.data[file] = at(from.fileBytes, partFile);
    to.fileSymbols.set(file, base);
    to.fileSymbolsEnd.set(file, base + count);
    to.fileImports.set(file, to.importSource.length);
    this.#copyImports(part, partFile, map);
    to.fileImportsEnd.set(file, to.importSource.length);
    to.fileWords.set(file, copyCode(at(from.fileWords, partFile), 0));
    return { file, isReshaped };
  }

  #extendSymbols(count: number): number {
    const { columns } = this;
    for (const column of SYMBOL_COLUMNS) columns[column].extend(count);
    return columns.symbolName.length - count;
  }

  #copyImports(part: Store, partFile: FileId, map: Uint32Array): void {
    const from = part.columns;
    const to = this.columns;
    for (const edge of edgesOf(part, partFile)) {
      to.importSource.push(map[at(from.importSource, edge)] ?? 0);
      to.importStart.push(at(from.importStart, edge));
      to.importLength.push(at(from.importLength, edge));
      to.importIsReExport.push(at(from.importIsReExport, edge));
      to.importTarget.push(UNRESOLVED);
      to.importBindings.push(to.bindingImported.length);
      for (const binding of bindingNumbers(from, edge)) {
        to.bindingImported.push(map[at(from.bindingImported, binding)] ?? 0);
        to.bindingLocal.push(map[at(from.bindingLocal, binding)] ?? 0);
      }
    }
  }

  /** Whether a file declares the same names in the same order and nesting as before: then they keep their numbers. */
  #hasSameNames(file: FileId, part: Store, partFile: FileId, map: Uint32Array): boolean {
    const from = part.columns;
    const to = this.columns;
    const first = at(from.fileSymbols, partFile);
    const base = at(to.fileSymbols, file);
    const count = at(from.fileSymbolsEnd, partFile) - first;
    if (count !== at(to.fileSymbolsEnd, file) - base) return false;
    for (let place = 0; place < count; place += 1) {
      const isSame =
        map[at(from.symbolName, first + place)] === at(to.symbolName, base + place) &&
        at(from.symbolKind, first + place) === at(to.symbolKind, base + place) &&
        at(from.symbolUp, first + place) === at(to.symbolUp, base + place);
      if (!isSame) return false;
    }
    return true;
  }

  #hasSameImports(file: FileId, part: Store, partFile: FileId, map: Uint32Array): boolean {
    const from = part.columns;
    const to = this.columns;
    const before = edgesOf(this, file);
    const after = edgesOf(part, partFile);
    if (before.length !== after.length) return false;
    return before.every((old, place) => {
      const edge = after[place] ?? 0;
      if (at(to.importSource, old) !== map[at(from.importSource, edge)]) return false;
      if (at(to.importIsReExport, old) !== at(from.importIsReExport, edge)) return false;
      const own = bindingNumbers(to, old);
      const other = bindingNumbers(from, edge);
      return (
        own.length === other.length &&
        own.every((binding, index) => {
          const theirs = other[index] ?? 0;
          return (
            at(to.bindingImported, binding) === map[at(from.bindingImported, theirs)] &&
            at(to.bindingLocal, binding) === map[at(from.bindingLocal, theirs)]
          );
        })
      );
    });
  }
}

const SYMBOL_COLUMNS = [
  "symbolName",
  "symbolKind",
  "symbolFile",
  "symbolUp",
  "symbolText",
  "symbolCode",
] as const;

const FILE_COLUMNS = [
  "fileLanguage",
  "fileModifiedMs",
  "fileBytes",
  "fileSymbols",
  "fileSymbolsEnd",
  "fileImports",
  "fileImportsEnd",
  "fileWords",
] as const;

function at(column: { readonly data: ArrayLike<number> }, index: number): number {
  return column.data[index] ?? 0;
}

/** Numbers of the imports of a file. */
export function edgesOf({ columns }: Store, file: FileId): readonly number[] {
  return numbersBetween(at(columns.fileImports, file), at(columns.fileImportsEnd, file));
}

/** Numbers of the names that an import brings in. */
export function bindingNumbers(columns: GrowingColumns, edge: number): readonly number[] {
  return numbersBetween(at(columns.importBindings, edge), bindingsEnd(columns, edge));
}

/** The number behind that of the last name which an import brings in. */
export function bindingsEnd({ importBindings, bindingImported }: GrowingColumns, edge: number): number {
  const isLast = edge + 1 >= importBindings.length;
  return isLast ? bindingImported.length : at(importBindings, edge + 1);
}

function numbersBetween(start: number, end: number): readonly number[] {
  const numbers: number[] = [];
  for (let number = start; number < end; number += 1) numbers.push(number);
  return numbers;
}
