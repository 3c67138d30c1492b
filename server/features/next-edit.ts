// Owns what follows from the last edit: the next place that has to change with it, and how. From the trees and the edits alone, without a model.
import type { DocumentEvent, DocumentSnapshot, Documents } from "../documents/documents.ts";
import type { Span, TextEdit } from "../documents/text.ts";
import type { Syntax, SyntaxSnapshot } from "../syntax/syntax.ts";
import type { Trace } from "../trace/trace.ts";
import { createEditHistory, type RecentEdit } from "./next-edit/edit-history.ts";
import { newSignature } from "./next-edit/new-signature.ts";
import { sameChange } from "./next-edit/same-change.ts";
import { sameName } from "./next-edit/same-name.ts";

/** What a rule may look at. */
export type NextEditView = {
  readonly document: DocumentSnapshot;
  readonly syntax: SyntaxSnapshot | undefined;
  /** Of this document, newest first; at least one. */
  readonly edits: readonly [RecentEdit, ...RecentEdit[]];
};

/** One row: every place that has to change with the last edit, in any order. */
export interface NextEditRule {
  readonly id: string;
  places(view: NextEditView): readonly ProposedEdit[];
}

export type ProposedEdit = {
  readonly edit: TextEdit;
  /** What is done, for a menu: lower case after its first word, without a final dot. */
  readonly title: string;
};

/** An edit for the version of `document`. */
export type NextEdit = ProposedEdit & { readonly document: DocumentSnapshot };

export interface NextEdits {
  /** To be told of every document event. */
  noteEvent(event: DocumentEvent): void;
  /** The next place after `offset`, from the top again where none follows; undefined where nothing follows from the last edit. */
  next(document: DocumentSnapshot, offset: number): NextEdit | undefined;
}

export type NextEditPorts = {
  readonly documents: Documents;
  readonly syntax: Syntax;
  readonly trace: Trace;
};

/** Order in the table is order of trust: the first rule that finds a place is followed. */
const RULES: readonly NextEditRule[] = [newSignature, sameName, sameChange];

export function createNextEdits(ports: NextEditPorts): NextEdits {
  const history = createEditHistory();
  /** What was proposed last: once it is done, the edit it follows from is still the one to follow. */
  let proposed: { readonly uri: string; readonly edit: TextEdit } | undefined;

  const placesOf = (rule: NextEditRule, view: NextEditView): readonly ProposedEdit[] => {
    try {
      return rule.places(view);
    } catch (error) {
      ports.trace.reportBug(`next edit ${rule.id} failed`, error);
      return [];
    }
  };

  return {
    noteEvent(event) {
      const [change] = event.kind === "changed" ? event.changes : [];
      const isFollowing =
        event.kind === "changed" &&
        event.changes.length === 1 &&
        change !== undefined &&
        proposed?.uri === event.document.uri &&
        isSameEdit(proposed.edit, change);
      if (isFollowing) history.noteFollowing(event.document.uri, change);
      else history.noteEvent(event);
    },

    next(document, offset) {
      const [last, ...older] = history.recent(document.uri);
      if (last === undefined || ports.documents.isDirty(document.uri)) return undefined;
      const syntax = ports.syntax.snapshot(document);
      const view: NextEditView = { document, syntax, edits: [last, ...older] };
      for (const rule of RULES) {
        const found = placesOf(rule, view)
          .filter(({ edit }) => !touches(edit.span, last.now))
          .filter(({ edit }) => isSound(syntax, edit))
          .sort((a, b) => a.edit.span.start - b.edit.span.start);
        const next = found.find(({ edit }) => edit.span.start >= offset) ?? found[0];
        if (next === undefined) continue;
        proposed = { uri: document.uri, edit: next.edit };
        return { ...next, document };
      }
      return undefined;
    },
  };
}

function isSameEdit(a: TextEdit, b: TextEdit): boolean {
  return a.span.start === b.span.start && a.span.end === b.span.end && a.newText === b.newText;
}

function touches(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}

/** Whether the text parses no worse with the edit. */
function isSound(syntax: SyntaxSnapshot | undefined, edit: TextEdit): boolean {
  if (syntax === undefined) return true;
  return syntax.with([edit]).problems().length <= syntax.problems().length;
}
