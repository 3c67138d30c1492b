// Owns where the imports of Python lead: relative ones, packages beside the file and above it, source roots.
import { dirname, join, relative } from "node:path";
import type { ImportingFile, ImportTarget, ModuleFamily, Project } from "./family.ts";
import { foldersUp } from "./folders.ts";

export const python: ModuleFamily = {
  languages: ["python"],
  manifests: /^pyproject\.toml$/,
  candidates: (source, from, project) => bases(source, from, project).flatMap(moduleAt),
  async installed(source, { path, folder }, read) {
    if (source.startsWith(".")) return [];
    const steps = source.split(".");
    for (const at of foldersUp(dirname(path), folder)) {
      for (const name of [".venv", "venv", "env"]) {
        const config = await read(join(at, name, "pyvenv.cfg"));
        const minor = config && /^version(?:_info)?\s*=\s*3\.(\d+)/m.exec(config)?.[1];
        if (minor === undefined) continue;
        const [first = "", ...rest] = steps;
        return (
          [join(at, name, `lib/python3.${minor}/site-packages`), join(at, name, "Lib/site-packages")]
            .flatMap((site) => [join(site, `${first}-stubs`, ...rest), join(site, ...steps)])
            // Stubs say more about types than the code does.
            .flatMap((base) => moduleAt(base).toReversed())
        );
      }
    }
    return [];
  },
  sourcesOf(target, from, project) {
    const root = rootOf(target, from, project);
    const steps = stepsTo(root, target.path);
    const absolute = steps.join(".");
    const own = stepsTo(root, from.path);
    const isSamePackage = steps.length > 1 && steps[0] === own[0];
    const near = isSamePackage ? relativeSource(own, steps, from.path) : undefined;
    const isRelative = target.examples[0]?.startsWith(".") === true;
    const inOrder = isRelative ? [near, absolute] : [absolute, near];
    return inOrder.flatMap((source) => (source !== undefined && MODULE.test(source) ? [source] : []));
  },
  submodules: (source, name, from, project) =>
    bases(source, from, project).flatMap((base) => moduleAt(join(base, name))),
};

/** Dots climb from the file's package; a name without dots is looked for beside the file, in each folder above it, in source roots. */
function bases(source: string, { path, folder }: ImportingFile, project: Project): readonly string[] {
  const [, dots = "", name = ""] = /^(\.*)(.*)$/.exec(source) ?? [];
  const steps = name === "" ? [] : name.split(".");
  if (dots === "") {
    const roots = [...foldersUp(dirname(path), folder), ...project.sourceRoots];
    return roots.map((root) => join(root, ...steps));
  }
  let base = dirname(path);
  for (let level = 1; level < dots.length; level += 1) base = dirname(base);
  return [join(base, ...steps)];
}

/** Files may have names that no import can say. */
const MODULE = /^\.*(?:[\p{L}_][\p{L}\p{N}_]*(?:\.(?!$)|$))*$/u;

/** The folder that holds the outermost package of a file; beside the importing file, that one's own folder. */
function rootOf({ path, hasFile }: ImportTarget, from: ImportingFile, project: Project): string {
  let root = dirname(path);
  while (root !== from.folder && hasFile(join(root, "__init__.py"))) root = dirname(root);
  if (root !== dirname(path)) return root;
  if (root === dirname(from.path)) return root;
  return project.sourceRoots.find((each) => path.startsWith(join(each, "/"))) ?? from.folder;
}

/** The names of the packages and the module. */
function stepsTo(root: string, path: string): readonly string[] {
  const steps = relative(root, path)
    .replace(/\.pyi?$/, "")
    .split(/[\\/]/);
  return steps.at(-1) === "__init__" ? steps.slice(0, -1) : steps;
}

function relativeSource(from: readonly string[], to: readonly string[], path: string): string {
  const own = /__init__\.pyi?$/.test(path) ? from : from.slice(0, -1);
  let same = 0;
  while (same < own.length && same < to.length - 1 && own[same] === to[same]) same += 1;
  return ".".repeat(own.length - same + 1) + to.slice(same).join(".");
}

function moduleAt(base: string): readonly string[] {
  return [`${base}.py`, join(base, "__init__.py"), `${base}.pyi`, join(base, "__init__.pyi")];
}
