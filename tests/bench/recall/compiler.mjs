// Owns the TypeScript compiler as the benchmark uses it: version, options, and a program over a corpus or over changed texts of it.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { benchTool } from "../support/corpora.mjs";

// Version 7 has no compiler API.
export const ts = benchTool("typescript@5.9.3").load();

/** What the corpus itself says about how names and paths are to be read. */
export function optionsOf(corpus) {
  const file = join(corpus.root, "tsconfig.json");
  const own = ts.sys.fileExists(file)
    ? ts.parseJsonConfigFileContent(ts.readConfigFile(file, ts.sys.readFile).config, ts.sys, corpus.root)
        .options
    : {};
  const { baseUrl, paths, pathsBasePath, jsx, experimentalDecorators, customConditions } = own;
  return {
    ...{ baseUrl, pathsBasePath, jsx, experimentalDecorators, customConditions },
    paths: { ...packagesOf(corpus), ...paths },
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.esnext.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  };
}

/** Packages of one repository name each other as if they were installed. */
function packagesOf({ root }) {
  const paths = {};
  for (const file of ts.sys.readDirectory(root, [".json"], ["**/node_modules"], ["**/package.json"], 4)) {
    const { name } = JSON.parse(readFileSync(file, "utf8"));
    const folder = dirname(file);
    if (name === undefined || folder === root) continue;
    paths[name] = [join(folder, "src/index"), join(folder, "index")];
    paths[`${name}/*`] = [join(folder, "src/*"), join(folder, "*")];
  }
  return paths;
}

/** `texts` stand in place of what is on disk; `old` lends what has not changed. */
export function programOf(corpus, texts = new Map(), old = undefined) {
  const options = old?.getCompilerOptions() ?? optionsOf(corpus);
  const host = ts.createCompilerHost(options, true);
  const { getSourceFile } = host;
  const changed = new Map([...texts].map(([file, text]) => [join(corpus.root, file), text]));
  host.getSourceFile = (path, ...rest) => {
    if (changed.has(path)) return ts.createSourceFile(path, changed.get(path), options.target, true);
    return old?.getSourceFile(path) ?? getSourceFile(path, ...rest);
  };
  return ts.createProgram({
    rootNames: corpus.files.map((path) => join(corpus.root, path)),
    options,
    host,
    oldProgram: old,
  });
}
