// Stands where the embedded engine's process stands and says what that once said: the model is started for a question that is new.
import { fork } from "node:child_process";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { BENCH_CACHE } from "./corpora.mjs";
import { openMemo } from "./memo.mjs";

const ENGINE = fileURLToPath(new URL("../../../dist/engine.cjs", import.meta.url));
const modelPath = process.argv[2];
const memo = openMemo(join(BENCH_CACHE, "answers", `${basename(modelPath, ".gguf")}.jsonl`));

let engine;
/** Replies so far to each call that the model is at work on, with its question. */
const open = new Map();

process.on("disconnect", () => {
  engine?.kill("SIGKILL");
  process.exit();
});
process.on("message", (request) => {
  if (request.type === "cancel") engine?.send(request);
  else if (request.type === "warm") answer(request.id, [{ type: "done", reason: "stop", usage: NOTHING }]);
  else generate(request);
});
process.send({ type: "loaded" });

const NOTHING = { promptTokens: 0, cachedTokens: 0, outputTokens: 0 };

function generate({ id, lane, ...question }) {
  const known = memo.get(question);
  if (known !== undefined) {
    answer(id, known);
    return;
  }
  open.set(id, { question, replies: [] });
  engine ??= startEngine();
  engine.send({ id, lane, ...question });
}

function answer(id, replies) {
  for (const reply of replies) process.send({ ...reply, id });
}

function startEngine() {
  const child = fork(ENGINE, [modelPath], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  child.on("message", ({ id, ...reply }) => {
    if (reply.type === "loaded") return;
    if (reply.type === "broken") throw new Error(reply.message);
    process.send({ ...reply, id });
    const { question, replies } = open.get(id);
    replies.push(reply);
    if (reply.type === "text") return;
    open.delete(id);
    // Whoever has enough of an answer cancels it: that is no answer to remember, nor is a failure.
    if (reply.type === "done") memo.set(question, replies);
  });
  return child;
}
