// Owns the step from task and items to a prompt; pure: the same input gives the same bytes.
import type { ActionTask, ContextItem, GenerationTask, InsertTask } from "../context/collect.ts";
import { containsSpan, type Span } from "../documents/text.ts";
import { visibleText } from "../documents/visible-text.ts";
import { Failure } from "../trace/failure.ts";
import { cacheFriendly, dialectFor } from "./fim-dialects.ts";
import { HOLE_STOP, holeMessages } from "./hole-filler.ts";
import { questionFor, SYSTEM } from "./instructions.ts";
import { commented, oneLine } from "./quoting.ts";
import { complaint, furtherWish } from "./requests.ts";
import { INSERT_WINDOW, REWRITE_WINDOW, type WindowSize, windowAround, windowBeside } from "./windows.ts";
import { withheld, withheldFrom } from "./withheld.ts";

/** Raw prompts keep sentinels apart from text, so that text which looks like a sentinel is never tokenized as one. */
export type PromptSegment = { readonly type: "special" | "text"; readonly text: string };

export type PromptFile = { readonly path: string; readonly text: string };

/** Fill in the middle. `segments` is the dialect's rendering; `prefix`, `suffix` and `files` serve endpoints with their own fields. */
export type FimPrompt = {
  readonly kind: "fim";
  readonly segments: readonly PromptSegment[];
  readonly prefix: string;
  readonly suffix: string;
  readonly files: readonly PromptFile[];
  readonly path: string;
  /** At most 4 strings. */
  readonly stop: readonly string[];
  readonly maxTokens: number;
  /** 0 for the first candidate. */
  readonly temperature: number;
  readonly seed?: number;
};

export type ChatMessage = { readonly role: "system" | "user" | "assistant"; readonly content: string };

export type ChatPrompt = {
  readonly kind: "chat";
  readonly messages: readonly ChatMessage[];
  readonly stop: readonly string[];
  readonly maxTokens: number;
  readonly temperature: number;
  readonly seed?: number;
};

export type Prompt = FimPrompt | ChatPrompt;

/** What a prompt is made for. `fim` has the shape of a backend's form of filling holes. */
export type PromptTarget = {
  readonly fim:
    | { readonly kind: "none" }
    | { readonly kind: "suffix" }
    | { readonly kind: "dialect"; readonly dialect: string; readonly finishesWords?: true };
  readonly canChat: boolean;
  /** Prompt tokens cost time: windows are small, and layouts keep the prompt cache warm. */
  readonly isLocal: boolean;
  /** In place of the usual window around a cursor; for backends that read much more at no cost. */
  readonly window?: WindowSize;
  /** Path of a document as the model is to see it. */
  path(uri: string): string;
  readonly maxTokens: number;
  readonly temperature: number;
  readonly seed?: number;
};

/** The part of the document that a prompt for this task shows by itself. */
function shownSpan(task: GenerationTask, target: Pick<PromptTarget, "isLocal" | "window">): Span {
  const place = target.isLocal ? "local" : "remote";
  return task.kind === "insert-at-cursor"
    ? windowAround(task.document, task.offset, target.window ?? INSERT_WINDOW[place])
    : windowBeside(task.document, task.target, REWRITE_WINDOW[place]);
}

/** The items without those that the prompt shows anyway, as a part of the file. */
export function unseenItems(
  task: GenerationTask,
  items: readonly ContextItem[],
  target: PromptTarget,
): readonly ContextItem[] {
  const window = shownSpan(task, target);
  return items.filter(
    ({ role, uri, span }) => role !== undefined || uri !== task.document.uri || !containsSpan(window, span),
  );
}

/**
 * The blank before the cursor, which a prompt with a hole leaves to the model: the words of code models begin with their
 * blank, and after a lone one they lose their way. Of 40 holes behind a blank within a line, cut from packages of Python
 * and JavaScript, the 0.5B model filled 3 exactly with the blank in the prompt, and 17 without it; of 40 behind an
 * indentation it began 19 rightly either way.
 */
export function heldBlank({ document, offset }: InsertTask): string {
  return offset > 0 && document.slice(offset - 1, offset) === " " ? " " : "";
}

/**
 * A prompt for a completion; a `requiredPrefix` has to be in the document already.
 * Throws `unconfigured` where the backend can neither fill holes nor chat, or names a dialect that is none.
 */
export function renderInsert(task: InsertTask, items: readonly ContextItem[], target: PromptTarget): Prompt {
  const { document, offset } = task;
  const window = shownSpan(task, target);
  const held = target.fim.kind === "none" ? "" : heldBlank(task);
  const hole = {
    prefix: withheld(document.slice(window.start, offset - held.length)),
    suffix: withheld(document.slice(offset, window.end)),
    path: oneLine(target.path(document.uri)),
    files: filesOf(unseenItems(task, items, target)),
  };
  const sampling = samplingOf(target);
  switch (target.fim.kind) {
    case "dialect":
      return { kind: "fim", ...inDialect(task, hole, target.fim, target.isLocal), ...sampling };
    case "suffix": {
      // The wire has no place for files, or would show them twice.
      const bare = withFilesInPrefix(task, hole);
      return { kind: "fim", ...bare, segments: [], stop: [], ...sampling };
    }
    case "none":
      if (!target.canChat) throw new Failure("unconfigured", "the backend can neither fill holes nor chat");
      return {
        kind: "chat",
        messages: holeMessages({
          ...hole,
          languageId: document.languageId,
          shape: task.shape === "line" ? "line" : "block",
        }),
        stop: HOLE_STOP,
        ...sampling,
      };
  }
}

/** A prompt for an action; `edits/plan.ts` reads the answer where that is code. */
export function renderAction(
  task: ActionTask,
  items: readonly ContextItem[],
  target: PromptTarget,
): ChatPrompt {
  const window = shownSpan(task, target);
  const question = questionFor({
    task,
    window,
    path: target.path(task.document.uri),
    files: filesOf(unseenItems(task, items, target)),
    notes: items.filter(({ role }) => role !== undefined),
  });
  return {
    kind: "chat",
    messages: [
      { role: "system", content: SYSTEM },
      { role: "user", content: withheldFrom(task.document, question) },
    ],
    stop: [],
    ...samplingOf(target),
  };
}

/** A second round of `first`: the model is shown its own answer and told what was wrong with it. */
export function renderRepair(
  task: ActionTask,
  first: ChatPrompt,
  { answer, reasons }: { readonly answer: string; readonly reasons: readonly string[] },
): ChatPrompt {
  return {
    ...first,
    messages: [
      ...first.messages,
      { role: "assistant", content: answer.slice(0, LONGEST_SHOWN_ANSWER) },
      { role: "user", content: withheldFrom(task.document, complaint(task, reasons)) },
    ],
  };
}

/** What was asked and answered before, then a further wish about it. */
export function renderFollowUp(task: ActionTask, before: ChatPrompt, answer: string): ChatPrompt {
  return {
    ...before,
    messages: [
      ...before.messages,
      { role: "assistant", content: answer.slice(0, LONGEST_SHOWN_ANSWER) },
      { role: "user", content: withheldFrom(task.document, furtherWish(task)) },
    ],
  };
}

// A model in a loop writes until its limit; showing it all of that costs more than it helps.
const LONGEST_SHOWN_ANSWER = 8000;

type DialectForm = Extract<PromptTarget["fim"], { readonly kind: "dialect" }>;

type Hole = Omit<FimPrompt, "kind" | "segments" | "stop" | "maxTokens" | "temperature" | "seed">;

// Of names begun at chance in four packages the 0.5B finished 3 of 38 in the layout that ends with the prefix, 19 in the
// family's own, and 33 where llama.cpp's server made the answer agree with the beginning.
const WORD_END = /[\w$]$/;

function inDialect(
  task: InsertTask,
  hole: Hole,
  form: DialectForm,
  isLocal: boolean,
): Hole & Pick<FimPrompt, "segments" | "stop"> {
  const usual = dialectFor(form.dialect);
  const isLost = form.finishesWords !== true && heldBlank(task) === "" && WORD_END.test(hole.prefix);
  const dialect = isLocal && !isLost ? cacheFriendly(usual) : usual;
  const fitted = dialect.takesFiles ? hole : withFilesInPrefix(task, hole);
  const stable = isLocal && dialect.isPrefixLast ? withoutClosers(fitted) : fitted;
  return { ...stable, segments: dialect.render(stable), stop: dialect.stop };
}

/** Other files as comments above the code, for models and endpoints that know one file only. */
function withFilesInPrefix(task: InsertTask, hole: Hole): Hole {
  const mark = task.commentMark ?? task.syntax?.language.comment.line ?? "//";
  const above = hole.files.map(({ path, text }) => commented(`${path}\n${text}`, mark));
  return { ...hole, prefix: [...above, hole.prefix].join(""), files: [] };
}

/**
 * The suffix without the brackets and quotes that editors put behind the cursor by themselves: they come and go with a
 * key, and all text behind the first changed character has to be read again. The model closes what it opens anyway.
 */
function withoutClosers(hole: Hole): Hole {
  return { ...hole, suffix: hole.suffix.replace(/^[ \t)>}\]"'`:{;,]+(?=[\r\n]|$)/, "") };
}

/** Items by file, in the collector's order; without those that are no code. */
function filesOf(items: readonly ContextItem[]): readonly PromptFile[] {
  const files = new Map<string, string[]>();
  for (const { path, text, role } of items) {
    if (role !== undefined) continue;
    const name = oneLine(path);
    const texts = files.get(name) ?? [];
    texts.push(withheld(visibleText(text)).replace(/\r\n?/g, "\n").replace(/\n+$/, ""));
    files.set(name, texts);
  }
  return [...files].map(([path, texts]) => ({ path, text: texts.join("\n") }));
}

function samplingOf({ maxTokens, temperature, seed }: PromptTarget): {
  readonly maxTokens: number;
  readonly temperature: number;
  readonly seed?: number;
} {
  return { maxTokens, temperature, ...(seed === undefined ? {} : { seed }) };
}
