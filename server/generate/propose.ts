// Owns a rewrite from its task to a verified proposal, with one round of repair; whether the document is still the same others decide.

import { ACTION_LIMITS, type Backend } from "../backends/backend.ts";
import type { RewriteTask } from "../context/collect.ts";
import type { TextEdit } from "../documents/text.ts";
import type { Prompt } from "../prompt/render.ts";
import { untilAborted } from "../trace/abort.ts";
import { Failure } from "../trace/failure.ts";
import type { TraceSpan } from "../trace/trace.ts";
import type { CheckReport } from "../verify/verify.ts";
import { type AnswerNotes, createNotes, readText } from "./answer.ts";
import { type Clock, throwIfCancelled } from "./clock.ts";
import type { Progress, Proposal } from "./generate.ts";
import type { GeneratorPorts } from "./ports.ts";
import { questionForRewrite } from "./question.ts";
import { newId, type Records } from "./records.ts";

type Propose = (task: RewriteTask, progress: Progress, signal: AbortSignal) => Promise<Proposal>;

const MOST_ROUNDS = 2;
// A small model asked again the same way mostly says the same again.
const SECOND_TEMPERATURE = 0.4;
const SECOND_SEED = 2;
// A rewrite longer than this is no rewrite of one function (UTF-16 units, F42).
const LONGEST_ANSWER = 1_048_576;
const FENCE = /^[ \t]*(?:```|~~~)/gm;

export function createPropose(
  ports: GeneratorPorts,
  { records, clock }: { readonly records: Records; readonly clock: Clock },
): Propose {
  const run = async (
    task: RewriteTask,
    progress: Progress,
    span: TraceSpan,
    signal: AbortSignal,
  ): Promise<Proposal> => {
    const startMs = clock.now();
    const backend = await ports.backends.forEdits();
    signal.throwIfAborted();
    progress("reading context");
    const question = await questionForRewrite(ports, { task, asked: backend }, signal);
    const { items } = question;
    const contextMs = question.collected.durationMs;

    let { prompt } = question;
    const reports: CheckReport[] = [];
    let reasons: readonly string[] = [];
    for (let round = 1; round <= MOST_ROUNDS; round++) {
      if (round > 1) progress(`second try: ${reasons.join("; ")}`);
      const writing = span.child(`round ${round}`);
      const answer = await write({ ports, task, backend, prompt, progress, span: writing, clock }, signal);
      writing.end();
      progress("checking");
      const judged = judge(ports, task, answer);
      reports.push(...judged.reports);
      if (judged.edits !== undefined) {
        const id = newId();
        const { firstTokenMs, usage } = answer.notes;
        records.add({
          id,
          task: task.intent.kind,
          uri: task.document.uri,
          backend: backend.id,
          model: backend.model,
          timings: {
            totalMs: clock.now() - startMs,
            contextMs,
            ...(firstTokenMs === undefined ? {} : { firstTokenMs }),
          },
          ...(usage === undefined ? {} : { usage }),
          items,
          checks: reports,
          outcome: "proposed",
        });
        const { uri, version } = task.document;
        return {
          id,
          label: task.label,
          changes: [{ uri, version, edits: judged.edits }],
          checks: reports,
          rounds: round,
        };
      }
      reasons = judged.reasons;
      span.note(`round ${round}`, reasons.join("; "));
      const repair = ports.prompts.renderRepair(prompt, answer.text, reasons);
      const seed = (ports.seed ?? 0) + SECOND_SEED;
      prompt = backend.isLocal ? { ...repair, temperature: SECOND_TEMPERATURE, seed } : repair;
    }
    throw new Failure(
      "refused",
      `${backend.model} gave no usable answer in ${MOST_ROUNDS} tries: ${reasons.join("; ")}`,
      {
        remedy: "try again, or choose a larger model for edits",
      },
    );
  };

  return async (task, progress, signal) => {
    throwIfCancelled(signal);
    const span = ports.trace.start(task.intent.kind);
    try {
      return await untilAborted(run(task, progress, span, signal), signal);
    } catch (error) {
      throwIfCancelled(signal, error);
      throw error;
    } finally {
      span.end();
    }
  };
}

type Answer = { readonly text: string; readonly notes: AnswerNotes; readonly isWhole: boolean };

type Writing = {
  readonly ports: GeneratorPorts;
  readonly task: RewriteTask;
  readonly backend: Backend;
  readonly prompt: Prompt;
  readonly progress: Progress;
  readonly span: TraceSpan;
  readonly clock: Clock;
};

/** Reads the answer up to its end, or up to the end of its first code block if that is all that was wanted. */
async function write(writing: Writing, signal: AbortSignal): Promise<Answer> {
  const { ports, task, backend, prompt, progress, span, clock } = writing;
  const notes = createNotes();
  const startMs = clock.now();
  const parts = backend.stream(prompt, ACTION_LIMITS, signal);
  let text = "";
  let lines = 0;
  let seenFences = 0;
  for await (const piece of readText(parts, notes, span, () => clock.now() - startMs)) {
    text += piece;
    if (text.length > LONGEST_ANSWER) return { text, notes, isWhole: false };
    if (!piece.includes("\n") && !piece.includes("`")) continue;
    const written = text.split("\n").length - 1;
    if (written > lines) progress(`${backend.model} writes: ${written} ${written === 1 ? "line" : "lines"}`);
    lines = written;
    const fences = text.match(FENCE)?.length ?? 0;
    // Small models go on talking behind the code; once a block is all that was wanted, the rest need not be waited for.
    const answer = { text, notes, isWhole: true };
    if (fences > seenFences && fences > 1 && judge(ports, task, answer).edits !== undefined) return answer;
    seenFences = fences;
  }
  signal.throwIfAborted();
  return { text, notes, isWhole: notes.end === "stop" };
}

type Judged =
  | { readonly edits: readonly TextEdit[]; readonly reports: readonly CheckReport[] }
  | {
      readonly edits?: undefined;
      readonly reasons: readonly string[];
      readonly reports: readonly CheckReport[];
    };

function judge(ports: GeneratorPorts, task: RewriteTask, answer: Answer): Judged {
  if (answer.notes.end === "refused") return unfit("the model refused to answer");
  // A rewrite that was cut off is never applied: what is missing cannot be told from what was to be removed.
  if (!answer.isWhole) return unfit("the answer was cut off before its end");
  const planned = ports.plan(task, answer.text);
  if (planned.kind === "unusable") {
    return {
      reasons: [planned.message],
      reports: [{ id: "usable", verdict: "fail", message: planned.message }],
    };
  }
  const { edit, alsoEdit } = planned;
  const { document, syntax, target, symbol, intent } = task;
  const { verdict, reports } = ports.verifier.check({
    document,
    syntax,
    edit,
    purpose: "rewrite",
    alsoEdit,
    target,
    ...(intent.kind === "implement-body" && symbol !== undefined ? { implemented: symbol } : {}),
  });
  switch (verdict.kind) {
    case "accept":
      return { edits: [edit, ...alsoEdit], reports };
    case "trim":
      return { reasons: [verdict.why], reports };
    case "reject":
      return { reasons: [verdict.message], reports };
  }
}

function unfit(message: string): Judged {
  return { reasons: [message], reports: [{ id: "whole", verdict: "fail", message }] };
}
