// Owns where the imports of Java, Kotlin and Scala lead: a package is a folder below a source root, which lies above the importing file.
import { dirname, join } from "node:path";
import type { ImportingFile, ModuleFamily } from "./family.ts";
import { foldersUp } from "./folders.ts";

/** The folders of source roots, and what files in them end with. */
const LANGUAGES = [
  ["java", ".java"],
  ["java", ".kt"],
  ["kotlin", ".kt"],
  ["scala", ".scala"],
] as const;

export const jvm: ModuleFamily = {
  languages: ["java", "kotlin", "scala"],
  manifests: /^$/,
  candidates(source, from) {
    const parts = source.split(".");
    // `import static a.B.member` and members of objects name what is in a file.
    return [parts, parts.slice(0, -1)]
      .filter(({ length }) => length > 1)
      .flatMap((each) => filesOf(each, from));
  },
  sourcesOf({ path, name }, from) {
    const [, set, inside] = LAYOUT.exec(path) ?? [];
    // What is shipped knows no tests.
    if (inside === undefined || (set === "test" && LAYOUT.exec(from.path)?.[1] !== "test")) return [];
    return [[...dirname(inside).split(/[\\/]/), name].join(".")];
  },
  // Tests and other languages have source roots of their own for the same packages.
  unitOf: ({ path }) =>
    dirname(path).replace(/([\\/]src[\\/])\w+[\\/](?:java|kotlin|scala)(?=[\\/]|$)/, "$1*"),
};

/** A source root of the usual layout, by the name of its set, and the way from there. */
const LAYOUT = /[\\/]src[\\/](\w+)[\\/](?:java|kotlin|scala)[\\/](.+)$/;

function filesOf(parts: readonly string[], from: ImportingFile): readonly string[] {
  const name = join(...parts);
  const layout = /^(.*)[\\/]src[\\/]\w+[\\/](?:java|kotlin|scala)[\\/]/.exec(from.path)?.[1];
  // Tests stand in a source root of their own, and other languages too.
  if (layout !== undefined) {
    return ["main", "test"].flatMap((set) =>
      LANGUAGES.map(([folder, extension]) => join(layout, "src", set, folder, name) + extension),
    );
  }
  const roots = foldersUp(dirname(from.path), from.folder);
  return roots.flatMap((root) => LANGUAGES.map(([, extension]) => join(root, name) + extension));
}
