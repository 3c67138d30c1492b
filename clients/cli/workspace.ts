// Owns which folder is worked in, and how its files are named to the server, to people and in diffs.
import { existsSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { wrongUsage } from "./failure.ts";

const PROJECT_FILES = [
  ".git",
  ".hg",
  ".jj",
  ".svn",
  ".treewright.json",
  "package.json",
  "tsconfig.json",
  "jsconfig.json",
  "pyproject.toml",
  "setup.py",
  "setup.cfg",
  "Cargo.toml",
  "go.mod",
  "pom.xml",
  "build.gradle",
  "build.gradle.kts",
  "CMakeLists.txt",
  "composer.json",
  "Gemfile",
] as const;

export type Workspace = {
  /** Absolute path of the folder the server is told. */
  readonly root: string;
  /** Absolute path of the folder that paths in diffs start from, so that `git apply` finds the files. */
  readonly diffRoot: string;
};

/** The workspace of a file, or of a folder where no file is asked about. */
export function findWorkspace(path: string, options: { readonly workspace?: string | undefined }): Workspace {
  const folder = dirname(path);
  const root = options.workspace === undefined ? nearestProject(folder) : existingFolder(options.workspace);
  const cwd = realPath(process.cwd());
  // git names files from the top of the repository, and without one from the folder it runs in.
  const diffRoot = nearestWith(folder, [".git"]) ?? (isBelow(path, cwd) ? cwd : (root ?? folder));
  return { root: root ?? folder, diffRoot };
}

export function toUri(path: string): string {
  return pathToFileURL(path).href;
}

export function fromUri(uri: string): string {
  return fileURLToPath(uri);
}

/** The path from a folder, with slashes. */
export function pathFrom(folder: string, path: string): string {
  return relative(folder, path).split(sep).join("/");
}

/** The path without symbolic links, as far as it exists. */
export function realPath(path: string): string {
  const absolute = resolve(path);
  if (existsSync(absolute)) return realpathSync(absolute);
  const parent = dirname(absolute);
  return parent === absolute ? absolute : join(realPath(parent), relative(parent, absolute));
}

export function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== "" && !isAbsolute(way) && way.split(sep)[0] !== "..";
}

function nearestProject(folder: string): string | undefined {
  return nearestWith(folder, PROJECT_FILES);
}

function nearestWith(folder: string, names: readonly string[]): string | undefined {
  if (names.some((name) => existsSync(join(folder, name)))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : nearestWith(parent, names);
}

function existingFolder(path: string): string {
  if (!existsSync(path) || !statSync(path).isDirectory()) {
    throw wrongUsage(`the workspace ${path} is no folder`, "give --workspace a folder that exists");
  }
  return realPath(path);
}
