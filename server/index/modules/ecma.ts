// Owns where the imports of JavaScript and TypeScript lead: relative paths, `paths` of tsconfig, packages of the workspace.
import { dirname, extname, isAbsolute, join, relative } from "node:path";
import { parse } from "jsonc-parser";
import type { ImportingFile, ImportTarget, ModuleFamily, Project } from "./family.ts";
import { foldersUp } from "./folders.ts";

export const ecma: ModuleFamily = {
  languages: ["typescript", "typescriptreact", "javascript", "javascriptreact", "vue", "svelte"],
  manifests: /^(package|tsconfig(\..+)?|jsconfig)\.json$/,
  namedByFile: [".vue", ".svelte"],
  candidates(source, from, project) {
    if (/^\.\.?(?:\/|$)/.test(source)) return filesAt(join(dirname(from.path), source));
    if (isAbsolute(source)) return [];
    if (source.startsWith("#")) return ownImports(source, from, project);
    return [...mappedPaths(source, from, project), ...packageFiles(source, project)];
  },
  sourcesOf(target, from, project) {
    // What lies in another package is reached by that package's name, or not at all.
    const own = packageAround(from.path, from.folder, project);
    return own === packageAround(target.path, from.folder, project) ? relativeSources(target, from) : [];
  },
  async installed(source, { path, folder }, read) {
    const name = packageName(source);
    if (name === undefined || source.startsWith("node:")) return [];
    const typesName = `@types/${name.replace("@", "").replace("/", "__")}`;
    for (const at of foldersUp(dirname(path), folder)) {
      for (const each of [name, typesName]) {
        const manifest = join(at, "node_modules", each, "package.json");
        const text = await read(manifest);
        if (text === undefined) continue;
        const project = projectOf(each, manifest, text);
        const files = packageFiles(each + source.slice(name.length), project).filter((file) =>
          DECLARES.test(file),
        );
        // A package without types of its own has them in another one.
        if (each === typesName || hasTypes(project.manifest(manifest))) return files;
      }
    }
    return [];
  },
};

function packageAround(path: string, top: string, project: Project): string | undefined {
  const folders = foldersUp(dirname(path), top);
  return folders.find((folder) => project.manifest(join(folder, "package.json")) !== undefined);
}

/** Extensions are written, and how, as in the examples; where there are none, they are left out. */
function relativeSources({ path, examples }: ImportTarget, from: ImportingFile): readonly string[] {
  const way = relative(dirname(from.path), path).replaceAll("\\", "/");
  const exact = way.startsWith(".") ? way : `./${way}`;
  const extension = SCRIPT.exec(exact)?.[0];
  if (extension === undefined) return [exact];
  const stem = exact.slice(0, -extension.length);
  const built = stem + extension.replace(/^\.d/, "").replace("t", "j").replace("x", "");
  const bare = stem.replace(/(?<=\w)\/index$/, "");
  const example = examples.find((source) => source.startsWith("."));
  const written = SCRIPT.exec(example ?? "")?.[0];
  if (written === undefined) return [bare, built, exact];
  return written.includes("t") ? [exact, bare] : [built, bare];
}

const SCRIPT = /(?:\.d)?\.[cm]?[jt]sx?$/;

const DECLARES = /\.(?:d\.[cm]?ts|[cm]?tsx?)$/;

function hasTypes(manifest: unknown): boolean {
  return /"types(?:-cjs)?"|"typings"/.test(JSON.stringify(manifest));
}

function projectOf(name: string, path: string, text: string): Project {
  const manifest: unknown = parse(text);
  return {
    manifest: (asked) => (asked === path ? manifest : undefined),
    packageFolder: (asked) => (asked === name ? dirname(path) : undefined),
    sourceRoots: [],
  };
}

function packageName(source: string): string | undefined {
  return /^(?:@[^/]+\/)?[^/.#][^/]*/.exec(source)?.[0];
}

const EXTENSIONS = [".ts", ".tsx", ".d.ts", ".js", ".jsx", ".mts", ".mjs", ".cts", ".cjs", ".vue", ".svelte"];
const INDEX_EXTENSIONS = [".ts", ".tsx", ".d.ts", ".js", ".jsx", ".mjs"];
/** TypeScript is imported by the name of the JavaScript it becomes. */
const WRITTEN_AS: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".d.ts"],
  ".jsx": [".tsx"],
  ".mjs": [".mts", ".d.mts"],
  ".cjs": [".cts", ".d.cts"],
};

/** What a path without, or with another, extension may mean. */
function filesAt(target: string): readonly string[] {
  const extension = extname(target);
  const stem = target.slice(0, target.length - extension.length);
  return [
    ...(WRITTEN_AS[extension] ?? []).map((written) => stem + written),
    ...(EXTENSIONS.includes(extension) ? [target] : []),
    ...EXTENSIONS.map((added) => target + added),
    ...INDEX_EXTENSIONS.map((added) => join(target, `index${added}`)),
  ];
}

// A chain of `extends` longer than this is a circle.
const DEEPEST_EXTENDS = 8;

type PathMapping = {
  readonly base: string | undefined;
  readonly paths: Readonly<Record<string, unknown>> | undefined;
  readonly pathsBase: string;
};

/** `paths` and `baseUrl` of the nearest tsconfig that has them. */
function mappedPaths(source: string, { path, folder }: ImportingFile, project: Project): readonly string[] {
  for (let at = dirname(path); ; at = dirname(at)) {
    for (const name of ["tsconfig.json", "jsconfig.json"]) {
      const config = project.manifest(join(at, name));
      if (config === undefined) continue;
      const mapping = readMapping(join(at, name), project, DEEPEST_EXTENDS);
      const targets = [
        ...targetsOf(source, mapping),
        ...(mapping.base === undefined ? [] : [join(mapping.base, source)]),
      ];
      if (targets.length > 0) return targets.flatMap(filesAt);
    }
    if (at === folder || at === dirname(at)) return [];
  }
}

function readMapping(file: string, project: Project, depth: number): PathMapping {
  const config = project.manifest(file);
  const options = property(config, "compilerOptions");
  const at = dirname(file);
  const baseUrl = property(options, "baseUrl");
  const paths = property(options, "paths");
  const base = typeof baseUrl === "string" ? join(at, baseUrl) : undefined;
  if (isRecord(paths)) return { base, paths, pathsBase: base ?? at };
  const parents = [property(config, "extends")].flat().filter((each) => typeof each === "string");
  for (const parent of depth === 0 ? [] : parents.reverse()) {
    const inherited = readMapping(parentFile(at, parent, project), project, depth - 1);
    if (inherited.paths !== undefined || inherited.base !== undefined) {
      return { ...inherited, base: base ?? inherited.base };
    }
  }
  return { base, paths: undefined, pathsBase: at };
}

function parentFile(at: string, parent: string, project: Project): string {
  const path = isAbsolute(parent) ? parent : join(at, parent);
  return project.manifest(path) === undefined ? `${path}.json` : path;
}

/** The longest pattern before its star wins, as in TypeScript. */
function targetsOf(source: string, { paths, pathsBase }: PathMapping): readonly string[] {
  let best: { readonly pattern: string; readonly rest: string } | undefined;
  for (const pattern of Object.keys(paths ?? {})) {
    const rest = matchStar(pattern, source);
    if (rest !== undefined && pattern.length > (best?.pattern.length ?? -1)) best = { pattern, rest };
  }
  if (best === undefined) return [];
  const { pattern, rest } = best;
  const targets = [paths?.[pattern]].flat().filter((target) => typeof target === "string");
  return targets.map((target) =>
    join(
      pathsBase,
      target.replace("*", () => rest),
    ),
  );
}

/** What the star of a pattern stands for. */
function matchStar(pattern: string, text: string): string | undefined {
  const [before = "", after] = pattern.split("*");
  if (after === undefined) return pattern === text ? "" : undefined;
  const fits = text.startsWith(before) && text.endsWith(after) && text.length >= before.length + after.length;
  return fits ? text.slice(before.length, text.length - after.length) : undefined;
}

/** `exports`, `types`, `module` and `main` of a package that the project knows; its sources where those name what is built. */
function packageFiles(source: string, project: Project): readonly string[] {
  const [, name = "", rest = ""] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.*))?$/.exec(source) ?? [];
  const folder = project.packageFolder(name);
  if (folder === undefined) return [];
  const manifest = project.manifest(join(folder, "package.json"));
  const exported = exportTargets(property(manifest, "exports"), rest === "" ? "." : `./${rest}`);
  const mains = ["types", "typings", "source", "module", "main"].map((key) => property(manifest, key));
  const named = rest === "" ? mains.filter((main) => typeof main === "string") : [rest];
  const targets = [...exported, ...named].flatMap((target) => withSources(join(folder, target)));
  const roots = rest === "" ? ["src/index", "index", "src/main"] : [`src/${rest}`];
  return [...targets, ...roots.map((root) => join(folder, root))].flatMap(filesAt);
}

/** `#name` of the nearest package's own `imports`. */
function ownImports(source: string, { path, folder }: ImportingFile, project: Project): readonly string[] {
  for (let at = dirname(path); ; at = dirname(at)) {
    const imports = property(project.manifest(join(at, "package.json")), "imports");
    if (imports !== undefined) {
      return exportTargets(imports, source)
        .flatMap((target) => withSources(join(at, target)))
        .flatMap(filesAt);
    }
    if (at === folder || at === dirname(at)) return [];
  }
}

/** What is built lies in `dist` and the like, what it is built from in `src`. */
function withSources(target: string): readonly string[] {
  const inSources = target.replace(/\/(?:dist|build|lib|out|esm|cjs)(?:\/(?:esm|cjs|src|types))?\//, "/src/");
  return inSources === target ? [target] : [inSources, target];
}

/** Every path below the key that fits, whatever its condition: types first. */
function exportTargets(exports: unknown, subpath: string): readonly string[] {
  if (typeof exports === "string") return subpath === "." ? [exports] : [];
  if (!isRecord(exports)) return [];
  const isConditions = !Object.keys(exports).some((key) => key.startsWith(".") || key.startsWith("#"));
  if (isConditions) return subpath === "." ? pathsIn(exports) : [];
  let best: { readonly key: string; readonly rest: string } | undefined;
  for (const key of Object.keys(exports)) {
    const rest = matchStar(key, subpath);
    if (rest !== undefined && key.length > (best?.key.length ?? -1)) best = { key, rest };
  }
  if (best === undefined) return [];
  const { key, rest } = best;
  return pathsIn(exports[key]).map((path) => path.replaceAll("*", () => rest));
}

function pathsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(pathsIn);
  if (!isRecord(value)) return [];
  const { types, ...others } = value;
  return [...pathsIn(types), ...Object.values(others).flatMap(pathsIn)];
}

function property(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
