// Owns the shape of an index in memory, in a worker's message and on the disk: one column of numbers per property.
import { bytes, doubles, Growing, signed32, words32 } from "./growing.ts";
import { PackedLists } from "./packed-lists.ts";
import { type StringColumns, StringTable } from "./string-table.ts";
import { type TextColumns, Texts } from "./texts.ts";

/** Everything an index knows, as plain arrays that can be transferred and written as they are. */
export type Columns = {
  readonly strings: StringColumns;
  readonly texts: TextColumns;
  readonly words: Uint8Array;
  readonly paths: readonly string[];
  readonly numbers: Readonly<Record<string, Numbers>>;
};

type Numbers = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

type NumberColumn = keyof ReturnType<typeof growNumbers>;

/** The columns while they grow. Offsets are UTF-16 units of the file; words and sources are numbers of `strings`. */
export type GrowingColumns = ReturnType<typeof growNumbers> & {
  readonly strings: StringTable;
  /** Header and doc line of a symbol. */
  texts: Texts;
  /** The words of bodies, and of files outside of them. */
  readonly words: PackedLists;
  readonly paths: string[];
};

export const NO_FILE = 0xffffffff;
/** No file of the workspace is meant. */
export const LEADS_NOWHERE = -1;
/** Nobody has asked yet. */
export const UNRESOLVED = -2;

function growNumbers(from?: Columns["numbers"]) {
  const u8 = (name: string): Growing<Uint8Array> => new Growing(bytes, pick(from, name, Uint8Array));
  const u32 = (name: string): Growing<Uint32Array> => new Growing(words32, pick(from, name, Uint32Array));
  const i32 = (name: string): Growing<Int32Array> => new Growing(signed32, pick(from, name, Int32Array));
  const f64 = (name: string): Growing<Float64Array> => new Growing(doubles, pick(from, name, Float64Array));
  return {
    symbolName: u32("symbolName"),
    /** Number of the kind, and the flags of SYMBOL_FLAGS. */
    symbolKind: u8("symbolKind"),
    symbolFile: u32("symbolFile"),
    symbolStart: u32("symbolStart"),
    symbolEnd: u32("symbolEnd"),
    symbolNameStart: u32("symbolNameStart"),
    /** How many symbols before this one its parent stands; 0 at the top of a file. */
    symbolUp: u32("symbolUp"),
    symbolText: u32("symbolText"),
    symbolWords: u32("symbolWords"),
    importSource: u32("importSource"),
    importStart: u32("importStart"),
    importEnd: u32("importEnd"),
    importIsReExport: u8("importIsReExport"),
    importTarget: i32("importTarget"),
    /** The first binding; those of an import end where those of the next begin. */
    importBindings: u32("importBindings"),
    bindingImported: u32("bindingImported"),
    bindingLocal: u32("bindingLocal"),
    fileLanguage: u32("fileLanguage"),
    fileModifiedMs: f64("fileModifiedMs"),
    fileBytes: f64("fileBytes"),
    fileSymbols: u32("fileSymbols"),
    fileSymbolsEnd: u32("fileSymbolsEnd"),
    fileImports: u32("fileImports"),
    fileImportsEnd: u32("fileImportsEnd"),
    fileWords: u32("fileWords"),
  };
}

export const NUMBER_COLUMNS = Object.keys(growNumbers()) as readonly NumberColumn[];

function pick<A extends Numbers>(
  from: Columns["numbers"] | undefined,
  name: string,
  type: new (length: number) => A,
): A {
  const column = from?.[name];
  return column instanceof type ? column : new type(0);
}

export function growColumns(from?: Columns): GrowingColumns {
  const strings = new StringTable(from?.strings);
  const texts = new Texts(from?.texts);
  const words = new PackedLists(from?.words);
  return { ...growNumbers(from?.numbers), strings, texts, words, paths: [...(from?.paths ?? [])] };
}

/** The columns as they are, without a copy: the next change of `grown` changes them. */
export function finishColumns(grown: GrowingColumns): Columns {
  const numbers = NUMBER_COLUMNS.map((name) => [name, grown[name].trim()] as const);
  return {
    strings: grown.strings.columns(),
    texts: grown.texts.columns(),
    words: grown.words.columns(),
    paths: grown.paths,
    numbers: Object.fromEntries(numbers),
  };
}

export function bytesOf(grown: GrowingColumns): number {
  const numbers = NUMBER_COLUMNS.reduce((sum, name) => sum + grown[name].data.byteLength, 0);
  return numbers + grown.strings.byteLength + grown.texts.byteLength + grown.words.byteLength;
}
