// Owns the trees of open documents; the only room that knows tree-sitter. Refuses to parse on behalf of nobody: a tree is made when first read.
import type { DocumentSnapshot } from "../documents/documents.ts";
import type { Span, TextEdit } from "../documents/text.ts";
import type { CursorScope } from "./cursor.ts";
import type { Language } from "./languages.ts";
import type { CodeSymbol } from "./symbols.ts";

/** A place where the grammar did not fit: `error` covers skipped text, `missing` is an empty span where a token was expected. */
export type SyntaxProblem = { readonly kind: "error" | "missing"; readonly span: Span };

/** A document version together with its tree. Reading is lazy: the parse happens at the first question. */
export interface SyntaxSnapshot {
  readonly document: DocumentSnapshot;
  readonly language: Language;
  /** Top-level symbols, nested ones inside. */
  symbols(): readonly CodeSymbol[];
  /** Innermost symbol whose full span holds the offset. */
  symbolAt(offset: number): CodeSymbol | undefined;
  cursorAt(offset: number): CursorScope;
  /** Problems that touch `within`, or all; at most 200 are listed. */
  problems(within?: Span): readonly SyntaxProblem[];
  comments(within?: Span): readonly Span[];
  imports(): readonly ImportStatement[];
  /** Names in type position inside a span (annotations, generics, heritage), in order, without duplicates. */
  typeNames(within: Span): readonly string[];
  /** The whole tree as an s-expression; for tests. */
  describe(): string;
  /** Reparses incrementally with `edits` put in; the receiver stays as it is. */
  with(edits: readonly TextEdit[]): SyntaxSnapshot;
}

/** One import or re-export. `source` is the module as written (`./a.ts`, `pkg`, `..mod.sub`); `names` are local names. */
export type ImportStatement = {
  readonly span: Span;
  readonly source: string;
  readonly names: readonly string[];
};

export interface Syntax {
  /** Undefined where the language has no grammar, the grammar is broken, or the parse budget (200 ms) was passed. */
  snapshot(document: DocumentSnapshot): SyntaxSnapshot | undefined;
  /** Parses a text that is not open, extracts, and drops the tree. */
  extract(languageId: string, text: string): ExtractedFile | undefined;
  /** Language id of a path by its extension; `plaintext` if none of the rows knows it. */
  languageOf(path: string): string;
  dispose(): void;
}

export type ExtractedFile = {
  readonly symbols: readonly CodeSymbol[];
  readonly imports: readonly ImportStatement[];
};
