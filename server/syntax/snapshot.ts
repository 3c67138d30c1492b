// Owns the answers about one version of a document and its tree; refuses to change either.

import type { DocumentSnapshot } from "../documents/documents.ts";
import { type Span, sortEdits, type TextEdit } from "../documents/text.ts";
import { Failure } from "../trace/failure.ts";
import { codeSpans } from "./code-blocks.ts";
import { readCursorScope } from "./cursor.ts";
import { describeTree } from "./describe.ts";
import { type FlowFact, readFlow } from "./flow.ts";
import { readModuleTies } from "./imports.ts";
import { once } from "./once.ts";
import { LONGEST_TEXT, parseWithin } from "./parsing.ts";
import { readBindings, readParts } from "./parts.ts";
import { loneReturnsAfter, toTreeEdit } from "./points.ts";
import { readComments, readProblems } from "./problems.ts";
import { placeAt, readSymbols, readSymbolsAround, type SymbolList } from "./symbols.ts";
import { type Earlier, readSymbolsAgain } from "./symbols-again.ts";
import type { SyntaxSnapshot } from "./syntax.ts";
import type { Tree } from "./tree.ts";
import { TreeCopies } from "./tree-copies.ts";
import type { TreeView } from "./tree-view.ts";
import { readTypeNames } from "./type-names.ts";

/** A snapshot that still shows its tree, to the rest of this room. */
export interface TreeSnapshot extends SyntaxSnapshot {
  readonly tree: Tree;
  readonly copies: TreeCopies;
}

export type SnapshotOptions = {
  /** Symbols of an earlier version: what did not change is taken from there. */
  readonly earlier?: Earlier;
  /** Told once, when somebody has asked for the symbols. */
  readonly onSymbols?: (list: SymbolList) => void;
  /** Told whenever a copy of the tree was taken. */
  readonly onCopyTaken?: () => void;
};

export function createSnapshot(
  view: TreeView,
  { earlier, onSymbols, onCopyTaken }: SnapshotOptions = {},
): TreeSnapshot {
  const whole: Span = { start: 0, end: view.document.length };
  const again = once(() => earlier && readSymbolsAgain(view, earlier));
  const symbols = once(() => {
    const list = again() ?? readSymbols(view);
    onSymbols?.(list);
    return list.symbols;
  });
  const all = { areAtHand: () => symbols.isKnown() || again() !== undefined, read: symbols };
  const ties = once(() => readModuleTies(view));
  const copies = new TreeCopies(view, onCopyTaken);
  // One check asks for the same piece as the one before.
  const flows = new Map<string, readonly FlowFact[]>();
  return {
    document: view.document,
    tree: view.tree,
    copies,
    language: view.language.row,
    symbols,
    symbolAt: (offset) => readSymbolsAround(view, placeAt(view, offset), symbols).at(-1),
    cursorAt: (offset) => readCursorScope(view, offset, all),
    problems: (within = whole) => readProblems(view, within),
    comments: (within = whole) => readComments(view, within),
    codeBlocks() {
      const blocks = view.language.row.code;
      return blocks && codeSpans(view.document.getText(), blocks);
    },
    imports: () => ties().imports,
    exportAliases: () => ties().exportAliases,
    typeNames: (within) => readTypeNames(view, within),
    bindings: (within) => readBindings(view, within),
    parts: (within = whole) => readParts(view, within),
    builtins: view.language.builtins,
    builtinMembers: view.language.builtinMembers,
    builtinModules: view.language.builtinModules,
    flow(within = whole) {
      const key = `${within.start} ${within.end}`;
      const known = flows.get(key) ?? readFlow(view, within);
      flows.set(key, known);
      return known;
    },
    describe: () => describeTree(view.tree),
    with: (edits) => createSnapshot(reparse(view, copies, edits)),
  };
}

function reparse(view: TreeView, copies: TreeCopies, edits: readonly TextEdit[]): TreeView {
  const { parser, limits } = view;
  const document = view.document.with(edits);
  // From the end to the start, so that the places of the edits still to come stay true.
  const lastFirst = [...sortEdits(edits)].reverse().map((edit) => snapped(view.document, edit));
  const treeEdits = lastFirst.map((edit) => toTreeEdit(view.document, edit, view.loneReturns));
  const oldTree = document.length > LONGEST_TEXT ? undefined : copies.take(treeEdits);
  const tree = oldTree && parseWithin(parser, document, { oldTree, limitMs: limits.trial });
  if (tree === undefined) {
    parser.reset();
    throw new Failure("timeout", "the edited text takes too long to parse");
  }
  const loneReturns = loneReturnsAfter(view.loneReturns, edits);
  return { ...view, document, tree, loneReturns };
}

/** The edit as the document applies it: never inside a surrogate pair or a line ending. */
function snapped(document: DocumentSnapshot, { span, newText }: TextEdit): TextEdit {
  const snap = (offset: number): number => document.offsetAt(document.positionAt(offset));
  return { span: { start: snap(span.start), end: snap(span.end) }, newText };
}
