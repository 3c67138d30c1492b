// Owns what the code does with values: calls, assignments, texts and names as spans; filled by grammars/*/flow.scm. Follows no value.
import type { Span } from "../documents/text.ts";
import { matchesOf } from "./captures.ts";
import type { TreeView } from "./tree-view.ts";

const FLOW_KINDS = [
  "function",
  "parameter",
  "decorated",
  "assignment",
  "append",
  "call",
  "argument",
  "option",
  "return",
  "text",
  "hole",
  "joined",
  "tagged",
  "list",
  "name",
  "member",
  "access",
  "aside",
  "type",
  "bound",
] as const;

export type FlowKind = (typeof FLOW_KINDS)[number];

/** One thing the code does; grammars/README.md says what the kinds and their parts mean. */
export type FlowFact = Span & {
  readonly kind: FlowKind;
  readonly by?: Span;
  readonly target?: Span;
  readonly value?: Span;
  readonly callee?: Span;
  readonly arguments?: Span;
  readonly name?: Span;
};

/** By start, the outer one first. A pattern's captures with a dot are the parts of the one without. */
export function readFlow({ tree, language }: TreeView, within: Span): readonly FlowFact[] {
  const facts: FlowFact[] = [];
  for (const { captures } of matchesOf(language.queries.flow(), tree.rootNode, { within })) {
    const parts: Record<string, Span> = {};
    let whole: (Span & { readonly kind: FlowKind }) | undefined;
    for (const { name, start, end } of captures) {
      const kind = FLOW_KINDS.find((known) => known === name);
      if (kind !== undefined) whole = { kind, start, end };
      else parts[name.slice(name.indexOf(".") + 1)] = { start, end };
    }
    if (whole !== undefined) facts.push({ ...whole, ...parts });
  }
  return facts.sort((a, b) => a.start - b.start || b.end - a.end);
}
