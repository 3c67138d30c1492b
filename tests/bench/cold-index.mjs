// Measures how long the index of a workspace takes that nobody has read before, against parsing alone and against ctags.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchTool } from "./support/corpora.mjs";
import { openTree, sizeOf, startIndexing } from "./support/indexed-server.mjs";
import { readAndParse } from "./support/parse-limit.mjs";
import { median, percentile } from "./support/statistics.mjs";
import { openTyped, startListener, typeRound } from "./support/typist.mjs";

const ROUNDS = 3;
const THREADS = 2;
const CTAGS = ["-L", "-", "-f", "-", "--sort=no", "--fields=+S", "--languages=TypeScript,Python"];

const AST_GREP = "@ast-grep/cli@0.51.1";
const OUTLINES = [
  [
    "TypeScript",
    "function_declaration class_declaration method_definition interface_declaration type_alias_declaration import_statement",
  ],
  ["Python", "function_definition class_definition import_statement import_from_statement"],
];
const TYPED_LINES = 1_000;
const FIRST_KEYS = 5;

export async function run(report, { small }) {
  const tree = openTree({ small });
  const samples = { ours: [], parse: [], ctags: [], astGrep: [], peak: [] };
  let symbols = 0;
  // The first round warms the page cache.
  for (let round = 0; round <= ROUNDS; round++) {
    const parse = timed(() => readAndParse(tree.files, { threads: THREADS }));
    const ctags = timed(() => runCtags(tree.files));
    const astGrep = timed(() => runAstGrep(tree.folders));
    const ours = await indexOnce(tree);
    if (round === 0) continue;
    symbols = ours.symbols;
    samples.ours.push(ours.ms);
    samples.peak.push(ours.peak);
    samples.parse.push(parse);
    samples.ctags.push(ctags);
    samples.astGrep.push(astGrep);
  }
  const size = `${sizeOf(tree)}, ${symbols} symbols`;
  const value = median(samples.ours);
  const against = (reference, times, target, reason) =>
    report({
      metric: `cold index, ${size}`,
      value,
      unit: "ms",
      target,
      n: ROUNDS,
      reference,
      referenceValue: times.includes(null) ? null : median(times),
      reason,
    });
  against("read and parse in C, 2 threads", samples.parse, "<=1.45x", "there is no C compiler");
  against("universal-ctags, 1 process", samples.ctags, "<=1x", "universal-ctags is not installed");
  against("ast-grep, 2 threads, names and imports", samples.astGrep, "<=1x", "ast-grep cannot be installed");
  const peak = samples.peak.includes(null) ? null : median(samples.peak);
  const reason = "this system has no /proc to read memory from";
  report({
    metric: `peak memory with the workers, ${sizeOf(tree)}`,
    value: peak,
    unit: "MB",
    target: "<=350",
    n: ROUNDS,
    reason,
  });
  await typeMeanwhile(report, tree);
}

/** A person types while the workspace is read, and again when it is known. */
async function typeMeanwhile(report, { folders }) {
  const scratch = mkdtempSync(join(tmpdir(), "treewright-bench-"));
  const listener = await startListener(scratch);
  const server = await startIndexing(folders, scratch, listener.env);
  try {
    server.notify("initialized", {});
    const path = join(folders[0], "typed.ts");
    const session = openTyped(server, path, TYPED_LINES);
    const indexed = server.index();
    const busy = [];
    let isIndexing = true;
    void indexed.then(() => {
      isIndexing = false;
    });
    let round = 0;
    for (; isIndexing; round += 1) {
      busy.push(...(await typeRound(session, round, listener.heard, undefined, () => isIndexing)));
    }
    // The grammar is loaded with the first, and what runs often is compiled with some more.
    busy.splice(0, FIRST_KEYS);
    await indexed;
    const idle = [];
    for (const last = round + 4; round < last; round += 1) {
      idle.push(...(await typeRound(session, round, listener.heard)));
    }
    const { bytes } = await server.index();
    report({
      metric: `a key while the workspace is read, p99, ${(bytes / 1e6).toFixed(0)} MB of columns`,
      value: percentile(busy, 0.99),
      unit: "ms",
      reference: "a key when it is known",
      referenceValue: percentile(idle, 0.99),
      target: "<=3x",
      n: busy.length,
    });
  } finally {
    await server.stop();
    await listener.stop();
    rmSync(scratch, { recursive: true });
  }
}

async function indexOnce({ folders }) {
  const cache = mkdtempSync(join(tmpdir(), "treewright-bench-"));
  const server = await startIndexing(folders, cache);
  try {
    const start = performance.now();
    const { value, peak } = await server.withPeak(() => server.index());
    return { ms: performance.now() - start, symbols: value.symbols, peak };
  } finally {
    await server.stop();
    rmSync(cache, { recursive: true });
  }
}

/** Null where the program is not there. */
function timed(work) {
  try {
    const start = performance.now();
    work();
    return performance.now() - start;
  } catch (error) {
    console.error(error.message.split("\n")[0]);
    return null;
  }
}

function runCtags(files) {
  const input = files.map((file) => `${file}\n`).join("");
  const { error } = spawnSync("ctags", CTAGS, { input, stdio: ["pipe", "ignore", "ignore"] });
  if (error !== undefined) throw error;
}

/** Every definition and import that it is asked for, as JSON that nobody reads. */
function runAstGrep(folders) {
  const rules = OUTLINES.map(([language, kinds]) => ({
    id: language,
    language,
    rule: { any: kinds.split(" ").map((kind) => ({ kind })) },
  }));
  const inline = rules.map((rule) => JSON.stringify(rule)).join("\n---\n");
  const flags = [
    "scan",
    "--inline-rules",
    inline,
    "--json=stream",
    "--threads",
    String(THREADS),
    "--no-ignore",
    "vcs",
  ];
  const { error, status } = spawnSync(astGrepPath(), [...flags, ...folders], {
    stdio: ["ignore", "ignore", "ignore"],
  });
  if (error !== undefined) throw error;
  // 1: something was found.
  if (status !== 0 && status !== 1) throw new Error(`ast-grep ended with ${status}`);
}

function astGrepPath() {
  const { folder } = benchTool(AST_GREP, "/package.json");
  const platform = `${process.platform}-${process.arch}${process.platform === "linux" ? "-gnu" : ""}`;
  return join(folder, "node_modules", "@ast-grep", `cli-${platform}`, "ast-grep");
}
