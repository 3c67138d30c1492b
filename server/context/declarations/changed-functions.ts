// Owns the functions of files that changed since the picture of all functions was made: few, and looked at anew when somebody asks.
import type { FileId, SymbolId } from "../../index/ids.ts";
import type { WorkspaceIndex } from "../../index/index.ts";
import type { FileNames } from "./file-names.ts";
import { type FunctionIndex, type Neighbour, penaltyOf, writtenIn } from "./function-index.ts";
import { type Feature, weightOf } from "./profile.ts";

type Changed = { readonly symbol: SymbolId; readonly features: readonly Feature[] };

export class ChangedFunctions {
  readonly #index: WorkspaceIndex;
  readonly #names: FileNames;
  readonly #known = new Map<FileId, readonly Changed[]>();

  constructor(index: WorkspaceIndex, names: FileNames) {
    this.#index = index;
    this.#names = names;
  }

  /** To be called when code or imports of these files changed. */
  forget(files: Iterable<FileId>): void {
    for (const file of files) this.#known.delete(file);
  }

  /** To be called when numbers have another meaning, or texts have other features. */
  forgetAll(): void {
    this.#known.clear();
  }

  /** Those of `files` that share a feature, as much alike as in the picture `all`. */
  near(features: ReadonlySet<Feature>, files: Iterable<FileId>, all: FunctionIndex): readonly Neighbour[] {
    const near: Neighbour[] = [];
    for (const file of files) {
      for (const { symbol, features: theirs } of this.#functionsOf(file, all)) {
        let sum = 0;
        for (const feature of theirs) {
          if (features.has(feature)) sum += weightOf(feature) * all.rarity(feature);
        }
        if (sum > 0) near.push({ symbol, similarity: sum / penaltyOf(theirs.length) });
      }
    }
    return near;
  }

  #functionsOf(file: FileId, { profiles }: FunctionIndex): readonly Changed[] {
    let functions = this.#known.get(file);
    if (functions === undefined) {
      functions = [...writtenIn(file, { index: this.#index, names: this.#names, profiles })];
      this.#known.set(file, functions);
    }
    return functions;
  }
}
