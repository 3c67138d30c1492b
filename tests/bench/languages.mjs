// Measures, per language, which definitions that universal-ctags knows are found, and what reading them costs beside the bare parse.
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";
import * as library from "web-tree-sitter";
import { openCorpus } from "./support/corpora.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const runFile = promisify(execFile);
const MOST_FILES = 60;
const LONGEST_FILE = 200_000;
const ROUNDS = 3;

/** Where real code comes from: an npm package that carries it, or what comes with a language. */
const CORPORA = [
  { id: "java", from: "react-native@0.76.9", files: /\.java$/, kinds: "cgimC", ctags: "Java" },
  { id: "cpp", from: "react-native@0.76.9", files: /\.cpp$/, kinds: "cfgs", ctags: "C++" },
  { id: "ruby", from: "react-native@0.76.9", files: /\.rb$/, kinds: "cfmS", ctags: "Ruby" },
  {
    id: "kotlin",
    from: "react-native@0.76.9",
    files: /\.kt$/,
    kinds: "cimo",
    ctags: "Kotlin",
    // A companion without a name goes by its keyword here, and by what the compiler calls it there.
    names: { Companion: "companion" },
    // Loop variables are methods to ctags.
    isThere: ({ kind, pattern }) => kind !== "method" || /\bfun\b/.test(pattern),
  },
  { id: "php", from: "@wordpress/block-library@9.20.0", files: /\.php$/, kinds: "cfit", ctags: "PHP" },
  { id: "c", folder: join(root, "node_modules/tree-sitter/vendor"), files: /\.c$/, kinds: "fgs", ctags: "C" },
  {
    id: "go",
    command: ["go", "env", "GOROOT"],
    below: "src/net/http",
    files: /(?<!_test)\.go$/,
    kinds: "fsi",
    ctags: "Go",
  },
  {
    id: "python",
    command: ["python3", "-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"],
    below: "asyncio",
    files: /\.py$/,
    kinds: "cfm",
    ctags: "Python",
  },
  { id: "rust", corpus: "rustls", below: "src", files: /\.rs$/, kinds: "sigftPM", ctags: "Rust" },
  { id: "typescript", from: "zod@3.25.76", files: /(?<!\.d)\.ts$/, kinds: "cfgim", ctags: "TypeScript" },
];

const rows = JSON.parse(readFileSync(join(root, "grammars/languages.json"), "utf8"));
// Shares of a sample.
const PLACES = Array.from({ length: 50 }, (_, part) => (part + 1) / 51);
const ENTRY = ["tests/syntax/open-syntax.ts", "tests/support/marked-text.ts"]
  .map((file) => `export * from "./${file}";`)
  .join("\n");

export async function run(report) {
  const folder = await mkdtemp(join(tmpdir(), "treewright-languages-"));
  try {
    const own = await ownSyntax(folder);
    const { syntax } = own.openSyntax();
    await library.Parser.init();
    for (const corpus of CORPORA) await measure(corpus, syntax, report);
    return [
      scopesTable(
        rows.map((row) => scopesOf(row, own)),
        report,
      ),
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measure(corpus, syntax, report) {
  const { id } = corpus;
  const files = await filesOf(corpus);
  const found = new Map(files.map((file) => [file, namesIn(syntax.extract(id, readFileSync(file, "utf8")))]));
  const known = await ctagsOf(corpus, files);
  const missing = known?.filter(({ file, name }) => !found.get(file)?.has(name)) ?? [];
  if (missing.length > 0)
    console.error(
      id,
      "misses",
      missing.slice(0, 12).map(({ name, kind, file }) => `${kind} ${name} ${relative(root, file)}`),
    );
  report({
    metric: `${id}: definitions of ctags that are found`,
    value: known === undefined || known.length === 0 ? null : 1 - missing.length / known.length,
    unit: "",
    target: ">=0.98",
    n: known?.length ?? 0,
    reason: "no ctags, or no such files here",
  });
  const texts = files.map((file) => readFileSync(file, "utf8"));
  const size = texts.reduce((sum, text) => sum + text.length, 0) / 1e6;
  const parse = await bareParser(id);
  const times = { own: Number.POSITIVE_INFINITY, bare: Number.POSITIVE_INFINITY };
  for (let round = 0; round < ROUNDS; round++) {
    times.own = Math.min(
      times.own,
      timeOf(() => texts.forEach((text) => syntax.extract(id, text))),
    );
    if (parse)
      times.bare = Math.min(
        times.bare,
        timeOf(() => texts.forEach(parse)),
      );
  }
  report({
    metric: `${id}: symbols and imports of a file`,
    value: size === 0 ? null : times.own / size,
    unit: "ms/MB",
    reference: parse ? "bare WebAssembly parse" : null,
    referenceValue: parse && size > 0 ? times.bare / size : null,
    target: "<=3x",
    n: texts.length,
    reason: "a native grammar, or no such files here",
  });
}

/**
 * Of the cursors in the samples of a language how many have the scope that a reader has confirmed, and at how many
 * places of its samples the symbols around are known when nothing is written behind the place yet.
 */
function scopesOf({ id, folder: home = id, extensions }, { openSyntax, describeScope, parseMarked }) {
  const samples = join(root, "grammars", home, "samples");
  const { read } = openSyntax();
  const entries = (file) => readFileSync(join(samples, file), "utf8").split(/^--- /m).slice(1);
  const expected = entries("cursor.scopes");
  const cursors = entries("cursor.cases").map((entry, place) => {
    const [title, ...lines] = entry.split("\n");
    const { text, cursor } = parseMarked(lines.join("\n").replace(/\n$/, ""));
    const snapshot = read(id, text);
    return `${title}\n${describeScope(snapshot, snapshot.cursorAt(cursor))}\n` === expected[place];
  });
  const typed = readdirSync(samples)
    .filter((name) => extensions.some((extension) => name.endsWith(extension)))
    .flatMap((name) => {
      const text = readFileSync(join(samples, name), "utf8");
      const whole = read(id, text);
      const around = (snapshot, place) =>
        snapshot
          .cursorAt(place)
          .enclosing.map((symbol) => symbol.name)
          .join(" > ");
      return (
        PLACES.map((part) => Math.floor(text.length * part))
          // Behind the last sign of a line there is more to come.
          .map((place) => Math.max(0, text.lastIndexOf("\n", place)))
          .map((place) => around(read(id, text.slice(0, place)), place) === around(whole, place))
      );
    });
  return { id, cursors, typed };
}

function scopesTable(found, report) {
  const share = (all) => all.filter(Boolean).length / all.length;
  const cursors = found.flatMap((each) => each.cursors);
  const typed = found.flatMap((each) => each.typed);
  report({
    metric: `cursors in the samples of ${found.length} languages with the scope that was confirmed`,
    value: share(cursors),
    unit: "",
    target: ">=1",
    n: cursors.length,
  });
  report({
    metric: "symbols around a line's end that are known when nothing is written behind it",
    value: share(typed),
    unit: "",
    target: ">=0.9",
    n: typed.length,
  });
  const lines = found.map(
    ({ id, cursors, typed }) =>
      `| ${id} | ${(100 * share(cursors)).toFixed(0)} of ${cursors.length} | ${(100 * share(typed)).toFixed(0)} of ${typed.length} |`,
  );
  return ["| language | % of cursors | % of places |", "|---|---|---|", ...lines].join("\n");
}

/** The syntax room as it is in this tree, without the rest of the server. */
async function ownSyntax(folder) {
  const outfile = join(root, "dist", "bench-syntax.cjs");
  await build({
    stdin: { contents: ENTRY, resolveDir: root },
    bundle: true,
    platform: "node",
    format: "cjs",
    outfile,
    external: ["tree-sitter", "tree-sitter-*", "web-tree-sitter"],
    define: { "import.meta.url": "__bundleUrl" },
    banner: { js: 'const __bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
    logLevel: "warning",
  });
  return import(outfile).finally(() => rm(outfile));
}

function namesIn(extracted) {
  const names = new Set();
  const walk = (symbols) => {
    for (const { name, children } of symbols) {
      names.add(name);
      walk(children);
    }
  };
  walk(extracted?.symbols ?? []);
  return names;
}

async function bareParser(id) {
  const row = rows.find((each) => each.id === id);
  if (row.wasm === undefined) return undefined;
  const parser = new library.Parser();
  parser.setLanguage(await library.Language.load(join(root, "node_modules", row.package, row.wasm)));
  return (text) => parser.parse(text)?.delete();
}

function timeOf(work) {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** The first files by name, so that every run reads the same. */
async function filesOf(corpus) {
  const { files } = corpus;
  const base = await folderOf(corpus);
  if (base === undefined || !existsSync(base)) return [];
  const entries = await readdir(base, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && files.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const { length } = readFileSync(path, "utf8");
      return length > 500 && length < LONGEST_FILE;
    });
  return paths.sort().slice(0, MOST_FILES);
}

/** Undefined where the language that comes with the code is not installed. */
async function folderOf({ from, folder, corpus, command, below }) {
  if (from !== undefined) return unpacked(from);
  if (corpus !== undefined) return join(openCorpus(corpus).root, below);
  if (command === undefined) return folder;
  const [program, ...args] = command;
  const answer = await runFile(program, args).catch(() => undefined);
  return answer && join(answer.stdout.trim(), below);
}

/** An npm package of that version, unpacked in the user's cache; its scripts are never run. */
async function unpacked(spec) {
  const target = join(homedir(), ".cache", "treewright-bench", spec.replaceAll("/", "+"));
  if (existsSync(target)) return target;
  await mkdir(target, { recursive: true });
  const { stdout } = await runFile("npm", ["pack", spec, "--silent", "--pack-destination", target]);
  await runFile("tar", ["-xzf", join(target, stdout.trim()), "-C", target]);
  return target;
}

/** Functions, methods and types, as ctags names them; undefined without ctags, or where it does not know the language. */
async function ctagsOf({ ctags, kinds, names = {}, isThere = () => true }, files) {
  if (files.length === 0) return undefined;
  const options = [`--languages=${ctags}`, `--kinds-${ctags}=${kinds}`, `--language-force=${ctags}`];
  const args = ["--output-format=json", "--fields=NFKP", ...options, ...files];
  const result = await runFile("ctags", args, { maxBuffer: 1e9 }).catch(() => undefined);
  return result?.stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line))
    .filter((tag) => !/^__anon|^</.test(tag.name) && isThere(tag))
    .map(({ name, path, kind }) => {
      const last = name.split(/::|\./).at(-1);
      return { file: path, name: Object.hasOwn(names, last) ? names[last] : last, kind };
    });
}
