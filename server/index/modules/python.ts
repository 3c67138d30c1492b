// Owns where the imports of Python lead: relative ones, packages beside the file and above it, source roots.
import { dirname, join } from "node:path";
import type { ImportingFile, ModuleFamily, Project } from "./family.ts";
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

function moduleAt(base: string): readonly string[] {
  return [`${base}.py`, join(base, "__init__.py"), `${base}.pyi`, join(base, "__init__.pyi")];
}
