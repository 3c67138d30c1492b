// Owns a completion request from its turn to its candidates: reuse, join or ask, then fit and verify. Knows no rewriting.

import type { InsertTask } from "../context/collect.ts";
import type { TextEdit } from "../documents/text.ts";
import { untilAborted } from "../trace/abort.ts";
import { toFailure } from "../trace/failure.ts";
import type { TraceSpan } from "../trace/trace.ts";
import type { CheckReport } from "../verify/verify.ts";
import type { BackendHealth } from "./backend-health.ts";
import { createCompletionCache } from "./cache.ts";
import { type Clock, throwIfCancelled } from "./clock.ts";
import { type Draft, type DraftResult, startDraft } from "./draft.ts";
import type { Candidate, CompletionOutcome, Timings } from "./generate.ts";
import { insertionEdits } from "./insertion.ts";
import type { GeneratorPorts } from "./ports.ts";
import { refuseExcluded } from "./question.ts";
import { newId, type Records } from "./records.ts";
import { withRequiredOffered, withRequiredTyped } from "./required-prefix.ts";
import { createSchedule } from "./schedule.ts";

type Complete = (task: InsertTask, signal: AbortSignal) => Promise<CompletionOutcome>;

export type CompleteParts = {
  readonly records: Records;
  readonly health: BackendHealth;
  readonly clock: Clock;
};

// Keys closer together than this are one burst; a model behind a network is asked when the burst pauses (milliseconds).
const BURST_GAP_MS = 250;
const DEBOUNCE_MS = 75;
// Further candidates have to differ from the first.
const OTHER_TEMPERATURE = 0.7;

export function createComplete(ports: GeneratorPorts, { records, health, clock }: CompleteParts): Complete {
  const cache = createCompletionCache();
  const schedule = createSchedule<Draft>(() => clock.now());

  const start = (task: InsertTask, sample: number, span: TraceSpan): Draft => {
    const gapMs = schedule.lastGapMs(task.document.uri);
    const isBurst = task.trigger === "typing" && gapMs !== undefined && gapMs < BURST_GAP_MS;
    return startDraft(ports, {
      task,
      temperature: sample === 0 ? 0 : OTHER_TEMPERATURE,
      ...(sample === 0 ? {} : { seed: (ports.seed ?? 0) + sample }),
      debounceMs: isBurst ? DEBOUNCE_MS : 0,
      open: (signal) => schedule.open(task.document.uri, signal),
      clock,
      span,
    });
  };

  /** The answer to wait for: of the running draft while it agrees with what was typed, else of a new one. */
  const draftFor = async (
    task: InsertTask,
    span: TraceSpan,
    signal: AbortSignal,
  ): Promise<DraftResult | undefined> => {
    const { uri } = task.document;
    const finish = async (draft: Draft, typed: string): Promise<DraftResult | undefined> => {
      const result = await untilAborted(draft.follow(typed), signal);
      schedule.setRunning(uri, undefined, draft);
      return result;
    };
    const running = schedule.running(uri);
    const typed = running?.typedUntil(task);
    if (running !== undefined && typed !== undefined) {
      const joined = await finish(running, typed);
      span.note("joined", joined !== undefined);
      if (joined !== undefined && joined.text.trim() !== "") return joined;
    }
    running?.abort();
    const draft = start(task, 0, span);
    schedule.setRunning(uri, draft);
    return finish(draft, "");
  };

  const fitAndVerify = (task: InsertTask, result: DraftResult, span: TraceSpan): Judged => {
    if (result.end === "refused") return { reason: "the model refused to answer", reports: [] };
    const isCut = result.end === "truncated" || result.end === "length";
    const text = isCut ? result.text.slice(0, result.text.lastIndexOf("\n") + 1) : result.text;
    const verifying = span.child("verify");
    try {
      return judge(ports, task, insertionEdits(task, text));
    } finally {
      verifying.end();
    }
  };

  const answer = async (
    task: InsertTask,
    span: TraceSpan,
    signal: AbortSignal,
  ): Promise<CompletionOutcome> => {
    await refuseExcluded(ports, task);
    const known = cache.find(task.document, task.offset);
    if (known.length > 0) {
      span.note("cached", true);
      schedule.running(task.document.uri)?.abort();
      return { kind: "offered", candidates: known };
    }
    const startMs = clock.now();
    const candidates: Candidate[] = [];
    let reason = "the model had nothing to say";
    for (let sample = 0; sample < task.candidates; sample++) {
      const result = await (sample === 0
        ? draftFor(task, span, signal)
        : untilAborted(startOther(start(task, sample, span), signal), signal));
      if (result === undefined) continue;
      health.worked();
      const judged = fitAndVerify(task, result, span);
      const { edit } = judged;
      if (edit === undefined) {
        reason = judged.reason;
        continue;
      }
      if (candidates.some((other) => isSameEdit(other.edit, edit))) continue;
      const id = newId();
      candidates.push({ id, edit });
      records.add({
        id,
        task: task.kind,
        uri: task.document.uri,
        backend: result.backend.id,
        model: result.backend.model,
        timings: timingsOf(result, clock.now() - startMs),
        ...(result.notes.usage === undefined ? {} : { usage: result.notes.usage }),
        items: result.items,
        checks: judged.reports,
        outcome: "offered",
      });
    }
    signal.throwIfAborted();
    if (candidates.length === 0) return { kind: "nothing", reason };
    cache.add(task.document, task.offset, candidates);
    return { kind: "offered", candidates };
  };

  return async (task, signal) => {
    throwIfCancelled(signal);
    const { uri } = task.document;
    const span = ports.trace.start("completion");
    const turn = schedule.begin(uri);
    try {
      const either = AbortSignal.any([signal, turn.signal]);
      const outcome = withRequiredOffered(task, await answer(withRequiredTyped(task), span, either));
      span.note("outcome", outcome.kind === "nothing" ? outcome.reason : outcome.kind);
      return outcome;
    } catch (error) {
      // Nobody waits for the draft any more, unless a newer request has taken it over.
      if (signal.aborted && !turn.signal.aborted) schedule.running(uri)?.abort();
      throwIfCancelled(signal, error);
      if (turn.signal.aborted) return { kind: "superseded" };
      const failure = toFailure(error);
      span.note("failure", failure.kind);
      if (failure.kind === "bug") ports.trace.reportBug("completion failed", error);
      else if (failure.kind !== "forbidden") health.failed(failure);
      return { kind: "nothing", reason: failure.message, failure };
    } finally {
      turn.end();
      span.end();
    }
  };
}

/** A further sample belongs to its request alone. */
async function startOther(draft: Draft, signal: AbortSignal): Promise<DraftResult | undefined> {
  const stop = (): void => draft.abort();
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await draft.follow("");
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

type Judged =
  | { readonly edit: TextEdit; readonly reports: readonly CheckReport[] }
  | { readonly edit?: undefined; readonly reason: string; readonly reports: readonly CheckReport[] };

/** The first of the edits that passes the checks. */
function judge(ports: GeneratorPorts, task: InsertTask, edits: readonly TextEdit[]): Judged {
  const { document, syntax } = task;
  let refused: Judged = { reason: "the model had nothing to say", reports: [] };
  for (const edit of edits) {
    const { verdict, reports } = ports.verifier.check({ document, syntax, edit, purpose: "insert" });
    switch (verdict.kind) {
      case "accept":
        return { edit, reports };
      case "trim":
        return { edit: { span: edit.span, newText: verdict.newText }, reports };
      case "reject":
        refused = { reason: verdict.message, reports };
    }
  }
  return refused;
}

function timingsOf({ notes, contextMs }: DraftResult, totalMs: number): Timings {
  return {
    totalMs,
    contextMs,
    ...(notes.firstTokenMs === undefined ? {} : { firstTokenMs: notes.firstTokenMs }),
  };
}

function isSameEdit(a: TextEdit, b: TextEdit): boolean {
  return a.newText === b.newText && a.span.end === b.span.end;
}
