// Owns which texts lie around a document: files of its kind in the workspace, then open documents, the nearest last; refuses what the workspace may not read.
import { readdir } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Documents } from "./documents.ts";
import { pathOf, type Workspace } from "./workspace.ts";

type NearbyFile = { readonly path: string; readonly text: string };

type NearbyPorts = { readonly documents: Documents; readonly workspace: Workspace };

// Enough to know how a project is written; more would push out what is nearer.
const MOST_FILES = 200;
const MOST_ENTRIES = 5000;
const MOST_OPEN = 20;
const MOST_CHARACTERS = 200_000;
/** Folders whose files nobody here has written. Those that begin with a dot are left out, too. */
const NOT_OURS = new Set(["node_modules", "dist", "build", "out", "target", "vendor", "venv", "__pycache__"]);

/** Texts around the open document that prompts call `path`; without the document itself. Each is read when it is asked for. */
export async function* nearbyFiles(
  { documents, workspace }: NearbyPorts,
  path: string,
): AsyncGenerator<NearbyFile> {
  const here = documents.all().find(({ uri }) => workspace.relativePath(uri) === path);
  if (here === undefined) return;
  const file = pathOf(here.uri);
  const folder = file === undefined ? undefined : workspace.folderOf(file);
  if (file !== undefined && folder !== undefined) {
    for (const other of (await filesAround(file, folder)).reverse()) {
      const uri = pathToFileURL(other).href;
      if (documents.get(uri) !== undefined) continue;
      const read = await workspace.read(other);
      if (read !== undefined) yield { path: workspace.relativePath(uri), text: read.text };
    }
  }
  const alike = documents.all().filter(({ languageId }) => languageId === here.languageId);
  for (const { uri } of alike.slice(-MOST_OPEN)) {
    const other = pathOf(uri);
    // What may not be read from the disk is not taken from a buffer either.
    if (uri === here.uri || (other !== undefined && (await workspace.read(other)) === undefined)) continue;
    const document = documents.get(uri);
    const text = document?.slice(0, Math.min(document.length, MOST_CHARACTERS));
    if (text !== undefined) yield { path: workspace.relativePath(uri), text };
  }
}

/** Files with the same extension: below the file's own folder first, then below each folder above it. */
async function filesAround(file: string, folder: string): Promise<string[]> {
  const found: string[] = [];
  const visited = new Set<string>();
  let entriesLeft = MOST_ENTRIES;
  const visit = async (start: string): Promise<void> => {
    const waiting = [start];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (visited.has(next)) continue;
      visited.add(next);
      // A folder that is gone or closed to us has no files.
      const entries = await readdir(next, { withFileTypes: true }).catch(() => []);
      for (const entry of entries) {
        if (entriesLeft-- <= 0 || found.length >= MOST_FILES) return;
        const path = join(next, entry.name);
        if (entry.isDirectory() && !entry.name.startsWith(".") && !NOT_OURS.has(entry.name))
          waiting.push(path);
        if (entry.isFile() && extname(path) === extname(file) && path !== file) found.push(path);
      }
    }
  };
  for (let above = dirname(file); ; above = dirname(above)) {
    await visit(above);
    if (above === folder || above === dirname(above)) return found;
  }
}
