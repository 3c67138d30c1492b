// Owns one worker thread of the index: reads and parses what it is told to, and hands the columns over.
import { parentPort, workerData } from "node:worker_threads";
import { createSyntax } from "../syntax/syntax.ts";
import { createTrace } from "../trace/trace.ts";
import { buffersOf, finishColumns } from "./columns.ts";
import { addSource } from "./facts.ts";
import type { SourceJob, WorkerReply, WorkerRequest, WorkerSetup } from "./messages.ts";
import { type ReadSource, readSource } from "./source-files.ts";
import { Store } from "./store.ts";

// Nobody waits for this thread, so a text may take longer than one that somebody types in.
const LIMITS = { first: 2000, reparse: 40, copy: 50, trial: 200, slice: 20, slices: 0 };

// A grammar that does not load is told by the main thread's own syntax room.
const syntax = createSyntax({ trace: createTrace({ write: () => undefined }), limits: LIMITS });

const { stop } = workerData as WorkerSetup;

parentPort?.on("message", (request: WorkerRequest) => {
  const store = new Store();
  const refused: WorkerReply["refused"][number][] = [];
  const absent: string[] = [];
  for (const job of request.jobs) {
    if (Atomics.load(stop, 0) === 1) break;
    const { path, languageId } = job;
    const read = readJob(job);
    switch (read.kind) {
      case "text":
        addSource(store, syntax, { path, languageId, text: read.text, stamp: read.stamp });
        break;
      case "refused":
        refused.push({ path, stamp: read.stamp });
        break;
      case "absent":
        absent.push(path);
        break;
    }
  }
  const columns = finishColumns(store.columns);
  const reply: WorkerReply = { columns, refused, absent };
  parentPort?.postMessage(reply, buffersOf(columns));
});

function readJob({ path, buffer }: SourceJob): ReadSource {
  if (buffer === undefined) return readSource(path);
  return { kind: "text", text: buffer, stamp: { modifiedMs: -1, bytes: -1 } };
}
