// Owns completions that must begin with what the editor's popup has selected: asked as if that were typed already.
import type { InsertTask } from "../context/collect.ts";
import type { Candidate, CompletionOutcome } from "./generate.ts";

/** The task after the required text, in a document that holds it. */
export function withRequiredTyped(task: InsertTask): InsertTask {
  // Not taken apart before this: that would read the tree.
  if (task.requiredPrefix === undefined || task.requiredPrefix === "") return task;
  const { requiredPrefix, ...rest } = task;
  const edits = [{ span: { start: task.offset, end: task.offset }, newText: requiredPrefix }];
  const document = task.document.with(edits);
  const syntax = task.syntax?.with(edits);
  const offset = task.offset + requiredPrefix.length;
  return { ...rest, document, syntax, offset, scope: syntax?.cursorAt(offset) };
}

/** The outcome in terms of the document as it is: every candidate begins with the required text. */
export function withRequiredOffered(task: InsertTask, outcome: CompletionOutcome): CompletionOutcome {
  const { requiredPrefix = "", offset } = task;
  if (outcome.kind !== "offered" || requiredPrefix === "") return outcome;
  const candidates = outcome.candidates.map(
    ({ edit, ...rest }): Candidate => ({
      ...rest,
      edit: {
        span: { start: offset, end: edit.span.end - requiredPrefix.length },
        newText: requiredPrefix + edit.newText,
      },
    }),
  );
  return { kind: "offered", candidates };
}
