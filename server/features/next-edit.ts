// Owns what follows from the last edit: the next place that has to change with it, here or in another file, and how. From the trees, the index and the edits alone, without a model.
import type { DocumentEvent, DocumentSnapshot, Documents } from "../documents/documents.ts";
import type { Span, TextEdit } from "../documents/text.ts";
import type { Syntax, SyntaxSnapshot } from "../syntax/syntax.ts";
import type { Trace } from "../trace/trace.ts";
import { createEditHistory, type RecentEdit } from "./next-edit/edit-history.ts";
import { missingImport } from "./next-edit/missing-import.ts";
import { newSignature } from "./next-edit/new-signature.ts";
import { createOtherFiles, type NameUser, type OtherFilePorts } from "./next-edit/other-files.ts";
import { sameChange } from "./next-edit/same-change.ts";
import { sameName } from "./next-edit/same-name.ts";

/** What a rule may look at. */
export type NextEditView = {
  readonly document: DocumentSnapshot;
  readonly syntax: SyntaxSnapshot | undefined;
  /** Of this document, newest first; at least one. */
  readonly edits: readonly [RecentEdit, ...RecentEdit[]];
  readonly importsFor: ImportsFor;
};

/** For each name in a part of a document that has to be imported, and clearly from where, the edits that do so. */
export type ImportsFor = (
  syntax: SyntaxSnapshot,
  within: Span,
) => readonly { readonly name: string; readonly edits: readonly TextEdit[] }[];

/** One row: every place that has to change with the last edit, in any order. */
export interface NextEditRule {
  readonly id: string;
  places(view: NextEditView): readonly ProposedEdit[];
  /** What other files have to follow; undefined where the edit concerns nobody else. */
  elsewhere?(view: NextEditView): FollowUp | undefined;
}

/** A change of something that other files may use under this name. */
export type FollowUp = {
  readonly name: string;
  /** The one it got, which imports may have already where the code below them has not. */
  readonly newName?: string;
  /** It is a member of something, so that files have no name of their own for it. */
  readonly isMember: boolean;
  places(file: OtherFile): readonly ProposedEdit[];
};

/** A file other than the one that was edited, and how it knows what was changed. */
export type OtherFile = Pick<NextEditView, "document" | "syntax"> & { readonly user: NameUser };

export type ProposedEdit = {
  readonly edit: TextEdit;
  /** What is done, for a menu: lower case after its first word, without a final dot. */
  readonly title: string;
};

/** An edit for the version of `document`; version 0 is a file that no editor has open. */
export type NextEdit = ProposedEdit & { readonly document: DocumentSnapshot };

export interface NextEdits {
  /** To be told of every document event. */
  noteEvent(event: DocumentEvent): void;
  /**
   * The next place after `offset`, from the top again where none follows, then those of other files as far as they are open
   * or were read before; undefined where nothing follows from the last edit. The others are read meanwhile.
   */
  next(document: DocumentSnapshot, offset: number): NextEdit | undefined;
  /** The same, after the other files were read. */
  nextAnywhere(document: DocumentSnapshot, offset: number): Promise<NextEdit | undefined>;
}

export type NextEditPorts = OtherFilePorts & {
  readonly documents: Documents;
  readonly syntax: Syntax;
  readonly trace: Trace;
  readonly importsFor: ImportsFor;
};

/** Order in the table is order of trust: the first rule that finds a place is followed. */
const RULES: readonly NextEditRule[] = [newSignature, sameName, missingImport, sameChange];

export function createNextEdits(ports: NextEditPorts): NextEdits {
  const { documents, trace, importsFor } = ports;
  const history = createEditHistory();
  const others = createOtherFiles(ports);
  /** What was proposed last: once it is done, the edit it follows from is still the one to follow. */
  let proposed: { readonly uri: string; readonly edit: TextEdit } | undefined;
  /** The document with the newest edit that followed from none. */
  let leading: string | undefined;

  const guarded = <T>(id: string, ask: () => T): T | undefined => {
    try {
      return ask();
    } catch (error) {
      trace.reportBug(`next edit ${id} failed`, error);
      return undefined;
    }
  };

  const viewOf = (document: DocumentSnapshot): NextEditView | undefined => {
    const [last, ...older] = history.recent(document.uri);
    if (last === undefined || documents.isDirty(document.uri)) return undefined;
    return { document, syntax: ports.syntax.snapshot(document), edits: [last, ...older], importsFor };
  };

  const offer = (
    { document, syntax }: Pick<NextEditView, "document" | "syntax">,
    places: readonly ProposedEdit[],
    offset: number,
  ): NextEdit | undefined => {
    const found = places
      .filter(({ edit }) => isSound(syntax, edit))
      .sort((a, b) => a.edit.span.start - b.edit.span.start);
    const next = found.find(({ edit }) => edit.span.start >= offset) ?? found[0];
    if (next === undefined) return undefined;
    proposed = { uri: document.uri, edit: next.edit };
    return { ...next, document };
  };

  /** What follows from the last edit of the document itself. */
  const nextHere = (document: DocumentSnapshot, offset: number): NextEdit | undefined => {
    const view = viewOf(document);
    if (view === undefined) return undefined;
    const [last] = view.edits;
    for (const rule of RULES) {
      const places = guarded(rule.id, () => rule.places(view)) ?? [];
      const beside = places.filter(({ edit }) => !touches(edit.span, last.now));
      const next = offer(view, beside, offset);
      if (next !== undefined) return next;
    }
    return undefined;
  };

  /** What the newest edit asks of other files. */
  const followUps = (): readonly FollowUp[] => {
    const document = leading === undefined ? undefined : documents.get(leading);
    const view = document && viewOf(document);
    if (view === undefined) return [];
    return RULES.flatMap((rule) => guarded(rule.id, () => rule.elsewhere?.(view)) ?? []);
  };

  const nextIn = (file: OtherFile, followUp: FollowUp, offset: number): NextEdit | undefined => {
    const places = guarded("elsewhere", () => followUp.places(file)) ?? [];
    return offer(file, places, offset);
  };

  const nextElsewhere = (document: DocumentSnapshot, offset: number): NextEdit | undefined => {
    const isLeading = leading === document.uri;
    for (const followUp of followUps()) {
      const files = others.known(leading ?? "", followUp);
      // The user is in this one.
      const own = isLeading ? undefined : files.find((file) => file.document.uri === document.uri);
      const next = own && nextIn(own, followUp, offset);
      if (next !== undefined) return next;
      for (const file of files) {
        const found = file === own ? undefined : nextIn(file, followUp, 0);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  };

  const next: NextEdits["next"] = (document, offset) =>
    leading === document.uri
      ? (nextHere(document, offset) ?? nextElsewhere(document, offset))
      : (nextElsewhere(document, offset) ?? nextHere(document, offset));

  const read = (): Promise<void> => others.read(leading ?? "", followUps());

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
      else {
        history.noteEvent(event);
        if (event.kind === "changed") leading = event.document.uri;
      }
    },

    next(document, offset) {
      const found = next(document, offset);
      // Nobody waits for it: whoever asks again finds more.
      void read().catch((error: unknown) => trace.reportBug("reading other files failed", error));
      return found;
    },

    async nextAnywhere(document, offset) {
      await read();
      return next(documents.get(document.uri) ?? document, offset);
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
