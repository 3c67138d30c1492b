// Owns the promise that code is written in every language of grammars/: bodies of the samples' functions, by a model that runs on and by a recorded one.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SYSTEM_CLOCK } from "../../server/backends/call-limits.ts";
import { createReplayBackend } from "../../server/backends/replay.ts";
import { applyEdits } from "../../server/documents/text.ts";
import { createLanguages } from "../../server/syntax/languages.ts";
import { type CodeSymbol, everySymbol } from "../../server/syntax/symbols.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { openSyntax } from "../syntax/open-syntax.ts";
import { createHouse, createStringBackend, partsOf } from "./house.ts";

const GRAMMARS = join(import.meta.dirname, "../../grammars");
const MOST_FUNCTIONS = 3;
const { syntax } = openSyntax();
const { rows } = createLanguages({ trace: createTrace({ write: () => undefined }) });

// TypeScript, its relatives and Python have cases of their own.
const others = rows.filter(({ id }) => !/^(?:(?:type|java)script|python)/.test(id));
const bodies = others.flatMap((row) => {
  const folder = join(GRAMMARS, row.folder ?? row.id, "samples");
  return readdirSync(folder)
    .filter((name) => !name.startsWith("unfinished") && row.extensions.some((each) => name.endsWith(each)))
    .flatMap((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      return everySymbol(syntax.extract(row.id, text)?.symbols ?? [])
        .filter((symbol) => isWrittenOut(symbol, text))
        .slice(0, MOST_FUNCTIONS)
        .map((symbol) => ({ id: row.id, sample: name, name: symbol.name, text, symbol }));
    });
});

test.each(bodies)(
  "$sample: the body of $name",
  async ({ id, sample, text, symbol }) => {
    const { start, end } = symbol.body?.span ?? { start: 0, end: 0 };
    const [, open = "", code = "", close = ""] = /^(\s*)([^]*?)(\s*)$/.exec(text.slice(start, end)) ?? [];
    const backend = createStringBackend({
      canFim: true,
      answers: () => partsOf(code + close + text.slice(end), "stop", false),
    });
    const { documents, completions, trace } = createHouse(backend);
    const cursor = start + open.length;
    const document = documents.open(
      `file:///w/${sample}`,
      id,
      1,
      text.slice(0, cursor) + close + text.slice(end),
    );
    const query = { document, offset: cursor, trigger: "invoked", candidates: 1 } as const;
    const found = await completions.provide(query, new AbortController().signal);
    if (found.kind !== "offered") throw new Error(found.kind === "nothing" ? found.reason : found.kind);
    const edit = found.candidates[0]?.edit;
    expect(edit && applyEdits(document.getText(), [edit])).toBe(text);
    expect(trace.bugCount).toBe(0);
  },
  30_000,
);

const firstBodies = bodies.filter(({ sample }, place) => bodies[place - 1]?.sample !== sample);
test.each(firstBodies)(
  "$sample: $name is implemented from a recording",
  async ({ id, sample, text, symbol }) => {
    const { start, end } = symbol.body?.span ?? { start: 0, end: 0 };
    const answer = `Here it is:\n\`\`\`\n${text.slice(symbol.span.start, symbol.span.end)}\n\`\`\`\n`;
    const recording = {
      answers: [{ match: { kind: "chat", contains: symbol.name }, text: answer }],
    } as const;
    const backend = createReplayBackend({ id: "recorded", recording, clock: SYSTEM_CLOCK });
    const { documents, syntax: trees, generator, trace } = createHouse(backend);
    const emptied = `${text.slice(0, start)}\n${text.slice(end)}`;
    const document = documents.open(`file:///w/${sample}`, id, 1, emptied);
    const snapshot = trees.snapshot(document);
    const empty = everySymbol(snapshot?.symbols() ?? []).find(
      ({ nameSpan }) => nameSpan.start === symbol.nameSpan.start,
    );
    if (empty === undefined) throw new Error(`${symbol.name} is gone without its body`);
    const { changes } = await generator.propose(
      {
        kind: "rewrite-span",
        document,
        syntax: snapshot,
        target: empty.span,
        symbol: empty,
        intent: { kind: "implement-body" },
        label: "Implement",
      },
      () => undefined,
      new AbortController().signal,
    );
    const written = applyEdits(emptied, changes[0]?.edits ?? []);
    expect(written.replace(/\s+/g, " ")).toBe(text.replace(/\s+/g, " "));
    expect(trace.bugCount).toBe(0);
  },
  30_000,
);

test("most languages have functions", () => {
  expect(new Set(bodies.map(({ id }) => id)).size).toBeGreaterThan(14);
});

/** A function whose body has lines of its own, none of them at the left margin: there a block counts as ended, be it in a string. */
function isWrittenOut({ kind, body }: CodeSymbol, text: string): boolean {
  if (body?.state !== "code" || !/^(?:function|method|constructor)$/.test(kind)) return false;
  const code = text.slice(body.span.start, body.span.end).trim();
  return code.includes("\n") && !/\n\S/.test(code);
}
