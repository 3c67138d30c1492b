// Owns what tags.scm finds, as spans: definitions, and what stands around and inside them; builds no symbols.
import type { DocumentSnapshot } from "../documents/documents.ts";
import type { Span } from "../documents/text.ts";
import { matchesOf } from "./captures.ts";
import { SYMBOL_KINDS } from "./symbol-kinds.ts";
import type { SymbolKind } from "./symbols.ts";
import { sortedSpans } from "./text-spans.ts";
import type { Capture, Match } from "./tree.ts";
import type { TreeView } from "./tree-view.ts";
import { endOfBlank, readMissing } from "./unclosed.ts";

export type Definition = {
  readonly kind: SymbolKind;
  readonly nameSpan: Span;
  /** The definition's own node; `Surroundings.outers` may widen it. */
  readonly span: Span;
  readonly body?: Span;
  /** The end of it is not written yet. */
  readonly isOpen: boolean;
  /** A method gives it to its instance: it is a member of what the method is a member of. */
  readonly isGiven?: boolean;
};

/** Spans by start. What is not in the range that was asked for is missing. */
export type Surroundings = {
  readonly comments: readonly Span[];
  readonly decorators: readonly Span[];
  readonly stubs: readonly Span[];
  readonly docstrings: readonly Span[];
  /** Where a token is missing: what ends there is not closed. */
  readonly missing: ReadonlySet<number>;
  /** What stands around a definition, by `spanKey` of the definition. */
  readonly outers: ReadonlyMap<string, Outer>;
};

export type Outer = { readonly span: Span; readonly inner: Span; readonly isExported: boolean };

const KIND_OF: ReadonlyMap<string, SymbolKind> = new Map(
  SYMBOL_KINDS.map((kind) => [`definition.${kind}`, kind]),
);

/** Definitions that touch `within`, or all. */
export function readDefinitions(view: TreeView, within?: Span): readonly Definition[] {
  const range = within === undefined ? {} : { within };
  return definitionsIn(view, matchesOf(view.language.queries.definitions(), view.tree.rootNode, range));
}

/** Where two patterns know a name, the one that comes first in the file wins. */
export function definitionsIn(view: TreeView, matches: readonly Match[]): readonly Definition[] {
  const found = new Map<number, { readonly pattern: number; readonly definition: Definition }>();
  for (const { pattern, captures } of matches) {
    // Comments and imports are most of the matches of an outline.
    if (!captures.some(isName)) continue;
    const nodes = captures.filter(({ name }) => KIND_OF.has(name));
    const node = nodes[0];
    const kind = node && KIND_OF.get(node.name);
    if (node === undefined || kind === undefined) continue;
    const open = captures.find(({ name }) => name === "open");
    for (const name of captures.filter(isName)) {
      const known = found.get(name.start);
      if (known !== undefined && known.pattern <= pattern) continue;
      const end = open && endOfBlank(view.document, open.end);
      const reach = (span: Span): Span => ({ start: span.start, end: end ?? span.end });
      const body = spanIn(view.document, captures, "body");
      const isOpen = open !== undefined;
      const isGiven = name.name === "given";
      const definition = { kind, nameSpan: spanOf(name), span: reach(around(nodes)), isOpen, isGiven };
      found.set(name.start, {
        pattern,
        definition: body === undefined ? definition : { ...definition, body: reach(body) },
      });
    }
  }
  return [...found.values()].map(({ definition }) => definition);
}

function isName({ name }: Capture): boolean {
  return name === "name" || name === "given";
}

/** What stands around and inside definitions in `within`, or everywhere. */
export function readSurroundings(view: TreeView, within?: Span): Surroundings {
  const range = within === undefined ? {} : { within };
  const matches = matchesOf(view.language.queries.surroundings(), view.tree.rootNode, range);
  return surroundingsIn(matches, readMissing(view, within));
}

export function surroundingsIn(matches: readonly Match[], missing: ReadonlySet<number>): Surroundings {
  const spans: Record<"comment" | "decorator" | "stub" | "docstring", Span[]> = {
    comment: [],
    decorator: [],
    stub: [],
    docstring: [],
  };
  const outers = new Map<string, Outer>();
  for (const { captures } of matches) {
    const outer = captures.find(({ name }) => name === "outer" || name === "outer.exported");
    const inner = captures.find(({ name }) => name === "inner");
    if (outer !== undefined && inner !== undefined) {
      const isExported = outer.name === "outer.exported";
      outers.set(spanKey(inner), { span: spanOf(outer), inner: spanOf(inner), isExported });
    }
    for (const { name, start, end } of captures) {
      if (name === "comment" || name === "decorator" || name === "stub" || name === "docstring") {
        spans[name].push({ start, end });
      }
    }
  }
  return {
    comments: sortedSpans(spans.comment),
    decorators: sortedSpans(spans.decorator),
    stubs: sortedSpans(spans.stub),
    docstrings: sortedSpans(spans.docstring),
    missing,
    outers,
  };
}

/** Names that are exported away from their definition: lists, default exports, public names by convention. */
export function readExportedNames(view: TreeView): ReadonlySet<string> {
  const { tree, language } = view;
  return exportedNamesIn(view, matchesOf(language.queries.exported(), tree.rootNode, { maxDepth: 2 }));
}

export function exportedNamesIn({ document }: TreeView, matches: readonly Match[]): ReadonlySet<string> {
  const captures = matches.flatMap((match) => match.captures);
  const exported = captures.filter(({ name }) => name === "exported");
  return new Set(exported.map(({ start, end }) => document.slice(start, end)));
}

/** Some grammars put a signature and its body side by side. */
function around(nodes: readonly Span[]): Span {
  return {
    start: Math.min(...nodes.map(({ start }) => start)),
    end: Math.max(...nodes.map(({ end }) => end)),
  };
}

/** A capture, or what stands between the captures `.after` and `.before`; where the latter is not written yet, up to the next text. */
export function spanIn(
  document: DocumentSnapshot,
  captures: readonly Capture[],
  name: "body" | "block",
): Span | undefined {
  const node = captures.find((capture) => capture.name === name);
  if (node !== undefined) return spanOf(node);
  const after = captures.find((capture) => capture.name === `${name}.after`);
  if (after === undefined) return undefined;
  const before = captures.find((capture) => capture.name === `${name}.before`);
  const isWritten = before !== undefined && before.start < before.end;
  return {
    start: after.end,
    end: isWritten ? before.start : endOfBlank(document, before?.start ?? after.end),
  };
}

export function spanKey({ start, end }: Span): string {
  return `${start}-${end}`;
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}
