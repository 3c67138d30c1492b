// Owns the rows of grammars/languages.json and the lazy loading of grammars; knows no trees.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, extname, join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { describeFailure, Failure, toFailure } from "../trace/failure.ts";
import type { Trace } from "../trace/trace.ts";
import { readWords } from "./builtins.ts";
import { type CodeBlocks, codeBlockParser } from "./code-blocks.ts";
import { createFuse, fusedParser } from "./fused-parser.ts";
import { type LoadPackage, nativeGrammar } from "./native-grammar.ts";
import { once } from "./once.ts";
import { type LanguageQueries, loadQueries } from "./queries.ts";
import type { Grammar, TreeParser } from "./tree.ts";
import { wasmGrammar } from "./wasm-grammar.ts";

/** How blocks are written, which decides where a body ends: in braces, by their indentation, or up to an `end`. */
export type BlockStyle = "brace" | "indent" | "end";

const BLOCK_STYLES: readonly unknown[] = ["brace", "indent", "end"] satisfies readonly BlockStyle[];

/**
 * Import statements by what they bring in. `{source}` is the module as written, `{path}` the module with the name behind
 * `separator`, `{imported}` the name in the module, `{name}` the one in the file. What has no form is not imported.
 */
export type ImportForms = {
  readonly name?: string;
  readonly alias?: string;
  /** A name that is nothing but a type. */
  readonly type?: string;
  /** The default export. */
  readonly default?: string;
  /** The module as a whole. */
  readonly module?: string;
  /** The same under the name that it has by itself. */
  readonly moduleOfName?: string;
  readonly separator?: string;
  /** What a text has to begin with so that the grammar reads it. */
  readonly before?: string;
};

/** One row of grammars/languages.json. */
export type Language = {
  /** LSP language id, and the folder below grammars/ unless `folder` names another one. */
  readonly id: string;
  /** npm package of the grammar. */
  readonly package: string;
  /** Path of a WebAssembly file in the package. Without it the package is a native add-on … */
  readonly wasm?: string;
  /** … and this the export that holds the grammar; undefined: the module itself. */
  readonly export?: string;
  /** The same grammar as a WebAssembly file in that package, for computers on which the add-on does not load. */
  readonly fallback?: string;
  readonly extensions: readonly string[];
  /** Whole names of files that no extension tells. */
  readonly fileNames?: readonly string[];
  readonly comment: { readonly line: string; readonly blockStart?: string; readonly blockEnd?: string };
  readonly block: BlockStyle;
  /** Where code stands in files that hold other text too. */
  readonly code?: CodeBlocks;
  /** The names in such files are no names of the workspace's code. */
  readonly holds?: "data";
  /** What a doc comment looks like where the file holds none to follow, in words for a model. */
  readonly doc?: string;
  /** How an import is written; without it none is added. */
  readonly imports?: ImportForms;
  /** What stands before members beside a dot, where it is no sign that others use for that too. */
  readonly memberSign?: string;
  /** Other LSP language ids that mean this row. */
  readonly aliases?: readonly string[];
  readonly folder?: string;
};

/** A language whose grammar and queries are in memory. */
export type LoadedLanguage = {
  readonly row: Language;
  readonly queries: LanguageQueries;
  /** Names that need no definition; undefined where the language lists none. */
  readonly builtins: () => ReadonlySet<string> | undefined;
  /** Members of the language's own types; undefined where it lists none. */
  readonly builtinMembers: () => ReadonlySet<string> | undefined;
  /** Modules that come with the language; undefined where it lists none. */
  readonly builtinModules: () => ReadonlySet<string> | undefined;
  /** A parser of its own; the caller sets time limits and resets it after a parse that was cut off. */
  createParser(): TreeParser;
  /** The grammar broke down in a parse, which was told: no parse of it ends any more. */
  isBroken(): boolean;
};

export interface Languages {
  readonly rows: readonly Language[];
  /** The row that knows the id. */
  find(languageId: string): Language | undefined;
  /** Undefined where no row knows the id or its grammar is broken; a broken one is told once. */
  load(languageId: string): LoadedLanguage | undefined;
  /** Id of the row that knows the file's name or extension, or `plaintext`. */
  languageOf(path: string): string;
  /** The first thing that keeps native grammars from loading on this computer; loads all of them. */
  nativeProblem(): Failure | undefined;
  /** Changes with any row, query or grammar. */
  version(): string;
}

export type LanguagePorts = {
  readonly trace: Trace;
  /** The folder of languages.json; the project's own by default. */
  readonly grammars?: string;
  /** Loads native code; Node's own `require` by default. */
  readonly loadPackage?: LoadPackage;
};

const require = createRequire(import.meta.url);

export function createLanguages(ports: LanguagePorts): Languages {
  const folder = ports.grammars ?? join(require.resolve("#grammars/languages.json"), "..");
  const rows = readRows(join(folder, "languages.json"));
  const rowById = new Map(rows.flatMap((row) => [row.id, ...(row.aliases ?? [])].map((id) => [id, row])));
  const rowByExtension = new Map(rows.flatMap((row) => row.extensions.map((name) => [name, row])));
  const rowByName = new Map(rows.flatMap((row) => (row.fileNames ?? []).map((name) => [name, row])));
  const loaded = new Map<Language, LoadedLanguage | undefined>();
  const nativeProblems = new Map<string, Failure>();

  const load = (row: Language): LoadedLanguage | undefined => {
    if (!loaded.has(row)) loaded.set(row, loadOrTell(row));
    return loaded.get(row);
  };
  const loadOrTell = (row: Language): LoadedLanguage | undefined => {
    try {
      return loadLanguage(folder, row, grammarOf(row), ports.trace);
    } catch (error) {
      const { remedy = "install treewright again" } = toFailure(error);
      ports.trace.log(
        "warning",
        `the grammar for ${row.id} does not load, its files are plain text: ${reasonOf(error)}: ${remedy}`,
      );
      return undefined;
    }
  };
  const grammarOf = (row: Language): Grammar => {
    if (row.wasm !== undefined) return working(wasmGrammar(readWasm(folder, row, row.wasm)));
    try {
      return working(nativeGrammar(row, ports.loadPackage));
    } catch (error) {
      const failure = toFailure(error);
      // What keeps the library itself from loading is the same for all languages, and told once.
      const isNew = !nativeProblems.has(failure.message);
      nativeProblems.set(failure.message, failure);
      if (row.fallback === undefined) throw failure;
      if (isNew) ports.trace.log("warning", `${describeFailure(failure)}; ${INSTEAD}`);
      return working(wasmGrammar(readWasm(folder, row, row.fallback)));
    }
  };

  return {
    rows,
    find: (languageId) => rowById.get(languageId),
    load(languageId) {
      const row = rowById.get(languageId);
      return row === undefined ? undefined : load(row);
    },
    nativeProblem() {
      for (const row of rows) if (row.wasm === undefined) load(row);
      const [first] = nativeProblems.values();
      return first;
    },
    languageOf(path) {
      const row = rowByName.get(basename(path)) ?? rowByExtension.get(extname(path).toLowerCase());
      return row?.id ?? "plaintext";
    },
    version: () => versionOf(folder, rows),
  };
}

function versionOf(folder: string, rows: readonly Language[]): string {
  const hash = createHash("sha256").update(JSON.stringify(rows));
  for (const { name, isDirectory } of entriesOf(folder)) {
    if (!isDirectory) continue;
    for (const file of entriesOf(join(folder, name))) {
      if (file.name.endsWith(".scm")) hash.update(readFileSync(join(folder, name, file.name)));
    }
  }
  for (const { package: name } of rows) hash.update(packageVersion(name));
  return hash.digest("hex");
}

function entriesOf(folder: string): readonly { readonly name: string; readonly isDirectory: boolean }[] {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => ({ name: entry.name, isDirectory: entry.isDirectory() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function packageVersion(name: string): string {
  try {
    const manifest: unknown = require(`${name}/package.json`);
    return JSON.stringify(manifest);
  } catch {
    // Not installed, or it does not show its manifest: then it is known by the lockfile alone.
    return "";
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
}

function loadLanguage(folder: string, row: Language, grammar: Grammar, trace: Trace): LoadedLanguage {
  const { createParser } = grammar;
  const home = join(folder, row.folder ?? row.id);
  const queries = loadQueries(home, {
    compile: (source) => grammar.compile(source),
    tell: (question, error) =>
      trace.log(
        "warning",
        `the ${question} query for ${row.id} does not compile and finds nothing: ${reasonOf(error)}`,
      ),
  });
  const fuse = createFuse((error) =>
    trace.log(
      "warning",
      `the grammar for ${row.id} broke down, its files are plain text from now on: ${reasonOf(error)}: report the file that did it`,
    ),
  );
  return {
    row,
    queries,
    builtins: once(() => readWords(home, "builtins")),
    builtinMembers: once(() => readWords(home, "members")),
    builtinModules: once(() => readWords(home, "modules")),
    createParser: () => {
      const parser = row.code === undefined ? createParser() : codeBlockParser(createParser(), row.code);
      return fusedParser(parser, fuse);
    },
    isBroken: () => fuse.isBlown(),
  };
}

const INSTEAD = "languages with a native grammar are read by WebAssembly meanwhile, which takes longer";
// The first parse of an empty text does nothing but set up the parser.
const FIRST_LIMIT_MS = 1000;

/** A grammar made for another version of the library is refused here, not at the first parse. */
function working(grammar: Grammar): Grammar {
  grammar.createParser().parse(() => "", { limitMs: FIRST_LIMIT_MS });
  return grammar;
}

/** The compiled grammar out of its package, or as the build packed it: a published treewright installs no such packages. */
function readWasm(folder: string, row: Language, file: string): Uint8Array<ArrayBuffer> {
  const places = require.resolve.paths(row.package) ?? [];
  const installed = places.map((place) => join(place, row.package, file)).find((path) => existsSync(path));
  if (installed !== undefined) return readFileSync(installed);
  const packed = join(folder, "..", "dist", "grammars", `${row.id}.wasm.br`);
  if (!existsSync(packed)) throw new Failure("unavailable", `${row.package} is not there`);
  return brotliDecompressSync(readFileSync(packed));
}

function readRows(path: string): readonly Language[] {
  const rows: unknown = JSON.parse(readFileSync(path, "utf8"));
  if (!Array.isArray(rows) || !rows.every(isLanguage)) {
    throw new Failure("bug", `${path} holds a row without id, package, extensions, comment or block`);
  }
  return rows;
}

function isLanguage(row: unknown): row is Language {
  if (typeof row !== "object" || row === null) return false;
  return (
    "id" in row &&
    typeof row.id === "string" &&
    "package" in row &&
    typeof row.package === "string" &&
    "extensions" in row &&
    Array.isArray(row.extensions) &&
    "comment" in row &&
    typeof row.comment === "object" &&
    "block" in row &&
    BLOCK_STYLES.includes(row.block)
  );
}
