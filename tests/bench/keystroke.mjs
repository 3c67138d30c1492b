// Measures the way of a typed character through the server: from `didChange` written to the model's request received.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { typescriptOf } from "./support/corpus.mjs";
import { NULL_FORWARDER, startServer, TREEWRIGHT } from "./support/language-server.mjs";
import { percentile } from "./support/statistics.mjs";
import { openTyped, startListener, typeRound } from "./support/typist.mjs";

const ROUNDS = 5;

export async function run(report, { small }) {
  const folder = await mkdtemp(join(tmpdir(), "treewright-bench-"));
  const listener = await startListener(folder);
  const { env, heard } = listener;

  try {
    for (const lines of small ? [1_000, 10_000] : [1_000, 10_000, 50_000]) {
      const path = join(folder, `typed-${lines}.ts`);
      await writeFile(path, typescriptOf(lines));
      const forwarder = await open(startServer(NULL_FORWARDER, { env }), path, lines);
      const treewright = await open(startServer(TREEWRIGHT, { env }), path, lines);
      const samples = { forwarder: [], treewright: [] };
      for (let round = 0; round < ROUNDS; round++) {
        const limit = await typeRound(forwarder, round, heard, "");
        const ours = await typeRound(treewright, round, heard);
        if (round === 0) continue;
        samples.forwarder.push(...limit);
        samples.treewright.push(...ours);
      }
      await Promise.all([forwarder.server.stop(), treewright.server.stop()]);
      for (const [metric, share, target] of [
        ["p50", 0.5, "<=1.3x"],
        ["p99", 0.99, "<=2x"],
      ]) {
        report({
          metric: `${metric} at ${lines / 1000}k lines`,
          value: percentile(samples.treewright, share),
          unit: "ms",
          reference: "null forwarder",
          referenceValue: percentile(samples.forwarder, share),
          target,
          n: samples.treewright.length,
        });
      }
    }
  } finally {
    await listener.stop();
    await rm(folder, { recursive: true });
  }
}

async function open(server, path, lines) {
  await server.initialize(pathToFileURL(join(path, "..")).href);
  server.notify("initialized", {});
  return openTyped(server, path, lines);
}
