// Measures the way of a typed character through the server: from `didChange` written to the model's request received.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { typescriptOf } from "./support/corpus.mjs";
import { NULL_FORWARDER, startServer, TREEWRIGHT } from "./support/language-server.mjs";
import { percentile } from "./support/statistics.mjs";
import { startStubBackend } from "./support/stub-backend.mjs";

const ROUNDS = 5;
const EDITS = 60;
const PAUSE_MS = 40;
const LOST_MS = 5_000;

export async function run(report, { small }) {
  const folder = await mkdtemp(join(tmpdir(), "treewright-bench-"));
  let hear = () => {};
  const backend = await startStubBackend((body) => hear(body));
  const config = join(folder, "config.json");
  await writeFile(
    config,
    JSON.stringify({
      backends: {
        stub: { provider: "openai-compatible", baseUrl: backend.baseUrl, model: "stub", fim: "suffix" },
      },
      completion: { backend: "stub" },
    }),
  );
  const env = { BENCH_BACKEND: backend.baseUrl, TREEWRIGHT_CONFIG: config };
  /** Resolves with the time at which the backend has a prompt with `mark` in it. */
  const heard = (mark) =>
    new Promise((resolve, reject) => {
      const lost = setTimeout(
        () => reject(new Error(`no prompt for edit ${mark} within ${LOST_MS} ms`)),
        LOST_MS,
      );
      hear = (body) => {
        if (!body.includes(mark)) return;
        clearTimeout(lost);
        resolve(performance.now());
      };
    });

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
    await backend.stop();
    await rm(folder, { recursive: true });
  }
}

/** Opens the file and puts the cursor behind the first identifier of five letters or more past the middle. */
async function open(server, path, lines) {
  const uri = pathToFileURL(path).href;
  const text = typescriptOf(lines);
  await server.initialize(pathToFileURL(join(path, "..")).href);
  server.notify("initialized", {});
  server.notify("textDocument/didOpen", {
    textDocument: { uri, languageId: "typescript", version: 1, text },
  });
  const rows = text.split("\n");
  const line = rows.findIndex((row, index) => index >= lines / 2 && /^\s+return [a-z]{5,};$/.test(row));
  return { server, uri, line, character: rows[line].length - 1, version: 1, typed: "" };
}

/** Each edit replaces the two typed digits by its own number, so no answer kept from before can serve it. */
async function typeRound(session, round, heard, wanted) {
  const { server, uri, line, character } = session;
  const samples = [];
  for (let edit = 0; edit < EDITS; edit++) {
    const typed = `q${(round * EDITS + edit).toString(36).padStart(2, "0")}`;
    const end = character + session.typed.length;
    const arrival = heard(wanted ?? typed);
    const start = performance.now();
    server.notify("textDocument/didChange", {
      textDocument: { uri, version: ++session.version },
      contentChanges: [{ range: { start: { line, character }, end: { line, character: end } }, text: typed }],
    });
    session.typed = typed;
    const answer = server.request("textDocument/inlineCompletion", {
      textDocument: { uri },
      position: { line, character: character + typed.length },
      context: { triggerKind: 2 },
    });
    samples.push((await arrival) - start);
    await answer;
    await sleep(PAUSE_MS);
  }
  return samples;
}
