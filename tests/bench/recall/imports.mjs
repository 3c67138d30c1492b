// Owns which files of a corpus a file imports: what the baselines that follow imports, and the history of a session, start from.
import { readFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { optionsOf, ts } from "./compiler.mjs";

/** `(file, text) → files`, each once, in the order of the import statements; remembers what it was asked with the text on disk. */
export function importResolver(corpus) {
  const resolve = RESOLVERS[corpus.language](corpus);
  const known = new Map();
  return (file, text = corpus.read(file)) => {
    if (text !== corpus.read(file)) return resolve(file, text);
    if (!known.has(file)) known.set(file, resolve(file, text));
    return known.get(file);
  };
}

const RESOLVERS = {
  typescript(corpus) {
    const files = new Set(corpus.files);
    const options = optionsOf(corpus);
    const cache = ts.createModuleResolutionCache(corpus.root, (path) => path, options);
    return (file, text) => {
      const found = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => {
        const from = join(corpus.root, file);
        const { resolvedModule } = ts.resolveModuleName(fileName, from, options, ts.sys, cache);
        return resolvedModule && relative(corpus.root, resolvedModule.resolvedFileName);
      });
      return [...new Set(found)].filter((path) => files.has(path));
    };
  },
  python(corpus) {
    const files = new Set(corpus.files);
    const asFile = (module) => [`${module}.py`, `${module}/__init__.py`].find((path) => files.has(path));
    return (file, text) => {
      const found = [];
      for (const [, dots, module, names, plain] of text.matchAll(PYTHON_IMPORT)) {
        if (plain !== undefined) {
          found.push(
            ...plain.split(",").map((name) => asFile(name.trim().split(/\s/)[0].replaceAll(".", "/"))),
          );
          continue;
        }
        const up = dots === "" ? "" : posix.join(dirname(file), ...Array(dots.length - 1).fill(".."));
        const base = posix.join(up, module.replaceAll(".", "/"));
        found.push(asFile(base));
        for (const name of names.replaceAll(/[()\\]/g, "").split(","))
          found.push(asFile(posix.join(base, name.trim().split(/\s/)[0])));
      }
      return [...new Set(found)].filter((path) => path !== undefined && path !== file);
    };
  },
  /** A path leads to all files of the folder whose path from the module's own name on it is. */
  go(corpus) {
    const module = /^module\s+(\S+)/m.exec(readFileSync(join(corpus.root, "go.mod"), "utf8"))?.[1] ?? "";
    const byFolder = new Map();
    for (const file of corpus.files)
      byFolder.set(dirname(file), [...(byFolder.get(dirname(file)) ?? []), file]);
    return (_, text) =>
      [...text.matchAll(/"([^"\n]+)"/g)]
        .filter(([, path]) => path.startsWith(`${module}/`))
        .flatMap(([, path]) => byFolder.get(path.slice(module.length + 1)) ?? []);
  },
  java(corpus) {
    const bySuffix = new Map(corpus.files.map((file) => [file.replace(/^.*?\bjava\//, ""), file]));
    return (_, text) =>
      [...text.matchAll(/^import\s+(?:static\s+)?([\w.]+)/gm)]
        .flatMap(([, name]) => [name, name.slice(0, name.lastIndexOf("."))])
        .flatMap((name) => bySuffix.get(`${name.replaceAll(".", "/")}.java`) ?? []);
  },
  /** The longest beginning of a path that is a file; `crate` is the folder of the root file. */
  rust(corpus) {
    const files = new Set(corpus.files);
    const asFile = (path) => [`${path}.rs`, `${path}/mod.rs`].find((each) => files.has(each));
    const moduleOf = (file) => file.replace(/(\/mod)?\.rs$/, "").replace(/\/(lib|main)$/, "");
    return (file, text) => {
      const found = [...text.matchAll(/^\s*(?:pub(?:\([^)]*\))?\s+)?use\s+([^;]+);/gm)]
        .flatMap(([, tree]) => rustPaths(tree.replaceAll(/\s+as\s+\w+/g, "").replaceAll(/\s/g, "")))
        .flatMap((path) => {
          const [first, ...rest] = path.split("::");
          const base = { crate: "src", self: moduleOf(file), super: dirname(moduleOf(file)) }[first];
          if (base === undefined) return [];
          for (let end = rest.length; end > 0; end--) {
            const target = asFile(join(base, ...rest.slice(0, end)));
            if (target !== undefined) return [target];
          }
          return [];
        });
      return [...new Set(found)].filter((path) => path !== file);
    };
  },
};

/** `a::{b, c::d}` as the paths it stands for. */
function rustPaths(tree) {
  const open = tree.indexOf("{");
  if (open < 0) return [tree];
  const branches = [];
  let depth = 0;
  let start = open + 1;
  for (let index = open; index < tree.length; index++) {
    if (tree[index] === "{") depth++;
    else if (tree[index] === "}") depth--;
    if ((tree[index] === "," && depth === 1) || (tree[index] === "}" && depth === 0)) {
      branches.push(tree.slice(start, index));
      start = index + 1;
    }
  }
  return branches.flatMap(rustPaths).map((branch) => tree.slice(0, open) + branch);
}

const PYTHON_IMPORT =
  /^[ \t]*(?:from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+(\([^)]*\)|(?:[^\n\\]|\\\n)*)|import[ \t]+([^\n]+))/gm;
