// Measures how long the index of a workspace takes that nobody has read before, against parsing alone and against ctags.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTree, sizeOf, startIndexing } from "./support/indexed-server.mjs";
import { readAndParse } from "./support/parse-limit.mjs";
import { median } from "./support/statistics.mjs";

const ROUNDS = 3;
const THREADS = 2;
const CTAGS = ["-L", "-", "-f", "-", "--sort=no", "--fields=+S", "--languages=TypeScript,Python"];

export async function run(report, { small }) {
  const tree = openTree({ small });
  const samples = { ours: [], parse: [], ctags: [], peak: [] };
  let symbols = 0;
  // The first round warms the page cache.
  for (let round = 0; round <= ROUNDS; round++) {
    const parse = timed(() => readAndParse(tree.files, { threads: THREADS }));
    const ctags = timed(() => runCtags(tree.files));
    const ours = await indexOnce(tree);
    if (round === 0) continue;
    symbols = ours.symbols;
    samples.ours.push(ours.ms);
    samples.peak.push(ours.peak);
    samples.parse.push(parse);
    samples.ctags.push(ctags);
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
  const peak = samples.peak.includes(null) ? null : median(samples.peak);
  const reason = "this system has no /proc to read memory from";
  report({
    metric: `peak memory, ${sizeOf(tree)}`,
    value: peak,
    unit: "MB",
    target: "<=350",
    n: ROUNDS,
    reason,
  });
}

async function indexOnce({ folders }) {
  const cache = mkdtempSync(join(tmpdir(), "treewright-bench-"));
  const server = await startIndexing(folders, cache);
  try {
    const start = performance.now();
    const { symbols } = await server.index();
    return { ms: performance.now() - start, symbols, peak: server.residentMegabytes("peak") };
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
