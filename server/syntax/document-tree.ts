// Owns the tree of one open document from edit to edit; refuses to hold older versions or to parse before it is asked.
import type { AppliedChange, DocumentSnapshot } from "../documents/documents.ts";
import type { LoadedLanguage } from "./languages.ts";
import { isTokenSoup, LONGEST_TEXT, type ParseLimits, parseWithin } from "./parsing.ts";
import { type LoneReturns, loneReturnsAfter, loneReturnsIn, toTreeEdit } from "./points.ts";
import { createSnapshot, type TreeSnapshot } from "./snapshot.ts";
import { type Change, type Earlier, joined } from "./symbols-again.ts";
import type { Edit, Tree, TreeParser } from "./tree.ts";

export type DocumentTreePorts = {
  readonly language: LoadedLanguage;
  /** Shared by all documents of the language; used for one parse at a time. */
  readonly parser: TreeParser;
  readonly limits: ParseLimits;
  readonly now: () => number;
};

type State =
  | { readonly kind: "unread" }
  | { readonly kind: "read"; readonly snapshot: TreeSnapshot }
  /** `edits` happened since; the copy of the tree that takes them is made when somebody asks, unless one was made ahead. */
  | { readonly kind: "outdated"; readonly snapshot: TreeSnapshot; readonly edits: Edit[] }
  /** `tree` is nobody else's and knows the edits since it was parsed. */
  | { readonly kind: "edited"; readonly tree: Tree }
  | { readonly kind: "finishing"; readonly job: Job }
  | { readonly kind: "refused"; readonly length: number };

/** A parse that goes on between other work; `edits` are what happened to the text meanwhile. */
type Job = {
  readonly parser: TreeParser;
  readonly document: DocumentSnapshot;
  readonly oldTree: Tree | undefined;
  readonly edits: Edit[];
  spentMs: number;
};

// A person's keys are further apart, and the answer to one has mostly left by then (milliseconds).
const IDLE_MS = 30;

export class DocumentTree {
  readonly #ports: DocumentTreePorts;
  #document: DocumentSnapshot;
  #state: State = { kind: "unread" };
  /** The symbols that were read last, and what changed since. */
  #earlier: Earlier | undefined;
  #loneReturns: LoneReturns = "none";
  #wasEdited = false;
  #idle: NodeJS.Timeout | undefined;

  constructor(ports: DocumentTreePorts, document: DocumentSnapshot) {
    this.#ports = ports;
    this.#document = document;
  }

  get document(): DocumentSnapshot {
    return this.#document;
  }

  note(document: DocumentSnapshot, changes: readonly AppliedChange[]): void {
    for (const change of changes) this.#noteChange(change);
    this.#document = document;
    // A version without changes has the tree of the one before.
    if (this.#state.kind === "read") this.#keep(this.#state.snapshot.tree);
  }

  /** The tree of the current version, parsed now if need be; undefined where it does not fit into its time. */
  snapshot(): TreeSnapshot | undefined {
    const state = this.#state;
    switch (state.kind) {
      case "read":
        return state.snapshot;
      case "unread":
        if (this.#document.length > LONGEST_TEXT) return this.#refuse();
        this.#loneReturns = loneReturnsIn(this.#document);
        return this.#parse(this.#ports.limits.first, undefined);
      case "outdated":
        return this.#reparseCopy(state.snapshot, state.edits);
      case "edited":
        return this.#parse(this.#ports.limits.reparse, state.tree);
      case "finishing":
        return undefined;
      case "refused":
        // A text that lost half of what made it too long deserves another try.
        if (this.#document.length > state.length / 2) return undefined;
        this.#state = { kind: "unread" };
        return this.snapshot();
    }
  }

  /** Lets go of the tree; work in the background ends. */
  dispose(): void {
    clearTimeout(this.#idle);
    this.#state = { kind: "unread" };
  }

  #noteChange(change: AppliedChange): void {
    this.#wasEdited = true;
    const state = this.#state;
    const isWhole = change.span.start === 0 && change.span.end === change.before.length;
    if (isWhole || change.after.length > LONGEST_TEXT) {
      this.#state = { kind: "unread" };
      this.#earlier = undefined;
      return;
    }
    const { span, newText } = change;
    this.#widen({ start: span.start, oldEnd: span.end, newEnd: span.start + newText.length });
    const edit = (): Edit => toTreeEdit(change.before, change, this.#loneReturns);
    switch (state.kind) {
      case "read":
        this.#state = { kind: "outdated", snapshot: state.snapshot, edits: [edit()] };
        break;
      case "outdated":
        state.edits.push(edit());
        break;
      case "edited":
        state.tree.edit(edit());
        break;
      case "finishing":
        state.job.edits.push(edit());
        break;
      case "unread":
      case "refused":
        return;
    }
    this.#loneReturns = loneReturnsAfter(this.#loneReturns, [change]);
  }

  #widen(change: Change): void {
    if (this.#earlier === undefined) return;
    this.#earlier = { ...this.#earlier, change: joined(this.#earlier.change, change) };
  }

  #reparseCopy({ copies }: TreeSnapshot, edits: readonly Edit[]): TreeSnapshot | undefined {
    const copy = copies.take(edits);
    if (copy !== undefined) return this.#parse(this.#ports.limits.reparse, copy);
    this.#startJob(this.#document, undefined);
    return undefined;
  }

  #parse(limitMs: number, oldTree: Tree | undefined): TreeSnapshot | undefined {
    const { parser } = this.#ports;
    const options = oldTree === undefined ? { limitMs } : { limitMs, oldTree };
    const tree = parseWithin(parser, this.#document, options);
    if (tree !== undefined) {
      if (oldTree !== undefined && this.#earlier !== undefined) {
        for (const { startIndex: start, endIndex: end } of oldTree.getChangedRanges(tree)) {
          this.#widen({ start, oldEnd: end, newEnd: end });
        }
      }
      return this.#keep(tree);
    }
    parser.reset();
    this.#startJob(this.#document, oldTree);
    return undefined;
  }

  #startJob(document: DocumentSnapshot, oldTree: Tree | undefined): void {
    if (this.#ports.language.isBroken()) {
      this.#refuse();
      return;
    }
    const parser = this.#ports.language.createParser();
    this.#earlier = undefined;
    const job = { parser, document, oldTree, edits: [], spentMs: 0 };
    this.#state = { kind: "finishing", job };
    this.#finishLater(job);
  }

  #keep(tree: Tree): TreeSnapshot | undefined {
    if (isTokenSoup(tree)) return this.#refuse();
    const { language, parser, limits } = this.#ports;
    const document = this.#document;
    const view = { document, tree, language, parser, limits, loneReturns: this.#loneReturns };
    const snapshot = createSnapshot(view, {
      ...(this.#earlier === undefined ? {} : { earlier: this.#earlier }),
      onSymbols: (list) => {
        if (this.#document === document) this.#earlier = { list, change: undefined };
      },
      onCopyTaken: () => {
        this.#copyWhenIdle();
      },
    });
    this.#state = { kind: "read", snapshot };
    this.#copyWhenIdle();
    return snapshot;
  }

  /** The next key finds its copy made; a document that nobody edits needs none. */
  #copyWhenIdle(): void {
    if (!this.#wasEdited) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      if (this.#state.kind === "read") this.#state.snapshot.copies.makeAhead();
    }, IDLE_MS).unref();
  }

  #finishLater(job: Job): void {
    setImmediate(() => {
      if (this.#state.kind !== "finishing" || this.#state.job !== job) return;
      const startMs = this.#ports.now();
      const { slice, slices } = this.#ports.limits;
      const options =
        job.oldTree === undefined ? { limitMs: slice } : { limitMs: slice, oldTree: job.oldTree };
      const tree = parseWithin(job.parser, job.document, options);
      job.spentMs += this.#ports.now() - startMs;
      if (tree !== undefined) {
        for (const edit of job.edits) tree.edit(edit);
        if (job.edits.length === 0) this.#keep(tree);
        else this.#state = { kind: "edited", tree };
      } else if (job.spentMs > slices || this.#ports.language.isBroken()) {
        this.#refuse();
      } else {
        this.#finishLater(job);
      }
    });
  }

  #refuse(): TreeSnapshot | undefined {
    this.#state = { kind: "refused", length: this.#document.length };
    return undefined;
  }
}
