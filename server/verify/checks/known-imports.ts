// Owns the check that new imports lead somewhere (R12): to a file of the workspace that gives the name, or to a package that the project has.

import { dirname, sep } from "node:path";
import type { FileId } from "../../index/ids.ts";
import { modulePaths } from "../../index/modules.ts";
import { everySymbol } from "../../syntax/symbols.ts";
import type { ImportStatement, SyntaxSnapshot } from "../../syntax/syntax.ts";
import { ACCEPT, type Check, type CheckView, reject } from "../check.ts";

export const knownImports: Check = {
  id: "known-imports",
  applies: ({ newText, alsoEdit = [], syntax, path }) =>
    syntax !== undefined &&
    path !== undefined &&
    IMPORTS.test([newText, ...alsoEdit.map((edit) => edit.newText)].join("\n")),
  run(view) {
    const edited = view.edited();
    if (view.syntax === undefined || edited === undefined || view.path === undefined) return ACCEPT;
    const before = new Set(view.syntax.imports().map(({ source }) => source));
    for (const statement of edited.imports()) {
      // What the file imported from before is there, as far as it goes.
      if (before.has(statement.source) || edited.problems(statement.span).length > 0) continue;
      const wrong = wrongWith({ ...view, path: view.path }, edited, statement);
      if (wrong === undefined) continue;
      if (wrong.isAskedFor) return { kind: "accept", warning: wrong.message };
      return reject("unknown-import", wrong.message);
    }
    return ACCEPT;
  },
};

const IMPORTS = /\b(?:import|from|require|use|include)\b/;

type Placed = CheckView & { readonly path: string };
type Wrong = { readonly message: string; readonly isAskedFor: boolean };

function wrongWith(view: Placed, edited: SyntaxSnapshot, statement: ImportStatement): Wrong | undefined {
  const { source } = statement;
  const { languageId } = edited.document;
  if (/^\.\.?(?:\/|$)/.test(source) || (/^\./.test(source) && languageId === "python")) {
    return wrongWithOwn(view, statement);
  }
  const [first = source] = source.split(/\.|::/);
  if (edited.builtinModules()?.has(first) === true || isOurs(view, source)) return undefined;
  if (isNameOfFile(edited, statement, first)) return undefined;
  if (view.knowsPackage({ path: view.path, languageId }, source) !== false) return undefined;
  return {
    message: `no package ${JSON.stringify(source)} is installed here or named by the project`,
    isAskedFor: view.wish?.includes(source) === true,
  };
}

/** A module that the file declares, by this statement or another (`mod name;`), or has a name for. */
function isNameOfFile(edited: SyntaxSnapshot, statement: ImportStatement, name: string): boolean {
  const { start, end } = statement.span;
  return (
    DECLARES.test(edited.document.slice(start, end)) ||
    edited.imports().some((each) => each.span.start !== start && each.names.includes(name)) ||
    everySymbol(edited.symbols()).some((symbol) => symbol.kind === "module" && symbol.name === name)
  );
}

const DECLARES = /^(?:pub(?:\([^)]*\))?\s+)?mod\b/;

/** A module of the workspace, or one that another file of it imports as well. */
function isOurs({ index, path, document }: Placed, source: string): boolean {
  if (index === undefined) return true;
  const isWord = index.word(source) !== undefined;
  if (
    isWord &&
    [...index.files()].some((file) => index.importsOf(file).some((edge) => edge.source === source))
  )
    return true;
  const from = { path, folder: "/" };
  return modulePaths(document.languageId, source, from).some((each) => index.fileOf(each) !== undefined);
}

function wrongWithOwn(view: Placed, { source, bindings }: ImportStatement): Wrong | undefined {
  const { index, path, document, newPaths = [] } = view;
  // What has another ending is no code, and who asks for dots alone asks for modules.
  if (index === undefined || /^\.+$/.test(source) || OTHER_ENDING.test(source)) return undefined;
  const candidates = modulePaths(document.languageId, source, { path, folder: "/" });
  if (candidates.length === 0 || candidates.some((each) => newPaths.includes(each))) return undefined;
  const file = candidates.map((each) => index.fileOf(each)).find((each) => each !== undefined);
  if (file === undefined) {
    const paths = [...index.files()].map((each) => index.pathOf(each));
    // Some languages take a folder for a module.
    const modules = candidates.map((each) => `${each.replace(ENDING, "")}${sep}`);
    if (paths.some((each) => modules.some((module) => each.startsWith(module)))) return undefined;
    // Of a folder that holds no file we read, such as one of generated files, nothing is known.
    const folders = new Set(candidates.map((each) => dirname(each)));
    const isKnown = paths.some((each) => folders.has(dirname(each)));
    return isKnown
      ? { message: `there is no module ${JSON.stringify(source)}`, isAskedFor: false }
      : undefined;
  }
  const missing = bindings.find(({ imported }) => !mayGive(view, file, imported));
  if (missing === undefined) return undefined;
  return {
    message: `${JSON.stringify(source)} gives no ${JSON.stringify(missing.imported)}`,
    isAskedFor: false,
  };
}

/** What makes a path of a module's name: an ending, or the file that stands for a folder. */
const ENDING = /(?:[/\\](?:index|__init__))?(?:\.d)?\.[^/\\.]+$/;
const OTHER_ENDING = /\/.*\.(?!(?:[cm]?[jt]sx?|d)$)[a-z0-9]{2,6}(?:\?.*)?$/i;

/** False only where all that a module gives away is known, and the name is not among it. */
function mayGive({ index }: Placed, file: FileId, name: string): boolean {
  if (index === undefined || name === "*" || name === "default" || index.meaningOf(file, name) !== undefined)
    return true;
  const word = index.word(name);
  if (word !== undefined && index.fileWords(file).includes(word)) return true;
  // A package, or what another module gives away as a whole, may have it.
  return (
    index.importsOf(file).some(({ names }) => names.some(({ local }) => local === "*")) ||
    isPackage(index.pathOf(file))
  );
}

/** The modules of a Python package are names of it. */
function isPackage(path: string): boolean {
  return /__init__\.pyi?$/.test(path);
}
