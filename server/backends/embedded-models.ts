// Owns which embedded models are on this computer and opening one; loads the engine's host only then.
import type { Trace } from "../trace/trace.ts";
import type { Backend, BackendRole } from "./backend.ts";

export type PresentModel = {
  readonly id: string;
  open(role: BackendRole): Promise<Backend>;
};

export interface EmbeddedModels {
  /** Models whose files are complete, the smallest first. */
  present(): Promise<readonly PresentModel[]>;
}

export function createEmbeddedModels(ports: {
  readonly cacheDirectory: string;
  readonly trace: Trace;
}): EmbeddedModels {
  const { cacheDirectory, trace } = ports;
  return {
    async present() {
      const { CATALOGUE, isPresent, modelPath } = await import("./models/catalogue.ts");
      const rows = [...CATALOGUE].sort((a, b) => a.bytes - b.bytes);
      return rows
        .filter((row) => isPresent(cacheDirectory, row))
        .map((row) => ({
          id: row.id,
          async open(role) {
            const { createEmbeddedBackend } = await import("./embedded/host.ts");
            return createEmbeddedBackend({ model: row, path: modelPath(cacheDirectory, row), trace, role });
          },
        }));
    },
  };
}
