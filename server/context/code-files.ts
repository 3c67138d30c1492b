// Owns the symbols of files beside the open document: buffers first, then the disk, parsed once per version; keeps no trees.
import { pathToFileURL } from "node:url";
import { LRUCache } from "lru-cache";
import type { Documents } from "../documents/documents.ts";
import type { Workspace } from "../documents/workspace.ts";
import type { CodeSymbol } from "../syntax/symbols.ts";
import type { ExportAlias, ImportStatement, Syntax } from "../syntax/syntax.ts";

/** A file as far as context needs it. */
export type CodeFile = {
  readonly uri: string;
  readonly path: string;
  readonly languageId: string;
  readonly symbols: readonly CodeSymbol[];
  readonly imports: readonly ImportStatement[];
  readonly exportAliases: readonly ExportAlias[];
};

export interface CodeFiles {
  /** Undefined where the file is not there, may not be read, or has no grammar. */
  read(path: string): Promise<CodeFile | undefined>;
  /** The first of `paths` that can be read. */
  readFirst(paths: readonly string[]): Promise<CodeFile | undefined>;
}

export type CodeFilesPorts = {
  readonly syntax: Syntax;
  readonly workspace: Workspace;
  readonly documents: Documents;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
};

// More than one task ever looks at; an entry holds signatures, not text.
const MOST_FILES = 500;
// A file is asked for its modification time at most this often (milliseconds): keys come faster than files change.
const RECHECK_MS = 2000;

type Entry = { readonly file: CodeFile | undefined; readonly modifiedMs: number; readonly checkedMs: number };

export function createCodeFiles({ syntax, workspace, documents, now }: CodeFilesPorts): CodeFiles {
  const known = new LRUCache<string, Entry>({ max: MOST_FILES });

  const fromBuffer = (uri: string, path: string): CodeFile | undefined => {
    const document = documents.get(uri);
    const snapshot = document && syntax.snapshot(document);
    if (snapshot === undefined) return undefined;
    const { language } = snapshot;
    return {
      uri,
      path,
      languageId: language.id,
      symbols: snapshot.symbols(),
      imports: snapshot.imports(),
      exportAliases: snapshot.exportAliases(),
    };
  };

  const fromDisk = async (uri: string, path: string): Promise<CodeFile | undefined> => {
    const entry = known.get(path);
    if (entry !== undefined && now() - entry.checkedMs < RECHECK_MS) return entry.file;
    const text = await workspace.read(path);
    const modifiedMs = text?.modifiedMs ?? -1;
    if (entry?.modifiedMs === modifiedMs) {
      known.set(path, { ...entry, checkedMs: now() });
      return entry.file;
    }
    const languageId = syntax.languageOf(path);
    const extracted = text && syntax.outline(languageId, text.text);
    const file = extracted && { uri, path, languageId, ...extracted };
    known.set(path, { file, modifiedMs, checkedMs: now() });
    return file;
  };

  const read = async (path: string): Promise<CodeFile | undefined> => {
    const uri = pathToFileURL(path).href;
    return fromBuffer(uri, path) ?? (await fromDisk(uri, path));
  };

  return {
    read,
    async readFirst(paths) {
      for (const path of paths) {
        const file = await read(path);
        if (file !== undefined) return file;
      }
      return undefined;
    },
  };
}
