// Owns the model of a replay: the embedded engine's answers, each asked for once and remembered by its prompt, at the pace of a quiet machine.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { BENCH_CACHE } from "../support/corpora.mjs";
import { modelPath, startEngine } from "../support/embedded-engine.mjs";
import { openMemo } from "../support/memo.mjs";

// The 0.5B model on two cores with nothing else to do; measured times would be those of whatever ran beside it.
const READ_MS_PER_TOKEN = 4;
const WRITE_MS_PER_TOKEN = 12;
const CHARACTERS_PER_TOKEN = 3.3;

// Less than usual, and nothing of other files: reading is what takes the time of a first run, and both policies show the same.
const WINDOW = { before: 1200, after: 400 };

const SIZE = "0.5b";

export function modelIsThere() {
  return existsSync(modelPath(SIZE));
}

/** A backend for the server's rooms, with a cache of its own for what it has read. `requests` counts what was asked of it. */
export function createReplayModel(clock, answers) {
  let requests = 0;
  // One lane: what is asked meanwhile waits. `held` is the text its cache has read.
  let last = Promise.resolve();
  let held = "";

  return {
    id: "embedded",
    model: "qwen2.5-coder-0.5b",
    fim: { kind: "dialect", dialect: "qwen-prefix-last" },
    canChat: true,
    isLocal: true,
    window: WINDOW,
    get requests() {
      return requests;
    },
    async *stream(prompt, _limits, signal) {
      requests++;
      const before = last;
      let leave = () => {};
      last = new Promise((resolve) => {
        leave = resolve;
      });
      try {
        await before;
        signal.throwIfAborted();
        const text = prompt.segments.map((segment) => segment.text).join("");
        const known = commonLength(text, held);
        const startMs = clock.now();
        const readMs = ((text.length - known) / CHARACTERS_PER_TOKEN + 1) * READ_MS_PER_TOKEN;
        try {
          await clock.wait(readMs, signal);
        } finally {
          const share = Math.min(1, (clock.now() - startMs) / readMs);
          held = text.slice(0, known + Math.floor((text.length - known) * share));
        }
        for await (const part of answers.read(prompt, (work) => clock.work(work))) {
          if (part.type === "end") {
            yield part;
            return;
          }
          await clock.wait(WRITE_MS_PER_TOKEN * part.likelihood.tokens, signal);
          held += part.text;
          yield part;
        }
      } finally {
        leave();
      }
    },
    async dispose() {},
  };
}

/** Answers as far as they were ever read, on disk; the engine starts when one is not known yet, and `stop` ends it. */
export function openAnswers() {
  const memo = openMemo(join(BENCH_CACHE, "replay", `answers-${SIZE}.jsonl`));
  let engine;
  const ask = async ({ segments, stop, maxTokens }) => {
    engine ??= startEngine(modelPath(SIZE));
    return (await engine).stream({ lane: "completion", segments, stop, maxTokens });
  };

  return {
    /** The parts of an answer; the model goes on only where somebody reads further than anybody before. */
    async *read(prompt, work) {
      const { segments, stop, maxTokens } = prompt;
      const question = { segments, stop, maxTokens };
      const parts = [...(memo.get(question) ?? [])];
      yield* parts;
      if (parts.at(-1)?.type === "end") return;
      const answer = await work(ask(prompt));
      let at = 0;
      try {
        for (;;) {
          const part = await work(answer.next());
          if (++at <= parts.length) continue;
          parts.push(part);
          yield part;
          if (part.type === "end") return;
        }
      } finally {
        answer.leave();
        if (parts.length > (memo.get(question)?.length ?? -1)) memo.set(question, parts);
      }
    },
    async stop() {
      (await engine)?.stop();
    },
  };
}

function commonLength(a, b) {
  let length = 0;
  const most = Math.min(a.length, b.length);
  while (length < most && a[length] === b[length]) length++;
  return length;
}
