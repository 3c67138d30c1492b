// Owns the programs that benchmarks measure on: fetched by pinned version into a cache outside the repository, never run.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";

/** Everything that benchmarks fetch or compute once. */
export const BENCH_CACHE =
  process.env.TREEWRIGHT_BENCH_CACHE ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "treewright-bench");

/** `folder` is where the source lies in the package; `small` ones count in ratios only. */
const CORPORA = {
  viem: { npm: "viem@2.57.20", language: "typescript" },
  zod: { npm: "zod@4.6.7", folder: "src", language: "typescript", small: true },
  rxjs: { npm: "rxjs@7.8.2", folder: "src", language: "typescript", small: true },
  effect: { npm: "effect@4.1.0", folder: "src", language: "typescript" },
  ethers: { npm: "ethers@6.17.0", folder: "src.ts", language: "typescript", small: true },
  django: { debian: "python3-django=3:3.2.25-0+deb12u7", folder: "django", language: "python" },
  sympy: { debian: "python3-sympy=1.11.1-1", folder: "sympy", language: "python" },
  tools: { go: "golang.org/x/tools@v0.45.0", language: "go", small: true },
  jackson: {
    maven: "com.fasterxml.jackson.core:jackson-databind:2.21.3",
    libraries: [
      "com.fasterxml.jackson.core:jackson-core:2.21.3",
      "com.fasterxml.jackson.core:jackson-annotations:2.21",
    ],
    language: "java",
    small: true,
  },
  rustls: { crate: "rustls@0.23.46", folder: "src", language: "rust", small: true },
};
export const CORPUS_NAMES = Object.keys(CORPORA);

const SOURCE = { typescript: /\.tsx?$/, python: /\.py$/, go: /\.go$/, java: /\.java$/, rust: /\.rs$/ };
const DECLARATIONS = /\.d\.[cm]?ts$/;
const BUILT = /(^|\/)(_esm|_cjs|_types|build|dist|lib\.(esm|commonjs)|node_modules|\.git)\//;
const TESTS =
  /(^|\/)(_?tests|__tests__|benchmarks|testdata|testfiles)\/|^tests?\/|\.(test|spec|bench)\.tsx?$|(^|\/)(test_[^/]*|conftest|setup)\.py$|_test\.go$|(^|\/)tests?\.rs$/;
// Said at the very top: further down a comment may speak of something else.
const GENERATED = /generated|do not edit/i;
const TOP_CHARACTERS = 150;
// A mean length of lines that no hand writes: minified text in quotes.
const LONGEST_MEAN_LINE = 200;
const LARGE = 500_000;

/**
 * A corpus by its name, or a folder of anybody's as `NAME=FOLDER`.
 * `files` are the source files relative to `root`, sorted; `read` gives the text of one, read once.
 */
export function openCorpus(named) {
  const [label, folder] = named.split("=");
  const row = CORPORA[label];
  if (folder === undefined && row === undefined)
    throw new RangeError(
      `no corpus is called ${label}: there are ${CORPUS_NAMES.join(", ")}, or NAME=FOLDER`,
    );
  const root = folder === undefined ? fetched(label, row) : realpathSync(folder);
  // What is kept about a folder must not be taken for what is known of another of the same name.
  const name =
    folder === undefined ? label : `${label}-${createHash("sha1").update(root).digest("hex").slice(0, 6)}`;
  const found = walk(root);
  const language = row?.language ?? mostFrequent(found);
  const texts = new Map();
  const read = (file) => {
    if (!texts.has(file)) texts.set(file, readFileSync(join(root, file), "utf8"));
    return texts.get(file);
  };
  const files = found
    .filter((file) => SOURCE[language].test(file) && isOwnSource(file) && !isMinified(read(file)))
    .sort((a, b) => (a < b ? -1 : 1));
  return { name, root, language, small: row?.small ?? false, files, read };
}

/** A package that benchmarks use as a tool, installed into the cache: nothing the project itself depends on. */
export function benchTool(packageAtVersion, subpath = "") {
  const name = packageAtVersion.slice(0, packageAtVersion.lastIndexOf("@"));
  const folder = join(BENCH_CACHE, "tools", packageAtVersion.replaceAll("/", "+"));
  if (!existsSync(join(folder, "node_modules", name))) npmInstall(folder, packageAtVersion);
  const require = createRequire(join(folder, "package.json"));
  return { folder, path: () => require.resolve(name + subpath), load: () => require(name + subpath) };
}

function fetched(name, row) {
  const root = join(BENCH_CACHE, "corpora", name);
  if (existsSync(root)) return root;
  const [from] = Object.keys(UNPACK).filter((each) => each in row);
  console.error(`fetching ${row[from]} into ${root}`);
  const partial = `${root}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  UNPACK[from](row, partial);
  renameSync(partial, root);
  return root;
}

/** The source and what configures it, with the dependencies installed beside it as in a working copy. */
function unpackNpm({ npm, folder = "" }, root) {
  const name = npm.slice(0, npm.lastIndexOf("@"));
  npmInstall(root, npm, "@types/node@20");
  const whole = join(root, "node_modules", name);
  for (const file of walk(whole)) {
    const isConfiguration = /^(package|tsconfig[^/]*)\.json$/.test(file);
    const isSource = file.startsWith(folder) && SOURCE.typescript.test(file) && isOwnSource(file);
    if (isSource || isConfiguration) cpSync(join(whole, file), join(root, file));
  }
  rmSync(whole, { recursive: true });
  rmSync(join(root, "package-lock.json"));
}

function unpackDebian({ debian, folder }, root) {
  const scratch = `${root}.scratch`;
  mkdirSync(scratch, { recursive: true });
  execFileSync("apt-get", ["download", debian], { cwd: scratch, stdio: ["ignore", "ignore", "inherit"] });
  const [archive] = readdirSync(scratch).filter((file) => file.endsWith(".deb"));
  execFileSync("dpkg", ["-x", archive, "unpacked"], { cwd: scratch });
  const packages = join(scratch, "unpacked/usr/lib/python3/dist-packages");
  for (const file of walk(join(packages, folder))) {
    const path = `${folder}/${file}`;
    if (SOURCE.python.test(path) && isOwnSource(path)) cpSync(join(packages, path), join(root, path));
  }
  rmSync(scratch, { recursive: true });
}

/** Bytes, not files: those of the module cache are read-only. */
function unpackGo({ go }, root) {
  const { Dir } = JSON.parse(execFileSync("go", ["mod", "download", "-json", go]));
  for (const file of walk(Dir)) {
    if (file === "go.mod" || file === "go.sum" || (SOURCE.go.test(file) && isOwnSource(file)))
      writeBeside(join(root, file), readFileSync(join(Dir, file)));
  }
}

/** The source, and what it is compiled against in `lib`. */
function unpackMaven({ maven, libraries }, root) {
  const copy = (artifact, folder) =>
    execFileSync(
      "mvn",
      ["--quiet", "--batch-mode", "dependency:copy", `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`],
      { stdio: ["ignore", "ignore", "inherit"] },
    );
  const scratch = `${root}.scratch`;
  copy(`${maven}:jar:sources`, scratch);
  const [archive] = readdirSync(scratch);
  const source = join(root, "src/main/java");
  mkdirSync(source, { recursive: true });
  for (const [path, bytes] of Object.entries(unzipSync(readFileSync(join(scratch, archive))))) {
    if (SOURCE.java.test(path)) writeBeside(join(source, path), bytes);
  }
  rmSync(scratch, { recursive: true });
  for (const library of libraries) copy(library, join(root, "lib"));
}

/** By way of a crate that depends on it: cargo copies the sources of dependencies. */
function unpackCrate({ crate, folder }, root) {
  const [name, version] = crate.split("@");
  const scratch = `${root}.scratch`;
  writeBeside(join(scratch, "src/lib.rs"), "");
  const manifest = `[package]\nname = "corpus"\nversion = "0.0.0"\n[dependencies]\n${name} = "=${version}"\n`;
  writeBeside(join(scratch, "Cargo.toml"), manifest);
  execFileSync("cargo", ["vendor", "--quiet"], { cwd: scratch, stdio: ["ignore", "ignore", "inherit"] });
  const whole = join(scratch, "vendor", name);
  for (const file of walk(whole)) {
    const isSource = file.startsWith(`${folder}/`) && SOURCE.rust.test(file) && isOwnSource(file);
    if (isSource || file === "Cargo.toml" || file === "build.rs")
      writeBeside(join(root, file), readFileSync(join(whole, file)));
  }
  rmSync(scratch, { recursive: true });
}

const UNPACK = { npm: unpackNpm, debian: unpackDebian, go: unpackGo, maven: unpackMaven, crate: unpackCrate };

function writeBeside(path, bytes) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

function isOwnSource(file) {
  return !DECLARATIONS.test(file) && !BUILT.test(file) && !TESTS.test(file);
}

function npmInstall(folder, ...packages) {
  mkdirSync(folder, { recursive: true });
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  execFileSync("npm", ["install", ...flags, "--prefix", folder, ...packages], {
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** Files below a folder, relative, without what is installed or built. */
function walk(folder) {
  const files = [];
  const visit = (relative) => {
    for (const entry of readdirSync(join(folder, relative), { withFileTypes: true })) {
      const path = relative === "" ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory() && !BUILT.test(`${path}/`)) visit(path);
      else if (entry.isFile()) files.push(path);
    }
  };
  visit("");
  return files;
}

/** Written by hand, and of a size that somebody works in. Other files are read as context, but no hole is cut into them. */
export function mayHaveHoles(text) {
  return text.length <= LARGE && !GENERATED.test(text.slice(0, TOP_CHARACTERS));
}

function isMinified(text) {
  return text.length > LARGE && text.length / text.split("\n").length > LONGEST_MEAN_LINE;
}

function mostFrequent(files) {
  const count = (language) => files.filter((file) => SOURCE[language].test(file)).length;
  return Object.keys(SOURCE).sort((a, b) => count(b) - count(a))[0];
}
