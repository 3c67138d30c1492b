// Owns the source that shows the public declarations of installed packages behind the imported names at the place; no bodies.
import { pathOf } from "../../documents/workspace.ts";
import { importPaths, installedPaths } from "../../index/modules.ts";
import type { CodeSymbol } from "../../syntax/symbols.ts";
import type { ImportStatement } from "../../syntax/syntax.ts";
import type { CodeFile } from "../code-files.ts";
import { outlineOf } from "../outline.ts";
import type { ContextSource, FoundItem, SourcePorts, SourceRequest } from "../source.ts";
import { type WantedName, wantedNames } from "../wanted-names.ts";

// Entries of packages hand on barrels of barrels.
const DEEPEST = 5;
const MOST_FILES = 12;
const MOST_HEADERS = 15;
/** A declaration of the workspace says more than one that models have often seen. */
const SHARE_OF_SCORE = 0.7;
/** Classes of frameworks have hundreds of members. */
const LONGEST_HEADER = 1500;

export const dependencyTypes: ContextSource = {
  id: "dependency-types",
  doc: "Public declarations of installed packages (`node_modules`, a virtual environment beside the sources) behind the imported names at the cursor.",
  async find(request, ports, signal) {
    const wanted = wantedNames(request);
    const found: FoundItem[] = [];
    for (const statement of request.syntax.imports()) {
      const names = wantedOf(statement, wanted, request);
      if (names.length === 0 || isOfWorkspace(statement, request, ports)) continue;
      const files = await entryFiles(statement, request, ports);
      signal.throwIfAborted();
      for (const { local, name, score, why } of names) {
        const search = { ports, ownUri: request.document.uri, signal, left: MOST_FILES };
        const declared = await findDeclared(search, name, files);
        if (declared === undefined) continue;
        const { file, symbol } = declared;
        const text = outlineOf(symbol, { block: request.syntax.language.block });
        found.push({
          uri: file.uri,
          path: ports.workspace.relativePath(file.uri),
          span: symbol.span,
          text: text.length <= LONGEST_HEADER ? text : symbol.signature,
          score: score * SHARE_OF_SCORE,
          why: `${local}: ${why}, of ${statement.source}`,
        });
        if (found.length === MOST_HEADERS) return found;
      }
    }
    return found;
  },
};

/** `name` is what the package calls it, `local` what stands here. */
type Imported = WantedName & { readonly local: string };

function wantedOf(
  { bindings }: ImportStatement,
  wanted: readonly WantedName[],
  { document, region }: SourceRequest,
): readonly Imported[] {
  return bindings.flatMap(({ imported, local }): readonly Imported[] => {
    const asked = wanted.find(({ name }) => name === local);
    if (asked === undefined) return [];
    if (imported !== "*") return [{ ...asked, local, name: imported }];
    // Of a namespace what the code at the place uses of it.
    const members = new RegExp(
      `(?<![\\p{L}\\p{N}_$.])${local.replaceAll("$", "\\$")}\\s*\\.\\s*([\\p{L}_$][\\p{L}\\p{N}_$]*)`,
      "gu",
    );
    const used = [...document.slice(region.start, region.end).matchAll(members)].map(([, name = ""]) => name);
    return [...new Set(used)].map((name) => ({ ...asked, local: `${local}.${name}`, name }));
  });
}

function isOfWorkspace(
  { names }: ImportStatement,
  { document }: SourceRequest,
  { declarations }: SourcePorts,
): boolean {
  const path = pathOf(document.uri);
  const file = path === undefined ? undefined : declarations?.index.fileOf(path);
  if (file === undefined) return false;
  return names.some((name) => declarations?.index.meaningOf(file, name) !== undefined);
}

async function entryFiles(
  { source }: ImportStatement,
  { document, syntax }: SourceRequest,
  ports: SourcePorts,
): Promise<readonly string[]> {
  const path = pathOf(document.uri);
  return path === undefined ? [] : installed(ports, syntax.language.id, source, path);
}

async function installed(
  { workspace }: SourcePorts,
  languageId: string,
  source: string,
  path: string,
): Promise<readonly string[]> {
  const folder = workspace.folderOf(path);
  if (folder === undefined) return [];
  const read = async (file: string): Promise<string | undefined> => (await workspace.read(file))?.text;
  return installedPaths(languageId, source, { path, folder }, read);
}

type Search = {
  readonly ports: SourcePorts;
  readonly ownUri: string;
  readonly signal: AbortSignal;
  /** Files that may still be read. */
  left: number;
};

type Declared = { readonly file: CodeFile; readonly symbol: CodeSymbol };

/** The declaration of a name in the first of `paths` that is there, or where that has it from. */
async function findDeclared(
  search: Search,
  wanted: string,
  paths: readonly string[],
  depth = 0,
): Promise<Declared | undefined> {
  if (search.left === 0 || depth > DEEPEST) return undefined;
  search.left -= 1;
  const { ports, ownUri, signal } = search;
  const file = await ports.files.readFirst(paths);
  signal.throwIfAborted();
  if (file === undefined || file.uri === ownUri) return undefined;
  const name = file.exportAliases.find(({ exported }) => exported === wanted)?.local ?? wanted;
  const symbol = symbolNamed(file.symbols, name);
  if (symbol !== undefined) return { file, symbol };
  for (const statement of file.imports) {
    const binding = statement.bindings.find(({ local }) => local === name);
    const isAll = statement.bindings.some(({ local }) => local === "*");
    if (binding === undefined && !isAll) continue;
    const next = await pathsOf(statement, file, ports);
    const declared = await findDeclared(search, binding?.imported ?? name, next, depth + 1);
    if (declared !== undefined) return declared;
  }
  return undefined;
}

/** At the top, or in a module or namespace that is declared there. */
function symbolNamed(symbols: readonly CodeSymbol[], name: string): CodeSymbol | undefined {
  return (
    symbols.find((symbol) => symbol.name === name) ??
    symbols
      .flatMap(({ kind, children }) => (kind === "module" ? children : []))
      .find((symbol) => symbol.name === name)
  );
}

async function pathsOf(
  statement: ImportStatement,
  { path, languageId }: CodeFile,
  ports: SourcePorts,
): Promise<readonly string[]> {
  const folder = ports.workspace.folderOf(path);
  if (folder === undefined) return [];
  const near = importPaths(languageId, statement, { path, folder });
  return near.length > 0 ? near : installed(ports, languageId, statement.source, path);
}
