// Measures how a model elsewhere is asked while somebody types: how often, how old the answers are, and how soon it may stop.

import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { typescriptOf } from "./support/corpus.mjs";
import { startServer, TREEWRIGHT } from "./support/language-server.mjs";
import { percentile } from "./support/statistics.mjs";

const KEYS = 260;
const SMALL_KEYS = 90;
const PAUSE_MS = 700;
const DEBOUNCE_MS = 350;
const LEAVINGS = 100;
const SMALL_LEAVINGS = 20;
// Longer than the bench runs: such a model is left, and never answers.
const SILENT_MS = 600_000;
// Of the lines, this share is foreseen from their first sign on; of the others, the model says something else.
const FORESEEN = 0.65;

export async function run(report, { small }) {
  const keys = typing(small ? SMALL_KEYS : KEYS);
  for (const firstTokenMs of small ? [300] : [80, 300, 900]) {
    const [ours, everyKey, debounced] = await Promise.all([
      withServer(keys, firstTokenMs),
      withPolicy(keys, firstTokenMs, 0),
      withPolicy(keys, firstTokenMs, DEBOUNCE_MS),
    ]);
    const at = `first token after ${firstTokenMs} ms`;
    const n = keys.length;
    report({
      metric: `calls per key, ${at}`,
      value: ours.calls / n,
      unit: "",
      reference: "350 ms debounce",
      referenceValue: debounced.calls / n,
      target: "<=0.35",
      n,
    });
    report({
      metric: `age of what a key shows, mean, ${at}`,
      value: mean(ours.ages),
      unit: "ms",
      reference: "a call for every key",
      referenceValue: mean(everyKey.ages),
      target: "<=1x",
      n,
    });
    report({ metric: `calls open at once, ${at}`, value: ours.mostOpen, unit: "", target: "<=2", n });
  }
  const n = small ? SMALL_LEAVINGS : LEAVINGS;
  for (const [why, times] of Object.entries(await leaveCalls(n))) {
    const value = percentile(times, 0.95);
    report({ metric: `${why} call closed after, p95`, value, unit: "ms", target: "<=5", n });
  }
}

/** Signs with the time before each: 130 to 200 ms, words in bursts of 60, a pause before every line. */
function typing(count) {
  const keys = [];
  for (const line of typescriptOf(400)
    .split("\n")
    .filter((each) => /^\s+(?:return|if|for|result)/.test(each))) {
    for (const [index, sign] of [...line.trim()].entries()) {
      if (keys.length === count) return keys;
      const hash = (keys.length * 2654435761) % 1000;
      const gapMs = index === 0 ? PAUSE_MS : hash < 150 ? 60 : 130 + (hash % 70);
      keys.push({
        line: line.trim(),
        typed: line.trim().slice(0, index + 1),
        sign,
        gapMs,
        isFirst: index === 0,
      });
    }
  }
  return keys;
}

/** A model that knows how a foreseen line goes on, and is wrong about any other. */
async function startModel(firstTokenMs) {
  const stats = { calls: 0, open: 0, mostOpen: 0 };
  const server = createServer((incoming, response) => {
    const chunks = [];
    incoming.on("data", (chunk) => chunks.push(chunk));
    incoming.once("end", () => {
      server.emit("call");
      stats.calls++;
      stats.mostOpen = Math.max(stats.mostOpen, ++stats.open);
      const { prompt } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
      const timer = setTimeout(() => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write(
          `data: ${JSON.stringify({ choices: [{ index: 0, text: `${model.says(prompt)}\n` }] })}\n\n`,
        );
        response.end("data: [DONE]\n\n");
      }, firstTokenMs);
      response.once("close", () => {
        server.emit("left");
        stats.open--;
        clearTimeout(timer);
      });
    });
  });
  const model = { stats, server, line: "", says: () => "" };
  model.says = (prompt) => {
    const typed = prompt.slice(prompt.lastIndexOf("\n") + 1).trimStart();
    const { line } = model;
    const isForeseen = hashOf(line) < FORESEEN;
    const rest = line.startsWith(typed) ? line.slice(typed.length) : line.slice(typed.trimEnd().length);
    return isForeseen ? rest : "somethingElse(entirely);";
  };
  await new Promise((resolve) => server.listen(0, "0.0.0.0", resolve));
  // The address of this computer that does not look like it: a model here would be asked in another way.
  model.baseUrl = `http://0.0.0.0:${server.address().port}/v1`;
  model.stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return model;
}

/** A language server that asks the model, with one open document. */
async function startAsking(model, text) {
  const folder = await mkdtemp(join(tmpdir(), "treewright-bench-"));
  const config = join(folder, "config.json");
  const stub = { provider: "openai-compatible", baseUrl: model.baseUrl, model: "stub", fim: "suffix" };
  await writeFile(config, JSON.stringify({ backends: { stub } }));
  const server = startServer(TREEWRIGHT, { env: { TREEWRIGHT_CONFIG: config } });
  const uri = pathToFileURL(join(folder, "typed.ts")).href;
  await server.initialize(pathToFileURL(folder).href);
  server.notify("initialized", {});
  server.notify("textDocument/didOpen", {
    textDocument: { uri, languageId: "typescript", version: 1, text },
  });
  return {
    server,
    uri,
    async stop() {
      await server.stop();
      await model.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** Milliseconds from what somebody does until the call that it makes useless is closed, seen by the model. */
async function leaveCalls(count) {
  const model = await startModel(SILENT_MS);
  const names = Array.from({ length: 2 * count + 1 }, (_, line) => `const a${1000 + line} = `);
  const { server, uri, stop } = await startAsking(model, names.join("\n"));
  const askAt = (line) => {
    const called = once(model.server, "call");
    const [id, answer] = server.numbered("textDocument/inlineCompletion", {
      textDocument: { uri },
      position: { line, character: names[line].length },
      context: { triggerKind: 2 },
    });
    // What is cancelled is answered with an error.
    answer.catch(() => undefined);
    return { id, called };
  };
  const leaving = async (act) => {
    const left = once(model.server, "left");
    const start = performance.now();
    act();
    await left;
    return performance.now() - start;
  };
  const [superseded, cancelled] = [[], []];
  for (let line = 0; line < 2 * count; line += 2) {
    await askAt(line).called;
    let next;
    superseded.push(
      await leaving(() => {
        next = askAt(line + 1);
      }),
    );
    await next.called;
    cancelled.push(await leaving(() => server.notify("$/cancelRequest", { id: next.id })));
  }
  await stop();
  return { superseded, cancelled };
}

async function withServer(keys, firstTokenMs) {
  const model = await startModel(firstTokenMs);
  const { server, uri, stop } = await startAsking(model, "\n");
  let [version, row] = [1, -1];
  const ages = await type(keys, ({ isFirst, line, sign, typed }, answered) => {
    model.line = line;
    if (isFirst) row++;
    const at = { line: row, character: typed.length - 1 };
    const text = isFirst && row > 0 ? `\n${sign}` : sign;
    const start = isFirst && row > 0 ? { line: row - 1, character: 10_000 } : at;
    server.notify("textDocument/didChange", {
      textDocument: { uri, version: ++version },
      contentChanges: [{ range: { start, end: start }, text }],
    });
    void server
      .request("textDocument/inlineCompletion", {
        textDocument: { uri },
        position: { line: row, character: typed.length },
        context: { triggerKind: 2 },
      })
      .then((result) => (result?.items.length ?? 0) > 0 && answered());
  });
  await sleep(50);
  await stop();
  return { ...model.stats, ages };
}

/** A client without a server: asks after so many milliseconds, drops what is under way, keeps nothing. */
async function withPolicy(keys, firstTokenMs, debounceMs) {
  const model = await startModel(firstTokenMs);
  let under = new AbortController();
  const ages = await type(keys, ({ typed, line }, answered) => {
    model.line = line;
    under.abort();
    under = new AbortController();
    void ask(model, typed, debounceMs, under.signal).then(answered, () => undefined);
  });
  under.abort();
  await model.stop();
  return { ...model.stats, ages };
}

async function ask(model, typed, debounceMs, signal) {
  await sleep(debounceMs, undefined, { signal });
  const body = JSON.stringify({ model: "stub", prompt: typed, stream: true });
  const response = await fetch(`${model.baseUrl}/completions`, { method: "POST", body, signal });
  await response.text();
}

/** For each key the time until something is shown for it; where nothing is before the next key, the whole time until then. */
async function type(keys, press) {
  const ages = [];
  for (const [index, key] of keys.entries()) {
    await sleep(key.gapMs);
    const start = performance.now();
    const gapMs = keys[index + 1]?.gapMs ?? PAUSE_MS;
    ages.push(gapMs);
    press(key, () => {
      ages[index] = Math.min(ages[index], performance.now() - start);
    });
  }
  await sleep(PAUSE_MS);
  return ages;
}

function hashOf(text) {
  let hash = 7;
  for (const sign of text) hash = (hash * 31 + sign.codePointAt(0)) % 1009;
  return hash / 1009;
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
