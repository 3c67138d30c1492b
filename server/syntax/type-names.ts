// Owns the names in type position inside a span; filled by grammars/*/types.scm.
import { containsSpan, type Span } from "../documents/text.ts";
import { capturesOf } from "./captures.ts";
import type { TreeView } from "./tree-view.ts";

/** In order, without doubles, without the span's own type parameters and declarations. */
export function readTypeNames({ document, tree, language }: TreeView, within: Span): readonly string[] {
  const captures = capturesOf(language.queries.types(), tree.rootNode, { within }).filter((capture) =>
    containsSpan(within, capture),
  );
  const nameOf = ({ start, end }: Span): string => document.slice(start, end);
  const parameters = new Set(captures.filter(({ name }) => name === "type.parameter").map(nameOf));
  const declared = new Set(captures.filter(({ name }) => name === "type.declared").map(({ start }) => start));
  const types = captures
    .filter(({ name, start }) => name === "type" && !declared.has(start))
    .sort((a, b) => a.start - b.start)
    .map(nameOf);
  // Quoted annotations may hold more than a name.
  return [...new Set(types)].filter(
    (name) => /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) && !parameters.has(name),
  );
}
