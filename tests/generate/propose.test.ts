// Rewrites from task to proposal: rounds, cut answers, refusals, progress and cancelling, with real plans and checks.
import { expect, test } from "vitest";
import type { RewriteTask } from "../../server/context/collect.ts";
import { applyEdits } from "../../server/documents/text.ts";
import type { GeneratorPorts } from "../../server/generate/ports.ts";
import { Failure } from "../../server/trace/failure.ts";
import { parseMarked } from "../support/marked-text.ts";
import { type BackendOptions, createHouse, createStringBackend, partsOf, settle } from "./house.ts";

const never = new AbortController().signal;
const STUB =
  "/** Adds. */\nexport function add(a: number, b: number): number {‸}\n\nexport function two() {}\n";
const GOOD = "```ts\nexport function add(a: number, b: number): number {\n  return a + b;\n}\n```\n";

function proposal(
  options: BackendOptions & Pick<GeneratorPorts, "checkByUser">,
  marked = STUB,
  intent: RewriteTask["intent"] = { kind: "implement-body" },
) {
  const backend = createStringBackend(options);
  const house = createHouse(
    backend,
    options.checkByUser === undefined ? {} : { checkByUser: options.checkByUser },
  );
  const { text, cursor = 0 } = parseMarked(marked);
  const document = house.documents.open("file:///w/a.ts", "typescript", 7, text);
  const syntax = house.syntax.snapshot(document);
  const symbol = syntax?.symbolAt(cursor);
  if (symbol === undefined) throw new Error("no symbol at the cursor");
  const task: RewriteTask = {
    kind: "rewrite-span",
    document,
    syntax,
    target: symbol.span,
    symbol,
    intent,
    label: "Implement add",
  };
  const said: string[] = [];
  const propose = (signal: AbortSignal = never) =>
    house.generator.propose(task, (message) => said.push(message), signal);
  return { ...house, backend, text, said, task, propose };
}

test("one good answer is one proposal for the task's version", async () => {
  const { propose, text, said, generator, trace } = proposal({ answers: () => partsOf(GOOD, "stop") });
  const found = await propose();
  expect(found).toMatchObject({
    label: "Implement add",
    rounds: 1,
    changes: [{ document: { uri: "file:///w/a.ts", version: 7 } }],
  });
  expect(applyEdits(text, found.changes[0]?.edits ?? [])).toContain("number {\n  return a + b;\n}\n");
  expect(said).toEqual(["reading context", "strings-1b writes: 5 lines", "checking"]);
  expect(generator.record(found.id)).toMatchObject({ task: "implement-body", outcome: "proposed" });
  expect(trace.bugCount).toBe(0);
});

test("an answer is not waited for behind its code", async () => {
  const { propose, backend } = proposal({});
  const asked = propose();
  await settle();
  backend.calls[0]?.say(GOOD);
  backend.calls[0]?.say("This function takes two numbers and");
  await expect(asked).resolves.toMatchObject({ rounds: 1 });
  expect(backend.calls[0]?.isClosed()).toBe(true);
});

test("a bad answer is shown to the model with what was wrong, and the second one is taken", async () => {
  const bad = "```ts\nexport function add(a: number, b: number): number {\n  return (a + ;\n}\n```\n";
  const { propose, backend, said } = proposal({
    answers: (_prompt, call) => partsOf(call === 0 ? bad : GOOD, "stop"),
  });
  await expect(propose()).resolves.toMatchObject({ rounds: 2 });
  const second = backend.calls[1]?.prompt;
  if (second?.kind !== "chat") throw new Error("no second round");
  expect(second).toMatchObject({ temperature: 0.4, seed: 2 });
  expect(second.messages.map(({ role }) => role)).toEqual(["system", "user", "assistant", "user"]);
  expect(second.messages.at(-1)?.content).toContain("does not parse");
  expect(said.filter((message) => message.startsWith("second try: "))).toHaveLength(1);
});

const REFUSED: readonly (readonly [
  what: string,
  answer: string,
  end: "stop" | "length" | "refused" | undefined,
  why: string,
])[] = [
  ["cut at the token limit", GOOD.slice(0, 70), "length", "the answer was cut off before its end"],
  ["cut on the wire", GOOD.slice(0, 70), undefined, "the answer was cut off before its end"],
  ["refused by the provider", "", "refused", "the model refused to answer"],
  ["still a stub", GOOD.replace("return a + b;", "// TODO"), "stop", "the body of add is still a stub"],
  ["words only", "I would add them.", "stop", "the answer holds no code"],
];

test.each(REFUSED)("%s: nothing is proposed, and the reason is said", async (_what, answer, end, why) => {
  const { propose, trace } = proposal({ answers: () => partsOf(answer, end) });
  const failure: unknown = await propose().catch((error: unknown) => error);
  expect(failure).toMatchObject({
    kind: "refused",
    message: `strings-1b gave no usable answer in 2 tries: ${why}`,
  });
  expect(trace.bugCount).toBe(0);
});

test("text that changed elsewhere meanwhile moves the edit, which is checked again", async () => {
  const { propose, backend, documents } = proposal({});
  const asked = propose();
  await settle();
  const start = { line: 0, character: 0 };
  documents.change("file:///w/a.ts", 8, [{ range: { start, end: start }, text: "import b from 'b';\n" }]);
  backend.calls[0]?.say(GOOD);
  backend.calls[0]?.end();
  const { changes } = await asked;
  const now = documents.get("file:///w/a.ts");
  expect(changes[0]?.document).toBe(now);
  expect(applyEdits(now?.getText() ?? "", changes[0]?.edits ?? [])).toBe(
    `import b from 'b';\n${STUB.replace("{‸}", "{\n  return a + b;\n}")}`,
  );
});

test("F24 a change in what is being rewritten is stale, and nothing is proposed", async () => {
  const { propose, backend, documents } = proposal({});
  const asked = propose();
  await settle();
  const start = { line: 1, character: 20 };
  documents.change("file:///w/a.ts", 8, [{ range: { start, end: start }, text: "x" }]);
  backend.calls[0]?.say(GOOD);
  backend.calls[0]?.end();
  await expect(asked).rejects.toMatchObject({ kind: "stale" });
});

test("a further wish goes to the model behind what it answered before", async () => {
  const { propose, backend, generator, task } = proposal({ answers: () => partsOf(GOOD, "stop") });
  const first = await propose();
  expect(generator.lastProposal("file:///w/a.ts")?.id).toBe(first.id);
  const wish = { kind: "apply-instruction", instruction: "round it" } as const;
  await generator.propose({ ...task, intent: wish, follows: first.id }, () => undefined, never);
  const prompt = backend.calls[1]?.prompt;
  if (prompt?.kind !== "chat") throw new Error("no second turn");
  expect(prompt.messages.map(({ role }) => role)).toEqual(["system", "user", "assistant", "user"]);
  expect(prompt.messages[2]?.content).toBe(GOOD);
  expect(prompt.messages[3]?.content).toContain("round it");
});

test("a failure of the backend is the failure of the action", async () => {
  const { propose, backend } = proposal({});
  const asked = propose();
  await settle();
  backend.calls[0]?.drop(new Failure("auth", "the key was refused", { remedy: "check it" }));
  await expect(asked).rejects.toMatchObject({ kind: "auth", message: "the key was refused" });
});

test("cancelled while the model writes: thrown at once, upstream closed", async () => {
  const { propose, backend } = proposal({});
  const controller = new AbortController();
  const asked = propose(controller.signal);
  await settle();
  backend.calls[0]?.say("```ts\n");
  controller.abort();
  await expect(asked).rejects.toMatchObject({ kind: "cancelled" });
  await settle();
  expect(backend.openCalls()).toBe(0);
});

test("R13 a secret is not told, and stands where it was after the rewrite", async () => {
  const token = `ghp_${"a1".repeat(18)}`;
  const stub = `export function add(a: number): string {‸\n  const token = "${token}";\n  return token;\n}\n`;
  const answer =
    '```ts\nexport function add(a: number): string {\n  const token = "[secret 1]";\n  return token + a;\n}\n```\n';
  const wish = { kind: "apply-instruction", instruction: "add it" } as const;
  const { propose, text, backend } = proposal({ answers: () => partsOf(answer, "stop") }, stub, wish);
  const found = await propose();
  expect(JSON.stringify(backend.calls[0]?.prompt)).toContain('const token = \\"[secret 1]\\"');
  expect(JSON.stringify(backend.calls[0]?.prompt)).not.toContain(token);
  expect(applyEdits(text, found.changes[0]?.edits ?? [])).toBe(
    text.replace("return token", "return token + a"),
  );
});

const SAMPLED: readonly (readonly [what: string, most: number, answers: readonly string[], asked: number])[] =
  [
    ["one is enough", 3, [GOOD], 1],
    ["the second passes", 3, [GOOD.replace("a + b", "(a + "), GOOD], 2],
    ["none passes, and the repair does", 2, [GOOD.slice(0, 70), "I would.", GOOD], 3],
  ];

test.each(SAMPLED)("several answers: %s", async (_what, most, answers, asked) => {
  const { propose, backend, settings } = proposal({
    answers: (_prompt, call) => partsOf(answers[call] ?? "", "stop"),
  });
  settings.set("user-file", { edits: { samples: most } });
  await expect(propose()).resolves.toMatchObject({ rounds: asked > most ? 2 : 1 });
  expect(backend.calls).toHaveLength(asked);
});

test("what the user's own checker finds goes back to the model", async () => {
  const reason = "tsc: error TS2322: Type 'string' is not assignable to type 'number'.";
  const { propose, backend } = proposal({
    answers: (_prompt, call) => partsOf(call === 0 ? GOOD.replace("a + b", '"a" + b') : GOOD, "stop"),
    checkByUser: async (_before, after) => ({
      reports: [],
      reasons: after.getText().includes('"a"') ? [reason] : [],
    }),
  });
  await expect(propose()).resolves.toMatchObject({ rounds: 2 });
  const second = backend.calls[1]?.prompt;
  expect(second?.kind === "chat" && second.messages.at(-1)?.content).toContain(reason);
});

const CALL = '<tool_call>\n{"name": "write_file", "arguments": {"path": "a.ts", "text":\n</tool_call>';
const BROKEN = [GOOD.replace("a + b", "(a + "), GOOD.replace("return a + b;", "return a + b)")];
const ENDLESS: readonly (readonly [what: string, answers: readonly string[]])[] = [
  ["F47: a tool call with broken JSON in place of code", [CALL]],
  ["F53: the same wrong answer again", [BROKEN[0] ?? ""]],
  ["F53: two wrong answers in turn", BROKEN],
];

test.each(ENDLESS)("%s: the model is asked twice, then it is over", async (_what, answers) => {
  const { propose, backend, trace } = proposal({
    answers: (_prompt, call) => partsOf(answers[call % answers.length] ?? "", "stop"),
  });
  await expect(propose()).rejects.toMatchObject({ kind: "refused" });
  expect(backend.calls).toHaveLength(2);
  expect(trace.bugCount).toBe(0);
});
