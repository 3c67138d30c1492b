// Owns which drafts a request waits for: those under way that still agree with the text, a second one once the keys pause, a new one where none is left.
import type { InsertTask } from "../context/collect.ts";
import { untilAborted } from "../trace/abort.ts";
import type { TraceSpan } from "../trace/trace.ts";
import type { Clock } from "./clock.ts";
import type { Draft, DraftResult } from "./draft.ts";
import type { Schedule } from "./schedule.ts";

export type DraftPorts = {
  readonly schedule: Schedule<Draft>;
  readonly clock: Clock;
  /** After a pause no more keys are waited for. */
  readonly start: (task: InsertTask, span: TraceSpan, after: "key" | "pause") => Draft;
  /** A draft was left because what it wrote is not what was typed. */
  readonly onMiss: (uri: string) => void;
  /** How long after a key nothing more is expected. */
  readonly pauseMs: (uri: string) => number;
};

export interface Drafts {
  /** The answer for a task; undefined where the model had nothing to say. Rejects when `signal` aborts; drafts go on then. */
  follow(task: InsertTask, span: TraceSpan, signal: AbortSignal): Promise<Answer | undefined>;
  /** An answer that was not shown may be joined by whoever types along it. */
  keep(answer: Answer): void;
  abandon(uri: string): void;
}

export type Answer = { readonly draft: Draft; readonly result: DraftResult };

/** What came of waiting for one draft, or for the keys to pause. */
type Event =
  | { readonly kind: "answer"; readonly draft: Draft; readonly result: DraftResult | undefined }
  | { readonly kind: "failed"; readonly draft: Draft; readonly error: unknown }
  | { readonly kind: "pause" };

export function createDrafts(ports: DraftPorts): Drafts {
  const { schedule, clock } = ports;

  const leave = (draft: Draft): void => {
    draft.abort();
    schedule.forget(draft.task.document.uri, draft);
  };
  /** Never rejects: a draft that fails is one event among others. */
  const wait = async (draft: Draft, typed: string): Promise<Event> => {
    try {
      return { kind: "answer", draft, result: await draft.follow(typed) };
    } catch (error) {
      return { kind: "failed", draft, error };
    }
  };
  const pauseAfter = async (ms: number, signal: AbortSignal): Promise<Event> => {
    // Nobody listens any more where the wait was ended.
    await clock.wait(ms, signal).catch(() => undefined);
    return { kind: "pause" };
  };
  /** Drafts under way that a request may join, oldest first; the others have been outrun. */
  const join = (task: InsertTask): Map<Draft, Promise<Event>> => {
    const joined = new Map<Draft, Promise<Event>>();
    for (const draft of schedule.running(task.document.uri)) {
      const typed = draft.typedUntil(task);
      if (typed === undefined) leave(draft);
      else joined.set(draft, wait(draft, typed));
    }
    return joined;
  };

  return {
    async follow(task, span, signal) {
      signal.throwIfAborted();
      const { uri } = task.document;
      const waits = join(task);
      span.note("joined", waits.size > 0);
      const isSilent = (): boolean => [...waits.keys()].every((draft) => draft.isSilent());
      // While drafts begun for an older text say nothing, that text may be outgrown: the first pause is the time for another.
      const patience = waits.size > 0 && isSilent() ? new AbortController() : undefined;
      let pause = patience && pauseAfter(ports.pauseMs(uri), AbortSignal.any([signal, patience.signal]));
      const asked = new Set<Draft>();
      let blank: Answer | undefined;
      const ask = (after: "key" | "pause"): void => {
        const [oldest] = waits.keys();
        if (waits.size > 1 && oldest !== undefined) {
          waits.delete(oldest);
          leave(oldest);
        }
        const draft = ports.start(task, span, after);
        asked.add(draft);
        schedule.run(uri, draft);
        waits.set(draft, wait(draft, ""));
      };

      try {
        while (true) {
          if (waits.size === 0 && asked.size > 0) return blank;
          if (waits.size === 0) ask("key");
          const events = pause === undefined ? waits.values() : [...waits.values(), pause];
          const event = await untilAborted(Promise.race(events), signal);
          if (event.kind === "pause") {
            pause = undefined;
            if (isSilent()) ask("pause");
            continue;
          }
          const { draft } = event;
          waits.delete(draft);
          schedule.forget(uri, draft);
          if (event.kind === "failed") {
            if (waits.size === 0) throw event.error;
            continue;
          }
          if (event.result !== undefined && event.result.text.trim() !== "") {
            for (const other of waits.keys()) leave(other);
            return { draft, result: event.result };
          }
          draft.abort();
          if (event.result === undefined) ports.onMiss(uri);
          else if (asked.has(draft)) blank = { draft, result: event.result };
        }
      } finally {
        patience?.abort();
      }
    },

    keep: ({ draft }) => schedule.run(draft.task.document.uri, draft),

    abandon(uri) {
      for (const draft of schedule.running(uri)) leave(draft);
    },
  };
}
