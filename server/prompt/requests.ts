// Owns the words for each kind of action: what is asked, and in which form the answer is wanted; knows nothing of files and windows.
import type { ActionTask } from "../context/collect.ts";
import type { DocumentSnapshot } from "../documents/documents.ts";
import type { Span } from "../documents/text.ts";
import { fenced, oneLine } from "./quoting.ts";

/** What was wrong with an answer, and in which form it is wanted again. */
export function complaint(task: ActionTask, reasons: readonly string[]): string {
  const list = reasons.map((reason) => `- ${oneLine(reason)}`).join("\n");
  const again =
    task.kind === "rewrite-span"
      ? "Answer again with the complete corrected code in one code block, nothing else."
      : answerFor(task);
  return `This answer cannot be used:\n${list}\n\n${again}`;
}

/** A wish that changes the answer of a turn before. */
export function furtherWish(task: ActionTask): string {
  return `${askFor(task)}\n\n${answerFor(task)}`;
}

/** The task in one or two sentences. */
export function askFor(task: ActionTask): string {
  const name = nameOf(task);
  const { intent, document } = task;
  switch (intent.kind) {
    case "implement-body":
      return `Write the body of ${name}. It must do exactly what ${wishOf(task)}. Keep the signature.`;
    case "apply-instruction":
    case "convert":
      return `Change ${name} so: ${oneLine(intent.instruction)}`;
    case "fill-todo":
      return `Write the code that is still missing in ${name}: ${oneLine(intent.instruction)}`;
    case "fix-diagnostic":
      return `The compiler reports in the line \`${lineAt(document, intent.diagnostic.span)}\` of ${name}: ${oneLine(intent.diagnostic.message)}\nFix this error and change nothing else.`;
    case "fix-security-finding":
      return `The line \`${lineAt(document, intent.diagnostic.span)}\` of ${name} is not secure: ${oneLine(intent.diagnostic.message)}\nMake it secure and change nothing else.`;
    case "write-docs":
      return `Write ${intent.format} for ${name}. Say what it does, its parameters and its result. Do not change the code.`;
    case "add-types":
      return `Add the missing type annotations to the parameters and the result of ${name}. Do not change what the code does.`;
    case "add-error-handling":
      return `Add error handling to ${name}: handle what can fail in it, with messages that tell what went wrong. Keep the signature.`;
    case "simplify":
      return `Simplify ${name}: shorter and easier to read. It must do exactly the same as before. Keep the signature.`;
    case "extract-and-name":
      return `Move these lines of ${name} into a new function with a telling name, and call it in their place:\n${fenced(intent.lines, document.languageId)}`;
    case "complete-cases":
      return `Add the missing cases to ${name}: ${intent.missing.map((label) => `\`${oneLine(label)}\``).join(", ")}. Keep the cases that are there.`;
    case "generate-members":
      return `The class \`${name.replace(/^.*`(.*)`$/, "$1")}\` lacks these members of \`${oneLine(intent.from)}\`:\n${fenced(intent.members.join("\n"), document.languageId)}\nWrite them.`;
    case "write-tests":
      return `Write tests for ${name} with ${intent.framework}. Import it from \`${oneLine(intent.importFrom)}\`. Test the usual case and the edge cases.`;
    case "translate-to-language":
      return `Translate ${name} to ${oneLine(intent.language)}. Use the names, types and idioms that are usual in ${oneLine(intent.language)}.`;
    case "new-file-from-description":
      return `Write this: ${oneLine(intent.description)}`;
    case "explain":
      return `Explain what ${name} does and how, for a programmer who has not seen it. Use at most ten sentences.`;
    case "answer-question":
      return `Answer this question about ${name}: ${oneLine(intent.question)}`;
    case "review-selection":
      return `Find mistakes in these lines: wrong results, cases that are not handled, things that can fail. Do not speak of style.`;
    case "commit-message":
      return `This is a change to a project:\n${fenced(intent.diff, "diff")}\nWrite the commit message for it.`;
  }
}

// A small model remembers best what it was told last: the form of the answer.
const IMPORT_ABOVE = " If an import is missing, write it above the code.";

/** The form in which the answer is wanted. */
export function answerFor(task: ActionTask): string {
  switch (task.intent.kind) {
    case "write-docs":
      return `Answer with the comment only, in one code block.`;
    case "generate-members":
      return `Answer with these members only, in one code block.${IMPORT_ABOVE}`;
    case "extract-and-name":
      return `Answer with the complete code of ${nameOf(task)} and of the new function, in one code block.`;
    case "write-tests":
    case "translate-to-language":
      return "Answer with the complete content of the new file only, in one code block.";
    case "new-file-from-description":
      return "Answer with each file like this: a line `File: ` with its path, then its complete content in one code block.";
    case "explain":
      return "Answer in plain sentences, without code.";
    case "answer-question":
      return "Answer in at most four short sentences, without code blocks.";
    case "review-selection":
      return "Answer with one line for each mistake: its line number, a colon, and the mistake in one sentence. If there is none, answer: none.";
    case "commit-message":
      return "Answer with the message only: one line of at most 72 characters that says what the change does, in the imperative; then, if it needs more, a blank line and one or two sentences why.";
    case "fix-diagnostic":
    case "fix-security-finding":
    case "fill-todo":
    case "convert":
    case "add-types":
    case "add-error-handling":
      return wholeCode(task) + IMPORT_ABOVE;
    case "implement-body":
    case "apply-instruction":
    case "simplify":
    case "complete-cases":
      return wholeCode(task);
  }
}

/** Whether the code asked about is one whole symbol, or some lines. */
export function isWholeSymbol({ symbol, target }: ActionTask): boolean {
  return symbol?.span.start === target.start && symbol.span.end === target.end;
}

function wholeCode(task: ActionTask): string {
  const what = isWholeSymbol(task)
    ? `the complete code of ${nameOf(task)} only`
    : "the new text of exactly these lines only";
  return `Answer with ${what}, in one code block.`;
}

function wishOf({ symbol }: ActionTask): string {
  return symbol?.doc === undefined
    ? "its name and types say"
    : "its comment says, for every case the comment names";
}

function nameOf(task: ActionTask): string {
  const { symbol, target, document } = task;
  if (symbol !== undefined && isWholeSymbol(task)) {
    return `the ${symbol.kind} \`${oneLine([...symbol.container, symbol.name].join("."))}\``;
  }
  return target.start === 0 && target.end >= document.length ? "this file" : "these lines";
}

function lineAt(document: DocumentSnapshot, { start }: Span): string {
  return oneLine(document.lineText(document.positionAt(start).line));
}
