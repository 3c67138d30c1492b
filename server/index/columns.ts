// Owns the shape of an index in memory, in a worker's message and on the disk: one column of numbers per property.
import { doubles, Growing, GrowingNumbers } from "./growing.ts";
import { PackedLists } from "./packed-lists.ts";
import { type StringColumns, StringTable } from "./string-table.ts";
import { type TextColumns, Texts } from "./texts.ts";

/** Everything an index knows, as plain arrays that can be transferred and written as they are. */
export type Columns = {
  readonly strings: StringColumns;
  readonly texts: TextColumns;
  readonly code: Uint8Array;
  readonly paths: readonly string[];
  readonly numbers: Readonly<Record<string, Numbers>>;
};

type Numbers = Uint8Array | Uint16Array | Uint32Array | Float64Array;

type NumberColumn = keyof ReturnType<typeof growNumbers>;

/** The columns while they grow. Offsets are UTF-16 units of the file; words and sources are numbers of `strings`. */
export type GrowingColumns = ReturnType<typeof growNumbers> & {
  readonly strings: StringTable;
  /** Header and doc line of a symbol. */
  texts: Texts;
  /** Where symbols stand, and the words of bodies and of files outside of them. */
  readonly code: PackedLists;
  readonly paths: string[];
};

/** What `importTarget` says where nobody has asked yet. */
export const UNRESOLVED = 0;
/** And where no file of the workspace is meant. */
export const LEADS_NOWHERE = 1;
/** And of file 0. */
export const FIRST_TARGET = 2;

function growNumbers(from?: Columns["numbers"]) {
  const whole = (name: string): GrowingNumbers => {
    const column = from?.[name];
    return new GrowingNumbers(column instanceof Float64Array ? undefined : column);
  };
  const any = (name: string): Growing<Float64Array> => {
    const column = from?.[name];
    return new Growing(doubles, column instanceof Float64Array ? column : undefined);
  };
  return {
    symbolName: whole("symbolName"),
    /** Number of the kind, and the flags of store.ts. */
    symbolKind: whole("symbolKind"),
    symbolFile: whole("symbolFile"),
    /** How many symbols before this one its parent stands; 0 at the top of a file. */
    symbolUp: whole("symbolUp"),
    symbolText: whole("symbolText"),
    /** Place in `code`. */
    symbolCode: whole("symbolCode"),
    importSource: whole("importSource"),
    importStart: whole("importStart"),
    importLength: whole("importLength"),
    importIsReExport: whole("importIsReExport"),
    importTarget: whole("importTarget"),
    /** The first binding; those of an import end where those of the next begin. */
    importBindings: whole("importBindings"),
    bindingImported: whole("bindingImported"),
    bindingLocal: whole("bindingLocal"),
    fileLanguage: whole("fileLanguage"),
    fileModifiedMs: any("fileModifiedMs"),
    fileBytes: any("fileBytes"),
    fileSymbols: whole("fileSymbols"),
    fileSymbolsEnd: whole("fileSymbolsEnd"),
    fileImports: whole("fileImports"),
    fileImportsEnd: whole("fileImportsEnd"),
    /** Place in `code` of the words outside of bodies. */
    fileWords: whole("fileWords"),
  };
}

export const NUMBER_COLUMNS = Object.keys(growNumbers()) as readonly NumberColumn[];

export function growColumns(from?: Columns): GrowingColumns {
  const strings = new StringTable(from?.strings);
  const texts = new Texts(from?.texts);
  const code = new PackedLists(from?.code);
  return { ...growNumbers(from?.numbers), strings, texts, code, paths: [...(from?.paths ?? [])] };
}

/** The columns as they are, without a copy: the next change of `grown` changes them. */
export function finishColumns(grown: GrowingColumns): Columns {
  const numbers = NUMBER_COLUMNS.map((name) => [name, grown[name].trim()] as const);
  return {
    strings: grown.strings.columns(),
    texts: grown.texts.columns(),
    code: grown.code.columns(),
    paths: grown.paths,
    numbers: Object.fromEntries(numbers),
  };
}

export function bytesOf(grown: GrowingColumns): number {
  const numbers = NUMBER_COLUMNS.reduce((sum, name) => sum + grown[name].data.byteLength, 0);
  return numbers + grown.strings.byteLength + grown.texts.byteLength + grown.code.byteLength;
}
