// Owns a model that runs on this computer, as a Backend: starts its process when needed, restarts it within bounds, ends it when idle.

import { statSync } from "node:fs";
import type { Prompt } from "../../prompt/render.ts";
import { untilAborted } from "../../trace/abort.ts";
import { Failure, toFailure } from "../../trace/failure.ts";
import type { Trace } from "../../trace/trace.ts";
import type { Backend, BackendPart, BackendRole, StreamLimits } from "../backend.ts";
import { type Clock, SYSTEM_CLOCK, startCallTimers } from "../call-limits.ts";
import type { CatalogueRow } from "../models/catalogue.ts";
import { type EngineChild, startEngine } from "./child.ts";
import type { CallReply, EngineCall } from "./messages.ts";
import { segmentsOf } from "./prompt-segments.ts";

export type EmbeddedOptions = {
  readonly model: CatalogueRow;
  /** Of the model file. */
  readonly path: string;
  readonly trace: Trace;
  /** For whom it was opened, in the log; it serves both. */
  readonly role?: BackendRole;
  readonly env?: NodeJS.ProcessEnv;
  readonly clock?: Clock;
  /** Bytes that a process may still take here. */
  readonly availableMemory?: () => number;
};

const MOST_RESTARTS = 3;
const RESTART_WINDOW_MS = 180_000;
// A model that nobody asks holds half a gigabyte or more; loading it anew takes about a second.
const IDLE_LIMIT_MS = 600_000;

// The shortest prompt there is: nobody is interested in it.
const FIRST_CALL: Omit<EngineCall, "id"> = {
  type: "warm",
  lane: "completion",
  segments: [{ type: "text", text: "\n" }],
  stop: [],
  maxTokens: 1,
  temperature: 0,
};

export function createEmbeddedBackend(options: EmbeddedOptions): Backend {
  const { model, path, trace, role, env = process.env, clock = SYSTEM_CLOCK } = options;
  const availableMemory = options.availableMemory ?? (() => process.availableMemory());
  let crashedAtMs: number[] = [];
  let engine: EngineChild | undefined;
  let stopIdleTimer = (): void => undefined;
  let lastId = 0;
  // What stands in the way of loading is told to whoever asks, so nobody is to be kept from asking.
  let cannotWake = false;
  // The engine that has read its first prompt, which takes it some memory and a moment.
  let awake: EngineChild | undefined;
  let waking: Promise<void> | undefined;
  let isDisposed = false;

  /** The engine, loaded; starts it where it is not running. */
  async function use(signal: AbortSignal): Promise<EngineChild> {
    if (signal.aborted) throw toFailure(signal.reason);
    stopIdleTimer();
    if (engine === undefined || engine.isGone) engine = start();
    await untilAborted(engine.loaded, signal).catch((error: unknown) => {
      throw toFailure(error);
    });
    cannotWake = false;
    return engine;
  }

  function start(): EngineChild {
    if (isDisposed) throw new Failure("unavailable", `${model.id} was closed`, { remedy: "ask again" });
    const bytes = statSync(path, { throwIfNoEntry: false })?.size;
    // A file that is cut short would be read over and over by the engine, until the limit of loading.
    if (bytes !== model.bytes) {
      const what = bytes === undefined ? "there" : `whole: ${bytes} of ${model.bytes} bytes`;
      throw new Failure("unconfigured", `the model file ${path} is not ${what}`, {
        remedy: `run \`treewright models pull ${model.id}\``,
      });
    }
    const freeBytes = availableMemory();
    if (freeBytes < model.memoryBytes) {
      const [free, needed] = [freeBytes, model.memoryBytes].map((each) => (each / 1e9).toFixed(1));
      throw new Failure("unavailable", `${model.id} needs ${needed} GB of memory, and ${free} GB are free`, {
        remedy: "close what uses the memory, or choose a smaller model or another backend",
      });
    }
    crashedAtMs = crashedAtMs.filter((ms) => ms > clock.now() - RESTART_WINDOW_MS);
    if (crashedAtMs.length > MOST_RESTARTS) {
      throw new Failure("unavailable", `the process of ${model.id} ended ${crashedAtMs.length} times`, {
        remedy: "close what uses the memory, choose a smaller model, or try again in 3 minutes",
      });
    }
    trace.log("info", `starting ${model.id}${role === undefined ? "" : ` for ${role}`}`);
    return startEngine({
      model: model.id,
      path,
      env,
      trace,
      onEnd(failure) {
        if (failure !== undefined) crashedAtMs.push(clock.now());
      },
    });
  }

  function restWhenIdle(): void {
    stopIdleTimer();
    if (engine === undefined || engine.isGone || engine.callsOpen > 0) return;
    const resting = engine;
    stopIdleTimer = clock.after(IDLE_LIMIT_MS, () => {
      engine = undefined;
      void resting.kill();
    });
  }

  async function* replies(
    call: EngineCall,
    limits: StreamLimits | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<CallReply> {
    const running = await use(signal);
    const timers =
      limits === undefined
        ? undefined
        : startCallTimers({ who: model.id, limits, totalMs: limits.totalMs, clock }, signal);
    const conversation = running.open(call);
    try {
      for (;;) {
        timers?.listen();
        const reply = await conversation.replies.next(timers?.signal ?? signal);
        timers?.dataCame();
        yield reply;
        if (reply.type !== "text") return;
      }
    } finally {
      timers?.stop();
      conversation.close();
      restWhenIdle();
    }
  }

  async function wakeUp(): Promise<void> {
    const call = { ...FIRST_CALL, id: ++lastId };
    try {
      for await (const reply of replies(call, undefined, new AbortController().signal)) {
        // A keystroke that ended it does the same work.
        if (reply.type === "failed" && reply.kind !== "cancelled") cannotWake = true;
        else awake = engine;
      }
    } catch {
      cannotWake = true;
    }
  }

  return {
    id: "embedded",
    model: model.id,
    fim: { kind: "dialect", dialect: model.fimDialect, finishesWords: true },
    canChat: true,
    isLocal: true,
    wake() {
      const isAwake = awake !== undefined && awake === engine && !awake.isGone;
      if (isAwake || cannotWake) return true;
      waking ??= wakeUp().finally(() => {
        waking = undefined;
      });
      return false;
    },
    async *stream(prompt, limits, signal) {
      for await (const reply of replies(callFor("generate", ++lastId, prompt), limits, signal)) {
        yield* partsOf(reply);
      }
    },
    async warm(prompt, signal) {
      for await (const reply of replies(callFor("warm", ++lastId, prompt), undefined, signal)) {
        // A keystroke that came in between has ended it, and does the same work.
        if (reply.type === "failed" && reply.kind !== "cancelled") throw failureOf(reply);
      }
    },
    async dispose() {
      isDisposed = true;
      stopIdleTimer();
      await engine?.kill();
    },
  };
}

function callFor(type: EngineCall["type"], id: number, prompt: Prompt): EngineCall {
  return {
    type,
    id,
    lane: prompt.kind === "fim" ? "completion" : "chat",
    segments: segmentsOf(prompt),
    stop: prompt.stop,
    maxTokens: prompt.maxTokens,
    temperature: prompt.temperature,
    ...(prompt.seed === undefined ? {} : { seed: prompt.seed }),
  };
}

function partsOf(reply: CallReply): readonly BackendPart[] {
  switch (reply.type) {
    case "text":
      return [
        { type: "usage", usage: reply.usage },
        {
          type: "text-delta",
          text: reply.text,
          ...(reply.likelihood === undefined ? {} : { likelihood: reply.likelihood }),
        },
      ];
    case "done":
      return [
        { type: "usage", usage: reply.usage },
        { type: "end", reason: reply.reason },
      ];
    case "failed":
      throw failureOf(reply);
  }
}

function failureOf({ kind, message, remedy }: Extract<CallReply, { readonly type: "failed" }>): Failure {
  return new Failure(kind, message, remedy === undefined ? {} : { remedy });
}
