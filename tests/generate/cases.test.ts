// Completions in real situations: every case file is a cursor, what the model says, and the text that comes of it.
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { EndReason } from "../../server/backends/backend.ts";
import { applyEdits } from "../../server/documents/text.ts";
import { type Case, readCases, sectionOf } from "../support/case-file.ts";
import { parseMarked } from "../support/marked-text.ts";
import { createHouse, createStringBackend, partsOf } from "./house.ts";

const CASES = readCases(fileURLToPath(new URL("./cases", import.meta.url)));

test.each(CASES.map((given) => [given.name, given] as const))("%s", async (_name, given) => {
  const wanted = { expect: given.sections["expect"], nothing: sectionOf(given, "nothing") };
  expect(await outcome(given, false), "in one piece").toEqual(wanted);
  expect(await outcome(given, true), "character by character").toEqual(wanted);
});

async function outcome(given: Case, isByCharacter: boolean) {
  const [file] = given.files;
  if (file === undefined) throw new Error("no file");
  const { text, cursor: offset = 0 } = parseMarked(file.text);
  const answer = sectionOf(given, "model") ?? "";
  const backend = createStringBackend({
    canFim: sectionOf(given, "form") !== "chat",
    answers: () => partsOf(answer, endOf(given), isByCharacter),
  });
  const { documents, syntax, completions, trace } = createHouse(backend);
  const document = documents.open(`file:///w/${file.path}`, syntax.languageOf(file.path), 1, text);
  const query = { document, offset, trigger: "invoked", candidates: 1 } as const;
  const found = await completions.provide(query, new AbortController().signal);
  expect(backend.openCalls()).toBe(0);
  expect(trace.bugCount).toBe(0);
  if (found.kind !== "offered") {
    return { expect: undefined, nothing: found.kind === "nothing" ? found.reason : found.kind };
  }
  const [candidate] = found.candidates;
  if (candidate === undefined) throw new Error("offered without a candidate");
  // The protocol shows only edits that start and end on the cursor's line.
  expect(candidate.edit.span.start).toBe(offset);
  expect(document.positionAt(candidate.edit.span.end).line).toBe(document.positionAt(offset).line);
  return { expect: applyEdits(text, [candidate.edit]), nothing: undefined };
}

function endOf(given: Case): EndReason | undefined {
  const end = sectionOf(given, "end") ?? "stop";
  return end === "stop" || end === "length" || end === "refused" ? end : undefined;
}
