// Owns what other files can reach of a text: its symbols outside of functions, its imports and exports, by one shallow search.
import { matchesOf } from "./captures.ts";
import { readModuleTies } from "./imports.ts";
import { readReachableSymbols } from "./symbols.ts";
import type { ExtractedFile } from "./syntax.ts";
import type { TreeView } from "./tree-view.ts";

// A member of a class in a class in a namespace starts nine levels down; what lies deeper lies in functions, as a rule.
const DEEPEST_REACHABLE = 9;

export function readOutline(view: TreeView): ExtractedFile {
  const range = { maxDepth: DEEPEST_REACHABLE, patienceMs: view.limits.first };
  const matches = matchesOf(view.language.queries.outline(), view.tree.rootNode, range);
  return { symbols: readReachableSymbols(view, matches), ...readModuleTies(view, matches) };
}
