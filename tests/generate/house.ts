// Owns the rooms around the generator in these tests: real documents, syntax, prompts, plans and checks, a backend on strings.

import type { Backend, BackendPart, EndReason } from "../../server/backends/backend.ts";
import { createSettings } from "../../server/config/settings.ts";
import { createDocuments } from "../../server/documents/documents.ts";
import { createPlanRewrite } from "../../server/edits/plan.ts";
import { createCompletions } from "../../server/features/inline-completion.ts";
import type { Clock } from "../../server/generate/clock.ts";
import { createGenerator } from "../../server/generate/generate.ts";
import type { BackendState, GeneratorPorts } from "../../server/generate/ports.ts";
import {
  type Prompt,
  renderAction,
  renderFollowUp,
  renderInsert,
  renderRepair,
  unseenItems,
} from "../../server/prompt/render.ts";
import { createSyntax } from "../../server/syntax/syntax.ts";
import { Failure } from "../../server/trace/failure.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { createVerifier } from "../../server/verify/verify.ts";
import { PATIENT } from "../syntax/open-syntax.ts";

/** One call upstream, answered by hand. */
export type Call = {
  readonly prompt: Prompt;
  readonly signal: AbortSignal;
  readonly isClosed: () => boolean;
  say(text: string): void;
  end(reason?: EndReason): void;
  /** Ends the wire without an end part, or with a failure. */
  drop(failure?: Failure): void;
};

export type StringBackend = Backend & {
  readonly calls: readonly Call[];
  readonly openCalls: () => number;
  readonly mostOpen: () => number;
};

export type BackendOptions = {
  /** Keeps what it has read: hears what it is to read ahead. */
  readonly warm?: (prompt: Prompt, signal: AbortSignal) => Promise<void>;
  /** Answers every call at once, in these pieces; without it calls wait for the test. */
  readonly answers?: (prompt: Prompt, call: number) => readonly BackendPart[];
  readonly isLocal?: boolean;
  readonly canFim?: boolean;
};

export function createStringBackend(options: BackendOptions = {}): StringBackend {
  const calls: Call[] = [];
  let open = 0;
  let most = 0;
  return {
    id: "strings",
    model: "strings-1b",
    fim: options.canFim === false ? { kind: "none" } : { kind: "suffix" },
    canChat: true,
    isLocal: options.isLocal ?? true,
    ...(options.warm === undefined ? {} : { warm: options.warm }),
    calls,
    openCalls: () => open,
    mostOpen: () => most,
    async *stream(prompt, _limits, signal) {
      const queue: (BackendPart | { readonly type: "drop"; readonly failure: Failure | undefined })[] = [];
      let wake = (): void => undefined;
      let isClosed = false;
      const put = (part: (typeof queue)[number]): void => {
        queue.push(part);
        wake();
      };
      calls.push({
        prompt,
        signal,
        isClosed: () => isClosed,
        say: (text) => put({ type: "text-delta", text }),
        end: (reason = "stop") => put({ type: "end", reason }),
        drop: (failure) => put({ type: "drop", failure }),
      });
      for (const part of options.answers?.(prompt, calls.length - 1) ?? []) queue.push(part);
      open++;
      most = Math.max(most, open);
      const onAbort = (): void => wake();
      signal.addEventListener("abort", onAbort);
      try {
        while (true) {
          if (signal.aborted) throw new Failure("cancelled", "cancelled");
          const part = queue.shift();
          if (part === undefined) {
            if (options.answers !== undefined) return;
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
            continue;
          }
          if (part.type === "drop") {
            if (part.failure !== undefined) throw part.failure;
            return;
          }
          yield part;
          if (part.type === "end") return;
        }
      } finally {
        isClosed = true;
        open--;
        signal.removeEventListener("abort", onAbort);
      }
    },
    dispose: () => Promise.resolve(),
  };
}

/** An answer as parts, whole or one character at a time. */
export function partsOf(
  text: string,
  end: EndReason | undefined,
  isByCharacter = false,
): readonly BackendPart[] {
  const pieces = isByCharacter ? [...text] : [text];
  return [
    ...pieces.map((piece): BackendPart => ({ type: "text-delta", text: piece })),
    ...(end === undefined ? [] : [{ type: "end", reason: end } as const]),
  ];
}

/** A clock that stands still until it is moved, with those who wait on it. */
export function createHandClock() {
  let nowMs = 0;
  const waiting = new Set<{ readonly at: number; readonly resolve: () => void }>();
  const clock: Clock = {
    now: () => nowMs,
    wait: (ms, signal) =>
      new Promise((resolve, reject) => {
        const entry = { at: nowMs + ms, resolve };
        waiting.add(entry);
        signal.addEventListener("abort", () => {
          waiting.delete(entry);
          reject(new Failure("cancelled", "cancelled"));
        });
      }),
    after(ms, action) {
      const entry = { at: nowMs + ms, resolve: action };
      waiting.add(entry);
      return () => waiting.delete(entry);
    },
  };
  return {
    clock,
    waiting,
    advance(ms: number) {
      nowMs += ms;
      for (const entry of [...waiting]) {
        if (entry.at > nowMs) continue;
        waiting.delete(entry);
        entry.resolve();
      }
    },
  };
}

// Compiling the queries of a grammar takes longer than any of these tests; nothing of a document stays behind.
const syntax = createSyntax({
  limits: PATIENT,
  trace: createTrace({ write: (line) => process.stderr.write(`${line.text}\n`) }),
});

export function createHouse(
  backend: Backend,
  options: Pick<GeneratorPorts, "clock" | "checkByUser"> & {
    readonly later?: (work: () => void) => void;
  } = {},
) {
  const lines: string[] = [];
  const trace = createTrace({ write: (line) => lines.push(line.text) });
  const documents = createDocuments();
  const settings = createSettings();
  const states: BackendState[] = [];
  const generator = createGenerator({
    collect: { collect: () => Promise.resolve({ items: [], durationMs: 0, late: [], sources: [] }) },
    project: {
      notesFor: () => Promise.resolve({ items: [], sources: [] }),
      styleFor: () => Promise.resolve({}),
    },
    prompts: { renderInsert, renderAction, renderFollowUp, renderRepair, unseenItems },
    verifier: createVerifier({ trace }),
    plan: createPlanRewrite({ extract: (languageId, text) => syntax.extract(languageId, text) }),
    backends: {
      forCompletion: () => Promise.resolve(backend),
      forEdits: () => Promise.resolve(backend),
      forReadingAhead: () => Promise.resolve(backend.warm === undefined ? undefined : backend),
    },
    documents,
    snapshot: (document) => syntax.snapshot(document),
    languageOf: (path) => syntax.languageOf(path),
    settings,
    trace,
    isExcluded: (uri) => Promise.resolve(uri.endsWith("/.env")),
    relativePath: (uri) => uri.replace("file:///w/", ""),
    backendState: (state) => states.push(state),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    ...(options.checkByUser === undefined ? {} : { checkByUser: options.checkByUser }),
  });
  const completions = createCompletions({
    documents,
    syntax,
    settings,
    generator,
    ...(options.later === undefined ? {} : { later: options.later }),
  });
  documents.subscribe((event) => completions.noteEvent(event));
  return { documents, syntax, trace, settings, generator, completions, states, lines };
}

/** Lets every promise that can go on do so, several times over. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}
