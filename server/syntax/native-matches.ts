// Owns reading the matches of a query as numbers, straight from what the native library hands over; makes no node objects.
import { createRequire } from "node:module";
import { dirname } from "node:path";
import type { Query, QueryOptions, SyntaxNode, Tree } from "tree-sitter";
import { once } from "./once.ts";
import type { Capture, Match } from "./tree.ts";

/**
 * What the JavaScript around tree-sitter 0.25.1 reads itself. It makes an object per captured node, looks each up by a
 * big integer and registers it with the tree, which takes five times as long as the search.
 */
type Binding = {
  /** Six numbers per node that was handed over: two of its id, its start in bytes, row, column, alias. */
  readonly nodeTransferArray: Uint32Array;
  /** Asks about the node whose numbers stand at the start of the array. */
  readonly NodeMethods: { endIndex(tree: Tree): number };
};

/** A node that JavaScript knows already comes as itself, any other as the number of its type. */
type NativeNode = number | { readonly startIndex: number; readonly endIndex: number };

/** A predicate as the package compiles it; it looks at names and texts only. */
type Predicate = (
  captures: readonly { readonly name: string; readonly node: { readonly text: string } }[],
) => boolean;

type NativeQuery = {
  _matches(
    tree: Tree,
    ...range: readonly number[]
  ): readonly [readonly (number | string)[], readonly NativeNode[]];
  readonly predicates: readonly (readonly Predicate[])[];
};

const FIELDS = 6;
const START = 2;
const BYTES_PER_UNIT = 2;

const binding = once((): Binding => {
  const manifest = createRequire(import.meta.url).resolve("tree-sitter/package.json");
  const load = createRequire(manifest)("node-gyp-build") as (folder: string) => Binding;
  return load(dirname(manifest));
});

/** The same matches as `query.matches`, in its order. */
export function nativeMatches(query: Query, root: SyntaxNode, options: QueryOptions): readonly Match[] {
  const native = binding();
  const { tree } = root;
  // Native names start with an underscore in JavaScript as well, and the declared types leave them out.
  const search = query as unknown as NativeQuery;
  marshal(native, root);
  const [tokens, nodes] = search._matches(
    tree,
    0,
    0,
    0,
    0,
    options.startIndex ?? 0,
    options.endIndex ?? 0,
    NO_LIMIT,
    options.maxStartDepth ?? NO_LIMIT,
    options.timeoutMicros ?? 0,
  );
  // Asking where a node ends uses the array again.
  const fields = native.nodeTransferArray.slice(0, nodes.length * FIELDS);
  const matches: Match[] = [];
  let node = 0;
  let field = 0;
  for (let token = 0; token < tokens.length; ) {
    const pattern = Number(tokens[token++]);
    const captures: Capture[] = [];
    for (let name = tokens[token]; typeof name === "string"; name = tokens[++token]) {
      const known = nodes[node++];
      if (typeof known === "object") {
        captures.push({ name, start: known.startIndex, end: known.endIndex });
        continue;
      }
      for (let index = 0; index < FIELDS; index += 1) {
        native.nodeTransferArray[index] = fields[field + index] ?? 0;
      }
      const start = (fields[field + START] ?? 0) / BYTES_PER_UNIT;
      captures.push({ name, start, end: native.NodeMethods.endIndex(tree) });
      field += FIELDS;
    }
    const predicates = search.predicates[pattern] ?? [];
    if (predicates.length === 0 || holds(predicates, captures, tree)) matches.push({ pattern, captures });
  }
  return matches;
}

const NO_LIMIT = 0xffffffff;

function marshal({ nodeTransferArray }: Binding, root: SyntaxNode): void {
  for (let index = 0; index < FIELDS; index += 1) nodeTransferArray[index] = Number(Reflect.get(root, index));
}

function holds(predicates: readonly Predicate[], captures: readonly Capture[], tree: Tree): boolean {
  const { getText } = tree as unknown as { getText(span: { startIndex: number; endIndex: number }): string };
  const named = captures.map(({ name, start, end }) => ({
    name,
    node: {
      get text() {
        return getText.call(tree, { startIndex: start, endIndex: end });
      },
    },
  }));
  return predicates.every((predicate) => predicate(named));
}
