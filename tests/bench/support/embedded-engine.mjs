// Starts the built engine's process and asks it, as the server's host does; measures each answer.
import { fork } from "node:child_process";
import { once } from "node:events";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ENGINE = fileURLToPath(new URL("../../../dist/engine.cjs", import.meta.url));

/** Of the local model of this size, there or not. */
export function modelPath(size) {
  const { TREEWRIGHT_CACHE: named, XDG_CACHE_HOME: xdg } = process.env;
  const cache = named ?? join(xdg ?? join(homedir(), ".cache"), "treewright");
  return join(cache, "models", `qwen2.5-coder-${size}-instruct-q4_k_m.gguf`);
}

export async function startEngine(path) {
  const child = fork(ENGINE, [path], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const [first] = await once(child, "message");
  if (first.type !== "loaded") throw new Error(`the engine did not start: ${first.message}`);
  let id = 0;
  return {
    /** `call` has at least `lane`, `segments` and `maxTokens`. */
    ask(call) {
      return new Promise((resolve, reject) => {
        const start = performance.now();
        let firstMs;
        let answer = "";
        const hear = (reply) => {
          const elapsedMs = performance.now() - start;
          // A model that ends at once has answered as well.
          firstMs ??= elapsedMs;
          if (reply.type === "text") {
            answer += reply.text;
            return;
          }
          child.off("message", hear);
          if (reply.type === "failed") reject(new Error(reply.message));
          const { usage } = reply;
          resolve({ firstMs, totalMs: elapsedMs, usage, tokens: usage.outputTokens, text: answer });
        };
        child.on("message", hear);
        child.send({ type: "generate", id: ++id, stop: [], temperature: 0, ...call });
      });
    },
    /** The parts of an answer one by one, as backends give them; `leave` ends it. */
    stream(call) {
      const callId = ++id;
      const parts = [];
      let wake = () => {};
      const hear = (reply) => {
        if (reply.id !== callId) return;
        if (reply.type === "text") {
          const { text: piece, likelihood } = reply;
          parts.push({ type: "text-delta", text: piece, likelihood });
        } else
          parts.push(
            reply.type === "done" ? { type: "end", reason: reply.reason } : new Error(reply.message),
          );
        wake();
      };
      child.on("message", hear);
      child.send({ type: "generate", id: callId, stop: [], temperature: 0, ...call });
      return {
        async next() {
          while (parts.length === 0) {
            await new Promise((resolve) => {
              wake = resolve;
            });
          }
          const part = parts.shift();
          if (part instanceof Error) throw part;
          return part;
        },
        leave() {
          child.off("message", hear);
          child.send({ type: "cancel", id: callId });
        },
      };
    },
    stop: () => child.kill("SIGKILL"),
  };
}

export function special(value) {
  return { type: "special", text: value };
}

export function text(value) {
  return { type: "text", text: value };
}
