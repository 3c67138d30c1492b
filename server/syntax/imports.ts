// Owns reading what a file imports and what it exports under another name; filled by the import and export captures of grammars/*/scopes.scm.
import type { Span } from "../documents/text.ts";
import { matchesOf } from "./captures.ts";
import type { ExportAlias, ImportBinding, ImportStatement } from "./syntax.ts";
import type { Capture, Match } from "./tree.ts";
import type { TreeView } from "./tree-view.ts";

// Deep enough for imports under `if TYPE_CHECKING:` or in a declared module; keeps the walk near the top of the file.
const DEEPEST_IMPORT = 4;

type Source = { readonly span: Span; readonly source: Span; readonly bindings: Map<number, Bound> };

/** A binding, and where it stands in a list that could hold more. */
type Bound = ImportBinding & { readonly member: Span | undefined };

export type ModuleTies = {
  readonly imports: readonly ImportStatement[];
  readonly exportAliases: readonly ExportAlias[];
};

/** In document order; a statement that names two modules gives two. Reads them from `matches` where it is given. */
export function readModuleTies(view: TreeView, matches = searchTies(view)): ModuleTies {
  return { imports: readImports(view, matches), exportAliases: readExportAliases(view, matches) };
}

function searchTies({ language, tree }: TreeView): readonly Match[] {
  return matchesOf(language.queries.imports(), tree.rootNode, { maxDepth: DEEPEST_IMPORT });
}

function readImports({ document }: TreeView, matches: readonly Match[]): readonly ImportStatement[] {
  const sources = new Map<number, Source>();
  const reExports = new Set<number>();
  for (const { captures } of matches) {
    const statement = find(captures, "import");
    const source = sourceIn(captures);
    const reExport = find(captures, "import.export");
    if (reExport !== undefined) reExports.add(reExport.start);
    if (statement !== undefined && source !== undefined && !sources.has(source.start)) {
      sources.set(source.start, { span: spanOf(statement), source: spanOf(source), bindings: new Map() });
    }
  }
  const all = [...sources.values()].sort((a, b) => a.source.start - b.source.start);
  const byStatement = new Map(all.map((source) => [source.span.start, source]));
  const textOf = ({ start, end }: Span): string => document.slice(start, end);
  for (const { captures } of matches) {
    const statement = find(captures, "import");
    const name = find(captures, "import.name") ?? find(captures, "import.all");
    if (name === undefined || statement === undefined) continue;
    const source = sourceIn(captures);
    const owner = source === undefined ? byStatement.get(statement.start) : sources.get(source.start);
    const member = find(captures, "import.member");
    const binding = bindingOf(captures, name, textOf);
    owner?.bindings.set(name.start, { ...binding, member: member && spanOf(member) });
  }
  return all.map(({ span, source, bindings }) => {
    const inOrder = [...bindings].sort(([a], [b]) => a - b).map(([, binding]) => binding);
    return {
      span,
      source: textOf(source).replace(/^(["'])(.*)\1$/, "$2"),
      names: inOrder.map(({ local }) => local).filter((local) => local !== "*"),
      members: inOrder.flatMap(({ local, member }) =>
        member === undefined ? [] : [{ name: local, span: member }],
      ),
      bindings: inOrder.map(({ imported, local }) => ({ imported, local })),
      isReExport: reExports.has(span.start),
    };
  });
}

/** The module; some grammars make a node of each part of its path. */
function sourceIn(captures: readonly Capture[]): Span | undefined {
  const parts = captures.filter(({ name }) => name === "import.source");
  const first = parts[0];
  return first && { start: first.start, end: Math.max(...parts.map(({ end }) => end)) };
}

function bindingOf(
  captures: readonly Capture[],
  name: Capture,
  textOf: (span: Span) => string,
): ImportBinding {
  if (name.name === "import.all") return { imported: "*", local: "*" };
  const local = lastPart(textOf(name));
  if (find(captures, "import.default") !== undefined) return { imported: "default", local };
  if (find(captures, "import.namespace") !== undefined) return { imported: "*", local };
  const imported = find(captures, "import.imported");
  return { imported: imported === undefined ? local : textOf(imported), local };
}

/** What a module is called that is named by its path: its last part that is no version. */
function lastPart(name: string): string {
  const parts = name.split("/").filter((part, index) => index === 0 || !/^v\d+$/.test(part));
  return parts.at(-1)?.replace(/\.v\d+$/, "") ?? name;
}

/** What gives away the one value of a module: `export = value`, and Lua's `return value`. */
const DEFAULT_EXPORT: ReadonlySet<string> = new Set(["=", "return"]);

function readExportAliases({ document }: TreeView, matches: readonly Match[]): readonly ExportAlias[] {
  return matches.flatMap(({ captures }) => {
    const name = find(captures, "export.name");
    const local = find(captures, "export.local");
    if (name === undefined || local === undefined) return [];
    const exported = document.slice(name.start, name.end);
    return [
      {
        exported: DEFAULT_EXPORT.has(exported) ? "default" : exported,
        local: document.slice(local.start, local.end),
      },
    ];
  });
}

function find(captures: readonly Capture[], name: string): Capture | undefined {
  return captures.find((capture) => capture.name === name);
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}
