// Owns where the imports of Go lead: packages of the module that go.mod names. A package is a folder; the file that goes by its name stands for it, or any other.
import { basename, dirname, join, relative, sep } from "node:path";
import type { ModuleFamily } from "./family.ts";
import { foldersUp } from "./folders.ts";

export const go: ModuleFamily = {
  languages: ["go"],
  manifests: /^go\.mod$/,
  candidates(source, { path, folder }, project) {
    return foldersUp(dirname(path), folder).flatMap((root) => {
      const name = moduleIn(project.manifest(join(root, "go.mod")));
      if (name === undefined || (source !== name && !source.startsWith(`${name}/`))) return [];
      const wanted = join(root, source.slice(name.length));
      return [join(wanted, `${basename(wanted)}.go`), `${wanted}/`];
    });
  },
  areModulesFolders: true,
  sourcesOf({ path, hasFile }, { path: from, folder }, project) {
    const wanted = dirname(path);
    // A program gives nothing away.
    if (wanted === dirname(from) || hasFile(join(wanted, "main.go")) || !isOpenTo(wanted, from)) return [];
    const moduleAt = (root: string): string | undefined => moduleIn(project.manifest(join(root, "go.mod")));
    const root = foldersUp(wanted, folder).find((each) => moduleAt(each) !== undefined);
    return root === undefined ? [] : [[moduleAt(root), ...relative(root, wanted).split(sep)].join("/")];
  },
  unitOf: ({ path }) => dirname(path),
};

/** What lies in a folder `internal` is for the folder around that only; what `testdata` holds, for nobody. */
function isOpenTo(wanted: string, from: string): boolean {
  const steps = wanted.split(sep);
  const inner = steps.lastIndexOf("internal");
  const around = steps.slice(0, inner).join(sep);
  return !steps.includes("testdata") && (inner < 0 || from.startsWith(around + sep));
}

function moduleIn(manifest: unknown): string | undefined {
  const isNamed = typeof manifest === "object" && manifest !== null && "module" in manifest;
  return isNamed && typeof manifest.module === "string" ? manifest.module : undefined;
}
