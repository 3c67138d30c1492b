// Messy answers and what becomes of them in the document: every case file is one answer, real syntax, no model.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createDocuments } from "../../server/documents/documents.ts";
import { applyEdits } from "../../server/documents/text.ts";
import { createPlanRewrite, type RewriteRequest } from "../../server/edits/plan.ts";
import type { CodeSymbol } from "../../server/syntax/symbols.ts";
import { createSyntax } from "../../server/syntax/syntax.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { type Case, readCases, sectionOf } from "../support/case-file.ts";
import { parseMarked } from "../support/marked-text.ts";
import { PATIENT } from "../syntax/open-syntax.ts";

const trace = createTrace({ write: () => undefined });
const syntax = createSyntax({ limits: PATIENT, trace });
const planRewrite = createPlanRewrite({ extract: (languageId, text) => syntax.extract(languageId, text) });
const CASES = readCases(fileURLToPath(new URL("./cases", import.meta.url)));

test.each(CASES.map((given) => [given.name, given] as const))("%s", (_name, given) => {
  expect(outcome(given)).toEqual({
    expect: given.sections["expect"],
    refused: sectionOf(given, "refused"),
  });
  expect(trace.bugCount).toBe(0);
});

test("lines the model only repeats are no part of the edit", () => {
  const task = taskOf("a.ts", "function a() {‸\n  one();\n  two();\n  three();\n}\n", "symbol");
  const answer = "```ts\nfunction a() {\n  one();\n  2;\n  three();\n}\n```";
  expect(planRewrite(task, answer)).toEqual({
    kind: "edit",
    edit: { span: { start: 24, end: 33 }, newText: "  2;\n" },
    alsoEdit: [],
  });
});

const OWN_SOURCE = fileURLToPath(new URL("../../server/edits", import.meta.url));
const ANSWERS: readonly (readonly [what: string, answer: (text: string, symbol: CodeSymbol) => string])[] = [
  ["its whole file", (text) => text],
  ["the function alone", (text, { span }) => text.slice(span.start, span.end)],
  ["its body alone", (text, { body }) => text.slice(body?.span.start, body?.span.end)],
];

test.each(ANSWERS)(
  "an emptied function comes back byte for byte out of %s",
  (_what, answer) => {
    let functions = 0;
    for (const file of readdirSync(OWN_SOURCE)) {
      const text = readFileSync(join(OWN_SOURCE, file), "utf8");
      for (const symbol of syntax.extract("typescript", text)?.symbols ?? []) {
        if (symbol.kind !== "function" || symbol.body === undefined) continue;
        const { start, end } = symbol.body.span;
        const emptied = text.slice(0, start) + text.slice(end);
        const task = taskOf("a.ts", `${emptied.slice(0, start)}‸${emptied.slice(start)}`, "implement-body");
        const planned = planRewrite(task, `\`\`\`ts\n${answer(text, symbol)}\n\`\`\``);
        if (planned.kind === "unusable") throw new Error(`${file} ${symbol.name}: ${planned.message}`);
        expect(applyEdits(emptied, [planned.edit, ...planned.alsoEdit]), `${file} ${symbol.name}`).toBe(text);
        functions++;
      }
    }
    expect(functions).toBeGreaterThan(30);
  },
  30_000,
);

/** The text after the planned edits, or the reason why there are none. */
function outcome(given: Case): { expect: string | undefined; refused: string | undefined } {
  const [file] = given.files;
  if (file === undefined) throw new Error("no file");
  const task = taskOf(file.path, file.text, sectionOf(given, "task") ?? "implement-body");
  const planned = planRewrite(task, sectionOf(given, "model") ?? "");
  if (planned.kind === "unusable") return { expect: undefined, refused: planned.message };
  return {
    expect: applyEdits(task.document.getText(), [planned.edit, ...planned.alsoEdit]),
    refused: undefined,
  };
}

/** `implement-body` and `symbol` act on the innermost symbol at the cursor, `fix` too, `lines` on the selection. */
function taskOf(path: string, marked: string, what: string): RewriteRequest {
  const { text, cursor, selection } = parseMarked(marked);
  const document = createDocuments().open(`file:///w/${path}`, syntax.languageOf(path), 1, text);
  const snapshot = syntax.snapshot(document);
  const order = /^[ \t]*(?:\/\/|#).*AI!\r?\n/m.exec(text);
  const shared = {
    document,
    syntax: snapshot,
    ...(order === null
      ? {}
      : { alsoEdit: [{ span: { start: order.index, end: order.index + order[0].length }, newText: "" }] }),
  };
  if (selection !== undefined) {
    return {
      ...shared,
      target: selection,
      intent: { kind: what === "fix" ? "fix-diagnostic" : "apply-instruction" },
    };
  }
  const symbol = innermost(snapshot?.symbols() ?? [], cursor ?? 0);
  if (symbol === undefined) throw new Error(`no symbol at the cursor of ${path}`);
  const kind = what === "implement-body" ? what : what === "fix" ? "fix-diagnostic" : "apply-instruction";
  return { ...shared, target: symbol.span, symbol, intent: { kind } };
}

function innermost(symbols: readonly CodeSymbol[], offset: number): CodeSymbol | undefined {
  const around = symbols.find(({ span }) => span.start <= offset && offset <= span.end);
  return around === undefined ? undefined : (innermost(around.children, offset) ?? around);
}
