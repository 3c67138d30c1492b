// Owns the rows of grammars/languages.json and the lazy loading of grammars; knows no trees.

/** One row of grammars/languages.json. */
export type Language = {
  /** LSP language id, and the folder below grammars/. */
  readonly id: string;
  /** npm package of the grammar and the export that holds it; undefined: the module itself. */
  readonly package: string;
  readonly export?: string;
  readonly extensions: readonly string[];
  readonly comment: { readonly line: string; readonly blockStart?: string; readonly blockEnd?: string };
  /** How blocks are written: decides indentation checks and where a body ends. */
  readonly block: "brace" | "indent";
  /** Other LSP language ids that mean this row. */
  readonly aliases?: readonly string[];
};
