// Measures a typed character with the embedded model: our layout of the prompt against prefix, suffix, middle on the same engine, and against llama.cpp's own server.
import { existsSync, readFileSync } from "node:fs";
import { modelPath, special, startEngine, text } from "./support/embedded-engine.mjs";
import { startLlamaServer } from "./support/llama-server.mjs";
import { median } from "./support/statistics.mjs";

// What is typed into: a file of this project, cut where its functions begin a statement.
const DOCUMENT = new URL("../../server/trace/trace.ts", import.meta.url);
const PREFIX_CHARACTERS = 1500;
const SUFFIX_CHARACTERS = 700;
const MAX_TOKENS = 24;
const CONTEXT_TOKENS = 4096;
const CALL = { lane: "completion", stop: ["\n"], maxTokens: MAX_TOKENS };

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

const INFILL = "llama.cpp /infill";
const FIRST = { metric: "first token after a typed character, p50", unit: "ms", target: "<=0.2x" };

export async function run(report, { small }) {
  const path = modelPath("0.5b");
  if (!existsSync(path)) {
    const reason = `${path} is missing: run \`treewright models pull qwen2.5-coder-0.5b\``;
    report({ ...FIRST, value: null, n: 0, reason });
    return;
  }
  const engine = await startEngine(path);
  const peer = await startLlamaServer(path, CONTEXT_TOKENS);
  const ask = {
    ...Object.fromEntries(
      Object.entries(LAYOUTS).map(([name, layout]) => [
        name,
        (hole) => engine.ask({ ...CALL, segments: layout(hole) }),
      ]),
    ),
    ...(peer === undefined ? {} : { [INFILL]: (hole) => peer.infill(hole, MAX_TOKENS) }),
  };
  const samples = Object.fromEntries(Object.keys(ask).map((name) => [name, []]));
  try {
    for (const hole of holes().slice(0, small ? 2 : 6)) {
      for (const [name, askFor] of Object.entries(ask)) {
        // The first prompt of a hole is read from cold; what is measured are the keys after it.
        await askFor(hole);
        for (let typed = 1; typed <= (small ? 6 : 10); typed++) {
          samples[name].push(await askFor({ ...hole, prefix: hole.prefix + hole.line.slice(0, typed) }));
        }
      }
    }
  } finally {
    engine.stop();
    peer?.stop();
  }
  const [ours, other] = Object.keys(LAYOUTS);
  const against = (reference, pick) => ({
    value: median(samples[ours].map(pick)),
    reference,
    referenceValue: samples[reference] === undefined ? null : median(samples[reference].map(pick)),
    n: samples[ours].length,
    reason: "llama.cpp's server was not found: name it by the variable LLAMA_SERVER",
  });
  const cachedShare = ({ usage }) => (100 * usage.cachedTokens) / usage.promptTokens;
  report({ ...FIRST, ...against(other, ({ firstMs }) => firstMs) });
  report({ ...FIRST, ...against(INFILL, ({ firstMs }) => firstMs) });
  const line = { metric: "whole line, p50", unit: "ms" };
  report({ ...line, target: "<=1x", ...against(other, ({ totalMs }) => totalMs) });
  report({ ...line, target: "<=1x", ...against(INFILL, ({ totalMs }) => totalMs) });
  const cached = { metric: "prompt tokens from the cache, p50", unit: "%", target: ">=97" };
  report({ ...cached, ...against(other, cachedShare) });
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
