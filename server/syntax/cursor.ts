// Owns what the tree says about one offset; filled by grammars/*/scopes.scm.
import type { Span } from "../documents/text.ts";
import type { CodeSymbol } from "./symbols.ts";

/** What kind of text the cursor stands in. */
export type PositionKind = "code" | "string" | "comment" | "import";

export type CursorScope = {
  readonly position: PositionKind;
  /** Symbols around the offset, outermost first. */
  readonly enclosing: readonly CodeSymbol[];
  /** The smallest block, body or file around the offset. */
  readonly block: Span;
  /** True where `block` holds nothing but white space or comments. */
  readonly isBlockEmpty: boolean;
  /** The statement the offset stands in or touches. */
  readonly statement?: Span;
  /** The comment or string literal the offset stands in. */
  readonly literal?: Span;
};
