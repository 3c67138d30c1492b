// Owns the copies of one tree, to be edited each on its own; one of them can be made before it is needed.
import { readerOf } from "./parsing.ts";
import type { Edit, Tree } from "./tree.ts";
import type { TreeView } from "./tree-view.ts";

export class TreeCopies {
  readonly #view: TreeView;
  readonly #onTaken: () => void;
  #spare: Tree | undefined;

  constructor(view: TreeView, onTaken: () => void = () => undefined) {
    this.#view = view;
    this.#onTaken = onTaken;
  }

  /** A tree of the same text with `edits` noted, for the next parse; undefined where the time limit was reached. */
  take(edits: readonly Edit[]): Tree | undefined {
    const copy = this.#spare ?? this.#make();
    this.#spare = undefined;
    for (const edit of edits) copy?.edit(edit);
    this.#onTaken();
    return copy;
  }

  /** To be called while nobody waits: the native library has no copy but another parse. */
  makeAhead(): void {
    this.#spare ??= this.#make();
  }

  #make(): Tree | undefined {
    const { parser, tree, document, limits } = this.#view;
    const copy = parser.copy(tree, readerOf(document), limits.copy);
    if (copy === undefined) parser.reset();
    return copy;
  }
}
