// Decodes with the embedded engine's library alone, token by token in a process of its own: what our engine has to beat.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const CONTEXT_TOKENS = 8192;

export async function startPlainDecoder(path) {
  const child = fork(fileURLToPath(import.meta.url), [path], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  await once(child, "message");
  return {
    async ask(segments, maxTokens) {
      child.send({ segments, maxTokens });
      const [answer] = await once(child, "message");
      return answer;
    },
    stop: () => child.kill("SIGKILL"),
  };
}

async function serve(modelPath) {
  const { getLlama } = await import("node-llama-cpp");
  const llama = await getLlama({ gpu: false, build: "never", skipDownload: true, logger: () => undefined });
  const model = await llama.loadModel({ modelPath });
  const context = await model.createContext({ contextSize: CONTEXT_TOKENS });
  const sequence = context.getSequence();
  process.on("message", async ({ segments, maxTokens }) => {
    const prompt = segments.flatMap(({ type, text }) => model.tokenize(text, type === "special"));
    await sequence.clearHistory();
    const start = performance.now();
    let firstMs = 0;
    const tokens = [];
    for await (const token of sequence.evaluate(prompt, { temperature: 0 })) {
      if (tokens.length === 0) firstMs = performance.now() - start;
      tokens.push(token);
      if (tokens.length >= maxTokens) break;
    }
    const totalMs = performance.now() - start;
    process.send({ firstMs, totalMs, tokens: tokens.length, text: model.detokenize(tokens) });
  });
  process.send("ready");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) void serve(process.argv[2]);
