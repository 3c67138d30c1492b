// Owns what people are told about the index: how much it knows of which language.
import { untilAborted } from "../trace/abort.ts";
import type { WorkspaceIndex } from "./index.ts";

export type LanguageReport = {
  readonly id: string;
  readonly files: number;
  readonly symbols: number;
  readonly imports: number;
  /** Imports that lead to a file of the workspace. */
  readonly resolved: number;
};

export type IndexReport = Pick<
  WorkspaceIndex["state"],
  "files" | "symbols" | "words" | "bytes" | "filesRead" | "durationMs"
> & { readonly languages: readonly LanguageReport[] };

/** Once the whole workspace is known. Languages by their number of files. */
export async function reportIndex(index: WorkspaceIndex, signal: AbortSignal): Promise<IndexReport> {
  await untilAborted(index.whenReady(), signal);
  const byLanguage = new Map<string, LanguageReport>();
  for (const file of index.files()) {
    const id = index.languageOf(file);
    const { start, end } = index.symbolsIn(file);
    const imports = index.importsOf(file);
    const sum = byLanguage.get(id) ?? { id, files: 0, symbols: 0, imports: 0, resolved: 0 };
    byLanguage.set(id, {
      id,
      files: sum.files + 1,
      symbols: sum.symbols + end - start,
      imports: sum.imports + imports.length,
      resolved: sum.resolved + imports.filter(({ target }) => target !== undefined).length,
    });
  }
  const { files, symbols, words, bytes, filesRead, durationMs } = index.state;
  const languages = [...byLanguage.values()].sort((a, b) => b.files - a.files);
  return { files, symbols, words, bytes, filesRead, durationMs, languages };
}
