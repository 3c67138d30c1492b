// Measures how soon a server that was just spawned answers `initialize`, and what it weighs when it then idles.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { typescriptOf } from "./support/corpus.mjs";
import { BARE_SERVER, startServer, TREEWRIGHT } from "./support/language-server.mjs";
import { median } from "./support/statistics.mjs";

const SETTLE_MS = 3_000;

export async function run(report, { small }) {
  const n = small ? 11 : 41;
  const samples = { bare: [], treewright: [] };
  for (let round = 0; round <= n; round++) {
    const bare = await timeInitialize(BARE_SERVER);
    const treewright = await timeInitialize(TREEWRIGHT);
    // The first round warms the page cache.
    if (round === 0) continue;
    samples.bare.push(bare);
    samples.treewright.push(treewright);
  }
  report({
    metric: "initialize",
    value: median(samples.treewright),
    unit: "ms",
    reference: "stdio server without dependencies",
    referenceValue: median(samples.bare),
    target: "<=1.3x",
    n,
  });

  const idle = { bare: [], treewright: [] };
  for (let round = 0; round < 3; round++) {
    idle.bare.push(await idleMegabytes(BARE_SERVER));
    idle.treewright.push(await idleMegabytes(TREEWRIGHT));
  }
  const isKnown = idle.treewright.every((value) => value !== null);
  report({
    metric: "idle memory, one file of 1,000 lines open",
    value: isKnown ? median(idle.treewright) : null,
    unit: "MB",
    reference: "stdio server without dependencies",
    referenceValue: isKnown ? median(idle.bare) : null,
    target: "<=100",
    n: 3,
    reason: "this system has no /proc to read memory from",
  });
}

async function timeInitialize(args) {
  const start = performance.now();
  const server = startServer(args);
  await server.initialize();
  const elapsed = performance.now() - start;
  await server.stop();
  return elapsed;
}

/** Resident memory with a file open and asked about, after a while of silence; null where the system does not tell. */
async function idleMegabytes(args) {
  const folder = await mkdtemp(join(tmpdir(), "treewright-bench-"));
  const server = startServer(args, { env: { TREEWRIGHT_CONFIG: join(folder, "none.json") } });
  try {
    const uri = pathToFileURL(join(folder, "idle.ts")).href;
    await server.initialize(pathToFileURL(folder).href);
    server.notify("initialized", {});
    server.notify("textDocument/didOpen", {
      textDocument: { uri, languageId: "typescript", version: 1, text: typescriptOf(1_000) },
    });
    const position = { line: 8, character: 2 };
    await server.request("textDocument/codeAction", {
      textDocument: { uri },
      range: { start: position, end: position },
      context: { diagnostics: [] },
    });
    await sleep(SETTLE_MS);
    return await residentMegabytes(server.pid);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true });
  }
}

async function residentMegabytes(pid) {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => undefined);
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status ?? "")?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}
