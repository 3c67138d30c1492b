// Owns where an import may lead: candidate paths per family of languages; touches no disk.
import { dirname, extname, join } from "node:path";
import type { ImportStatement } from "../syntax/syntax.ts";

/** The importing file, and the workspace folder around it. */
export type ImportingFile = { readonly path: string; readonly folder: string };

type ModuleRule = {
  readonly languages: readonly string[];
  candidates(statement: ImportStatement, from: ImportingFile): readonly string[];
};

const RULES: readonly ModuleRule[] = [
  { languages: ["typescript", "typescriptreact", "javascript", "javascriptreact"], candidates: ecmaPaths },
  { languages: ["python"], candidates: pythonPaths },
];

/** Paths in the order in which the language would try them; none for packages and languages without a rule. */
export function modulePaths(
  languageId: string,
  statement: ImportStatement,
  from: ImportingFile,
): readonly string[] {
  return RULES.find(({ languages }) => languages.includes(languageId))?.candidates(statement, from) ?? [];
}

const ECMA_EXTENSIONS = [".ts", ".tsx", ".d.ts", ".js", ".jsx", ".mts", ".mjs"];
/** TypeScript is imported by the name of the JavaScript it becomes. */
const WRITTEN_AS: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".d.ts"],
  ".jsx": [".tsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
};

function ecmaPaths({ source }: ImportStatement, { path }: ImportingFile): readonly string[] {
  if (!/^\.\.?(?:\/|$)/.test(source)) return [];
  const target = join(dirname(path), source);
  const extension = extname(target);
  const stem = target.slice(0, target.length - extension.length);
  return [
    ...(WRITTEN_AS[extension] ?? []).map((written) => stem + written),
    ...(ECMA_EXTENSIONS.includes(extension) ? [target] : []),
    ...ECMA_EXTENSIONS.map((added) => target + added),
    ...ECMA_EXTENSIONS.slice(0, 4).map((added) => join(target, `index${added}`)),
  ];
}

/** Dots climb from the file's package; a name without dots is looked for beside the file and in each folder above it. */
function pythonPaths({ source, names }: ImportStatement, { path, folder }: ImportingFile): readonly string[] {
  const [, dots = "", name = ""] = /^(\.*)(.*)$/.exec(source) ?? [];
  const steps = name === "" ? [] : name.split(".");
  if (dots === "") return foldersUp(dirname(path), folder).flatMap((base) => pythonModule(base, steps));
  let base = dirname(path);
  for (let level = 1; level < dots.length; level++) base = dirname(base);
  // `from . import mod` names the modules themselves.
  const named = steps.length === 0 ? names.flatMap((module) => pythonModule(base, [module])) : [];
  return [...named, ...pythonModule(base, steps)];
}

function pythonModule(base: string, steps: readonly string[]): readonly string[] {
  const path = join(base, ...steps);
  return steps.length === 0
    ? [join(path, "__init__.py")]
    : [`${path}.py`, join(path, "__init__.py"), `${path}.pyi`];
}

function foldersUp(from: string, top: string): readonly string[] {
  const folders = [from];
  for (let folder = from; folder !== top && dirname(folder) !== folder; ) {
    folder = dirname(folder);
    folders.push(folder);
  }
  return folders;
}
