// Owns walks over the folders around a file; touches no disk.
import { dirname } from "node:path";

/** A folder and those above it, up to `top`. */
export function foldersUp(from: string, top: string): readonly string[] {
  const folders = [from];
  for (let folder = from; folder !== top && dirname(folder) !== folder; ) {
    folder = dirname(folder);
    folders.push(folder);
  }
  return folders;
}
