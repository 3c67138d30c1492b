// Measures how fast the embedded model rewrites code: with guesses taken from what it was shown, against token by token on the same engine.
import { existsSync, readFileSync } from "node:fs";
import { modelPath, special, startEngine, text } from "./support/embedded-engine.mjs";
import { startLlamaServer } from "./support/llama-server.mjs";
import { median } from "./support/statistics.mjs";

// Functions of this project, as somebody would have them edited.
const EDITS = [
  ["server/backends/retry.ts", "delayBeforeRetry", "Rename the parameter `limits` to `bounds`."],
  ["server/backends/retry.ts", "readRetryAfter", "Rename `until` to `end`."],
  ["server/backends/local-servers.ts", "keyHeaders", "Rename the parameter `key` to `secret`."],
  ["server/backends/local-servers.ts", "findLocalServers", "Rename `asked` to `questions`."],
  [
    "server/backends/embedded/stop-strings.ts",
    "overlap",
    "Add a comment above the loop that says what it does.",
  ],
  ["server/backends/usage-ledger.ts", "dayOf", "Rename `two` to `padded`."],
];
const MAX_TOKENS = 220;
const CONTEXT_TOKENS = 4096;
// Where it draws by chance the engine guesses nothing, and with so little of it the likeliest token is drawn all the same.
const PLAIN = { temperature: 1e-6, seed: 1 };

export async function run(report, { small }) {
  for (const size of small ? ["0.5b"] : ["0.5b", "1.5b"]) await measure(report, size, small);
}

async function measure(report, size, small) {
  const metric = `tokens per second of an edit, ${size}`;
  const target = ">=1.5x";
  const path = modelPath(size);
  if (!existsSync(path)) {
    const reason = `${path} is missing: run \`treewright models pull qwen2.5-coder-${size}\``;
    report({ metric, value: null, unit: "tokens/s", target, n: 0, reason });
    return;
  }
  const engine = await startEngine(path);
  const peer = await startLlamaServer(path, CONTEXT_TOKENS);
  const pairs = [];
  try {
    for (const edit of EDITS.slice(0, small ? 2 : EDITS.length)) {
      const segments = promptFor(edit);
      const ours = await engine.ask({ lane: "chat", segments, maxTokens: MAX_TOKENS });
      const theirs = await engine.ask({ lane: "chat", segments, maxTokens: MAX_TOKENS, ...PLAIN });
      const text = segments.map((segment) => segment.text).join("");
      pairs.push({ ours, theirs, peer: await peer?.complete(text, MAX_TOKENS) });
    }
  } finally {
    engine.stop();
    peer?.stop();
  }
  // The first token is the start of the time, so one less was written in it.
  const rate = ({ tokens, firstMs, totalMs }) => ((tokens - 1) * 1000) / (totalMs - firstMs);
  report({
    metric,
    value: median(pairs.map(({ ours }) => rate(ours))),
    unit: "tokens/s",
    reference: "token by token",
    referenceValue: median(pairs.map(({ theirs }) => rate(theirs))),
    target,
    n: pairs.length,
  });
  // How far the engine is from the fastest there is where nothing is guessed.
  report({
    metric: `tokens per second token by token, ${size}`,
    value: median(pairs.map(({ theirs }) => rate(theirs))),
    unit: "tokens/s",
    reference: "llama.cpp's server",
    referenceValue: peer === undefined ? null : median(pairs.map(({ peer: { rate: each } }) => each)),
    target: ">=0.95x",
    n: pairs.length,
    reason: "llama.cpp's server was not found: name it by the variable LLAMA_SERVER",
  });
  report({
    metric: `answers equal to those written token by token, ${size}`,
    value: (100 * pairs.filter(({ ours, theirs }) => ours.text === theirs.text).length) / pairs.length,
    unit: "%",
    target: ">=100",
    n: pairs.length,
  });
}

function promptFor([file, name, instruction]) {
  const source = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
  const start = source.search(new RegExp(`^(?:export )?(?:async )?function ${name}\\b`, "m"));
  const code = source.slice(start, source.indexOf("\n}\n", start) + 2);
  return [
    special("<|im_start|>"),
    text("system\nYou edit code. Answer with the whole new code in a fence, and nothing else."),
    special("<|im_end|>"),
    text("\n"),
    special("<|im_start|>"),
    text(`user\n\`\`\`typescript\n${code}\n\`\`\`\n\n${instruction}`),
    special("<|im_end|>"),
    text("\n"),
    special("<|im_start|>"),
    text("assistant\n"),
  ];
}
