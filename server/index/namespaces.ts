// Owns which namespace a file has to import for a type, in languages whose imports name namespaces; knows no folders and no packages.
import type { FileId, SymbolId, WordId } from "./ids.ts";
import { bindingsNamed, type LookupPorts } from "./lookup.ts";
import { edgesOf, type Store } from "./store.ts";

// A name of so many types says nothing.
const MOST_TYPES = 20;
const TYPE_KINDS: ReadonlySet<string> = new Set(["class", "interface", "type", "enum"]);
/** What such a file imports, all files of the project see. */
const IMPORTS_FOR_ALL = /[\\/](?:Global)?Usings\.cs$/i;

/** Undefined where the file sees a type of the name already, and where none or several namespaces have one. */
export function namespaceToImport(ports: LookupPorts, file: FileId, name: WordId): string | undefined {
  const { store, names } = ports;
  const { symbolFile, fileLanguage } = store.columns;
  const language = fileLanguage.data[file];
  if (bindingsNamed(store, file, name).length > 0) return undefined;
  const named = names.named(name, MOST_TYPES);
  if (named.some((symbol) => symbolFile.data[symbol] === file)) return undefined;
  const types = named.filter(
    (symbol) =>
      TYPE_KINDS.has(store.kindOf(symbol)) && fileLanguage.data[symbolFile.data[symbol] ?? 0] === language,
  );
  const spaces = new Set(types.flatMap((type) => namespaceOf(store, type) ?? []));
  const [only, ...others] = spaces;
  if (only === undefined || others.length > 0 || named.length >= MOST_TYPES) return undefined;
  return only === "" || isVisible(store, file, only) ? undefined : only;
}

/** The full name of the namespace that a symbol stands in, empty for none; undefined where it is inside of something else. */
function namespaceOf(store: Store, symbol: SymbolId): string | undefined {
  const { symbolUp, symbolFile } = store.columns;
  const up = symbolUp.data[symbol] ?? 0;
  if (up === 0) return namespaceOfFile(store, symbolFile.data[symbol] ?? 0);
  const around = symbol - up;
  if (store.kindOf(around) !== "module") return undefined;
  const outer = namespaceOf(store, around);
  return outer === undefined ? undefined : joined(outer, nameOf(store, around));
}

/** `namespace App;` is a symbol that nothing is inside of, beside those it holds. */
function namespaceOfFile(store: Store, file: FileId): string {
  const { fileSymbols, fileSymbolsEnd, symbolUp } = store.columns;
  const end = fileSymbolsEnd.data[file] ?? 0;
  for (let symbol = fileSymbols.data[file] ?? 0; symbol < end; symbol += 1) {
    const isAround = symbol + 1 < end && symbolUp.data[symbol + 1] === 1;
    if (store.kindOf(symbol) === "module" && symbolUp.data[symbol] === 0 && !isAround) {
      return nameOf(store, symbol);
    }
  }
  return "";
}

/** What a file sees without its full name: its own namespaces, those around them, and what it or the project imports. */
function isVisible(store: Store, file: FileId, namespace: string): boolean {
  const { fileSymbols, fileSymbolsEnd, paths } = store.columns;
  const end = fileSymbolsEnd.data[file] ?? 0;
  for (let symbol = fileSymbols.data[file] ?? 0; symbol < end; symbol += 1) {
    if (store.kindOf(symbol) !== "module") continue;
    const own = joined(namespaceOf(store, symbol) ?? "", nameOf(store, symbol));
    if (own === namespace || own.startsWith(`${namespace}.`)) return true;
  }
  const isImportedBy = (each: FileId): boolean =>
    edgesOf(store, each).some((edge) => sourceOf(store, edge) === namespace);
  if (isImportedBy(file)) return true;
  return [...store.files()].some((each) => IMPORTS_FOR_ALL.test(paths[each] ?? "") && isImportedBy(each));
}

function joined(outer: string, name: string): string {
  return outer === "" ? name : `${outer}.${name}`;
}

function nameOf({ columns }: Store, symbol: SymbolId): string {
  return columns.strings.text(columns.symbolName.data[symbol] ?? 0);
}

function sourceOf({ columns }: Store, edge: number): string {
  return columns.strings.text(columns.importSource.data[edge] ?? 0);
}
