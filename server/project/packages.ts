// Owns which packages a project can import: those its manifests name, those installed beside it, the language's own; installs and fetches nothing.
import { readdir, readFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { parse } from "jsonc-parser";
import { foldersUp } from "./folders.ts";
import { readTables } from "./toml-tables.ts";

/** Where an import stands. `folder` is that of the workspace around it. */
export type ImportPlace = { readonly path: string; readonly folder: string; readonly languageId: string };

export interface Packages {
  /** Whether a module may come from a package, by what was read so far; undefined where nothing says so. Answers at once. */
  knows(place: ImportPlace, source: string): boolean | undefined;
  /** Reads what `knows` needs for a place. */
  read(place: ImportPlace): Promise<void>;
}

type Family = {
  readonly languages: readonly string[];
  /** The package that a module belongs to; undefined where it is of another kind. */
  nameOf(source: string): string | undefined;
  /** Whether every project of the language has it. */
  isStandard?(source: string): boolean;
  /** What one folder says; undefined where it says nothing. */
  read(folder: string): Promise<Said | undefined>;
};

type Said = {
  readonly names: readonly string[];
  /** Whether all that can be imported there is among them or among those of the folders above. */
  readonly isAll: boolean;
};

type Known = { readonly names: ReadonlySet<string>; readonly isAll: boolean };

// What was installed meanwhile is seen after so long.
const FRESH_MS = 10_000;
const SCRIPTS = ["typescript", "typescriptreact", "javascript", "javascriptreact"];

const ecma: Family = {
  languages: SCRIPTS,
  nameOf: (source) => /^(?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*(?=\/|$)/.exec(source)?.[0],
  isStandard: (source) => isBuiltin(source),
  async read(folder) {
    const manifest = parseObject(await textOf(join(folder, "package.json")));
    const modules = join(folder, "node_modules");
    const installed = (await namesIn(modules)).filter((name) => !name.startsWith("."));
    const scoped = await Promise.all(
      installed
        .filter((name) => name.startsWith("@"))
        .map(async (scope) => (await namesIn(join(modules, scope))).map((name) => `${scope}/${name}`)),
    );
    if (manifest === undefined && installed.length === 0) return undefined;
    const declared = DEPENDENCIES.flatMap((key) => Object.keys(objectOf(manifest?.[key])));
    const { name: ownName } = manifest ?? {};
    const own = typeof ownName === "string" ? [ownName] : [];
    const names = [...own, ...declared, ...installed, ...scoped.flat()];
    const config = parseObject(await textOf(join(folder, "tsconfig.json")));
    const options = objectOf(config?.["compilerOptions"]);
    const mapped = Object.keys(objectOf(options["paths"])).map((pattern) => pattern.replace(/\/?\*.*$/, ""));
    const types = names.filter((name) => name.startsWith("@types/")).map((name) => untyped(name));
    // Names below a base folder look like packages, and what another file adds is not read here.
    const isAll = manifest !== undefined && !("baseUrl" in options) && !("extends" in (config ?? {}));
    return { names: [...names, ...types, ...mapped], isAll };
  },
};

const DEPENDENCIES = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];

/** `@types/a__b` holds the types of `@a/b`. */
function untyped(name: string): string {
  const bare = name.slice("@types/".length);
  return bare.includes("__") ? `@${bare.replace("__", "/")}` : bare;
}

const python: Family = {
  languages: ["python"],
  nameOf: (source) => (source.startsWith(".") ? undefined : source.split(".")[0]),
  async read(folder) {
    const files = await namesIn(folder);
    const manifests = files.filter((name) => PYTHON_MANIFEST.test(name));
    const texts = await Promise.all(manifests.map((name) => textOf(join(folder, name))));
    const declared = texts.flatMap((text) => distributionsIn(text ?? ""));
    const sites = await Promise.all(
      [".venv", "venv", "env"]
        .filter((name) => files.includes(name))
        .map((name) => sitesOf(join(folder, name))),
    );
    const installed = (await Promise.all(sites.flat().map(namesIn))).flat();
    if (manifests.length === 0 && installed.length === 0) return undefined;
    // An editable install leads to where no listing shows it.
    const isAll =
      installed.length > 0 && !installed.some((name) => /^__editable__|\.egg-link$|easy-install/.test(name));
    const names = installed.map((name) =>
      name.replace(/(?:-[^-]+\.(?:dist|egg)-info|\.py|\.[\w-]+\.so|-stubs)$/, ""),
    );
    return { names: [...names, ...declared].map(asModule), isAll };
  },
};

const PYTHON_MANIFEST =
  /^(?:requirements[\w.-]*\.(?:txt|in)|pyproject\.toml|setup\.(?:cfg|py)|Pipfile|environment\.ya?ml)$/;

/** Names that stand where a manifest would name a package: at the start of a line, or of a text in quotes. */
function distributionsIn(text: string): readonly string[] {
  return [...text.matchAll(/(?:^\s*(?:-\s*)?|["'])([A-Za-z0-9][\w.-]*)/gm)].map(([, name = ""]) => name);
}

function asModule(name: string): string {
  return name.toLowerCase().replaceAll(/[-.]/g, "_");
}

async function sitesOf(environment: string): Promise<readonly string[]> {
  const versions = await namesIn(join(environment, "lib"));
  const unix = versions.map((version) => join(environment, "lib", version, "site-packages"));
  return [...unix, join(environment, "Lib/site-packages")];
}

const go: Family = {
  languages: ["go"],
  // Only what has a dot before its first slash comes from elsewhere.
  nameOf: (source) => (/^[\w-]+\.[^/]*\//.test(source) ? source : undefined),
  async read(folder) {
    const text = await textOf(join(folder, "go.mod"));
    if (text === undefined) return undefined;
    const names = [...text.matchAll(/^\s*(?:module\s+|require\s+|replace\s+)?([\w-]+\.[^\s(]+)/gm)];
    return { names: names.map(([, name = ""]) => name), isAll: true };
  },
};

const rust: Family = {
  languages: ["rust"],
  nameOf: (source) => /^(?:::)?([a-z_][a-z0-9_]*)(?=::|$)/.exec(source)?.[1],
  isStandard: (source) => RUST_ROOTS.has(source.replace(/^::/, "").split("::")[0] ?? ""),
  async read(folder) {
    const text = await textOf(join(folder, "Cargo.toml"));
    if (text === undefined) return undefined;
    const tables = [...readTables(text)];
    const headers = [...text.matchAll(/^\s*\[(.*dependencies)\.([\w-]+)\]\s*$/gm)].map(
      ([, , name = ""]) => name,
    );
    const listed = text.split(/^(?=\s*\[)/m).filter((table) => /^\s*\[[^\]\n]*dependencies\]/.test(table));
    const declared = listed.flatMap((table) => [...table.matchAll(/^\s*([\w-]+)(?:\.\w+)?\s*=/gm)]);
    const own = tables.filter(([name]) => name === "package" || name === "lib");
    const names = [
      ...headers,
      ...declared.map(([, name = ""]) => name),
      ...own.map(([, values]) => values.get("name") ?? ""),
    ];
    // Before 2018 a path could begin with any module of the crate.
    const isAll = /^\s*edition(?:\.workspace\s*=\s*true|\s*=\s*"20(?!15))/m.test(text);
    return { names: names.map(asModule), isAll };
  },
};

const RUST_ROOTS: ReadonlySet<string> = new Set("std core alloc proc_macro test crate self super".split(" "));

/**
 * Java and Kotlin have no row: no name of an artifact says which packages are in it, and what an artifact depends on can be
 * imported as well.
 */
const FAMILIES: readonly Family[] = [ecma, python, go, rust];

export function createPackages({
  now = () => performance.now(),
}: {
  readonly now?: () => number;
} = {}): Packages {
  const known = new Map<string, { readonly atMs: number; readonly all: Promise<Known>; value?: Known }>();

  const begin = (family: Family, place: ImportPlace) => {
    const key = `${family.languages[0]} ${place.folder} ${dirname(place.path)}`;
    const before = known.get(key);
    if (before !== undefined && now() - before.atMs < FRESH_MS) return before;
    const all = readAll(family, place);
    const entry = { atMs: now(), all, ...(before?.value === undefined ? {} : { value: before.value }) };
    known.set(key, entry);
    void all.then((value) => Object.assign(entry, { value }));
    return entry;
  };

  return {
    knows(place, source) {
      const family = FAMILIES.find(({ languages }) => languages.includes(place.languageId));
      const name = family?.nameOf(source);
      if (family === undefined || name === undefined) return undefined;
      if (family.isStandard?.(source) === true) return true;
      const value: Known | undefined = begin(family, place).value;
      if (value === undefined) return undefined;
      if (isAmong(value.names, name)) return true;
      return value.isAll ? false : undefined;
    },
    async read(place) {
      const family = FAMILIES.find(({ languages }) => languages.includes(place.languageId));
      if (family !== undefined) await begin(family, place).all;
    },
  };
}

/** A Go package lies in a module, a scoped alias in its scope. */
function isAmong(names: ReadonlySet<string>, name: string): boolean {
  if (names.has(name) || names.has(asModule(name))) return true;
  const parts = name.split("/");
  return parts.some((_, length) => length > 0 && names.has(parts.slice(0, length).join("/")));
}

async function readAll(family: Family, { path, folder }: ImportPlace): Promise<Known> {
  const said = await Promise.all(foldersUp(path, folder).map((each) => family.read(each)));
  const told = said.filter((each) => each !== undefined);
  return { names: new Set(told.flatMap(({ names }) => names)), isAll: told.some(({ isAll }) => isAll) };
}

/** Files and folders that are not there, or closed to us, say nothing. */
async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

function parseObject(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined) return undefined;
  const value: unknown = parse(text);
  return typeof value === "object" && value !== null ? objectOf(value) : undefined;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
