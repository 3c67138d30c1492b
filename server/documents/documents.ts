// Owns the open buffers and their versions; refuses positions in any unit but UTF-16 lines and columns of its own line store.
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Span, TextEdit } from "./text.ts";

/**
 * One version of one document, immutable: holding it costs nothing and never blocks a change.
 * It is a `TextDocument`, so positions are zero-based lines and UTF-16 characters; `\n`, `\r\n` and `\r` end lines.
 */
export interface DocumentSnapshot extends TextDocument {
  /** Length of the whole text in UTF-16 units. */
  readonly length: number;
  /** The line ending most lines use, `\n` for a text without any. */
  readonly eol: "\n" | "\r\n" | "\r";
  /** A line with its line ending; an empty string past the end. */
  lineText(line: number): string;
  /** Offset of a line's first character; `length` past the end. */
  lineStart(line: number): number;
  /** Text of a span, gathered line by line; never joins the whole document. */
  slice(start: number, end: number): string;
  /** The document after `edits`, with the same version: for trying a candidate out. */
  with(edits: readonly TextEdit[]): DocumentSnapshot;
}

/** What a change did, in offsets of the text just before it; consumers (the parser) apply them in order. */
export type AppliedChange = {
  readonly span: Span;
  readonly newText: string;
  readonly before: DocumentSnapshot;
  readonly after: DocumentSnapshot;
};

/** A change as it arrives from a client, already in UTF-16 positions; without a range it replaces everything. */
export type IncomingChange = {
  readonly range?: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
  readonly text: string;
};

export type DocumentEvent =
  | { readonly kind: "opened"; readonly document: DocumentSnapshot }
  | {
      readonly kind: "changed";
      readonly document: DocumentSnapshot;
      readonly changes: readonly AppliedChange[];
    }
  | { readonly kind: "closed"; readonly uri: string };

/** What became of an incoming change; anything but `applied` is logged by the caller. */
export type ChangeOutcome = "applied" | "not-open" | "old-version" | "bad-range";

export interface Documents {
  open(uri: string, languageId: string, version: number, text: string): DocumentSnapshot;
  /** Applies changes in order, each to the result of the one before. An older or equal version is ignored and marks the document dirty. */
  change(uri: string, version: number, changes: readonly IncomingChange[]): ChangeOutcome;
  close(uri: string): boolean;
  get(uri: string): DocumentSnapshot | undefined;
  /** True after an ignored change, until the next full change or open: nothing may be generated for such a document. */
  isDirty(uri: string): boolean;
  all(): readonly DocumentSnapshot[];
  /** Called after the store was updated, in order of subscription; returns the unsubscribe function. */
  subscribe(listener: (event: DocumentEvent) => void): () => void;
}
