// Owns what grammars/*/parts.scm and bindings.scm find: the places that code actions look for, and where names get their types; says what is there, not what to do about it.
import type { Span } from "../documents/text.ts";
import { matchesOf } from "./captures.ts";
import type { Binding, CodePart } from "./syntax.ts";
import type { Capture, Query } from "./tree.ts";
import type { TreeView } from "./tree-view.ts";

/** Parts that touch `within`, by start. A capture `kind.field` is a field of the `kind` in the same pattern. */
export function readParts(view: TreeView, within: Span): readonly CodePart[] {
  return partsIn(view, view.language.queries.parts(), within);
}

/** Where names get a type or a value, as far as it touches `within`, by start. */
export function readBindings(view: TreeView, within: Span): readonly Binding[] {
  return partsIn(view, view.language.queries.bindings(), within).flatMap(({ fields }) => {
    const { name, ...from } = fields;
    return name === undefined ? [] : [{ name, ...from }];
  });
}

function partsIn({ tree }: TreeView, query: Query, within: Span): readonly CodePart[] {
  const parts = matchesOf(query, tree.rootNode, { within }).flatMap(({ captures }) => {
    const named = captures.filter(({ name }) => !name.startsWith("_"));
    const own = named.find(({ name }) => !name.includes("."));
    return own === undefined || !touches(within, own) ? [] : [toPart(own, named)];
  });
  return parts.sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
}

function toPart(own: Capture, captures: readonly Capture[]): CodePart {
  const prefix = `${own.name}.`;
  const fields = captures
    .filter(({ name }) => name.startsWith(prefix))
    .map(({ name, start, end }) => [name.slice(prefix.length), { start, end }] as const);
  return {
    kind: own.name,
    span: { start: own.start, end: own.end },
    fields: Object.fromEntries(fields),
  };
}

function touches(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}
