// Owns where the paths of Rust's `use` lead: modules of the same crate, whose root is the nearest `src` above.
import { basename, dirname, join } from "node:path";
import type { ImportingFile, ModuleFamily } from "./family.ts";
import { foldersUp } from "./folders.ts";

export const rust: ModuleFamily = {
  languages: ["rust"],
  manifests: /^$/,
  candidates(source, from) {
    const parts = source.split("::");
    // The last names of a path are items of a module rather than modules.
    return parts.flatMap((_, index) => modulesAt(parts.slice(0, parts.length - index), from));
  },
};

function modulesAt([first = "", ...rest]: readonly string[], from: ImportingFile): readonly string[] {
  const own = ownFolder(from.path);
  const root = foldersUp(dirname(from.path), from.folder).find((folder) => basename(folder) === "src");
  switch (first) {
    case "crate":
      return root === undefined ? [] : [...moduleFiles(root, rest), ...crateFiles(root, rest)];
    case "self":
      return moduleFiles(own, rest);
    case "super":
      return moduleFiles(dirname(own), rest);
    default:
      // `mod name;` names a module below this one.
      return moduleFiles(own, [first, ...rest]);
  }
}

/** The folder of a module's own modules. */
function ownFolder(path: string): string {
  const isRoot = /^(?:mod|lib|main)\.rs$/.test(basename(path));
  return isRoot ? dirname(path) : path.replace(/\.rs$/, "");
}

function moduleFiles(folder: string, parts: readonly string[]): readonly string[] {
  if (parts.length === 0) return [`${folder}.rs`, join(folder, "mod.rs")];
  return [`${join(folder, ...parts)}.rs`, join(folder, ...parts, "mod.rs")];
}

function crateFiles(root: string, parts: readonly string[]): readonly string[] {
  return parts.length === 0 ? [join(root, "lib.rs"), join(root, "main.rs")] : [];
}
