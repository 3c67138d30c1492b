// Owns finding the real model that these tests need; a missing file fails them, it never skips.
import { CATALOGUE, isPresent, modelPath } from "../../server/backends/models/catalogue.ts";
import { cacheDirectory } from "../../server/config/environment.ts";

export const SMALL_MODEL = CATALOGUE[0];

export function smallModelPath(): string {
  const directory = cacheDirectory(process.env);
  if (!isPresent(directory, SMALL_MODEL)) {
    throw new Error(
      `the real-model tests need ${modelPath(directory, SMALL_MODEL)}: run \`treewright models pull ${SMALL_MODEL.id}\``,
    );
  }
  return modelPath(directory, SMALL_MODEL);
}
