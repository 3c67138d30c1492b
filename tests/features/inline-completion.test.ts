// When a completion is asked for, and in which shape.

import { expect, test } from "vitest";
import { createSettings } from "../../server/config/settings.ts";
import type { InsertTask } from "../../server/context/collect.ts";
import { createDocuments } from "../../server/documents/documents.ts";
import { createCompletions } from "../../server/features/inline-completion.ts";
import type { Generator } from "../../server/generate/generate.ts";
import { createSyntax, type Syntax } from "../../server/syntax/syntax.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { parseMarked } from "../support/marked-text.ts";
import { PATIENT } from "../syntax/open-syntax.ts";

const URI = "file:///w/sample";

async function ask(
  languageId: string,
  marked: string,
  trigger: "typing" | "invoked",
  settings: unknown = {},
) {
  const { text, cursor } = parseMarked(marked);
  const documents = createDocuments();
  const document = documents.open(URI, languageId, 1, text);
  const store = createSettings();
  store.set("client", settings);
  const tasks: InsertTask[] = [];
  const generator: Generator = {
    complete(task) {
      tasks.push(task);
      return Promise.resolve({ kind: "offered", candidates: [] });
    },
    propose: () => Promise.reject(new Error("not asked for here")),
    preview: () => Promise.reject(new Error("not asked for")),
    record: () => undefined,
    lastProposal: () => undefined,
    noteEvent: () => undefined,
    accepted: () => undefined,
    rests: () => undefined,
  };
  const syntax = createSyntax({ limits: PATIENT, trace: createTrace({ write: () => undefined }) });
  const completions = createCompletions({ documents, syntax, settings: store, generator });
  const outcome = await completions.provide(
    { document, offset: cursor ?? 0, trigger },
    new AbortController().signal,
  );
  return tasks[0]?.shape ?? (outcome.kind === "nothing" ? outcome.reason : outcome.kind);
}

test.each([
  ["the middle of a word", "typescript", "const a = fo‸o;", "typing", "the cursor is in the middle of code"],
  ["the middle of a word, by hand", "typescript", "const a = fo‸o;", "invoked", "line"],
  ["before closers the editor put there", "typescript", "call(a, ‸);", "typing", "line"],
  ["the end of a statement", "python", "x = ‸", "typing", "line"],
  ["an empty body", "typescript", "function a(): number {\n  ‸\n}", "typing", "block"],
  ["an empty body on one line", "typescript", "function a(): number { ‸}", "typing", "line"],
  ["a body with code", "typescript", "function a(): number {\n  const b = 1;\n  ‸\n}", "typing", "line"],
  ["a string", "typescript", 'const a = "b‸"', "typing", "line"],
  ["a language without grammar", "brainfuck", "++‸", "typing", "line"],
] as const)("at %s (%s)", async (_what, languageId, marked, trigger, expected) => {
  expect(await ask(languageId, marked, trigger)).toBe(expected);
});

test("stays silent when turned off", async () => {
  expect(await ask("python", "x = ‸", "typing", { completion: { enabled: false } })).toBe(
    "completion is turned off",
  );
});

test("a key on a line that is being typed does not wait for the tree", async () => {
  const documents = createDocuments();
  const real = createSyntax({ limits: PATIENT, trace: createTrace({ write: () => undefined }) });
  let trees = 0;
  const syntax: Syntax = {
    ...real,
    snapshotAt(document, offset) {
      trees += 1;
      return real.snapshotAt(document, offset);
    },
  };
  const seen: number[] = [];
  const generator: Generator = {
    complete() {
      seen.push(trees);
      return Promise.resolve({ kind: "nothing", reason: "only counted" });
    },
    propose: () => Promise.reject(new Error("not asked for here")),
    preview: () => Promise.reject(new Error("not asked for")),
    record: () => undefined,
    lastProposal: () => undefined,
    noteEvent: () => undefined,
    accepted: () => undefined,
    rests: () => undefined,
  };
  const completions = createCompletions({
    documents,
    syntax,
    settings: createSettings(),
    generator,
    later: () => undefined,
  });
  const type = async (version: number, text: string): Promise<void> => {
    const document = documents.open(URI, "python", version, text);
    const { signal } = new AbortController();
    await completions.provide({ document, offset: text.length, trigger: "typing" }, signal);
  };
  await type(1, "x = 1\ny");
  await type(2, "x = 1\ny =");
  await type(3, "x = 1\ny = \nz");
  expect(seen).toEqual([1, 1, 2]);
});
