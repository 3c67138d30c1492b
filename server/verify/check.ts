// Owns what one check gets to see and says; knows no particular check.
import type { Span } from "../documents/text.ts";
import { pathOf } from "../documents/workspace.ts";
import type { WorkspaceIndex } from "../index/index.ts";
import type { SyntaxSnapshot } from "../syntax/syntax.ts";
import type { RuleBook } from "./security/rule-book.ts";
import { unknownNames } from "./unknown-names.ts";
import type { Proposed, Verdict } from "./verify.ts";

/** One row of CHECKS. It judges; it never throws for what a model may write. */
export interface Check {
  readonly id: string;
  applies(view: CheckView): boolean;
  run(view: CheckView): Verdict;
}

/** An expression in front of a dot. `path` is that of its document, absolute. */
export type Receiver = { readonly syntax: SyntaxSnapshot; readonly path: string; readonly span: Span };

/** What checks need beside the proposal. */
export type CheckRoom = {
  readonly rules: RuleBook;
  /** What becomes of an answer that adds a weakness. */
  readonly security: "block" | "warn" | "off";
  /** Whether a word stands anywhere in the code of the workspace; undefined as long as nobody knows. */
  readonly knowsWord: (word: string) => boolean | undefined;
  /** Whether there is one clear place from which a document that lacks a name could import it. */
  readonly canImport: CanImport;
  /** Whether an expression has a member; undefined where not all of its members are known. */
  readonly hasMember: (receiver: Receiver, name: string) => boolean | undefined;
  /** Whether a package can be imported; undefined where nobody knows. */
  readonly knowsPackage: (
    importing: { readonly path: string; readonly languageId: string },
    source: string,
  ) => boolean | undefined;
  /** What other files declare; undefined as long as they are not read. */
  readonly index: WorkspaceIndex | undefined;
};

export type CanImport = (name: string, needy: Pick<Proposed, "document" | "syntax">) => boolean;

/** A proposal with what checks ask again and again. Line texts are without line endings. */
export type CheckView = Proposed &
  CheckRoom & {
    readonly newText: string;
    /** Of the document; undefined for one that is no file. */
    readonly path: string | undefined;
    /** What the edit replaces. */
    readonly oldText: string;
    /** The line the edit starts on, up to the edit, and the line it ends on, from there. */
    readonly before: string;
    readonly after: string;
    /** Where the new text stands in the edited document. */
    readonly written: Span;
    /** The document with all edits put in; parsed when first asked for. */
    edited(): SyntaxSnapshot | undefined;
    /** The same with another text in place of the new one. */
    editedWith(newText: string): SyntaxSnapshot | undefined;
    /** Names in the new text that nothing in the file accounts for; looked for when first asked. */
    unknownNames(): readonly string[];
  };

export const ACCEPT: Verdict = { kind: "accept" };

export function reject(reason: string, message: string): Verdict {
  return { kind: "reject", reason, message };
}

/** A shorter text for an insertion; a rewrite is never shortened, because half of one is wrong. */
export function trimOrReject(view: CheckView, newText: string, reason: string, message: string): Verdict {
  const isUseful = view.purpose === "insert" && newText.trim() !== "" && newText !== view.newText;
  return isUseful ? { kind: "trim", newText, why: message } : reject(reason, message);
}

export function viewOf(proposed: Proposed, room: CheckRoom): CheckView {
  const { document, syntax, edit } = proposed;
  const first = document.positionAt(edit.span.start).line;
  const last = document.positionAt(edit.span.end).line;
  const editedWith = (newText: string): SyntaxSnapshot | undefined =>
    syntax?.with([{ span: edit.span, newText }, ...(proposed.alsoEdit ?? [])]);
  const before = (proposed.alsoEdit ?? []).filter(({ span }) => span.end <= edit.span.start);
  const startAfter = before.reduce(
    (at, { span, newText }) => at + newText.length - (span.end - span.start),
    edit.span.start,
  );
  let edited: { readonly value: SyntaxSnapshot | undefined } | undefined;
  let unknown: readonly string[] | undefined;
  const view: CheckView = {
    ...proposed,
    ...room,
    path: pathOf(document.uri),
    newText: edit.newText,
    oldText: document.slice(edit.span.start, edit.span.end),
    before: document.slice(document.lineStart(first), edit.span.start),
    written: { start: startAfter, end: startAfter + edit.newText.length },
    after: document.slice(edit.span.end, document.lineStart(last + 1)).replace(/[\r\n]+$/, ""),
    edited() {
      edited ??= { value: editedWith(edit.newText) };
      return edited.value;
    },
    editedWith,
    unknownNames: () => (unknown ??= unknownNames(view)),
  };
  return view;
}

/** Lines of the document from `from` on that are not blank, without line endings; reads at most `most` lines. */
export function nextLines(view: CheckView, most: number): readonly string[] {
  const { document, edit } = view;
  const from = document.positionAt(edit.span.end).line + 1;
  return linesBetween(view, from, Math.min(from + most, document.lineCount));
}

export function previousLines(view: CheckView, most: number): readonly string[] {
  const to = view.document.positionAt(view.edit.span.start).line;
  return linesBetween(view, Math.max(to - most, 0), to);
}

function linesBetween({ document }: CheckView, from: number, to: number): readonly string[] {
  const lines: string[] = [];
  for (let line = from; line < to; line++) {
    const text = document.lineText(line).trimEnd();
    if (text !== "") lines.push(text);
  }
  return lines;
}
