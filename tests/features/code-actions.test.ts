// What is offered where, and which task it becomes; the model is not asked here.

import { expect, test } from "vitest";
import type { ActionTask, TaskDiagnostic } from "../../server/context/collect.ts";
import { createDocuments } from "../../server/documents/documents.ts";
import type { Span } from "../../server/documents/text.ts";
import { createWorkspace } from "../../server/documents/workspace.ts";
import { type ActionQuery, createCodeActions } from "../../server/features/code-actions.ts";
import type { Generator } from "../../server/generate/generate.ts";
import { createSyntax } from "../../server/syntax/syntax.ts";
import { toFailure } from "../../server/trace/failure.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { parseMarked } from "../support/marked-text.ts";
import { PATIENT } from "../syntax/open-syntax.ts";

const URI = "file:///w/sample";
const SIGNAL = new AbortController().signal;

function house(languageId: string, marked: string) {
  const { text, cursor, selection } = parseMarked(marked);
  const trace = createTrace({ write: () => undefined });
  const syntax = createSyntax({ limits: PATIENT, trace });
  const document = createDocuments().open(URI, languageId, 1, text);
  const tasks: ActionTask[] = [];
  const generator: Generator = {
    complete: () => Promise.reject(new Error("not asked for here")),
    propose(task) {
      tasks.push(task);
      return Promise.resolve({
        id: "x",
        label: task.label,
        about: document,
        changes: [],
        newFiles: [],
        checks: [],
        rounds: 1,
      });
    },
    preview: () => Promise.reject(new Error("not asked for")),
    lastProposal: () => undefined,
    record: () => undefined,
    noteEvent: () => undefined,
    accepted: () => undefined,
    rests: () => undefined,
  };
  const actions = createCodeActions({
    syntax,
    workspace: createWorkspace(),
    generator,
    trace,
    noteProblems: () => undefined,
  });
  const span: Span = selection ?? { start: cursor ?? 0, end: cursor ?? 0 };
  const query = (extra: Partial<ActionQuery> = {}): ActionQuery => ({
    document,
    span,
    diagnostics: [],
    isAutomatic: false,
    ...extra,
  });
  return { actions, document, span, query, tasks, trace, text };
}

const diagnosticOn = (text: string, part: string, message: string): TaskDiagnostic => ({
  span: { start: text.indexOf(part), end: text.indexOf(part) + part.length },
  message,
});

const OFFERED: readonly (readonly [
  what: string,
  languageId: string,
  marked: string,
  titles: readonly string[],
])[] = [
  ["an empty body", "typescript", "function a(x: number): number {‸}", ["Implement a", "Document a"]],
  [
    "the signature line of an empty body",
    "typescript",
    "‸export function a() {\n}\n",
    ["Implement a", "Add types to a", "Document a"],
  ],
  [
    "the doc comment above",
    "typescript",
    "/** Adds‸. */\nfunction add(a: number) {}\n",
    ["Implement add", "Add types to add"],
  ],
  [
    "a stub that throws",
    "javascript",
    'class A {\n  b() {\n    throw new Error("not implemented");‸\n  }\n}',
    ["Implement b", "Document b"],
  ],
  [
    "a to-do comment as body",
    "javascript",
    "function a() {\n  // TODO: write‸\n}",
    ["Implement a", "Document a"],
  ],
  ["pass", "python", "def a(x):\n    pass‸\n", ["Implement a", "Add types to a", "Document a"]],
  [
    "an ellipsis below a docstring",
    "python",
    'def a(x):\n    """Doubles x."""\n    ...‸\n',
    ["Implement a", "Add types to a"],
  ],
  ["a docstring alone", "python", 'def a(x):\n    """Doubles‸ x."""\n', ["Implement a", "Add types to a"]],
  [
    "NotImplementedError",
    "python",
    "class A:\n    def b(self):\n        raise NotImplementedError‸\n",
    ["Implement b", "Add types to b", "Document b"],
  ],
  [
    "a written body",
    "python",
    "def a(x):\n    return x‸\n",
    ["Add types to a", "Document a", "Write tests for a", "Explain a"],
  ],
  [
    "a written function around an empty one",
    "typescript",
    "function a() {\n  const b = () => {};\n  return ‸b;\n}",
    ["Add types to a", "Document a", "Write tests for a", "Explain a"],
  ],
  [
    "an order above a function",
    "typescript",
    "// handle null AI!‸\nfunction a(x) { return x.y; }",
    ["Do: handle null", "Add types to a", "Write tests for a", "Explain a"],
  ],
  [
    "an order inside a function",
    "python",
    "def a(x):\n    # make it faster AI!\n    return x‸\n",
    ["Do: make it faster", "Add types to a", "Document a", "Write tests for a", "Explain a"],
  ],
  [
    "an order over two lines",
    "python",
    "# sort the\n# result AI!‸\ndef a(x):\n    return x\n",
    ["Do: sort the result", "Add types to a", "Write tests for a", "Explain a"],
  ],
  [
    "a comment that is no order",
    "python",
    "# said the AI‸\ndef a(x):\n    return x\n",
    ["Add types to a", "Write tests for a", "Explain a"],
  ],
  ["no grammar", "brainfuck", "+‸+", []],
];

test.each(OFFERED)("offers at %s (%s)", (_what, languageId, marked, titles) => {
  const { actions, query, trace } = house(languageId, marked);
  expect(actions.list(query()).map((action) => action.offer.title)).toEqual(titles);
  expect(trace.bugCount).toBe(0);
});

test("a diagnostic on the line is offered as a quick fix of the function around it", () => {
  const { actions, query, text } = house(
    "typescript",
    "function a(x: number) {\n  return y‸;\n}\nfunction b() {}\n",
  );
  const diagnostics = [diagnosticOn(text, "y;", "Cannot find name 'y'."), diagnosticOn(text, "b()", "other")];
  const listed = actions.list(query({ diagnostics, only: ["quickfix"] }));
  expect(listed).toMatchObject([
    {
      actionId: "fix-diagnostic",
      kind: "quickfix.treewright",
      offer: { title: "Fix: Cannot find name 'y'.", symbol: "a" },
    },
  ]);
});

test("kinds asked for include everything below them and nothing beside them", () => {
  const { actions, query } = house("python", "def a(x):\n    pass‸\n");
  const listed = (only: string): number => actions.list(query({ only: [only] })).length;
  expect(
    [
      "",
      "refactor",
      "refactor.rewrite",
      "refactor.rewrite.implement.treewright",
      "refactor.re",
      "quickfix",
    ].map(listed),
  ).toEqual([3, 3, 3, 1, 0, 0]);
});

test("the order's comment goes away and the symbol below it is rewritten", async () => {
  const { actions, document, span, query, tasks } = house(
    "python",
    "x = 1\n# sort AI!‸\ndef a(x):\n    return x\n",
  );
  const [listed] = actions.list(query());
  await actions.run(
    document,
    { actionId: "apply-instruction", span, hash: listed?.hash ?? "", version: 1 },
    () => undefined,
    SIGNAL,
  );
  const [task] = tasks;
  expect(task && document.slice(task.target.start, task.target.end)).toBe("def a(x):\n    return x");
  expect(
    task?.kind === "rewrite-span" &&
      task.alsoEdit?.map((edit) => document.slice(edit.span.start, edit.span.end)),
  ).toEqual(["# sort AI!\n"]);
});

test("an instruction from the caller rewrites the selected lines", async () => {
  const { actions, document, span, tasks } = house("python", "a = 1\n⟦b = 2\nc⟧ = 3\nd = 4\n");
  await actions.run(
    document,
    { actionId: "apply-instruction", span, instruction: "double them" },
    () => undefined,
    SIGNAL,
  );
  expect(tasks.map((task) => document.slice(task.target.start, task.target.end))).toEqual(["b = 2\nc = 3"]);
});

test("an action finds its function again after edits elsewhere, and refuses once it was changed itself", async () => {
  const { actions, query } = house("python", "def a(x):\n    pass‸\n");
  const [listed] = actions.list(query());
  const reference = {
    actionId: "implement-body",
    span: listed?.offer.span ?? { start: 0, end: 0 },
    version: 1,
    symbol: "a",
    hash: listed?.hash ?? "",
  };
  const documents = createDocuments();
  const moved = documents.open(URI, "python", 2, "import os\n\n\ndef a(x):\n    pass\n");
  await expect(actions.run(moved, reference, () => undefined, SIGNAL)).resolves.toMatchObject({
    label: "Implement a",
  });
  const changed = documents.open(URI, "python", 3, "def a(x, y):\n    pass\n");
  await expect(actions.run(changed, reference, () => undefined, SIGNAL)).rejects.toMatchObject({
    kind: "stale",
  });
});

test.each([
  ["an id nobody knows", "dance", 'there is no action "dance"'],
  ["a place where it does not apply", "implement-body", "implement-body does not apply at line 1"],
])("refuses %s in one sentence", async (_what, actionId, message) => {
  const { actions, document, span } = house("python", "x‸ = 1\n");
  const failure = await actions.run(document, { actionId, span }, () => undefined, SIGNAL).catch(toFailure);
  expect(failure).toMatchObject({ kind: "refused", message });
});
