// Owns what a definition is to the rest of the house; filled by grammars/*/tags.scm.
import type { Span } from "../documents/text.ts";

export type SymbolKind =
  | "function"
  | "method"
  | "constructor"
  | "class"
  | "interface"
  | "type"
  | "enum"
  | "enum-member"
  | "variable"
  | "constant"
  | "property"
  | "field"
  | "module";

/** `empty`: nothing or only comments inside; `stub`: `pass`, `...`, `throw new Error("not implemented")` and the like, or only a to-do comment; `code`: anything else. */
export type BodyState = "empty" | "stub" | "code";

/** A definition in one file. Spans are offsets of the document it was read from. */
export type CodeSymbol = {
  readonly name: string;
  readonly kind: SymbolKind;
  /** The whole definition with decorators, modifiers and body, without the doc comment above it. */
  readonly span: Span;
  readonly nameSpan: Span;
  /** The definition up to its body, on one line, white space folded, at most 300 characters. */
  readonly signature: string;
  /** What the definition's body would be replaced as: inside the braces, or the indented block. Undefined without a body. */
  readonly body?: { readonly span: Span; readonly state: BodyState };
  /** Doc comment or docstring as written. */
  readonly doc?: { readonly span: Span; readonly text: string };
  readonly isExported: boolean;
  readonly children: readonly CodeSymbol[];
  /** Names of the enclosing symbols, outermost first. */
  readonly container: readonly string[];
};
