// Owns what the house may ask about the workspace's symbols; built in worker threads, kept in columns, true to open buffers.
import type { Documents } from "../documents/documents.ts";
import type { Span } from "../documents/text.ts";
import type { Workspace } from "../documents/workspace.ts";
import type { SymbolKind } from "../syntax/symbols.ts";
import type { ImportBinding, Syntax } from "../syntax/syntax.ts";
import type { Trace } from "../trace/trace.ts";
import { followBuffers } from "./buffers.ts";
import { createBuilder } from "./build.ts";
import { bytesOf } from "./columns.ts";
import type { FileId, SymbolId, WordId } from "./ids.ts";
import { bindingsOfEdge, lookUp, type NameMeaning } from "./lookup.ts";
import { findSource, hasSource, type ImportSource, type NeedyFile } from "./sources.ts";
import { CODE_HEAD, EXPORTED, HAS_BODY, NAME_OFFSET, SYMBOL_LENGTH, SYMBOL_START } from "./store.ts";
import { type NameUser, type Used, usersOf } from "./users.ts";

type NeedyPlace = Omit<NeedyFile, "folder">;

/** An import or re-export statement. `target` is the file of the workspace that it leads to. */
export type ImportEdge = {
  readonly source: string;
  readonly span: Span;
  readonly names: readonly ImportBinding[];
  readonly target: FileId | undefined;
  readonly isReExport: boolean;
};

/** `empty`: nobody asked for an index yet; `loading`: what an earlier session wrote is read; `building`: files are read; `ready`: all is known. */
export type IndexState = {
  readonly kind: "empty" | "loading" | "building" | "ready";
  readonly files: number;
  readonly symbols: number;
  readonly words: number;
  /** Memory of the columns. */
  readonly bytes: number;
  /** Files that were read, rather than taken from what an earlier session wrote. */
  readonly filesRead: number;
  /** From the start of the last pass over the workspace to its end, or until now. */
  readonly durationMs: number;
};

export type IndexChange =
  /**
   * These files were read again, or are gone. Those of `reshaped` declare or import something else than before; in the
   * others only the insides of functions changed, and their symbols keep their numbers.
   */
  | { readonly kind: "files"; readonly files: readonly FileId[]; readonly reshaped: readonly FileId[] }
  /** Every number has another meaning: ask anew. */
  | { readonly kind: "renumbered" }
  | { readonly kind: "ready" }
  /** All reads as before, and takes less memory. */
  | { readonly kind: "packed" };

/**
 * The symbols, imports and words of the workspace. Numbers of files, symbols and words are small and dense; they hold
 * until `renumbered` is told. A symbol's number holds until its file declares something else. Every question is answered at once from
 * what is known so far; nothing here waits for a disk.
 */
export interface WorkspaceIndex {
  readonly state: IndexState;
  /** Begins to read the workspace in a moment. */
  start(): void;
  /** Begins as well, and ends when everything was read. */
  whenReady(): Promise<void>;

  readonly fileCount: number;
  /** Every file that is known. */
  files(): Iterable<FileId>;
  fileOf(path: string): FileId | undefined;
  /** Absolute; empty for a file that is gone. */
  pathOf(file: FileId): string;
  languageOf(file: FileId): string;
  /** Each symbol stands before those nested in it. */
  symbolsIn(file: FileId): { readonly start: SymbolId; readonly end: SymbolId };
  importsOf(file: FileId): readonly ImportEdge[];
  importersOf(file: FileId): readonly FileId[];
  /** The files that see each other's names without an import, this one among them: a package of Go or Java, a program of C#. */
  sharersOf(file: FileId): readonly FileId[];

  name(symbol: SymbolId): WordId;
  kind(symbol: SymbolId): SymbolKind;
  file(symbol: SymbolId): FileId;
  span(symbol: SymbolId): Span;
  nameStart(symbol: SymbolId): number;
  /** The declaration up to its body, white space folded, at most 300 characters. */
  header(symbol: SymbolId): string;
  parent(symbol: SymbolId): SymbolId | undefined;
  childrenOf(symbol: SymbolId): readonly SymbolId[];
  isExported(symbol: SymbolId): boolean;
  /** The first line of its documentation that says something, and the type that the documentation gives. */
  docLine(symbol: SymbolId): string | undefined;
  hasBody(symbol: SymbolId): boolean;

  word(text: string): WordId | undefined;
  text(word: WordId): string;
  symbolsNamed(word: WordId): readonly SymbolId[];
  /** What a name means at the top of a file, through imports, re-exports and packages. */
  meaningOf(file: FileId, name: string): NameMeaning | undefined;
  /** The same, where it is a symbol. */
  resolve(file: FileId, name: string): SymbolId | undefined;
  /**
   * Where a file could import a name from that means nothing in it yet: the one file of the workspace that gives it away,
   * or the one place from which other files have it, packages included. Undefined where two places come into question, and
   * until all is known. `language` is the id of the language's row.
   */
  findSource(name: string, from: NeedyPlace): ImportSource | undefined;
  /** Whether there is such a place; 0.3 ms in a workspace of 10,000 files. */
  hasSource(name: string, from: NeedyPlace): boolean;
  /** Files that may use what a file gives away, by what they import. */
  usersOf(used: Used): readonly NameUser[];
  /** Among the symbol's own members. */
  memberNamed(symbol: SymbolId, name: string): SymbolId | undefined;
  /** Distinct words of the symbol's body, without bodies inside of it, ascending; member names count, strings and comments do not. */
  wordsIn(symbol: SymbolId): Uint32Array;
  /** Distinct words of the file outside of all bodies, ascending. */
  fileWords(file: FileId): Uint32Array;

  /** Takes a text in place of what is on the disk, until `forget` or until the file is read again. */
  update(path: string, text: string): Promise<void>;
  /** Reads these files again; those that are gone are forgotten. */
  refresh(paths: readonly string[]): Promise<void>;
  /** Takes note of files and folders that came, changed or went. */
  changed(paths: readonly string[]): Promise<void>;
  /** Notices changes on the disk by itself, for an editor that does not tell of them. */
  watch(): void;
  /** Walks the workspace again. */
  rescan(): Promise<void>;
  onChange(listener: (change: IndexChange) => void): () => void;
  dispose(): Promise<void>;
}

export type IndexPorts = {
  readonly workspace: Pick<Workspace, "folders" | "folderOf">;
  readonly documents: Documents;
  readonly syntax: Pick<Syntax, "languageOf" | "language" | "version">;
  readonly trace: Trace;
  /** Where the index is kept from session to session; without it each session reads everything. */
  readonly cacheDirectory?: string;
  /** What the processes that read the files get of the environment; nothing without. */
  readonly workerEnvironment?: NodeJS.ProcessEnv;
  /** Calls `action` later; gives the way to call it off. */
  readonly after?: (ms: number, action: () => void) => () => void;
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number;
};

export function createIndex(ports: IndexPorts): WorkspaceIndex {
  const { after = afterTimeout, now = () => performance.now(), workerEnvironment = {} } = ports;
  const listeners = new Set<(change: IndexChange) => void>();
  const builder = createBuilder({
    ...ports,
    workerEnvironment,
    after,
    now,
    tell(change) {
      for (const listener of listeners) listener(change);
    },
  });
  const stopFollowing = followBuffers({ ...ports, after, builder });
  const columns = () => builder.known.store.columns;

  const nameOf = (text: string): WordId | undefined => columns().strings.find(text);
  const inCode = (symbol: SymbolId, index: number): number =>
    columns().code.headAt(columns().symbolCode.data[symbol] ?? 0, index);
  const spanOf = (symbol: SymbolId): Span => {
    const start = inCode(symbol, SYMBOL_START);
    return { start, end: start + inCode(symbol, SYMBOL_LENGTH) };
  };
  const childrenOf = (symbol: SymbolId): readonly SymbolId[] => {
    const { symbolFile, symbolUp, fileSymbolsEnd } = columns();
    const last = fileSymbolsEnd.data[symbolFile.data[symbol] ?? 0] ?? 0;
    const { end } = spanOf(symbol);
    const children: SymbolId[] = [];
    for (let next = symbol + 1; next < last && inCode(next, SYMBOL_START) < end; next += 1) {
      if (symbolUp.data[next] === next - symbol) children.push(next);
    }
    return children;
  };
  /** Undefined as long as not all is known, and for a file outside. */
  const needyFile = (from: NeedyPlace): NeedyFile | undefined => {
    const folder = ports.workspace.folderOf(from.path);
    return folder === undefined || builder.progress.kind !== "ready" ? undefined : { ...from, folder };
  };
  const meaningOf = (file: FileId, name: string): NameMeaning | undefined => {
    const word = nameOf(name);
    return word === undefined ? undefined : lookUp(builder.known, file, word);
  };

  return {
    get state() {
      const { store, names } = builder.known;
      return {
        ...builder.progress,
        files: store.fileCount,
        symbols: store.symbolCount,
        words: store.columns.strings.size,
        bytes: bytesOf(store.columns) + names.byteLength + builder.known.imports.byteLength,
      };
    },
    start: () => builder.start(),
    whenReady: () => builder.whenReady(),

    get fileCount() {
      return builder.known.store.fileCount;
    },
    files: () => builder.known.store.files(),
    fileOf: (path) => builder.known.store.fileOf(path),
    pathOf: (file) => columns().paths[file] ?? "",
    languageOf: (file) => columns().strings.text(columns().fileLanguage.data[file] ?? 0),
    symbolsIn(file) {
      const { fileSymbols, fileSymbolsEnd } = columns();
      return { start: fileSymbols.data[file] ?? 0, end: fileSymbolsEnd.data[file] ?? 0 };
    },
    importsOf(file) {
      const { store, edges } = builder.known;
      const { strings, importSource, importStart, importLength, importIsReExport } = store.columns;
      const imports: ImportEdge[] = [];
      const end = store.columns.fileImportsEnd.data[file] ?? 0;
      for (let edge = store.columns.fileImports.data[file] ?? 0; edge < end; edge += 1) {
        // The file itself stands for what it exports under another name.
        if (importSource.data[edge] === 0) continue;
        const start = importStart.data[edge] ?? 0;
        imports.push({
          source: strings.text(importSource.data[edge] ?? 0),
          span: { start, end: start + (importLength.data[edge] ?? 0) },
          names: bindingsOfEdge(store.columns, edge).map(({ imported, local }) => ({
            imported: strings.text(imported),
            local: strings.text(local),
          })),
          target: edges.targetOf(file, edge),
          isReExport: importIsReExport.data[edge] === 1,
        });
      }
      return imports;
    },
    importersOf: (file) => builder.known.edges.importersOf(file),
    sharersOf: (file) => builder.known.edges.sharersOf(file),

    name: (symbol) => columns().symbolName.data[symbol] ?? 0,
    kind: (symbol) => builder.known.store.kindOf(symbol),
    file: (symbol) => columns().symbolFile.data[symbol] ?? 0,
    span: spanOf,
    nameStart: (symbol) => inCode(symbol, SYMBOL_START) + inCode(symbol, NAME_OFFSET),
    header: (symbol) => columns().texts.header(columns().symbolText.data[symbol] ?? 0),
    parent(symbol) {
      const up = columns().symbolUp.data[symbol] ?? 0;
      return up === 0 ? undefined : symbol - up;
    },
    childrenOf,
    isExported: (symbol) => builder.known.store.hasFlag(symbol, EXPORTED),
    docLine: (symbol) => columns().texts.docLine(columns().symbolText.data[symbol] ?? 0) || undefined,
    hasBody: (symbol) => builder.known.store.hasFlag(symbol, HAS_BODY),

    word: nameOf,
    text: (word) => columns().strings.text(word),
    symbolsNamed: (word) => builder.known.names.named(word),
    meaningOf,
    resolve(file, name) {
      const meaning = meaningOf(file, name);
      return meaning?.kind === "symbol" ? meaning.symbol : undefined;
    },
    usersOf: (used) => usersOf(builder.known, used),
    findSource(name, from) {
      const needy = needyFile(from);
      return needy && findSource(builder.known, needy, name);
    },
    hasSource(name, from) {
      const needy = needyFile(from);
      return needy !== undefined && hasSource(builder.known, needy, name);
    },
    memberNamed(symbol, name) {
      const word = nameOf(name);
      return childrenOf(symbol).find((child) => columns().symbolName.data[child] === word);
    },
    wordsIn: (symbol) => columns().code.numbersAt(columns().symbolCode.data[symbol] ?? 0, CODE_HEAD),
    fileWords: (file) => columns().code.numbersAt(columns().fileWords.data[file] ?? 0, 0),

    update: (path, text) => builder.update(path, text),
    refresh: (paths) => builder.refresh(paths),
    changed: (paths) => builder.changed(paths),
    watch: () => builder.watch(),
    rescan: () => builder.rescan(),
    onChange(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    async dispose() {
      stopFollowing();
      await builder.dispose();
    },
  };
}

function afterTimeout(ms: number, action: () => void): () => void {
  const timer = setTimeout(action, ms).unref();
  return () => clearTimeout(timer);
}
