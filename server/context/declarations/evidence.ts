// Owns the table of what speaks for each declaration: one row per symbol, one column per kind of evidence; finds none itself.
import type { SymbolId } from "../../index/ids.ts";

/** What can speak for a declaration, each from 0 to 1 unless it says otherwise. */
export const EVIDENCE = [
  /** The file imports it. */
  "imported",
  /** Named in the header of the function, its doc comment, its visible code; less where only the name agrees. */
  "inHeader",
  "inDoc",
  "inCode",
  /** Share of the similar functions that use exactly it; that use its name; the same times how near its container is. */
  "usedByAlike",
  "nameUsedByAlike",
  "memberUsedByAlike",
  /** Share of the other functions of the file that use it, or its name. */
  "usedBySiblings",
  "nameUsedBySiblings",
  /** Share of the files of the folder that import it, and of the files of similar functions. */
  "importedInFolder",
  "importedByAlike",
  /** A type at one, two or three steps from the types at hand, or a member of such a type. */
  "typeNear",
  "typeFar",
  "typeFarther",
  "memberNear",
  "memberFar",
  "memberFarther",
  /** Its name is to the name of a similar function's declaration as this function's name is to that function's. */
  "analogous",
  /** The file imports from its file; and how much of its name stands in the header of the function. */
  "fileImported",
  "fileImportedAlike",
  /** Top-level name of a namespace that the file imports, by how much similar functions use the name. */
  "inNamespace",
  /** The most that speaks for the type it is a member of. */
  "container",
  /** Member of what stands before the dot at the cursor; a parent's member counts less. */
  "memberOfReceiver",
  /** A type that a local name of the function has, and a member of it; the nearest name says most. */
  "typeOfLocal",
  "memberOfLocal",
  /** Natural logarithms of 1 + files that import it, and of the number of symbols of its name. */
  "popularity",
  "namesakes",
  /** Steps between the folders, 1 for six or more. */
  "distance",
  "sameFolder",
  /** Share of the parts of its name that are in the name or the doc comment of the function. */
  "nameInTask",
  "isType",
  "isCallable",
  "isData",
  "isExported",
  "isTop",
] as const;

export type EvidenceKind = (typeof EVIDENCE)[number];

/** The column of each kind. */
export const COLUMN = Object.fromEntries(EVIDENCE.map((kind, column) => [kind, column])) as Readonly<
  Record<EvidenceKind, number>
>;

export const COLUMNS = EVIDENCE.length;

export class EvidenceTable {
  readonly #rows = new Map<SymbolId, number>();
  #cells = new Float32Array(512 * COLUMNS);

  /** In the order in which something first spoke for them, which is that of the rows. */
  symbols(): IterableIterator<SymbolId> {
    return this.#rows.keys();
  }

  has(symbol: SymbolId): boolean {
    return this.#rows.has(symbol);
  }

  /** 0 where nothing was said. */
  get(symbol: SymbolId, column: number): number {
    const row = this.#rows.get(symbol);
    return row === undefined ? 0 : (this.#cells[row * COLUMNS + column] ?? 0);
  }

  /** The larger of what was known and `value`. */
  raise(symbol: SymbolId, column: number, value: number): void {
    const cell = this.#rowOf(symbol) + column;
    if ((this.#cells[cell] ?? 0) < value) this.#cells[cell] = value;
  }

  /** The sum, at most 1. */
  add(symbol: SymbolId, column: number, value: number): void {
    const cell = this.#rowOf(symbol) + column;
    this.#cells[cell] = Math.min(1, (this.#cells[cell] ?? 0) + value);
  }

  /** All that speaks for all symbols, those of a row from its number times the columns on; true until a symbol is added. */
  get cells(): Float32Array {
    return this.#cells;
  }

  /** All that speaks for a symbol, in the order of EVIDENCE. */
  row(symbol: SymbolId): Float32Array {
    const start = (this.#rows.get(symbol) ?? 0) * COLUMNS;
    return this.#cells.subarray(start, start + COLUMNS);
  }

  /** Where the cells of a symbol begin. */
  #rowOf(symbol: SymbolId): number {
    const known = this.#rows.get(symbol);
    if (known !== undefined) return known * COLUMNS;
    const row = this.#rows.size;
    this.#rows.set(symbol, row);
    if ((row + 1) * COLUMNS > this.#cells.length) {
      const grown = new Float32Array(this.#cells.length * 2);
      grown.set(this.#cells);
      this.#cells = grown;
    }
    return row * COLUMNS;
  }
}
