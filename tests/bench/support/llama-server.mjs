// Starts llama.cpp's own server, where there is one: the variable LLAMA_SERVER names it, or it is found on the path.
import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const START_LIMIT_MS = 120_000;

/** Undefined where there is none. */
export async function startLlamaServer(modelPath, contextTokens) {
  const program = process.env.LLAMA_SERVER ?? "llama-server";
  if (spawnSync(program, ["--version"], { stdio: "ignore" }).status !== 0) return undefined;
  const port = await freePort();
  const args = [
    "-m",
    modelPath,
    "--port",
    `${port}`,
    "--host",
    "127.0.0.1",
    "-c",
    `${contextTokens}`,
    "-np",
    "1",
  ];
  const child = spawn(program, args, { stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  const end = performance.now() + START_LIMIT_MS;
  while (!(await isReady(url))) {
    if (child.exitCode !== null || performance.now() > end) throw new Error(`${program} did not start`);
    await sleep(200);
  }
  return {
    /** The first token and the end of the first line of an answer to `/infill`, in milliseconds. */
    async infill({ prefix, suffix }, maxTokens) {
      const start = performance.now();
      const response = await fetch(`${url}/infill`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          input_prefix: prefix,
          input_suffix: suffix,
          n_predict: maxTokens,
          temperature: 0,
          stop: ["\n"],
          stream: true,
          cache_prompt: true,
        }),
      });
      let firstMs;
      let last = "";
      const decoder = new TextDecoder();
      for await (const bytes of response.body) {
        firstMs ??= performance.now() - start;
        last = (last + decoder.decode(bytes, { stream: true })).slice(-20_000);
      }
      const totalMs = performance.now() - start;
      const { tokens_evaluated: promptTokens, timings } = JSON.parse(
        last
          .trimEnd()
          .split("\n\ndata: ")
          .at(-1)
          .replace(/^data: /, ""),
      );
      const rate = timings.predicted_per_second;
      return { firstMs, totalMs, rate, usage: { promptTokens, cachedTokens: timings.cache_n } };
    },
    /** Tokens per second of the whole answer to a prompt, as the server itself measures them, and its text. */
    async complete(prompt, maxTokens) {
      const response = await fetch(`${url}/completion`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ prompt, n_predict: maxTokens, temperature: 0, cache_prompt: true }),
      });
      const { content, timings } = await response.json();
      return { rate: timings.predicted_per_second, text: content };
    },
    stop: () => child.kill("SIGKILL"),
  };
}

async function isReady(url) {
  try {
    return (await fetch(`${url}/health`)).ok;
  } catch {
    return false;
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
