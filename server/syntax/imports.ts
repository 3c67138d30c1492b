// Owns reading import and re-export statements; filled by the import captures of grammars/*/scopes.scm.
import type { Span } from "../documents/text.ts";
import { matchesOf } from "./captures.ts";
import type { ImportStatement } from "./syntax.ts";
import type { Capture } from "./tree.ts";
import type { TreeView } from "./tree-view.ts";

// Deep enough for imports under `if TYPE_CHECKING:` or in a declared module; keeps the walk near the top of the file.
const DEEPEST_IMPORT = 4;

type Source = {
  readonly span: Span;
  readonly source: Span;
  readonly names: Map<number, { readonly name: string; readonly member: Span | undefined }>;
};

/** In document order; a statement that names two modules gives two. */
export function readImports({ document, tree, language }: TreeView): readonly ImportStatement[] {
  const range = { maxDepth: DEEPEST_IMPORT };
  const matches = matchesOf(language.queries.imports(), tree.rootNode, range).map(({ captures }) => captures);
  const sources = new Map<number, Source>();
  for (const captures of matches) {
    const statement = find(captures, "import");
    const source = sourceIn(captures);
    if (statement !== undefined && source !== undefined && !sources.has(source.start)) {
      sources.set(source.start, { span: spanOf(statement), source: spanOf(source), names: new Map() });
    }
  }
  const all = [...sources.values()].sort((a, b) => a.source.start - b.source.start);
  const byStatement = new Map(all.map((source) => [source.span.start, source]));
  for (const captures of matches) {
    const name = find(captures, "import.name");
    const statement = find(captures, "import");
    if (name === undefined || statement === undefined) continue;
    const source = sourceIn(captures);
    const owner = source === undefined ? byStatement.get(statement.start) : sources.get(source.start);
    const member = find(captures, "import.member");
    owner?.names.set(name.start, {
      name: lastPart(document.slice(name.start, name.end)),
      member: member && spanOf(member),
    });
  }
  return all.map(({ span, source, names }) => {
    const sorted = [...names].sort(([a], [b]) => a - b).map(([, name]) => name);
    return {
      span,
      source: document.slice(source.start, source.end).replace(/^(["'])(.*)\1$/, "$2"),
      names: sorted.map(({ name }) => name),
      members: sorted.flatMap(({ name, member }) => (member === undefined ? [] : [{ name, span: member }])),
    };
  });
}

/** The module; some grammars make a node of each part of its path. */
function sourceIn(captures: readonly Capture[]): Span | undefined {
  const parts = captures.filter(({ name }) => name === "import.source");
  const first = parts[0];
  return first && { start: first.start, end: Math.max(...parts.map(({ end }) => end)) };
}

/** What a module is called that is named by its path: its last part that is no version. */
function lastPart(name: string): string {
  const parts = name.split("/").filter((part, index) => index === 0 || !/^v\d+$/.test(part));
  return parts.at(-1)?.replace(/\.v\d+$/, "") ?? name;
}

function find(captures: readonly Capture[], name: string): Capture | undefined {
  return captures.find((capture) => capture.name === name);
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}
