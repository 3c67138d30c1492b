// Owns languages whose files see each other without imports as far as a program or module goes: C# and Swift.
import { dirname, join } from "node:path";
import type { ModuleFamily } from "./family.ts";
import { foldersUp } from "./folders.ts";

/** A `using` names a namespace, which files of any folder may add to. */
export const csharp: ModuleFamily = {
  languages: ["csharp"],
  manifests: /^$/,
  candidates: () => [],
  areModulesNamespaces: true,
  unitOf: ({ folder }) => folder,
};

/** A module is a folder below `Sources` or `Tests`; without these the whole workspace is one. */
export const swift: ModuleFamily = {
  languages: ["swift"],
  manifests: /^$/,
  candidates(source, { path, folder }) {
    return foldersUp(dirname(path), folder).map((root) => `${join(root, "Sources", source)}/`);
  },
  unitOf: ({ path, folder }) => /^.*[\\/](?:Sources|Tests)[\\/][^\\/]+(?=[\\/])/.exec(path)?.[0] ?? folder,
};
