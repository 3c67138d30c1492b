// Requests that overlap: one answer each, none for older versions, every call upstream closed, nothing asked twice.
import fc from "fast-check";
import { expect, test } from "vitest";
import { applyEdits } from "../../server/documents/text.ts";
import type { CompletionOutcome } from "../../server/generate/generate.ts";
import { Failure } from "../../server/trace/failure.ts";
import { createHandClock, createHouse, createStringBackend, partsOf, settle } from "./house.ts";

const URI = "file:///w/a.ts";
const never = new AbortController().signal;

/** An editor with one document that is typed into at the end of its first line. */
function typist(backend = createStringBackend(), options: Parameters<typeof createHouse>[1] = {}) {
  const house = createHouse(backend, options);
  let version = 1;
  let line = "";
  house.documents.open(URI, "typescript", version, "\nend();\n");
  const setLine = (next: string): void => {
    line = next;
    version++;
    house.documents.change(URI, version, [{ text: `${line}\nend();\n` }]);
  };
  const ask = (signal: AbortSignal = never, trigger: "typing" | "invoked" = "typing", candidates = 1) => {
    const document = house.documents.get(URI);
    if (document === undefined) throw new Error("the document is closed");
    return house.completions.provide({ document, offset: line.length, trigger, candidates }, signal);
  };
  const offered = async (outcome: CompletionOutcome | Promise<CompletionOutcome>): Promise<string> => {
    const settled = await outcome;
    if (settled.kind !== "offered") return settled.kind;
    const [candidate] = settled.candidates;
    const text = house.documents.get(URI)?.getText() ?? "";
    return candidate === undefined ? "" : (applyEdits(text, [candidate.edit]).split("\n")[0] ?? "");
  };
  return { ...house, backend, setLine, ask, offered };
}

test("a newer request is answered for, the older at once, before any upstream call has come back", async () => {
  const { setLine, ask, offered, backend } = typist();
  setLine("const a = ");
  const older = ask();
  await settle();
  setLine("const total = ");
  const newer = ask();
  expect(await older).toEqual({ kind: "superseded" });
  await settle();
  expect(backend.calls.map((call) => call.isClosed())).toEqual([true, false]);
  backend.calls[1]?.say("1;\n");
  expect(await offered(newer)).toBe("const total = 1;");
  expect(backend.openCalls()).toBe(0);
});

test("a running answer is joined while the typed text agrees with it, without another call", async () => {
  const { setLine, ask, offered, backend } = typist();
  setLine("const a = ");
  const older = ask();
  await settle();
  backend.calls[0]?.say("value");
  await settle();
  setLine("const a = val");
  const newer = ask();
  expect(await older).toEqual({ kind: "superseded" });
  backend.calls[0]?.say("Of(1);\n");
  expect(await offered(newer)).toBe("const a = valueOf(1);");
  expect(backend.calls).toHaveLength(1);
});

test("a question at another place of lines that are all alike does not wait for the one before", async () => {
  const backend = createStringBackend();
  const { documents, completions } = createHouse(backend);
  const document = documents.open(URI, "typescript", 1, "const a = \n".repeat(200));
  const askAt = (offset: number) => completions.provide({ document, offset, trigger: "typing" }, never);
  const older = askAt(100 * 11 + 10);
  await settle();
  const newer = askAt(101 * 11 + 10);
  expect(await older).toEqual({ kind: "superseded" });
  await settle();
  expect(backend.calls.map((call) => call.isClosed())).toEqual([true, false]);
  backend.calls[1]?.say("1;\n");
  expect(await newer).toMatchObject({ kind: "offered" });
});

test("a running answer that turns out to disagree is closed and another one is asked for", async () => {
  const { setLine, ask, offered, backend } = typist();
  setLine("const a = ");
  void ask();
  await settle();
  setLine("const a = x");
  const newer = ask();
  await settle();
  expect(backend.calls).toHaveLength(1);
  backend.calls[0]?.say("value");
  await settle();
  expect(backend.calls.map((call) => call.isClosed())).toEqual([true, false]);
  backend.calls[1]?.say(".y;\n");
  expect(await offered(newer)).toBe("const a = x.y;");
});

test("indented blank by blank: the suggestion of a line stays, at its new place", async () => {
  const open = "function f(a) {\n    return a;\n}\nfunction g(a) {\n";
  const backend = createStringBackend({ answers: () => partsOf("return a + 1;\n", "stop") });
  const { documents, completions } = createHouse(backend);
  documents.open(URI, "typescript", 1, `${open}\n}\n`);
  for (const [version, indent] of ["", " ", "  ", "    "].entries()) {
    if (version > 0) documents.change(URI, version + 1, [{ text: `${open}${indent}\n}\n` }]);
    const document = documents.get(URI);
    if (document === undefined) throw new Error("the document is closed");
    const offset = open.length + indent.length;
    const outcome = await completions.provide({ document, offset, trigger: "typing" }, never);
    const edit = { span: { start: offset, end: offset }, newText: "return a + 1;" };
    expect(outcome).toMatchObject({ kind: "offered", candidates: [{ edit }] });
  }
  expect(backend.calls).toHaveLength(1);
});

test("typed through, deleted, retyped, or asked for again: the model is not asked", async () => {
  const backend = createStringBackend({ answers: () => partsOf("compute(1);\n", "stop") });
  const { setLine, ask, offered } = typist(backend);
  setLine("const a = ");
  expect(await offered(ask())).toBe("const a = compute(1);");
  for (const line of [
    "const a = c",
    "const a = comp",
    "const a = compute(1",
    "const a = ",
    "const a",
    "const a = co",
  ]) {
    setLine(line);
    expect(await offered(ask()), line).toBe("const a = compute(1);");
  }
  expect(backend.calls).toHaveLength(1);
  setLine("const a = d");
  expect(await offered(ask())).not.toBe("const a = compute(1);");
  expect(backend.calls).toHaveLength(2);
});

test("the bracket an editor closes by itself does not hide what is known", async () => {
  const backend = createStringBackend({ answers: () => partsOf("compute(1);\n", "stop") });
  const { documents, setLine, ask, offered, completions } = typist(backend);
  setLine("const a = ");
  await offered(ask());
  documents.change(URI, 90, [{ text: "const a = compute()\nend();\n" }]);
  const document = documents.get(URI);
  if (document === undefined) throw new Error("closed");
  expect(await offered(completions.provide({ document, offset: 18, trigger: "typing" }, never))).toBe(
    "const a = compute(1);",
  );
  expect(backend.calls).toHaveLength(1);
});

test("a single line leaves at its newline, and the call upstream is closed, though the model would go on", async () => {
  const { setLine, ask, offered, backend } = typist();
  setLine("const a = ");
  const asked = ask();
  await settle();
  backend.calls[0]?.say("1;\nconst b");
  expect(await offered(asked)).toBe("const a = 1;");
  expect(backend.calls[0]?.isClosed()).toBe(true);
});

test("cancelled: thrown at once, upstream closed, and an aborted signal asks nothing", async () => {
  const { setLine, ask, backend } = typist();
  setLine("const a = ");
  const controller = new AbortController();
  const asked = ask(controller.signal);
  await settle();
  controller.abort();
  await expect(asked).rejects.toMatchObject({ kind: "cancelled" });
  await settle();
  expect(backend.openCalls()).toBe(0);
  await expect(ask(controller.signal)).rejects.toMatchObject({ kind: "cancelled" });
  expect(backend.calls).toHaveLength(1);
});

test("after a cancel, and after a failure, the next request asks anew", async () => {
  const { setLine, ask, offered, backend } = typist();
  setLine("const a = ");
  const controller = new AbortController();
  const cancelled = ask(controller.signal);
  await settle();
  controller.abort();
  await expect(cancelled).rejects.toMatchObject({ kind: "cancelled" });
  setLine("const a = v");
  const second = ask();
  await settle();
  backend.calls[1]?.drop(new Failure("unavailable", "gone"));
  expect(await second).toMatchObject({ kind: "nothing", reason: "gone" });
  const third = ask();
  await settle();
  backend.calls[2]?.say("alue;\n");
  expect(await offered(third)).toBe("const a = value;");
});

test("F14 2,000 completions, each cancelled at once: 2,000 answers, never more than two calls open", async () => {
  const { setLine, ask, backend } = typist();
  const answers = [];
  for (let index = 0; index < 2000; index++) {
    setLine(`const a${index} = `);
    const controller = new AbortController();
    answers.push(ask(controller.signal).catch((error: unknown) => (error as Failure).kind));
    if (index % 7 === 0) await settle();
    controller.abort();
  }
  const kinds = await Promise.all(answers);
  expect(kinds).toHaveLength(2000);
  expect(new Set(kinds)).toEqual(new Set(["cancelled"]));
  await settle();
  expect(backend.mostOpen()).toBeLessThanOrEqual(2);
  expect(backend.openCalls()).toBe(0);
  expect(backend.calls.every((call) => call.isClosed())).toBe(true);
}, 20_000);

test("in any order of keys, answers and cancels: one answer per request, at most two calls open, all closed", async () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant("type" as const), text: fc.constantFrom("a", "b", "c", "ab", "x") }),
    fc.record({ do: fc.constant("say" as const), text: fc.constantFrom("a", "b", "abc", "c;\n", "1;\n") }),
    fc.record({ do: fc.constant("end" as const) }),
    fc.record({ do: fc.constant("cancel" as const) }),
    fc.record({ do: fc.constant("wait" as const) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const { setLine, ask, backend, trace, documents } = typist();
      const asked: { readonly version: number; readonly answer: Promise<CompletionOutcome | "cancelled"> }[] =
        [];
      let line = "const q = ";
      let controller = new AbortController();
      for (const each of steps) {
        if (each.do === "type") {
          line += each.text;
          setLine(line);
          controller = new AbortController();
          const answer = ask(controller.signal).catch((error: unknown) => {
            expect(error).toMatchObject({ kind: "cancelled" });
            return "cancelled" as const;
          });
          asked.push({ version: documents.get(URI)?.version ?? 0, answer });
        }
        if (each.do === "say") backend.calls.at(-1)?.say(each.text);
        if (each.do === "end") backend.calls.at(-1)?.end();
        if (each.do === "cancel") controller.abort();
        if (each.do === "wait") await settle();
      }
      await settle();
      controller.abort();
      for (const call of backend.calls) call.end();
      const answers = await Promise.all(asked.map(({ answer }) => answer));
      await settle();
      expect(answers).toHaveLength(asked.length);
      expect(backend.mostOpen()).toBeLessThanOrEqual(2);
      expect(backend.openCalls()).toBe(0);
      expect(trace.bugCount).toBe(0);
    }),
    { numRuns: 120 },
  );
});

test("a remote model is asked at once when idle, and when a burst of keys pauses", async () => {
  const hand = createHandClock();
  const backend = createStringBackend({ isLocal: false });
  const { setLine, ask } = typist(backend, { clock: hand.clock });
  setLine("const a = ");
  void ask();
  await settle();
  expect(backend.calls).toHaveLength(1);
  for (const line of ["const b = ", "const bc = ", "const bcd = "]) {
    hand.advance(60);
    setLine(line);
    void ask();
    await settle();
  }
  expect(backend.calls).toHaveLength(1);
  hand.advance(80);
  await settle();
  expect(backend.calls).toHaveLength(2);
  expect(hand.waiting.size).toBe(0);
});

test("a failing backend is nothing to the editor, and each change of its state is told once", async () => {
  let isDown = true;
  const backend = createStringBackend({ answers: () => partsOf("1;\n", "stop") });
  const flaky = {
    ...backend,
    stream: (...args: Parameters<typeof backend.stream>) => {
      if (isDown) throw new Failure("unavailable", "nobody answers at localhost:1");
      return backend.stream(...args);
    },
  };
  const { states, completions, documents } = createHouse(flaky);
  const ask = (line: string, version: number) => {
    const document = documents.open(URI, "typescript", version, line);
    return completions.provide({ document, offset: line.length, trigger: "typing" }, never);
  };
  expect(await ask("const a = ", 1)).toMatchObject({
    kind: "nothing",
    reason: "nobody answers at localhost:1",
    failure: { kind: "unavailable" },
  });
  expect(await ask("const b = ", 2)).toMatchObject({ kind: "nothing" });
  isDown = false;
  expect(await ask("const c = ", 3)).toMatchObject({ kind: "offered" });
  expect(await ask("const d = ", 4)).toMatchObject({ kind: "offered" });
  expect(states).toMatchObject([{ kind: "failing", failure: { kind: "unavailable" } }, { kind: "ok" }]);
});

test("several candidates are different from each other and warmer than the first", async () => {
  const answers = ["one();\n", "two();\n", "one();\n"];
  const backend = createStringBackend({ answers: (_prompt, call) => partsOf(answers[call] ?? "", "stop") });
  const { setLine, ask, generator } = typist(backend);
  setLine("const a = ");
  const outcome = await ask(never, "invoked", 3);
  if (outcome.kind !== "offered") throw new Error(outcome.kind);
  expect(outcome.candidates.map(({ edit }) => edit.newText)).toEqual(["one();", "two();"]);
  expect(backend.calls.map(({ prompt }) => [prompt.temperature, prompt.seed])).toEqual([
    [0, undefined],
    [0.7, 1],
    [0.7, 2],
  ]);
  const [first] = outcome.candidates;
  expect(generator.record(first?.id ?? "")).toMatchObject({
    task: "insert-at-cursor",
    uri: URI,
    model: "strings-1b",
    outcome: "offered",
  });
  generator.accepted(first?.id ?? "");
  expect(generator.record(first?.id ?? "")?.outcome).toBe("accepted");
});

test("what the editor's popup has selected begins the answer", async () => {
  const backend = createStringBackend({ answers: () => partsOf("(1);\n", "stop") });
  const { setLine, documents, completions, offered } = typist(backend);
  setLine("const a = comp");
  const document = documents.get(URI);
  if (document === undefined) throw new Error("closed");
  const selected = { span: { start: 10, end: 14 }, text: "compute" };
  const found = completions.provide({ document, offset: 14, trigger: "typing", selected }, never);
  expect(await offered(found)).toBe("const a = compute(1);");
  const prompt = backend.calls[0]?.prompt;
  expect(prompt?.kind === "fim" && prompt.prefix.endsWith("const a = compute")).toBe(true);
});

test("while a slow model says nothing, the pause of the keys is the time for a second call, and no third is open", async () => {
  const hand = createHandClock();
  const backend = createStringBackend({ isLocal: false });
  const { setLine, ask, offered } = typist(backend, { clock: hand.clock });
  setLine("const a = ");
  void ask();
  await settle();
  for (const line of ["const a = r", "const a = re", "const a = rea"]) {
    hand.advance(150);
    setLine(line);
    void ask();
    await settle();
  }
  expect(backend.calls).toHaveLength(1);
  hand.advance(150);
  setLine("const a = read");
  const last = ask();
  await settle();
  hand.advance(400);
  await settle();
  expect(backend.calls).toHaveLength(2);
  backend.calls[1]?.say("(file);\n");
  expect(await offered(last)).toBe("const a = read(file);");
  expect(backend.calls.map((call) => call.isClosed())).toEqual([true, true]);
  expect(backend.mostOpen()).toBe(2);
});

test("of two calls under way the first that agrees is taken", async () => {
  const hand = createHandClock();
  const backend = createStringBackend({ isLocal: false });
  const { setLine, ask, offered } = typist(backend, { clock: hand.clock });
  setLine("const a = ");
  void ask();
  await settle();
  setLine("const a = r");
  const last = ask();
  await settle();
  hand.advance(400);
  await settle();
  backend.calls[0]?.say("run(1);\n");
  expect(await offered(last)).toBe("const a = run(1);");
  await settle();
  expect(backend.openCalls()).toBe(0);
});

test("a place where nothing came of asking is not asked about again for a while, but by hand it is", async () => {
  const hand = createHandClock();
  const backend = createStringBackend({ answers: () => partsOf("", "stop") });
  const { setLine, ask } = typist(backend, { clock: hand.clock });
  setLine("const a = ");
  expect(await ask()).toMatchObject({ kind: "nothing" });
  setLine("const a =");
  setLine("const a = ");
  expect(await ask()).toMatchObject({ kind: "nothing", reason: "the model had nothing to say" });
  expect(backend.calls).toHaveLength(1);
  await ask(never, "invoked");
  expect(backend.calls).toHaveLength(2);
  hand.advance(60_000);
  await ask();
  expect(backend.calls).toHaveLength(3);
});

test("asked for by hand after one was shown: that one stays first, others are asked for", async () => {
  const answers = ["one();\n", "two();\n", "three();\n"];
  const backend = createStringBackend({ answers: (_prompt, call) => partsOf(answers[call] ?? "", "stop") });
  const { setLine, ask } = typist(backend);
  setLine("const a = ");
  await ask();
  const outcome = await ask(never, "invoked", 3);
  if (outcome.kind !== "offered") throw new Error(outcome.kind);
  expect(outcome.candidates.map(({ edit }) => edit.newText)).toEqual(["one();", "two();", "three();"]);
  expect(await ask(never, "invoked", 3)).toEqual(outcome);
  expect(backend.calls).toHaveLength(3);
});

test("what was taken leads to the question after it, and the editor's own request finds the answer", async () => {
  const answers = ["one();\n", "\nconst b = two();\n"];
  const backend = createStringBackend({ answers: (_prompt, call) => partsOf(answers[call] ?? "", "stop") });
  const works: (() => void)[] = [];
  const { documents, completions, settings, setLine, ask, offered } = typist(backend, {
    later: (work) => works.push(work),
  });
  setLine("const a = ");
  expect(await offered(ask())).toBe("const a = one();");
  works.length = 0;
  documents.change(URI, 90, [
    { range: { start: { line: 0, character: 10 }, end: { line: 0, character: 10 } }, text: "one();" },
  ]);
  expect(works).toHaveLength(1);
  for (const work of works.splice(0)) work();
  await settle();
  expect(backend.calls).toHaveLength(2);
  const document = documents.get(URI);
  if (document === undefined) throw new Error("closed");
  await completions.provide({ document, offset: 16, trigger: "typing" }, never);
  expect(backend.calls).toHaveLength(2);
  settings.set("client", { "completion.eagerness": "shy" });
  works.length = 0;
  documents.change(URI, 91, [{ text: "const a = \nend();\n" }]);
  expect(works).toHaveLength(0);
});

test("a guess of the model is kept to itself, but by hand it is shown", async () => {
  const parts = [
    { type: "text-delta", text: "perhaps", likelihood: { tokens: 1, logProbability: Math.log(0.3) } },
    { type: "text-delta", text: "(1);\n", likelihood: { tokens: 2, logProbability: 2 * Math.log(0.4) } },
    { type: "end", reason: "stop" },
  ] as const;
  const { setLine, ask, settings } = typist(createStringBackend({ answers: () => parts }));
  setLine("const a = ");
  expect(await ask()).toEqual({ kind: "nothing", reason: "not sure enough to show it unasked" });
  expect(await ask(never, "invoked")).toMatchObject({ kind: "offered" });
  settings.set("client", { "completion.eagerness": "eager" });
  expect(await ask()).toMatchObject({ kind: "offered" });
});

test("a guess that somebody types along is shown once the rest of it is sure, and nobody is asked again", async () => {
  const parts = [
    { type: "text-delta", text: "per", likelihood: { tokens: 1, logProbability: Math.log(0.1) } },
    { type: "text-delta", text: "haps(1);\n", likelihood: { tokens: 4, logProbability: Math.log(0.9) } },
    { type: "end", reason: "stop" },
  ] as const;
  const { setLine, ask, offered, backend } = typist(createStringBackend({ answers: () => parts }));
  setLine("const a = ");
  expect((await ask()).kind).toBe("nothing");
  setLine("const a = pe");
  expect((await ask()).kind).toBe("nothing");
  setLine("const a = per");
  expect(await offered(ask())).toBe("const a = perhaps(1);");
  expect(backend.calls).toHaveLength(1);
  setLine("const a = part");
  await ask();
  expect(backend.calls).toHaveLength(2);
});

test("suggestions that are always typed against are no longer shown", async () => {
  const backend = createStringBackend({ answers: () => partsOf("wrong();\n", "stop") });
  const { documents, setLine, ask } = typist(backend);
  const key = (version: number) =>
    documents.change(URI, version, [
      { range: { start: { line: 0, character: 10 }, end: { line: 0, character: 10 } }, text: "x" },
    ]);
  const kinds: string[] = [];
  for (let round = 0; round < 8; round++) {
    setLine(`const ${"abcdefgh"[round] ?? ""} = `);
    kinds.push((await ask()).kind);
    key(1000 + round * 1000);
    documents.open(URI, "typescript", 1, "\nend();\n");
  }
  expect(kinds).toEqual([...Array.from({ length: 6 }, () => "offered"), "nothing", "nothing"]);
});
