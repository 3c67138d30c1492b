// Owns the compiler's word on a changed file of a corpus: does it parse, does it name what is not there.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** Cannot find name, and the forms it takes; property does not exist, and the forms it takes. */
const UNKNOWN = new Set([2304, 2305, 2339, 2503, 2551, 2552, 2576, 2662, 2663, 2724, 18004]);
/** Those of them that say of a name alone that nothing in its scope is called so. */
export const UNKNOWN_NAME = new Set([2304, 2552, 18004]);
const checkers = new Map();

/** One per corpus: its files are read once. */
export function typeChecker(corpus) {
  const known = checkers.get(corpus.name);
  if (known !== undefined) return known;
  const checker = createChecker(corpus);
  checkers.set(corpus.name, checker);
  return checker;
}

function createChecker({ root, files, read }) {
  const changed = new Map();
  let version = 0;
  const pathOf = (file) => join(root, file);
  const configuration = join(root, "tsconfig.json");
  const own = existsSync(configuration)
    ? ts.readConfigFile(configuration, ts.sys.readFile).config?.compilerOptions
    : {};
  const options = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    noEmit: true,
    skipLibCheck: true,
    strict: true,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
    types: [],
    ...(own?.paths === undefined ? {} : { paths: own.paths }),
  };
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => files.map(pathOf),
    getScriptVersion: (path) => String(changed.get(path)?.version ?? 0),
    getScriptSnapshot(path) {
      const text = changed.get(path)?.text ?? (existsSync(path) ? readFileSync(path, "utf8") : undefined);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  });
  const unknownIn = (file, text, { start, end, codes }) => {
    changed.set(pathOf(file), { text, version: ++version });
    return service
      .getSemanticDiagnostics(pathOf(file))
      .some((found) => codes.has(found.code) && found.start >= start && found.start < end);
  };
  return {
    /** Whether a piece of the text names what is not there, where the piece that belongs there does not. */
    flags(file, text, { start, end, codes = UNKNOWN }) {
      const original = read(file);
      const known = { codes, start, end: original.length - (text.length - end) };
      const isFlagged = unknownIn(file, text, { start, end, codes }) && !unknownIn(file, original, known);
      changed.set(pathOf(file), { text: original, version: ++version });
      return isFlagged;
    },
    parseProblems: (file, text) =>
      ts.createSourceFile(pathOf(file), text, ts.ScriptTarget.ESNext).parseDiagnostics.length,
  };
}
