// Measures what costs no model: a shown suggestion typed along, deleted, retyped, taken in part, and the same place asked again.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { NULL_FORWARDER, startServer, TREEWRIGHT } from "./support/language-server.mjs";
import { percentile } from "./support/statistics.mjs";
import { startStubBackend } from "./support/stub-backend.mjs";

const ROUNDS = 12;
// What the stub says at every place.
const FULL = "value.reduce((sum, each) => sum + each.amount, 0);";

export async function run(report, { small }) {
  const folder = await mkdtemp(join(tmpdir(), "treewright-bench-"));
  let asked = 0;
  const backend = await startStubBackend(() => asked++, FULL);
  const config = join(folder, "config.json");
  const stub = { provider: "openai-compatible", baseUrl: backend.baseUrl, model: "stub", fim: "suffix" };
  await writeFile(config, JSON.stringify({ backends: { stub } }));
  const env = { BENCH_BACKEND: backend.baseUrl, TREEWRIGHT_CONFIG: config };
  const path = join(folder, "typed.ts");
  try {
    const limit = await open(startServer(NULL_FORWARDER, { env }), path);
    const ours = await open(startServer(TREEWRIGHT, { env }), path);
    const samples = { limit: [], ours: [] };
    let [hits, places, requests] = [0, 0, 0];
    for (let round = 0; round < (small ? ROUNDS / 3 : ROUNDS); round++) {
      const line = `const total${round} = `;
      await show(ours, line);
      const before = asked;
      for (const typed of steps()) {
        const ping = await timed(limit, line + typed, pinged);
        const answer = await timed(ours, line + typed, completed);
        places++;
        if (line + typed + (answer.result?.items[0]?.insertText ?? "") === line + FULL) hits++;
        if (round === 0) continue;
        samples.limit.push(ping.ms);
        samples.ours.push(answer.ms);
      }
      requests += asked - before;
    }
    await Promise.all([limit.server.stop(), ours.server.stop()]);
    report({ metric: "requests to the model", value: requests, unit: "", target: "<=0", n: places });
    report({
      metric: "places answered",
      value: (100 * hits) / places,
      unit: "%",
      target: ">=100",
      n: places,
    });
    for (const [metric, share, target] of [
      ["key to answer, p50", 0.5, "<=1.5x"],
      ["key to answer, p99", 0.99, "<=2x"],
    ]) {
      report({
        metric,
        value: percentile(samples.ours, share),
        unit: "ms",
        reference: "change and ping",
        referenceValue: percentile(samples.limit, share),
        target,
        n: samples.ours.length,
      });
    }
  } finally {
    await backend.stop();
    await rm(folder, { recursive: true });
  }
}

/** Typed along to the last sign but one, deleted again, taken by words, and asked for where it began. */
function steps() {
  const along = Array.from({ length: FULL.length - 1 }, (_, count) => FULL.slice(0, count + 1));
  const words = [...FULL.matchAll(/\W+(?=\w)/g)].map(({ index, 0: gap }) =>
    FULL.slice(0, index + gap.length),
  );
  return [...along, ...along.toReversed(), "", ...words, ""];
}

async function open(server, path) {
  const uri = pathToFileURL(path).href;
  await server.initialize(pathToFileURL(join(path, "..")).href);
  server.notify("initialized", {});
  server.notify("textDocument/didOpen", {
    textDocument: { uri, languageId: "typescript", version: 1, text: "const value = [];\n\n" },
  });
  return { server, uri, version: 1, typed: 0 };
}

async function show(session, line) {
  const { result } = await timed(session, line, completed);
  if (result?.items[0]?.insertText !== FULL) throw new Error(`nothing was shown: ${JSON.stringify(result)}`);
}

/** Makes `line` the document's second line and asks; milliseconds from the change written to the answer read. */
async function timed(session, line, ask) {
  const { server, uri } = session;
  const start = performance.now();
  server.notify("textDocument/didChange", {
    textDocument: { uri, version: ++session.version },
    contentChanges: [
      { range: { start: { line: 1, character: 0 }, end: { line: 1, character: session.typed } }, text: line },
    ],
  });
  session.typed = line.length;
  const result = await ask(server, { textDocument: { uri }, position: { line: 1, character: line.length } });
  return { ms: performance.now() - start, result };
}

function completed(server, place) {
  return server.request("textDocument/inlineCompletion", { ...place, context: { triggerKind: 2 } });
}

/** The cheapest request there is: an answer that the method is not known. */
async function pinged(server, place) {
  await server.request("bench/ping", place).catch(() => undefined);
}
