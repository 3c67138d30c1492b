// Owns where the paths of Rust's `use` lead: modules of the same crate, whose root is the nearest `src` above, and of crates of the workspace.
import { basename, dirname, join, relative } from "node:path";
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
  sourcesOf({ path, name }, from) {
    const root = sourceRoot(from);
    const way = root === undefined ? ".." : relative(root, path);
    if (way.startsWith("..")) return [];
    const steps = way.replace(/\.rs$/, "").split(/[\\/]/);
    const isFolder = /^(?:mod|lib|main)$/.test(steps.at(-1) ?? "");
    return [["crate", ...(isFolder ? steps.slice(0, -1) : steps), name].join("::")];
  },
};

/** The folder of the crate's outermost module. */
function sourceRoot({ path, folder }: ImportingFile): string | undefined {
  return foldersUp(dirname(path), folder).find((each) => basename(each) === "src");
}

function modulesAt(
  [first = "", ...rest]: readonly string[],
  from: ImportingFile,
  project: Project,
): readonly string[] {
  const own = ownFolder(from.path);
  const root = sourceRoot(from);
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
