// Owns the first milliseconds of every start: checks Node, picks the bundle for the arguments, loads it with V8's code cache.
import { readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Script } from "node:vm";

const OLDEST_NODE = [20, 19] as const;
/** A session that runs this long has been through its start; later V8 forgets the functions that only the start needs. */
const STARTED_MS = 10_000;

type Bundle = (
  exports: object,
  require: NodeJS.Require,
  module: { exports: object },
  filename: string,
  dirname: string,
) => void;

if (isNodeTooOld(process.versions.node)) {
  process.stderr.write(
    `treewright: Node ${process.versions.node} is too old: install Node ${OLDEST_NODE.join(".")} or newer\n`,
  );
  process.exitCode = 1;
} else {
  load(isServer(process.argv.slice(2)) ? "server" : "cli");
}

function isNodeTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
}

/** Editors start `treewright --stdio`, with options of their own around it; a first word other than `serve` is a command. */
function isServer(args: readonly string[]): boolean {
  if (args.includes("--help")) return false;
  const first = args[0];
  return first === "serve" || (first?.startsWith("-") === true && args.includes("--stdio"));
}

/** Runs a bundle as Node would run a CommonJS module, without compiling again what an earlier start has compiled. */
function load(name: "server" | "cli"): void {
  const filename = join(__dirname, `${name}.cjs`);
  const cacheFile = join(__dirname, `${name}-${process.versions.v8}-${process.arch}.cache`);
  const cachedData = readIfThere(cacheFile);
  const source = readFileSync(filename, "utf8");
  const script = new Script(
    `(function (exports, require, module, __filename, __dirname) {${source}\n})`,
    cachedData === undefined ? { filename } : { filename, cachedData },
  );
  // V8 takes a cache only under the flags it was made with, so a start with flags of its own must not leave one.
  if (process.execArgv.length === 0 && (cachedData === undefined || script.cachedDataRejected === true)) {
    saveOnceStarted(script, filename, cacheFile);
  }
  const module = { exports: {} };
  const run = script.runInThisContext() as Bundle;
  run.call(module.exports, module.exports, createRequire(filename), module, filename, __dirname);
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    // The first start on this machine.
    return undefined;
  }
}

/** Made late, so that the functions a start calls are in it, which V8 compiles when they are first called. */
function saveOnceStarted(script: Script, filename: string, cacheFile: string): void {
  const loadedMs = statSync(filename).mtimeMs;
  const save = (): void => {
    clearTimeout(timer);
    process.off("exit", save);
    const temporary = `${cacheFile}.${process.pid}`;
    try {
      // V8 tells sources apart by their length alone: never leave the cache of an old bundle beside a new one.
      if (statSync(filename).mtimeMs !== loadedMs) return;
      writeFileSync(temporary, script.createCachedData());
      renameSync(temporary, cacheFile);
    } catch {
      // Where the package cannot be written to, every start compiles afresh.
    }
  };
  const timer = setTimeout(save, STARTED_MS);
  timer.unref();
  process.once("exit", save);
}
