// Owns finding the imports of a local name in all files; knows no modules and no symbols.
import { GrowingNumbers } from "./growing.ts";
import type { FileId, WordId } from "./ids.ts";
import type { Store } from "./store.ts";

/** A name that an import of `file` brings in, or that the file gives away under this name. */
export type NamedImport = { readonly file: FileId; readonly edge: number; readonly imported: WordId };

export class ImportNames {
  readonly #store: Store;
  /** The file of each import; of one that is dead, any. */
  readonly #files = new GrowingNumbers();

  constructor(store: Store) {
    this.#store = store;
    this.update(store.files());
  }

  get byteLength(): number {
    return this.#files.data.byteLength;
  }

  /** To be called with the files that were added. */
  update(files: Iterable<FileId>): void {
    const { fileImports, fileImportsEnd, importSource } = this.#store.columns;
    this.#files.extend(importSource.length - this.#files.length);
    for (const file of files) {
      this.#files.fill(file, fileImports.data[file] ?? 0, fileImportsEnd.data[file] ?? 0);
    }
  }

  /** At most `most`, in the order in which the files were added. 1 ms for a million imported names. */
  named(local: WordId, most: number): readonly NamedImport[] {
    const { bindingLocal, bindingImported } = this.#store.columns;
    const found: NamedImport[] = [];
    let binding = bindingLocal.data.indexOf(local);
    while (binding >= 0 && binding < bindingLocal.length && found.length < most) {
      const edge = this.#edgeOf(binding);
      const file = this.#files.data[edge] ?? 0;
      if (this.#isAlive(file, edge)) {
        found.push({ file, edge, imported: bindingImported.data[binding] ?? 0 });
      }
      binding = bindingLocal.data.indexOf(local, binding + 1);
    }
    return found;
  }

  /** Names stand in the order of their imports: the last import that begins at or before the name has it. */
  #edgeOf(binding: number): number {
    const { importBindings } = this.#store.columns;
    let low = 0;
    let high = importBindings.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((importBindings.data[middle] ?? 0) <= binding) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #isAlive(file: FileId, edge: number): boolean {
    const { fileImports, fileImportsEnd } = this.#store.columns;
    return edge >= (fileImports.data[file] ?? 0) && edge < (fileImportsEnd.data[file] ?? 0);
  }
}
