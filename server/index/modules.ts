// Owns where an import may lead: the table of module families, and the project they are asked about; touches no disk.
import { dirname } from "node:path";
import { parse } from "jsonc-parser";
import type { ImportStatement } from "../syntax/syntax.ts";
import { ecma } from "./modules/ecma.ts";
import type { ImportingFile, ImportTarget, ModuleFamily, Project, ReadText } from "./modules/family.ts";
import { go } from "./modules/go.ts";
import { includes } from "./modules/includes.ts";
import { jvm } from "./modules/jvm.ts";
import { php } from "./modules/php.ts";
import { python } from "./modules/python.ts";
import { rust } from "./modules/rust.ts";
import { scripts } from "./modules/scripts.ts";
import { csharp, swift } from "./modules/whole-programs.ts";

/**
 * One row per family of languages that share a module system. To add one: write `modules/NAME.ts` after the example of
 * `modules/python.ts`, and put its row here; nothing else changes.
 */
const FAMILIES: readonly ModuleFamily[] = [
  ecma,
  python,
  go,
  jvm,
  includes,
  rust,
  php,
  csharp,
  swift,
  ...scripts,
];

/** Paths in the order in which the language would try them; none for packages from elsewhere and languages without a row. */
export function modulePaths(
  languageId: string,
  source: string,
  from: ImportingFile,
  project: Project = NO_PROJECT,
): readonly string[] {
  return familyOf(languageId)?.candidates(source, from, project) ?? [];
}

/** The same for a whole statement, where nothing is known of the project. */
export function importPaths(
  languageId: string,
  { source, names }: Pick<ImportStatement, "source" | "names">,
  from: ImportingFile,
): readonly string[] {
  // `from . import module` names modules rather than what is in one.
  const modules = /^\.+$/.test(source)
    ? names.flatMap((name) => submodulePaths(languageId, { source, name }, from, NO_PROJECT))
    : [];
  return [...modules, ...modulePaths(languageId, source, from)];
}

/** Where an imported name leads that is a module of its own. */
export function submodulePaths(
  languageId: string,
  { source, name }: { readonly source: string; readonly name: string },
  from: ImportingFile,
  project: Project,
): readonly string[] {
  return familyOf(languageId)?.submodules?.(source, name, from, project) ?? [];
}

/** Where the declarations of a package that is installed beside the sources may lie; none for what lies among them. */
export async function installedPaths(
  languageId: string,
  source: string,
  from: ImportingFile,
  read: ReadText,
): Promise<readonly string[]> {
  return (await familyOf(languageId)?.installed?.(source, from, read)) ?? [];
}

/** How a file may name what it imports from another one, likeliest first; nothing but what leads there. */
export function sourcesOf(
  languageId: string,
  target: ImportTarget,
  from: ImportingFile,
  project: Project,
): readonly string[] {
  const sources = familyOf(languageId)?.sourcesOf?.(target, from, project) ?? [];
  return sources.filter((source) => target.isFirst(modulePaths(languageId, source, from, project)));
}

/** Base names of files whose default export a language knows by this name. */
export function filesNamedBy(languageId: string, name: string): readonly string[] {
  return familyOf(languageId)?.namedByFile?.map((extension) => name + extension) ?? [];
}

/** Whether modules of a language are folders that are imported as a whole. */
export function areModulesFolders(languageId: string): boolean {
  return familyOf(languageId)?.areModulesFolders === true;
}

/** Whether modules of a language are namespaces, to which any file may add. */
export function areModulesNamespaces(languageId: string): boolean {
  return familyOf(languageId)?.areModulesNamespaces === true;
}

/** Whether files of one language can import from files of the other. */
export function shareModules(languageId: string, other: string): boolean {
  return languageId === other || familyOf(languageId)?.languages.includes(other) === true;
}

/** Files of which this is the same see each other's names without an import; undefined where each has to be imported. */
export function unitOf(languageId: string, from: ImportingFile): string | undefined {
  return familyOf(languageId)?.unitOf?.(from);
}

function familyOf(languageId: string): ModuleFamily | undefined {
  return FAMILIES.find(({ languages }) => languages.includes(languageId));
}

/** Whether a project has to know the text of a file with this base name. */
export function isManifest(name: string): boolean {
  return FAMILIES.some(({ manifests }) => manifests.test(name));
}

const NO_PROJECT: Project = {
  manifest: () => undefined,
  packageFolder: () => undefined,
  sourceRoots: [],
};

/** What the texts of manifests, by path, say. JSON may hold comments; what cannot be read counts as absent. */
export function createProject(texts: ReadonlyMap<string, string>): Project {
  const parsed = new Map<string, unknown>();
  const folders = new Map<string, string>();
  const sourceRoots: string[] = [];
  for (const [path, text] of texts) {
    if (path.endsWith(".json")) parsed.set(path, parse(text, [], { allowTrailingComma: true }));
    if (path.endsWith("/go.mod")) parsed.set(path, { module: /^module\s+(\S+)/m.exec(text)?.[1] });
    const name = path.endsWith("/package.json") ? nameIn(parsed.get(path)) : undefined;
    if (name !== undefined && !folders.has(name)) folders.set(name, dirname(path));
    const crate = path.endsWith("/Cargo.toml") ? CRATE_NAME.exec(text)?.[1] : undefined;
    if (crate !== undefined) folders.set(`crate ${crate.replaceAll("-", "_")}`, dirname(path));
    if (path.endsWith("/pyproject.toml")) sourceRoots.push(`${dirname(path)}/src`, dirname(path));
  }
  return {
    manifest: (path) => parsed.get(path),
    packageFolder: (name) => folders.get(name),
    sourceRoots,
  };
}

const CRATE_NAME = /^\[package\][^[]*?^name\s*=\s*"([^"]+)"/m;

function nameIn(manifest: unknown): string | undefined {
  const isNamed = typeof manifest === "object" && manifest !== null && "name" in manifest;
  return isNamed && typeof manifest.name === "string" ? manifest.name : undefined;
}
