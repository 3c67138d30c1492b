// Measures the workspace engine on files it has not seen: how long a key takes, how often it speaks, and how often it is right.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { percentile } from "./support/statistics.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PACKAGES = join(ROOT, "node_modules");
const ENGINE = join(ROOT, "server/backends/workspace-engine/engine.ts");
// Installed packages and modules that come with Python, each a workspace: every fourth of its files is held back and typed anew.
const WORKSPACES = [
  { name: "commander", folder: join(PACKAGES, "commander"), extension: ".js" },
  { name: "diff", folder: join(PACKAGES, "diff/libesm"), extension: ".js" },
  { name: "eslint", folder: join(PACKAGES, "eslint/lib"), extension: ".js" },
  ...pythonFolders(["asyncio", "email"]).map(({ name, folder }) => ({ name, folder, extension: ".py" })),
];
// More than the engine reads of a file, so that it reads as much as it ever does.
const LARGE_FILE = join(PACKAGES, "typescript/lib/_tsc.js");
const HELD_BACK_EACH = 4;
const MOST_FILES = 200;
const KEYS_PER_FILE = 60;
const LARGE_FILE_KEYS = 300;
// A shorter rest is hardly worth a suggestion.
const SHORTEST_REST = 4;
const TRACE = {
  reportBug(_, error) {
    throw error;
  },
};
const LIMITS = { firstByteMs: 1000, idleMs: 1000, totalMs: 1000, retries: 0 };

export async function run(report, { small }) {
  const { createWorkspaceEngine } = await load();
  const all = [];
  for (const { name, folder, extension } of small ? WORKSPACES.slice(0, 1) : WORKSPACES) {
    const files = filesOf(folder, extension);
    const known = files.filter((_, index) => index % HELD_BACK_EACH !== 0);
    const heldBack = files.filter((_, index) => index % HELD_BACK_EACH === 0);
    const engine = createWorkspaceEngine({
      trace: TRACE,
      async *nearby() {
        yield* known;
      },
    });
    await ask(engine, { path: `begin${extension}`, prefix: "", suffix: "" });
    await engine.settled();
    const results = [];
    for (const file of heldBack) for (const key of keysOf(file)) results.push(await typed(engine, key));
    await engine.dispose();
    judge(report, name, results);
    all.push(...results);
  }
  const large = [];
  const engine = createWorkspaceEngine({ trace: TRACE, async *nearby() {} });
  for (const key of keysOf({ path: "large.js", text: readFileSync(LARGE_FILE, "utf8") }, LARGE_FILE_KEYS))
    large.push(await typed(engine, key));
  await engine.dispose();
  time("time of a key", all);
  time("time of the first key at a place of a large file", large);

  function time(metric, results) {
    const value = percentile(
      results.map(({ ms }) => ms),
      0.95,
    );
    report({ metric: `${metric}, p95`, value, unit: "ms", target: "<=5", n: results.length });
  }
}

function judge(report, name, results) {
  const shown = results.filter(({ offered }) => offered !== "");
  const share = (part, whole) => (100 * part.length) / Math.max(1, whole.length);
  const exact = results.filter(({ offered, rest }) => offered === rest);
  const right = shown.filter(({ offered, rest }) => rest.startsWith(offered));
  const line = (metric, value, target, n) =>
    report({ metric: `${metric}, ${name}`, value, unit: "%", target, n });
  line("lines finished exactly", share(exact, results), ">=10", results.length);
  line("keys with a suggestion", share(shown, results), ">=30", results.length);
  line("suggestions without a wrong sign", share(right, shown), ">=60", shown.length);
}

async function load() {
  const { outputFiles } = await build({
    entryPoints: [ENGINE],
    bundle: true,
    platform: "node",
    format: "esm",
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`);
}

/** Where the modules lie; none where there is no Python. */
function pythonFolders(names) {
  const { stdout, status } = spawnSync("python3", ["-c", "import asyncio; print(asyncio.__path__[0])"]);
  if (status !== 0) return [];
  const library = dirname(stdout.toString().trim());
  return names.map((name) => ({ name: `Python's ${name}`, folder: join(library, name) }));
}

function filesOf(folder, extension) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension) && !entry.name.endsWith(".d.ts"))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
    .slice(0, MOST_FILES)
    .map((path) => ({ path: relative(folder, path), text: readFileSync(path, "utf8") }));
}

/** Places inside lines, spread over the file, the same on every run; what was behind the cursor is gone. */
function keysOf({ path, text }, count = KEYS_PER_FILE) {
  const lines = text.split("\n");
  const starts = [0];
  for (const line of lines) starts.push(starts.at(-1) + line.length + 1);
  const random = randomFrom(path.length + text.length);
  const keys = [];
  for (let key = 0; key < count; key++) {
    const number = Math.floor(random() * lines.length);
    const line = lines[number].trimEnd();
    const indent = line.length - line.trimStart().length;
    const column = indent + Math.floor(random() * (line.length - indent));
    if (line.length - column < SHORTEST_REST) continue;
    const prefix = text.slice(0, starts[number] + column);
    keys.push({ path, prefix, suffix: text.slice(starts[number] + line.length), rest: line.slice(column) });
  }
  return keys;
}

async function typed(engine, key) {
  const start = performance.now();
  const offered = await ask(engine, key);
  return { ms: performance.now() - start, offered, rest: key.rest };
}

async function ask(engine, { path, prefix, suffix }) {
  const { before, after } = engine.window;
  const hole = { prefix: prefix.slice(-before), suffix: suffix.slice(0, after), path };
  const prompt = { kind: "fim", segments: [], files: [], stop: [], maxTokens: 64, temperature: 0, ...hole };
  let text = "";
  for await (const part of engine.stream(prompt, LIMITS, new AbortController().signal))
    if (part.type === "text-delta") text += part.text;
  return text;
}

/** A small generator of numbers from 0 to 1 (mulberry32): the places must be the same on every run. */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
