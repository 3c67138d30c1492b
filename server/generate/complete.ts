// Owns a completion request from its turn to its candidates: reuse, join or ask, then fit, verify and weigh. Knows no rewriting.
import type { InsertTask } from "../context/collect.ts";
import { cursorLine } from "../documents/documents.ts";
import type { TextEdit } from "../documents/text.ts";
import { untilAborted } from "../trace/abort.ts";
import { toFailure } from "../trace/failure.ts";
import type { TraceSpan } from "../trace/trace.ts";
import type { CheckReport } from "../verify/verify.ts";
import { probabilityOf } from "./answer.ts";
import type { BackendHealth } from "./backend-health.ts";
import { createCompletionCache, type Known } from "./cache.ts";
import { type Clock, throwIfCancelled } from "./clock.ts";
import { confidenceOf, LEAST_CONFIDENCE } from "./confidence.ts";
import { type Draft, type DraftResult, startDraft } from "./draft.ts";
import { type Answer, createDrafts } from "./drafts.ts";
import type { Feedback } from "./feedback.ts";
import type { Candidate, CompletionOutcome, Timings } from "./generate.ts";
import { insertionEdits } from "./insertion.ts";
import type { GeneratorPorts } from "./ports.ts";
import { refuseExcluded } from "./question.ts";
import { newId, type Records } from "./records.ts";
import { withRequiredOffered, withRequiredTyped } from "./required-prefix.ts";
import type { Rhythm } from "./rhythm.ts";
import { createSchedule } from "./schedule.ts";

type Complete = (task: InsertTask, signal: AbortSignal) => Promise<CompletionOutcome>;

export type CompleteParts = {
  readonly records: Records;
  readonly health: BackendHealth;
  readonly clock: Clock;
  readonly rhythm: Rhythm;
  readonly feedback: Feedback;
};

// Further candidates have to differ from the first.
const OTHER_TEMPERATURE = 0.7;

export function createComplete(ports: GeneratorPorts, parts: CompleteParts): Complete {
  const { records, health, clock, rhythm, feedback } = parts;
  const cache = createCompletionCache(() => clock.now());
  // Another model, or another taste, may say something else.
  ports.settings.subscribe(() => cache.clear());
  const schedule = createSchedule<Draft>();

  const start = (task: InsertTask, sample: number, span: TraceSpan, after: "key" | "pause"): Draft =>
    startDraft(ports, {
      task,
      temperature: sample === 0 ? 0 : OTHER_TEMPERATURE,
      ...(sample === 0 ? {} : { seed: (ports.seed ?? 0) + sample }),
      delayMs: (isLocal) => (after === "pause" ? 0 : rhythm.delayMs(task, isLocal)),
      open: (signal) => schedule.open(task.document.uri, signal),
      clock,
      span,
    });
  const drafts = createDrafts({
    schedule,
    clock,
    start: (task, span, after) => start(task, 0, span, after),
    onMiss: (uri) => rhythm.missed(uri),
    pauseMs: (uri) => rhythm.pauseMs(uri),
  });

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

  /** One answer of the model as a candidate, or why it is none; an unsure one may be sure enough once somebody has typed along it. */
  const candidateOf = (
    task: InsertTask,
    result: DraftResult,
    span: TraceSpan,
    startMs: number,
  ): Weighed | Silent => {
    health.worked();
    if (result.notes.firstTokenMs !== undefined) rhythm.answered(result.notes.firstTokenMs);
    const judged = fitAndVerify(task, result, span);
    const { edit, reports } = judged;
    if (edit === undefined) return { reason: judged.reason, isUnsure: false };
    const position = task.scope?.position ?? "code";
    const end = result.typed + firstLineEnd(result.text);
    const confidence = confidenceOf({
      text: edit.newText,
      position,
      beginsLine: cursorLine(task.document, task.offset).before.trim() === "",
      probability: probabilityOf(result.notes, result.typed, end),
      isTrimmed: reports.some(({ verdict }) => verdict === "trim"),
      keptShare: feedback.keptShare(position),
      misses: rhythm.misses(task.document.uri),
    });
    span.note("confidence", confidence);
    const least = LEAST_CONFIDENCE[ports.settings.current().completion.eagerness];
    if (task.trigger === "typing" && confidence < least)
      return { reason: "not sure enough to show it unasked", isUnsure: true };
    const id = newId();
    records.add({
      id,
      task: task.kind,
      uri: task.document.uri,
      backend: result.backend.id,
      model: result.backend.model,
      timings: timingsOf(result, clock.now() - startMs),
      ...(result.notes.usage === undefined ? {} : { usage: result.notes.usage }),
      items: result.items,
      checks: reports,
      outcome: "offered",
    });
    const { toImport } = judged;
    return { candidate: { id, edit, ...(toImport.length === 0 ? {} : { toImport }) }, confidence };
  };

  /** What is known of a place already; no model is told anything for it. */
  const recall = (
    task: InsertTask,
    known: Known | undefined,
    span: TraceSpan,
  ): CompletionOutcome | undefined => {
    if (known === undefined || (known.kind === "offered" && known.asked < task.candidates)) return undefined;
    span.note("cached", true);
    if (known.kind === "nothing") return known;
    drafts.abandon(task.document.uri);
    return { kind: "offered", candidates: known.candidates };
  };
  /** What is known, without what does not fit an indentation that has changed. */
  const find = (task: InsertTask): Known | undefined => {
    const known = cache.find(task);
    if (known?.kind !== "offered" || !known.isMoved) return known;
    const candidates = known.candidates.flatMap(({ edit, ...rest }) => {
      const judged = judge(ports, task, [edit]);
      return judged.edit === undefined ? [] : [{ ...rest, edit: judged.edit }];
    });
    return candidates.length === 0 ? undefined : { ...known, candidates };
  };

  const ask = async (
    task: InsertTask,
    known: Known | undefined,
    span: TraceSpan,
    signal: AbortSignal,
  ): Promise<CompletionOutcome> => {
    await untilAborted(refuseExcluded(ports, task), signal);
    const startMs = clock.now();
    const samples = Array.from({ length: task.candidates }, (_, sample) => sample);
    const results = await Promise.all(
      samples.map(async (sample) => {
        if (sample === 0) return known === undefined ? drafts.follow(task, span, signal) : undefined;
        return untilAborted(startOther(start(task, sample, span, "pause"), signal), signal);
      }),
    );
    signal.throwIfAborted();
    const weighed: Weighed[] = [];
    let reason = "the model had nothing to say";
    for (const answer of results) {
      if (answer === undefined) continue;
      const found = candidateOf(task, answer.result, span, startMs);
      if (!("reason" in found)) weighed.push(found);
      else {
        reason = found.reason;
        if (found.isUnsure) drafts.keep(answer);
      }
    }
    const candidates = ranked(known?.candidates ?? [], weighed);
    if (candidates.length === 0) {
      cache.addNothing(task, reason);
      return { kind: "nothing", reason };
    }
    cache.add(task, candidates);
    return { kind: "offered", candidates };
  };

  return async (task, signal) => {
    throwIfCancelled(signal);
    const { uri } = task.document;
    const span = ports.trace.start("completion");
    const turn = schedule.begin(uri);
    rhythm.asked(uri);
    try {
      const typed = withRequiredTyped(task);
      const known = find(typed);
      const recalled = recall(typed, known, span);
      const outcome = withRequiredOffered(
        task,
        recalled ?? (await ask(typed, known, span, turn.signalWith(signal))),
      );
      span.note("outcome", outcome.kind === "nothing" ? outcome.reason : outcome.kind);
      const [first] = outcome.kind === "offered" ? outcome.candidates : [];
      if (first !== undefined) feedback.offered(task.document, first, () => task.scope?.position ?? "code");
      return outcome;
    } catch (error) {
      // Nobody waits for the drafts any more, unless a newer request has taken them over.
      if (signal.aborted && !turn.isSuperseded()) drafts.abandon(uri);
      throwIfCancelled(signal, error);
      if (turn.isSuperseded()) return { kind: "superseded" };
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

/** Behind the first line that is not blank. */
function firstLineEnd(text: string): number {
  return /^\s*[^\n]*/.exec(text)?.[0].length ?? 0;
}

type Silent = { readonly reason: string; readonly isUnsure: boolean };
type Weighed = { readonly candidate: Candidate; readonly confidence: number };

/** Candidates that differ, those known before first, then the surest; the first sample stays before others as sure as it. */
function ranked(known: readonly Candidate[], weighed: readonly Weighed[]): readonly Candidate[] {
  const surest = [...weighed].sort((a, b) => b.confidence - a.confidence).map(({ candidate }) => candidate);
  return [...known, ...surest].filter(
    (each, index, all) => all.findIndex((other) => isSameEdit(other.edit, each.edit)) === index,
  );
}

/** A further sample belongs to its request alone. */
async function startOther(draft: Draft, signal: AbortSignal): Promise<Answer | undefined> {
  const stop = (): void => draft.abort();
  signal.addEventListener("abort", stop, { once: true });
  try {
    const result = await draft.follow("");
    return result && { draft, result };
  } catch {
    // One candidate fewer to choose from; what is wrong with the backend, the first one tells.
    return undefined;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

type Judged =
  | {
      readonly edit: TextEdit;
      readonly reports: readonly CheckReport[];
      readonly toImport: readonly string[];
    }
  | { readonly edit?: undefined; readonly reason: string; readonly reports: readonly CheckReport[] };

/** The first of the edits that passes the checks. */
function judge(ports: GeneratorPorts, task: InsertTask, edits: readonly TextEdit[]): Judged {
  const { document, syntax } = task;
  let refused: Judged = { reason: "the model had nothing to say", reports: [] };
  for (const edit of edits) {
    const proposed = { document, syntax, edit, purpose: "insert" } as const;
    const { verdict, reports, toImport } = ports.verifier.check(proposed);
    switch (verdict.kind) {
      case "accept":
        return { edit, reports, toImport };
      case "trim":
        return { edit: { span: edit.span, newText: verdict.newText }, reports, toImport };
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

/** Blanks make no difference to somebody who chooses. */
function isSameEdit(a: TextEdit, b: TextEdit): boolean {
  const words = ({ newText }: TextEdit): string => newText.replace(/\s+/g, " ").trim();
  return words(a) === words(b) && a.span.end === b.span.end;
}
