// Owns which files of a corpus a file imports: what the baselines that follow imports, and the history of a session, start from.
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
};

const PYTHON_IMPORT =
  /^[ \t]*(?:from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+(\([^)]*\)|(?:[^\n\\]|\\\n)*)|import[ \t]+([^\n]+))/gm;
