// Owns finding out by one small hole whether a model fills holes at all; until that is known it is believed, and afterwards one that cannot is asked in chat.
import type { Prompt } from "../prompt/render.ts";
import { toFailure } from "../trace/failure.ts";
import { type Backend, COMPLETION_LIMITS } from "./backend.ts";
import { quoteReply } from "./wire-failures.ts";

/** A hole with one right answer, as a prompt for a backend: the sum in `def add(a, b):\n    return a ` that is cut off before its plus. */
export type TrialHole = (backend: Backend) => Prompt;

/** How an answer to the hole of a trial begins. */
export const FILLED = /^\s*\+\s*b\b/;

export type TrialPorts = {
  readonly hole: TrialHole;
  /** Hears once, in words, why the model is asked in chat from now on. */
  readonly onUnfit: (reason: string) => void;
};

/** The same backend, whose `fim` becomes `none` when its first use has shown that it cannot fill holes. */
export function withFimTrial(backend: Backend, { hole, onUnfit }: TrialPorts): Backend {
  let state: Verdict["kind"] = "untried";
  let trying: Promise<void> | undefined;
  const closing = new AbortController();

  const tryOnce = async (): Promise<void> => {
    const verdict = await fillHole(backend, hole(backend), closing.signal);
    state = verdict.kind;
    trying = undefined;
    if (verdict.kind === "unfit") onUnfit(verdict.reason);
  };
  const settle = async (): Promise<void> => {
    if (state !== "untried") return;
    trying ??= tryOnce();
    await trying;
  };

  return {
    ...backend,
    get fim() {
      return state === "unfit" ? ({ kind: "none" } as const) : backend.fim;
    },
    stream(prompt, limits, signal) {
      // Beside the first call: nobody who types waits for it.
      if (prompt.kind === "fim") void settle();
      return backend.stream(prompt, limits, signal);
    },
    settle,
    async dispose() {
      closing.abort();
      await backend.dispose();
    },
  };
}

type Verdict =
  /** What went wrong says nothing about holes: the next call tries again. */
  | { readonly kind: "untried" }
  | { readonly kind: "fit" }
  | { readonly kind: "unfit"; readonly reason: string };

async function fillHole(backend: Backend, prompt: Prompt, signal: AbortSignal): Promise<Verdict> {
  const who = `${backend.model} of backend "${backend.id}"`;
  let text = "";
  try {
    for await (const part of backend.stream(prompt, COMPLETION_LIMITS, signal)) {
      if (part.type === "text-delta") text += part.text;
    }
  } catch (error) {
    const { kind, message } = toFailure(error);
    // The endpoint is not there, or does not take what a hole is made of.
    const isAboutHoles = kind === "bad-reply" || kind === "unconfigured";
    if (!isAboutHoles) return { kind: "untried" };
    return { kind: "unfit", reason: `${who} cannot fill holes and is asked in chat: ${message}` };
  }
  if (FILLED.test(text)) return { kind: "fit" };
  const wrote = text.trim() === "" ? "nothing" : JSON.stringify(quoteReply(text, []));
  return { kind: "unfit", reason: `${who} cannot fill holes and is asked in chat: it put ${wrote} into one` };
}
