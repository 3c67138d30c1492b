// Measures how soon a new session knows that its index is true, against a look at every file and reading the index alone.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { openTree, sizeOf, startIndexing } from "./support/indexed-server.mjs";
import { median } from "./support/statistics.mjs";

const ROUNDS = 5;
const CHANGED = 50;

export async function run(report, { small }) {
  const tree = openTree({ small });
  const scratch = mkdtempSync(join(tmpdir(), "treewright-bench-"));
  try {
    await measure(report, tree, scratch);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

async function measure(report, tree, scratch) {
  // A copy, since files are going to change.
  const cache = join(scratch, "cache");
  const folders = tree.folders.map((folder) => join(scratch, basename(folder)));
  const files = tree.files.map((file) => {
    const at = tree.folders.findIndex((folder) => file.startsWith(`${folder}/`));
    const copy = join(folders[at], file.slice(tree.folders[at].length + 1));
    cpSync(file, copy);
    return copy;
  });
  await session(folders, cache, (server) => server.whenPacked());

  const samples = { same: [], limit: [], changed: [] };
  for (let round = 0; round <= ROUNDS; round++) {
    const limit = statAndRead(files, cache);
    const same = await session(folders, cache);
    for (const file of everyNth(files, CHANGED)) utimesSync(file, new Date(), new Date());
    const changed = await session(folders, cache);
    if (same.filesRead !== 0 || changed.filesRead !== Math.min(CHANGED, files.length)) {
      throw new RangeError(`read ${same.filesRead} and ${changed.filesRead} files`);
    }
    // The first round warms the page cache.
    if (round === 0) continue;
    samples.limit.push(limit);
    samples.same.push(same.durationMs);
    samples.changed.push(changed.durationMs);
  }
  const common = { unit: "ms", n: ROUNDS };
  const limit = { reference: "stat of all, and the index read", referenceValue: median(samples.limit) };
  const metric = `checked index, ${sizeOf(tree)}`;
  report({ ...common, metric, value: median(samples.same), ...limit, target: "<=2x" });
  const changed = { metric: `the same, ${CHANGED} files changed`, value: median(samples.changed) };
  report({ ...common, ...changed, ...limit, target: "<=250" });
}

/** From the first look into the cache to the last file that was read. */
async function session(folders, cache, rest = () => undefined) {
  const server = await startIndexing(folders, cache);
  const answer = await server.index();
  await rest(server);
  // What was read is written when the session ends.
  await server.stop();
  return answer;
}

function statAndRead(files, cache) {
  const start = performance.now();
  for (const file of files) statSync(file);
  const folder = join(cache, "index");
  for (const name of readdirSync(folder)) readFileSync(join(folder, name));
  return performance.now() - start;
}

function everyNth(files, count) {
  const step = Math.max(1, Math.floor(files.length / count));
  return files.filter((_, index) => index % step === 0).slice(0, count);
}
