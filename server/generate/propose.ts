// Owns an action from its task to a verified proposal, with one round of repair.
import { ACTION_LIMITS, type Backend } from "../backends/backend.ts";
import type { ActionTask } from "../context/collect.ts";
import type { ChatPrompt, Prompt } from "../prompt/render.ts";
import { untilAborted } from "../trace/abort.ts";
import { Failure } from "../trace/failure.ts";
import type { TraceSpan } from "../trace/trace.ts";
import type { CheckReport } from "../verify/verify.ts";
import { createNotes, readText } from "./answer.ts";
import { type Clock, throwIfCancelled } from "./clock.ts";
import type { Progress, Proposal } from "./generate.ts";
import { type Answer, bringUpToDate, type Judged, judge, type Styled } from "./judge.ts";
import type { GeneratorPorts } from "./ports.ts";
import { questionForAction, refuseExcluded } from "./question.ts";
import { newId, type Records } from "./records.ts";
import { bestOf, type Sample } from "./samples.ts";
import type { Turns } from "./turns.ts";

type Propose = (task: ActionTask, progress: Progress, signal: AbortSignal) => Promise<Proposal>;

const MOST_ROUNDS = 2;
// A small model asked again the same way mostly says the same again.
const SECOND_TEMPERATURE = 0.4;
const SECOND_SEED = 2;
// A rewrite longer than this is no rewrite of one function (UTF-16 units, F42).
const LONGEST_ANSWER = 1_048_576;
/** Checks that tell of what no answer may do, not of one that is no good. */
const FORBIDDING: readonly string[] = ["security", "secrets", "hidden-characters"];
const FENCE = /^[ \t]*(?:```|~~~)/gm;

export function createPropose(
  ports: GeneratorPorts,
  { records, turns, clock }: { readonly records: Records; readonly turns: Turns; readonly clock: Clock },
): Propose {
  const run = async (
    task: ActionTask,
    progress: Progress,
    span: TraceSpan,
    signal: AbortSignal,
  ): Promise<Proposal> => {
    const startMs = clock.now();
    await refuseExcluded(ports, task);
    const backend = await ports.backends.forEdits();
    signal.throwIfAborted();
    progress("reading context");
    const question = await questionForAction(ports, { task, asked: backend }, signal);
    const { items, style } = question;
    const contextMs = question.collected.durationMs;

    const before = turns.last(task.document.uri);
    const isFollowUp = task.kind === "rewrite-span" && before !== undefined && task.follows === before.id;
    let prompt = isFollowUp
      ? ports.prompts.renderFollowUp(task, before.prompt, before.answer)
      : question.prompt;
    const reports: CheckReport[] = [];
    let reasons: readonly string[] = [];
    for (let round = 1; round <= MOST_ROUNDS; round++) {
      if (round > 1) progress(`second try: ${reasons.join("; ")}`);
      const drawn = async (place: number): Promise<Sample> => {
        const writing = span.child(`round ${round}${place === 0 ? "" : `, answer ${place + 1}`}`);
        const asked = place === 0 ? prompt : variant(backend, prompt, (ports.seed ?? 0) + place);
        const answer = await write(
          { ports, task, style, backend, prompt: asked, progress, span: writing, clock },
          signal,
        );
        writing.end();
        progress("checking");
        const judged = await checkedByUser(ports, judge(ports, { task, style }, answer), signal);
        reports.push(...judged.reports);
        return { answer, judged };
      };
      const { samples } = ports.settings.current().edits;
      const { answer, judged } = await bestOf(round === 1 ? samples : 1, drawn);
      if (judged.made !== undefined) {
        const made = bringUpToDate(ports, task, judged.made);
        const id = newId();
        const { firstTokenMs, usage } = answer.notes;
        const totalMs = clock.now() - startMs;
        const timings = { totalMs, contextMs, ...(firstTokenMs === undefined ? {} : { firstTokenMs }) };
        records.add({
          id,
          task: task.intent.kind,
          uri: task.document.uri,
          backend: backend.id,
          model: backend.model,
          timings,
          ...(usage === undefined ? {} : { usage }),
          items,
          checks: reports,
          outcome: "proposed",
        });
        turns.keep({ id, task, prompt, answer: answer.text });
        return { id, label: task.label, about: task.document, ...made, checks: reports, rounds: round };
      }
      reasons = judged.reasons;
      span.note(`round ${round}`, reasons.join("; "));
      const repair = ports.prompts.renderRepair(task, prompt, { answer: answer.text, reasons });
      prompt = variant(backend, repair, (ports.seed ?? 0) + SECOND_SEED);
    }
    throw new Failure(
      FORBIDDING.includes(reports.at(-1)?.id ?? "") ? "forbidden" : "refused",
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

/** The same question, to be answered in another way; what providers let one set differs too much to set it. */
function variant(backend: Backend, prompt: ChatPrompt, seed: number): ChatPrompt {
  return backend.isLocal ? { ...prompt, temperature: SECOND_TEMPERATURE, seed } : prompt;
}

/** What was made, as far as the user's own checker has nothing new to say about it. */
async function checkedByUser(ports: GeneratorPorts, judged: Judged, signal: AbortSignal): Promise<Judged> {
  if (judged.made === undefined || ports.checkByUser === undefined) return judged;
  const reports = [...judged.reports];
  for (const { document, edits } of judged.made.changes) {
    const found = await ports.checkByUser(document, document.with(edits), signal);
    reports.push(...found.reports);
    if (found.reasons.length > 0) return { reasons: found.reasons, reports };
  }
  return { made: judged.made, reports };
}

type Writing = Styled & {
  readonly ports: GeneratorPorts;
  readonly backend: Backend;
  readonly prompt: Prompt;
  readonly progress: Progress;
  readonly span: TraceSpan;
  readonly clock: Clock;
};

/** Reads the answer up to its end, or up to the end of its first code block if that is all that was wanted. */
async function write(writing: Writing, signal: AbortSignal): Promise<Answer> {
  const { ports, task, style, backend, prompt, progress, span, clock } = writing;
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
    const isComplete = fences > seenFences && fences > 1 && task.kind === "rewrite-span";
    if (isComplete && judge(ports, { task, style }, answer).made !== undefined) return answer;
    seenFences = fences;
  }
  signal.throwIfAborted();
  return { text, notes, isWhole: notes.end === "stop" };
}
