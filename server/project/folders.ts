// Owns the folders whose files speak about a file: its own first, then those above, up to that of the workspace.
import { dirname, relative, sep } from "node:path";

const DEEPEST = 40;

export function foldersUp(path: string, folder: string): readonly string[] {
  const folders: string[] = [];
  for (let next = dirname(path); folders.length < DEEPEST; next = dirname(next)) {
    folders.push(next);
    if (next === folder || next === dirname(next)) break;
  }
  return folders;
}

/** `/` separated, as patterns are; empty for the folder itself. */
export function pathFrom(folder: string, path: string): string {
  return relative(folder, path).split(sep).join("/");
}
