// Owns one completion being written: context, prompt, stream and filters, and who else may follow it while the user types on.
import { type Backend, COMPLETION_LIMITS, type EndReason } from "../backends/backend.ts";
import type { ContextItem, InsertTask } from "../context/collect.ts";
import { Failure } from "../trace/failure.ts";
import type { TraceSpan } from "../trace/trace.ts";
import { type AnswerNotes, createNotes, readText } from "./answer.ts";
import type { Clock } from "./clock.ts";
import { filterViewOf } from "./insertion.ts";
import type { GeneratorPorts } from "./ports.ts";
import { questionForInsert } from "./question.ts";
import { filterStream } from "./stream-filters.ts";

export type DraftResult = {
  readonly text: string;
  /** How much of what the model wrote had been typed meanwhile and is no part of `text`. */
  readonly typed: number;
  /** `complete`: the filters saw the end of what was wanted. */
  readonly end: EndReason | "complete";
  readonly backend: Backend;
  readonly notes: AnswerNotes;
  readonly items: readonly ContextItem[];
  readonly contextMs: number;
};

export interface Draft {
  readonly task: InsertTask;
  /** The finished answer for somebody who has typed `typed` since the draft began; undefined once they disagree. */
  follow(typed: string): Promise<DraftResult | undefined>;
  /** What was typed between the draft's place and `task`'s; undefined where more has changed, or there is nothing to join. */
  typedUntil(task: InsertTask): string | undefined;
  /** Whether a second call beside this one could be sooner: the model is elsewhere and has said nothing yet. */
  isSilent(): boolean;
  abort(): void;
}

export type DraftOptions = {
  readonly task: InsertTask;
  readonly temperature: number;
  readonly seed?: number;
  /** Milliseconds to wait for more keys before anything is asked. */
  readonly delayMs: (isLocal: boolean) => number;
  /** Waits for a free place upstream. */
  readonly open: (signal: AbortSignal) => Promise<() => void>;
  readonly clock: Clock;
  readonly span: TraceSpan;
};

const COMPARED_LENGTH = 400;
/** One for all: an abort without a reason makes an error with a stack. */
const LEFT = new Failure("cancelled", "nobody waits for this answer any more");

export function startDraft(ports: GeneratorPorts, options: DraftOptions): Draft {
  const { task } = options;
  const controller = new AbortController();
  const followers = new Set<() => void>();
  let text = "";
  let canJoin = false;
  let isRemote = false;
  const onAsked = (backend: Backend): void => {
    canJoin = true;
    isRemote = !backend.isLocal;
  };
  const onText = (more: string): void => {
    text += more;
    for (const follower of followers) follower();
  };
  const done = write(ports, options, { onAsked, onText }, controller.signal);
  // Followers hear of a failure through `follow`; nobody else is to share it.
  void done.catch(() => {
    canJoin = false;
  });
  const agrees = (typed: string): boolean => typed.startsWith(text) || text.startsWith(typed);

  return {
    task,
    typedUntil: (later) => (canJoin ? typedBetween(task, later) : undefined),
    isSilent: () => isRemote && text === "",
    abort() {
      canJoin = false;
      controller.abort(LEFT);
    },
    async follow(typed) {
      if (!agrees(typed)) return undefined;
      let check = (): void => undefined;
      const disagreed = new Promise<undefined>((resolve) => {
        check = () => {
          if (!agrees(typed)) resolve(undefined);
        };
        followers.add(check);
      });
      try {
        const result = await Promise.race([done, disagreed]);
        return result?.text.startsWith(typed)
          ? { ...result, text: result.text.slice(typed.length), typed: typed.length }
          : undefined;
      } finally {
        followers.delete(check);
      }
    },
  };
}

async function write(
  ports: GeneratorPorts,
  options: DraftOptions,
  heard: { readonly onAsked: (backend: Backend) => void; readonly onText: (text: string) => void },
  signal: AbortSignal,
): Promise<DraftResult> {
  const { task, clock, span } = options;
  const backend = await ports.backends.forCompletion(task.trigger);
  signal.throwIfAborted();
  const delayMs = options.delayMs(backend.isLocal);
  if (delayMs > 0) await clock.wait(delayMs, signal);

  const context = span.child("context");
  const { temperature, seed } = options;
  const sampling = { temperature, ...(seed === undefined ? {} : { seed }) };
  const question = await questionForInsert(ports, { task, asked: backend, sampling }, signal);
  const { prompt, items } = question;
  const contextMs = question.collected.durationMs;
  context.end();
  heard.onAsked(backend);
  const notes = createNotes();
  const close = await options.open(signal);
  const stream = span.child("stream");
  const startMs = clock.now();
  try {
    const parts = backend.stream(prompt, COMPLETION_LIMITS, signal);
    const answer = readText(parts, notes, stream, () => clock.now() - startMs);
    let text = "";
    for await (const piece of filterStream(answer, filterViewOf(task, prompt.kind === "chat"), heard.onText))
      text += piece;
    signal.throwIfAborted();
    return { text, typed: 0, end: notes.end ?? "complete", backend, notes, items, contextMs };
  } finally {
    stream.end();
    close();
  }
}

function typedBetween(from: InsertTask, to: InsertTask): string | undefined {
  const length = to.offset - from.offset;
  if (from.document.uri !== to.document.uri || length < 0) return undefined;
  // In the same text the cursor has only been moved, by chance to a place like the one before.
  if (from.document === to.document && length > 0) return undefined;
  const before = (task: InsertTask): string =>
    task.document.slice(Math.max(0, from.offset - COMPARED_LENGTH), from.offset);
  const after = (task: InsertTask): string => task.document.slice(task.offset, task.offset + COMPARED_LENGTH);
  const isSame = before(from) === before(to) && after(from) === after(to);
  return isSame ? to.document.slice(from.offset, to.offset) : undefined;
}
