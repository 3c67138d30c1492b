// Owns one worker process of the index: reads and parses, or packs texts, as it is told to, and hands the columns over.
import { constants, getPriority, setPriority } from "node:os";
import { setFlagsFromString } from "node:v8";
import { createSyntax } from "../syntax/syntax.ts";
import { createTrace } from "../trace/trace.ts";
import { finishColumns } from "./columns.ts";
import { addSource } from "./facts.ts";
import type { SourceJob, WorkerReply, WorkerRequest } from "./messages.ts";
import { packTexts } from "./pack-texts.ts";
import { type ReadSource, readSource } from "./source-files.ts";
import { Store } from "./store.ts";

// Nobody waits for this process, and what is not read in time is missing until the file changes: beside programs that take
// all processors a large file needs twenty times its half second.
const LIMITS = { first: 10_000, reparse: 40, copy: 50, trial: 200, slice: 20, slices: 0 };
// A tree takes twenty times its text, and is freed with the object that stands for it, of which V8 sees a hundred bytes.
const MOST_UNFREED = 1_000_000;

// A key that needs a processor gets it first.
const PRIORITY = constants.priority.PRIORITY_BELOW_NORMAL;
if (getPriority() < PRIORITY) setPriority(PRIORITY);
// So many bytes of its code have to run before V8 optimizes a function. With the default of 132 KiB that takes a quarter of the
// few seconds that this process lives.
setFlagsFromString("--interrupt-budget=2000000");

// A grammar that does not load is told by the server's own syntax room.
const syntax = createSyntax({ trace: createTrace({ write: () => undefined }), limits: LIMITS });
/** UTF-16 units that were parsed since the trees were freed. */
let unfreed = 0;

process.on("message", (request: WorkerRequest) => {
  switch (request.kind) {
    case "read":
      void answer(request.jobs);
      break;
    case "prepare":
      syntax.outline(request.languageId, "");
      break;
    case "pack":
      process.send?.(packTexts(request.placed));
      break;
  }
});
process.on("disconnect", () => process.exit(0));

async function answer(jobs: readonly SourceJob[]): Promise<void> {
  const store = new Store();
  const refused: WorkerReply["refused"][number][] = [];
  const absent: string[] = [];
  for (const job of jobs) {
    const { path, languageId } = job;
    const read = readJob(job);
    switch (read.kind) {
      case "text":
        addSource(store, syntax, { path, languageId, text: read.text, stamp: read.stamp });
        unfreed += read.text.length;
        if (unfreed > MOST_UNFREED) await freeTrees();
        break;
      case "refused":
        refused.push({ path, stamp: read.stamp });
        break;
      case "absent":
        absent.push(path);
        break;
    }
  }
  process.send?.({ columns: finishColumns(store.columns), refused, absent } satisfies WorkerReply);
}

/** Node runs what frees them in a turn of its own. */
async function freeTrees(): Promise<void> {
  unfreed = 0;
  globalThis.gc?.();
  await new Promise((resolve) => setImmediate(resolve));
}

function readJob({ path, buffer }: SourceJob): ReadSource {
  if (buffer === undefined) return readSource(path);
  return { kind: "text", text: buffer, stamp: { modifiedMs: -1, bytes: -1 } };
}
