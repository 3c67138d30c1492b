// Measures a typed character with the embedded model: our layout of the prompt against prefix, suffix, middle, on one engine.
import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median } from "./support/statistics.mjs";

const ENGINE = fileURLToPath(new URL("../../dist/engine.cjs", import.meta.url));
const MODEL = "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf";
// What is typed into: a file of this project, cut where its functions begin a statement.
const DOCUMENT = new URL("../../server/trace/trace.ts", import.meta.url);
const PREFIX_CHARACTERS = 1500;
const SUFFIX_CHARACTERS = 700;
const MAX_TOKENS = 24;

const LAYOUTS = {
  "prefix last": ({ prefix, suffix }) => [
    special("<|fim_prefix|>"),
    special("<|fim_suffix|>"),
    text(suffix),
    special("<|fim_middle|>"),
    text(prefix),
  ],
  "prefix, suffix, middle": ({ prefix, suffix }) => [
    special("<|fim_prefix|>"),
    text(prefix),
    special("<|fim_suffix|>"),
    text(suffix),
    special("<|fim_middle|>"),
  ],
};

export async function run(report, { small }) {
  const target = "<=0.2x";
  const path = modelPath();
  if (!existsSync(path)) {
    const reason = `${path} is missing: run \`treewright models pull qwen2.5-coder-0.5b\``;
    report({
      metric: "first token after a typed character, p50",
      value: null,
      unit: "ms",
      target,
      n: 0,
      reason,
    });
    return;
  }
  const engine = await startEngine(path);
  const samples = Object.fromEntries(Object.keys(LAYOUTS).map((name) => [name, []]));
  try {
    for (const hole of holes().slice(0, small ? 2 : 6)) {
      for (const [name, layout] of Object.entries(LAYOUTS)) {
        // The first prompt of a hole is read from cold; what is measured are the keys after it.
        await engine.ask(layout(hole));
        for (let typed = 1; typed <= (small ? 6 : 10); typed++) {
          const prefix = hole.prefix + hole.line.slice(0, typed);
          samples[name].push(await engine.ask(layout({ ...hole, prefix })));
        }
      }
    }
  } finally {
    engine.stop();
  }
  const [ours, theirs] = Object.values(samples);
  const reference = Object.keys(LAYOUTS)[1];
  const n = ours.length;
  const both = (pick) => ({
    value: median(ours.map(pick)),
    reference,
    referenceValue: median(theirs.map(pick)),
    n,
  });
  report({
    metric: "first token after a typed character, p50",
    unit: "ms",
    target,
    ...both((sample) => sample.firstMs),
  });
  report({ metric: "whole line, p50", unit: "ms", target: "<=1x", ...both((sample) => sample.totalMs) });
  const cachedShare = ({ usage }) => (100 * usage.cachedTokens) / usage.promptTokens;
  report({ metric: "prompt tokens from the cache, p50", unit: "%", target: ">=97", ...both(cachedShare) });
}

/** Places in the document where a line is typed: what stands before it, the line, and what stands behind it. */
function holes() {
  const source = readFileSync(DOCUMENT, "utf8");
  return [...source.matchAll(/^( {4,})((?:const|return|children|notes|log)\b.{14,})$/gm)]
    .filter((match) => match.index > PREFIX_CHARACTERS && match.index < source.length - SUFFIX_CHARACTERS)
    .map(({ index, 0: whole, 1: indent, 2: line }) => ({
      prefix: source.slice(index - PREFIX_CHARACTERS, index) + indent,
      line,
      suffix: source.slice(index + whole.length, index + whole.length + SUFFIX_CHARACTERS),
    }));
}

async function startEngine(path) {
  const child = fork(ENGINE, [path], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const [first] = await once(child, "message");
  if (first.type !== "loaded") throw new Error(`the engine did not start: ${first.message}`);
  let id = 0;
  return {
    ask(segments) {
      const call = { type: "generate", id: ++id, lane: "completion", segments, stop: ["\n"] };
      return new Promise((resolve, reject) => {
        const start = performance.now();
        let firstMs;
        const hear = (reply) => {
          const elapsedMs = performance.now() - start;
          // A model that ends at once has answered as well.
          firstMs ??= elapsedMs;
          if (reply.type === "text") return;
          child.off("message", hear);
          if (reply.type === "failed") reject(new Error(reply.message));
          else resolve({ firstMs, totalMs: elapsedMs, usage: reply.usage });
        };
        child.on("message", hear);
        child.send({ ...call, maxTokens: MAX_TOKENS, temperature: 0 });
      });
    },
    stop: () => child.kill("SIGKILL"),
  };
}

function modelPath() {
  const { TREEWRIGHT_CACHE: named, XDG_CACHE_HOME: xdg } = process.env;
  return join(named ?? join(xdg ?? join(homedir(), ".cache"), "treewright"), "models", MODEL);
}

function special(value) {
  return { type: "special", text: value };
}

function text(value) {
  return { type: "text", text: value };
}
