// Owns where the imports of languages lead that name a file: beside the importing one, or in the library folders above it.
import { dirname, join } from "node:path";
import type { ImportingFile, ModuleFamily } from "./family.ts";
import { foldersUp } from "./folders.ts";

type Script = {
  readonly id: string;
  /** What a name without them may end with; a name that has an extension is taken as it is. */
  readonly endings: readonly string[];
  /** What separates the folders of a name. */
  readonly separator: string;
  readonly libraries: readonly string[];
  /** Once loaded, the names of any file are those of the program. */
  readonly areNamesGlobal?: true;
};

const SCRIPTS: readonly Script[] = [
  { id: "ruby", endings: [".rb"], separator: "/", libraries: ["lib", "app", "."], areNamesGlobal: true },
  { id: "lua", endings: [".lua", "/init.lua"], separator: ".", libraries: [".", "lua", "src"] },
  { id: "shellscript", endings: [""], separator: "/", libraries: ["."] },
  { id: "dart", endings: [""], separator: "/", libraries: ["lib"] },
  { id: "zig", endings: [""], separator: "/", libraries: [] },
  { id: "css", endings: [""], separator: "/", libraries: [] },
  { id: "r", endings: [""], separator: "/", libraries: ["."], areNamesGlobal: true },
  { id: "julia", endings: [""], separator: "/", libraries: ["src"] },
  { id: "perl", endings: [".pm"], separator: "::", libraries: ["lib", "."] },
  { id: "haskell", endings: [".hs"], separator: ".", libraries: ["src", "lib", "app", "."] },
  { id: "clojure", endings: [".clj", ".cljc", ".cljs"], separator: ".", libraries: ["src", "test"] },
];

export const scripts: readonly ModuleFamily[] = SCRIPTS.map(
  ({ id, endings, separator, libraries, areNamesGlobal }) => ({
    languages: [id],
    manifests: /^$/,
    candidates(source, { path, folder }) {
      const name = source.split(separator).join("/");
      const above = foldersUp(dirname(path), folder);
      const places = [
        dirname(path),
        ...above.flatMap((each) => libraries.map((library) => join(each, library))),
      ];
      const names =
        /\.\w+$/.test(name) && separator === "/" ? [name] : endings.map((ending) => name + ending);
      return places.flatMap((place) => names.map((each) => join(place, each)));
    },
    ...(areNamesGlobal && { unitOf: ({ folder }: ImportingFile) => folder }),
  }),
);
