// Owns writing imports of given names in a document's language and style; knows nobody who has them.
import type { TextEdit } from "../documents/text.ts";
import type { ImportForms } from "../syntax/languages.ts";
import { type ImportView, placeImports } from "./missing-imports.ts";

/** A name and where it comes from; `imported` is `default` for a default export, `*` for the module as a whole. */
export type WantedImport = {
  readonly source: string;
  readonly imported: string;
  readonly local: string;
  readonly isType: boolean;
};

/** Edits that bring in the names which the document does not import; none where its language or its own way of importing has no such form. */
export function importEdits(view: ImportView, wanted: readonly WantedImport[]): readonly TextEdit[] {
  const { syntax } = view;
  const forms = syntax?.language.imports;
  if (syntax === undefined || forms === undefined || !isUsualWay(view, forms)) return [];
  const known = new Set(syntax.imports().flatMap(({ names }) => names));
  const lines = wanted
    .filter(({ local }) => !known.has(local))
    .flatMap((each) => statementFor(view, forms, each) ?? []);
  if (lines.length === 0) return [];
  const code = `${forms.before ?? ""}${[...new Set(lines)].join("\n")}\n`;
  const statements = view.extract(code)?.imports ?? [];
  const edits = placeImports(view, { code, statements, known, isNeeded: (name) => !known.has(name) });
  return isSound(view, edits) ? edits : [];
}

function statementFor(view: ImportView, forms: ImportForms, wanted: WantedImport): string | undefined {
  const { source, imported, local } = wanted;
  const { separator = "." } = forms;
  const path = source.endsWith(separator + imported) ? source : source + separator + imported;
  const form = formFor(view, forms, wanted);
  // `using Acme.Lib;` brings in all of it.
  if (form?.includes("{name}") !== true && takesAll(view, source)) return undefined;
  return form
    ?.replace("{source}", () => source)
    .replace("{path}", () => path)
    .replace("{imported}", () => imported)
    .replace("{name}", () => local);
}

function takesAll({ syntax }: ImportView, source: string): boolean {
  return syntax?.imports().some((each) => each.source === source && each.names.length === 0) === true;
}

function formFor(
  view: ImportView,
  forms: ImportForms,
  { source, imported, local, isType }: WantedImport,
): string | undefined {
  if (imported === "default") return forms.default;
  if (imported === "*") return isNameOf(local, source) ? (forms.moduleOfName ?? forms.module) : forms.module;
  if (imported !== local) return forms.alias;
  return isType && forms.type !== undefined && writesTypes(view, forms.type) ? forms.type : forms.name;
}

/** Whether a module goes by the name by itself: `strings`, `math/rand`, `gopkg.in/yaml.v3`, `os.path`, of which `os` is known then. */
function isNameOf(local: string, source: string): boolean {
  if (source.startsWith(`${local}.`)) return true;
  const parts = source.split("/").filter((part, index) => index === 0 || !/^v\d+$/.test(part));
  return parts.at(-1)?.replace(/\.v\d+$/, "") === local;
}

/** A file that imports without saying so of types goes on like that. */
function writesTypes({ document, syntax }: ImportView, form: string): boolean {
  const word = /^\w+\s+(\w+)/.exec(form)?.[1];
  const imports = syntax?.imports() ?? [];
  return (
    imports.length === 0 ||
    imports.some(({ span }) =>
      document
        .slice(span.start, span.end)
        .split(/\W+/)
        .includes(word ?? ""),
    )
  );
}

/** A file all of whose imports begin with another word (`const … = require`) has a way of its own. */
function isUsualWay({ document, syntax }: ImportView, forms: ImportForms): boolean {
  const usual = [forms.name, forms.alias, forms.module].map((form) => firstWord(form ?? ""));
  const imports = syntax?.imports() ?? [];
  return (
    imports.length === 0 ||
    imports.some(({ span }) => usual.includes(firstWord(document.slice(span.start, span.end))))
  );
}

function firstWord(text: string): string {
  return /^\w+/.exec(text)?.[0] ?? "";
}

/** Whether the text parses no worse with the edits. */
function isSound({ syntax }: ImportView, edits: readonly TextEdit[]): boolean {
  return syntax === undefined || syntax.with(edits).problems().length <= syntax.problems().length;
}
