// Owns where the imports of Go lead: packages of the module that go.mod names. A package is a folder; the file that goes by its name stands for it, or any other.
import { basename, dirname, join } from "node:path";
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
  unitOf: ({ path }) => dirname(path),
};

function moduleIn(manifest: unknown): string | undefined {
  const isNamed = typeof manifest === "object" && manifest !== null && "module" in manifest;
  return isNamed && typeof manifest.module === "string" ? manifest.module : undefined;
}
