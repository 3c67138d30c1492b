// Owns the open buffers and their versions; refuses positions in any unit but UTF-16 lines and columns of its own line store.
import type { TextDocument } from "vscode-languageserver-textdocument";
import { flatDocument } from "./flat-document.ts";
import { createLineStore, type LineStore, replaceInLines } from "./line-store.ts";
import { snapshotOf, wellFormed } from "./snapshot.ts";
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

/** A line without its ending; an empty string past the end. */
export function lineContent(document: DocumentSnapshot, line: number): string {
  return document.lineText(line).replace(/[\r\n]+$/, "");
}

/** The line an offset stands on, before and after it, without the line ending. */
export type CursorLine = { readonly line: number; readonly before: string; readonly after: string };

export function cursorLine(document: DocumentSnapshot, offset: number): CursorLine {
  const { line } = document.positionAt(offset);
  const text = lineContent(document, line);
  const column = offset - document.lineStart(line);
  return { line, before: text.slice(0, column), after: text.slice(column) };
}

/** Texts are kept well-formed: half a surrogate pair sent by a client becomes U+FFFD. */
export function createDocuments(): Documents {
  const buffers = new Map<string, Buffer>();
  const listeners = new Set<(event: DocumentEvent) => void>();
  const emit = (event: DocumentEvent): void => {
    for (const listener of listeners) listener(event);
  };

  return {
    open(uri, languageId, version, text) {
      const store = createLineStore(wellFormed(text));
      const document = snapshotOf({ uri, languageId, version }, store);
      buffers.set(uri, { document, store, isDirty: false });
      emit({ kind: "opened", document });
      return document;
    },
    change(uri, version, changes) {
      const buffer = buffers.get(uri);
      if (buffer === undefined) return "not-open";
      const outcome =
        version > buffer.document.version ? applyChanges(buffer, version, changes) : "old-version";
      if (typeof outcome === "string") {
        // The client's text is no longer known, so what is kept must not be built upon.
        buffers.set(uri, { ...buffer, isDirty: true });
        return outcome;
      }
      buffers.set(uri, outcome.buffer);
      emit({ kind: "changed", document: outcome.buffer.document, changes: outcome.applied });
      return "applied";
    },
    close(uri) {
      const wasOpen = buffers.delete(uri);
      if (wasOpen) emit({ kind: "closed", uri });
      return wasOpen;
    },
    get: (uri) => buffers.get(uri)?.document,
    isDirty: (uri) => buffers.get(uri)?.isDirty ?? false,
    all: () => [...buffers.values()].map((buffer) => buffer.document),
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** A snapshot of a text that no editor has open. */
export function unopenedDocument(uri: string, languageId: string, text: string): DocumentSnapshot {
  return flatDocument({ uri, languageId, version: 0 }, wellFormed(text));
}

type Buffer = {
  readonly document: DocumentSnapshot;
  readonly store: LineStore;
  readonly isDirty: boolean;
};

/** All changes or none: a bad range leaves the buffer as it was. */
function applyChanges(
  buffer: Buffer,
  version: number,
  changes: readonly IncomingChange[],
): { readonly buffer: Buffer; readonly applied: readonly AppliedChange[] } | "bad-range" {
  const { uri, languageId } = buffer.document;
  const applied: AppliedChange[] = [];
  let { document, store, isDirty } = buffer;
  for (const { range, text } of changes) {
    if (range !== undefined && !isOrdered(range)) return "bad-range";
    const before = document;
    const newText = wellFormed(text);
    const span =
      range === undefined
        ? { start: 0, end: before.length }
        : { start: before.offsetAt(range.start), end: before.offsetAt(range.end) };
    store =
      range === undefined ? createLineStore(newText) : replaceInLines(store, span.start, span.end, newText);
    isDirty &&= range !== undefined;
    document = snapshotOf({ uri, languageId, version }, store);
    applied.push({ span, newText, before, after: document });
  }
  // A version without changes is still a version.
  if (applied.length === 0) document = snapshotOf({ uri, languageId, version }, store);
  return { buffer: { document, store, isDirty }, applied };
}

function isOrdered({ start, end }: NonNullable<IncomingChange["range"]>): boolean {
  if (start.line < 0 || start.character < 0 || end.line < 0 || end.character < 0) return false;
  return start.line < end.line || (start.line === end.line && start.character <= end.character);
}
