// Owns where the paths of Rust's `use` lead: modules of the same crate, whose root is the nearest `src` above, and of crates of the workspace.
import { basename, dirname, join } from "node:path";
import type { ImportingFile, ModuleFamily, Project } from "./family.ts";
import { foldersUp } from "./folders.ts";

export const rust: ModuleFamily = {
  languages: ["rust"],
  manifests: /^Cargo\.toml$/,
  candidates(source, from, project) {
    const parts = source.split("::");
    // The last names of a path are items of a module rather than modules.
    return parts.flatMap((_, index) => modulesAt(parts.slice(0, parts.length - index), from, project));
  },
};

function modulesAt(
  [first = "", ...rest]: readonly string[],
  from: ImportingFile,
  project: Project,
): readonly string[] {
  const own = ownFolder(from.path);
  const root = foldersUp(dirname(from.path), from.folder).find((folder) => basename(folder) === "src");
  switch (first) {
    case "crate":
      return root === undefined ? [] : inCrate(root, rest);
    case "self":
      return moduleFiles(own, rest);
    case "super":
      return moduleFiles(dirname(own), rest);
    default: {
      // `mod name;` names a module below this one.
      const crate = project.packageFolder(`crate ${first}`);
      return [
        ...moduleFiles(own, [first, ...rest]),
        ...(crate === undefined ? [] : inCrate(join(crate, "src"), rest)),
      ];
    }
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

function inCrate(root: string, parts: readonly string[]): readonly string[] {
  return [...moduleFiles(root, parts), ...crateFiles(root, parts)];
}

function crateFiles(root: string, parts: readonly string[]): readonly string[] {
  return parts.length === 0 ? [join(root, "lib.rs"), join(root, "main.rs")] : [];
}
