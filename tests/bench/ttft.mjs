// Measures the way of the token that decides: from its being written by the model to the answer read by the editor.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { startServer, TREEWRIGHT } from "./support/language-server.mjs";
import { percentile } from "./support/statistics.mjs";

const SDK_SERVER = [fileURLToPath(new URL("support/sdk-server.cjs", import.meta.url))];
const ROUNDS = 6;
const ANSWERS = 48;
const TOKEN_MS = 8;
// The line is complete with the third; whoever waits for the rest waits 160 ms longer.
const DECIDING = ["sum(", "values", ")\n"];
const REST = Array.from({ length: 20 }, (_, count) => `line ${count}\n`);

export async function run(report, { small }) {
  const folder = await mkdtemp(join(tmpdir(), "treewright-bench-"));
  const model = await startModel();
  const config = join(folder, "config.json");
  const stub = { provider: "openai-compatible", baseUrl: model.baseUrl, model: "stub", fim: "suffix" };
  await writeFile(config, JSON.stringify({ backends: { stub } }));
  const env = { BENCH_BACKEND: model.baseUrl, TREEWRIGHT_CONFIG: config };
  const path = join(folder, "typed.py");
  try {
    const sdk = await open(startServer(SDK_SERVER, { env }), path);
    const treewright = await open(startServer(TREEWRIGHT, { env }), path);
    const samples = { sdk: [], treewright: [] };
    for (let round = 0; round < ROUNDS; round++) {
      const count = small ? ANSWERS / 4 : ANSWERS;
      const limit = await askRound(sdk, model, count);
      const ours = await askRound(treewright, model, count);
      if (round === 0) continue;
      samples.sdk.push(...limit);
      samples.treewright.push(...ours);
    }
    await Promise.all([sdk.server.stop(), treewright.server.stop()]);
    const times = (name) => samples[name].map(({ ms }) => ms);
    for (const [metric, share, target] of [
      ["p50", 0.5, "<=1.3x"],
      ["p99", 0.99, "<=2x"],
    ]) {
      report({
        metric: `deciding token to answer, ${metric}`,
        value: percentile(times("treewright"), share),
        unit: "ms",
        reference: "openai SDK alone",
        referenceValue: percentile(times("sdk"), share),
        target,
        n: samples.treewright.length,
      });
    }
    const early = samples.treewright.filter(({ isEarly }) => isEarly).length;
    report({
      metric: "answers that leave at the line end, not at the end of the stream",
      value: (100 * early) / samples.treewright.length,
      unit: "%",
      target: ">=100",
      n: samples.treewright.length,
    });
  } finally {
    await model.stop();
    await rm(folder, { recursive: true });
  }
}

/** A model with a schedule: a token each 8 ms, and the time at which the deciding one was written. */
async function startModel() {
  const state = { decidedAt: 0, isOver: false };
  const server = createServer((incoming, response) => {
    incoming.resume().once("end", async () => {
      state.isOver = false;
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (const text of DECIDING) {
        await sleep(TOKEN_MS);
        state.decidedAt = performance.now();
        response.write(event({ text, finish_reason: null }));
      }
      for (const text of REST) {
        await sleep(TOKEN_MS);
        if (response.destroyed) return;
        response.write(event({ text, finish_reason: null }));
      }
      state.isOver = true;
      response.end(`${event({ text: "", finish_reason: "stop" })}data: [DONE]\n\n`);
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    state,
    baseUrl: `http://127.0.0.1:${server.address().port}/v1`,
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

function event(choice) {
  return `data: ${JSON.stringify({ id: "stub", object: "text_completion", model: "stub", choices: [{ index: 0, ...choice }] })}\n\n`;
}

async function open(server, path) {
  const uri = pathToFileURL(path).href;
  await server.initialize(pathToFileURL(join(path, "..")).href);
  server.notify("initialized", {});
  const text = "def total(values):\n    return \n";
  server.notify("textDocument/didOpen", {
    textDocument: { uri, languageId: "python", version: 1, text },
  });
  return { server, uri, version: 1, asked: 0 };
}

/** Each answer is for a text that was not there before. */
async function askRound(session, { state }, count) {
  const { server, uri } = session;
  const samples = [];
  for (let answer = 0; answer < count; answer++) {
    const text = `def total_${session.asked++}(values):\n    return \n`;
    server.notify("textDocument/didChange", {
      textDocument: { uri, version: ++session.version },
      contentChanges: [{ text }],
    });
    const result = await server.request("textDocument/inlineCompletion", {
      textDocument: { uri },
      position: { line: 1, character: 11 },
      // As a key asks: for one answer, like the limit. By hand three different ones are asked for.
      context: { triggerKind: 2 },
    });
    samples.push({ ms: performance.now() - state.decidedAt, isEarly: !state.isOver });
    const items = Array.isArray(result) ? result : (result?.items ?? []);
    if (items.length === 0) throw new Error("there was no answer");
  }
  return samples;
}
