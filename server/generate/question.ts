// Owns the step from a task to the prompt that a backend is sent: how much context, which, in which words. Asks nobody.
import type { Backend } from "../backends/backend.ts";
import type {
  ActionTask,
  Collected,
  ContextBudget,
  ContextItem,
  GenerationTask,
  InsertTask,
} from "../context/collect.ts";
import type { FileStyle } from "../edits/file-style.ts";
import type { ChatPrompt, Prompt, PromptTarget } from "../prompt/render.ts";
import { Failure } from "../trace/failure.ts";
import type { GeneratorPorts } from "./ports.ts";

/** What a prompt has to know of the backend it is made for. */
export type Asked = Pick<Backend, "fim" | "canChat" | "isLocal" | "window">;

export type Question<P extends Prompt = Prompt> = {
  readonly prompt: P;
  /** The items that stand in the prompt; what its window of the file shows anyway is not among them. */
  readonly items: readonly ContextItem[];
  readonly budget: ContextBudget;
  readonly collected: Collected;
};

export type Sampling = { readonly temperature: number; readonly seed?: number };

/** Late context is worse than a little less of it while somebody types (milliseconds). */
const TYPING_DEADLINE_MS = 25;
const EDIT_DEADLINE_MS = 150;
// Few and small files; an action without the project's rules would be the wrong one, unless its disk hangs.
const NOTES_DEADLINE_MS = 3_000;
// A prompt token costs about 5 ms on two CPU cores; more context than this would be felt on every change of place.
const LOCAL_TYPING_TOKENS = 768;
// A larger local model reads about 80 tokens a second on two CPU cores.
const LOCAL_EDIT_TOKENS = 1_024;
// What a project says about its code, beside the budget of its code; most rules files fit the larger one whole.
const RULE_TOKENS = 2_048;
const LOCAL_RULE_TOKENS = 320;
// The rest of a line, or a statement over a few lines.
const LINE_TOKENS = 96;

/** Throws `forbidden` for a document that no model may be shown. */
export async function refuseExcluded(ports: GeneratorPorts, { document }: GenerationTask): Promise<void> {
  if (!(await ports.isExcluded(document.uri))) return;
  throw new Failure("forbidden", `${ports.relativePath(document.uri)} is kept from models`, {
    remedy: "its name is one of secrets, or .aiignore, .cursorignore or .copilotignore names it",
  });
}

export async function questionForInsert(
  ports: GeneratorPorts,
  {
    task,
    asked,
    sampling,
  }: { readonly task: InsertTask; readonly asked: Asked; readonly sampling: Sampling },
  signal: AbortSignal,
): Promise<Question> {
  const { context, completion } = ports.settings.current();
  const readable = asked.isLocal ? LOCAL_TYPING_TOKENS : Infinity;
  const budget = {
    maxTokens: Math.min(context.maxTokens, asked.window === undefined ? readable : 0),
    deadlineMs: TYPING_DEADLINE_MS,
    staysOnLine: asked.isLocal,
  };
  const collected = await ports.collect.collect(task, budget, signal);
  signal.throwIfAborted();
  const target = targetFor(ports, asked, {
    ...sampling,
    maxTokens: Math.min(completion.maxTokens, task.shape === "line" ? LINE_TOKENS : Infinity),
  });
  const items = ports.prompts.unseenItems(task, collected.items, target);
  return { prompt: ports.prompts.renderInsert(task, items, target), items, budget, collected };
}

export async function questionForAction(
  ports: GeneratorPorts,
  { task, asked }: { readonly task: ActionTask; readonly asked: Asked },
  signal: AbortSignal,
): Promise<Question<ChatPrompt> & { readonly style: FileStyle }> {
  const { context, edits } = ports.settings.current();
  const budget = {
    maxTokens: asked.isLocal ? Math.min(context.maxTokens, LOCAL_EDIT_TOKENS) : context.maxTokens,
    deadlineMs: EDIT_DEADLINE_MS,
  };
  const { document, syntax } = task;
  const maxRuleTokens = Math.min(context.maxTokens, asked.isLocal ? LOCAL_RULE_TOKENS : RULE_TOKENS);
  const query = {
    document,
    syntax,
    maxRuleTokens,
    deadlineMs: NOTES_DEADLINE_MS,
  };
  const [found, notes, style] = await Promise.all([
    ports.collect.collect(task, budget, signal),
    ports.project.notesFor(query, signal),
    ports.project.styleFor(document.uri, document.languageId),
  ]);
  signal.throwIfAborted();
  const collected = {
    ...found,
    items: [...notes.items, ...found.items],
    sources: [...notes.sources, ...found.sources],
  };
  const target = targetFor(ports, asked, {
    temperature: 0,
    ...(ports.seed === undefined ? {} : { seed: ports.seed }),
    maxTokens: edits.maxTokens,
  });
  const items = ports.prompts.unseenItems(task, collected.items, target);
  return { prompt: ports.prompts.renderAction(task, items, target), items, budget, collected, style };
}

function targetFor(
  ports: GeneratorPorts,
  { fim, canChat, isLocal, window }: Asked,
  sampling: Sampling & { readonly maxTokens: number },
): PromptTarget {
  return {
    fim,
    canChat,
    isLocal,
    ...(window === undefined ? {} : { window }),
    path: ports.relativePath,
    ...sampling,
  };
}
