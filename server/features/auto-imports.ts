// Owns the imports that go along with new code: which of its names have one clear source, and the edits that bring them in. Asks no model and no disk.
import type { DocumentSnapshot } from "../documents/documents.ts";
import type { TextEdit } from "../documents/text.ts";
import type { importEdits, WantedImport } from "../edits/import-edits.ts";
import type { Syntax, SyntaxSnapshot } from "../syntax/syntax.ts";

export interface AutoImports {
  /** Whether a document that lacks the name could import it from one place, and only one. */
  canImport(name: string, needy: Needy): boolean;
  /** Edits that import these names, as far as the document still lacks them; together they parse no worse. */
  edits(document: DocumentSnapshot, names: readonly string[]): readonly TextEdit[];
}

export type Needy = { readonly document: DocumentSnapshot; readonly syntax: SyntaxSnapshot | undefined };

type Place = { readonly uri: string; readonly language: string };

export type AutoImportPorts = {
  readonly syntax: Pick<Syntax, "snapshot" | "extract">;
  /** Where the index of the workspace knows a name from; `language` is the id of its row. */
  readonly findSource: (name: string, from: Place) => WantedImport | undefined;
  /** Whether it knows one; asked while somebody types. */
  readonly hasSource: (name: string, from: Place) => boolean;
  readonly write: typeof importEdits;
};

export function createAutoImports({ syntax, findSource, hasSource, write }: AutoImportPorts): AutoImports {
  return {
    canImport(name, needy) {
      const place = placeOf(needy);
      return place !== undefined && hasSource(name, place);
    },
    edits(document, names) {
      const needy = { document, syntax: syntax.snapshot(document) };
      const place = placeOf(needy);
      const wanted = place === undefined ? [] : names.flatMap((name) => findSource(name, place) ?? []);
      if (wanted.length === 0) return [];
      return write({ ...needy, extract: (code) => syntax.extract(document.languageId, code) }, wanted);
    },
  };
}

/** Undefined where nobody knows how an import is written. */
function placeOf({ document, syntax }: Needy): Place | undefined {
  const { language } = syntax ?? {};
  return language?.imports === undefined ? undefined : { uri: document.uri, language: language.id };
}
