// Owns reading files below the workspace folders; refuses everything outside them, links that leave them, and what no model may be shown.
import { constants } from "node:fs";
import { open, readdir, realpath, stat } from "node:fs/promises";
import { basename, join, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { LRUCache } from "lru-cache";
import { createExclusions } from "./exclusions.ts";

export type WorkspaceFile = {
  readonly uri: string;
  readonly path: string;
  readonly text: string;
  readonly modifiedMs: number;
};

export interface Workspace {
  /** Absolute paths of the folders, most specific first. */
  readonly folders: readonly string[];
  setFolders(paths: readonly string[]): void;
  /** The folder a path lies in. */
  folderOf(path: string): string | undefined;
  /** Path relative to its folder, `/` separated; the base name for a file outside of all folders. */
  relativePath(uri: string): string;
  /**
   * Text of a regular file of at most 500 kB that is no binary and not excluded from models; undefined otherwise. Served from memory while size and modification time are the same.
   */
  read(path: string): Promise<WorkspaceFile | undefined>;
  /** Whether no model may be shown a document: its name is one of secrets, or an ignore file such as .aiignore names it. */
  isExcluded(uri: string): Promise<boolean>;
  /** Paths of the files below a folder, in the order of their names; at most `most`, and none of a folder outside. */
  filesBelow(folder: string, most: number): Promise<readonly string[]>;
}

const LARGEST_FILE_BYTES = 500_000;
// Enough for the files one prompt looks at many times over, and little beside a grammar.
const CACHE_CHARACTERS = 16_000_000;

export function createWorkspace(): Workspace {
  let folders: readonly string[] = [];
  const texts = new LRUCache<string, WorkspaceFile & { readonly bytes: number }>({
    maxSize: CACHE_CHARACTERS,
    sizeCalculation: ({ text }) => text.length + 1,
  });
  const exclusions = createExclusions();

  const folderOf = (path: string): string | undefined => folders.find((folder) => isInside(folder, path));

  const readText = async (path: string): Promise<WorkspaceFile | undefined> => {
    // A FIFO or device is neither waited for nor opened: what is no regular file ends here, and again after opening.
    const before = await stat(path);
    if (!before.isFile() || before.size > LARGEST_FILE_BYTES) return undefined;
    const cached = texts.get(path);
    if (cached?.modifiedMs === before.mtimeMs && cached.bytes === before.size) return cached;
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    try {
      const opened = await handle.stat();
      if (!opened.isFile() || opened.size > LARGEST_FILE_BYTES) return undefined;
      const bytes = await handle.readFile();
      if (bytes.length > LARGEST_FILE_BYTES || bytes.includes(0)) return undefined;
      const uri = pathToFileURL(path).href;
      const file = {
        uri,
        path,
        text: bytes.toString("utf8"),
        modifiedMs: opened.mtimeMs,
        bytes: opened.size,
      };
      texts.set(path, file);
      return file;
    } finally {
      await handle.close();
    }
  };

  return {
    get folders() {
      return folders;
    },
    setFolders(paths) {
      folders = [...new Set(paths.map((path) => resolve(path)))].sort((a, b) => b.length - a.length);
    },
    folderOf,
    relativePath(uri) {
      const path = pathOf(uri);
      if (path === undefined) return basename(uri);
      const folder = folderOf(path);
      return folder === undefined ? basename(path) : slashed(relative(folder, path));
    },
    async read(path) {
      const folder = folderOf(path);
      if (folder === undefined) return undefined;
      try {
        const [real, realFolder] = await Promise.all([realpath(path), realpath(folder)]);
        if (!isInside(realFolder, real) || (await exclusions.isExcluded(path, folder))) return undefined;
        // Asked again by its own name: the link may have been turned elsewhere since.
        if (real !== path && (await exclusions.isExcluded(real, realFolder))) return undefined;
        const file = await readText(real);
        return file && { uri: pathToFileURL(path).href, path, text: file.text, modifiedMs: file.modifiedMs };
      } catch (error) {
        throwUnlessAbsent(error);
        return undefined;
      }
    },
    async isExcluded(uri) {
      const path = pathOf(uri);
      return path !== undefined && exclusions.isExcluded(path, folderOf(path));
    },
    async filesBelow(start, most) {
      if (folderOf(start) === undefined) return [];
      const found: string[] = [];
      const waiting = [start];
      for (let next = waiting.shift(); next !== undefined && found.length < most; next = waiting.shift()) {
        const entries = (await readdir(next, { withFileTypes: true }).catch(throwUnlessAbsent)) ?? [];
        for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
          // Links to folders are not followed; those to files are judged when they are read.
          if (entry.isDirectory()) waiting.push(join(next, entry.name));
          else found.push(join(next, entry.name));
        }
      }
      return found.slice(0, most);
    },
  };
}

/** Files come and go and may be closed to us: to a reader that is the same as not being there. Anything else is thrown on. */
function throwUnlessAbsent(error: unknown): undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (typeof code !== "string" || !/^E[A-Z]+$/.test(code)) throw error;
}

function isInside(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

// Asked several times with every key, mostly for the same few documents.
const paths = new LRUCache<string, { readonly path: string | undefined }>({ max: 500 });

/** The path of a file URI; undefined for any other. */
export function pathOf(uri: string): string | undefined {
  let known = paths.get(uri);
  if (known === undefined) {
    known = { path: readPath(uri) };
    paths.set(uri, known);
  }
  return known.path;
}

function readPath(uri: string): string | undefined {
  if (!uri.startsWith("file:") || !URL.canParse(uri)) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    // A host or an encoded slash: not a file of this computer.
    return undefined;
  }
}

export function fileUri(path: string): string {
  return pathToFileURL(path).href;
}

/** The absolute path of a `/` separated one that starts in a folder. */
export function pathInside(folder: string, path: string): string {
  return join(folder, ...path.split("/"));
}

function slashed(path: string): string {
  return sep === "/" ? path : path.replaceAll(sep, "/");
}
