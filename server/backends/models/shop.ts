// Owns the local models as a user of `treewright models` meets them: by id, with plain words for an id nobody knows.
import { Failure } from "../../trace/failure.ts";
import {
  type CatalogueRow,
  findModel,
  type ListedModel,
  listModels,
  modelsToUse,
  removeModel,
} from "./catalogue.ts";
import type { PullSource } from "./pull.ts";

export interface ModelShop {
  list(): Promise<readonly ListedModel[]>;
  /** Fetches a model unless it is there; `percentage` is that of the whole file. Throws Failure. */
  pull(
    id: string,
    options: { readonly source: PullSource | undefined },
    progress: (message: string, percentage?: number) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** Throws Failure `refused` where there is nothing to remove. */
  remove(id: string): Promise<void>;
}

export function createModelShop(ports: {
  readonly cacheDirectory: string;
  readonly env: NodeJS.ProcessEnv;
}): ModelShop {
  const { cacheDirectory, env } = ports;
  return {
    async list() {
      return listModels(cacheDirectory);
    },
    async pull(id, { source }, progress, signal) {
      const row = rowOf(id);
      // Reading wheels takes tables that every start would pay for.
      const { pullModel } = await import("./pull.ts");
      await pullModel(
        {
          row,
          cacheDirectory,
          env,
          ...(source === undefined ? {} : { source }),
          onProgress: ({ message, bytes, total }) => progress(message, (100 * bytes) / total),
        },
        signal,
      );
    },
    async remove(id) {
      if (!removeModel(cacheDirectory, rowOf(id))) {
        throw new Failure("refused", `the model ${id} is not on this computer`);
      }
    },
  };
}

function rowOf(id: string): CatalogueRow {
  const row = findModel(id);
  if (row === undefined) {
    throw new Failure("refused", `there is no local model ${JSON.stringify(id)}`, {
      remedy: modelsToUse(),
    });
  }
  return row;
}
