// Owns the promise that a body can be written in every language of grammars/: functions of the samples are emptied and come back.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createDocuments } from "../../server/documents/documents.ts";
import { applyEdits } from "../../server/documents/text.ts";
import { createPlanRewrite } from "../../server/edits/plan.ts";
import { createLanguages } from "../../server/syntax/languages.ts";
import { type CodeSymbol, everySymbol } from "../../server/syntax/symbols.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { openSyntax } from "../syntax/open-syntax.ts";

const GRAMMARS = join(import.meta.dirname, "../../grammars");
const { syntax, lines } = openSyntax();
const { rows } = createLanguages({ trace: createTrace({ write: () => undefined }) });
const planRewrite = createPlanRewrite({ extract: (id, text) => syntax.extract(id, text) });

// TypeScript and its relatives have cases of their own, with overloads and bodies that are expressions.
const others = rows.filter(({ id }) => !/^(?:type|java)script/.test(id));
const samples = others.flatMap((row) => {
  const folder = join(GRAMMARS, row.folder ?? row.id, "samples");
  return readdirSync(folder)
    .filter((name) => row.extensions.some((extension) => name.endsWith(extension)))
    .map((name) => ({ id: row.id, name, text: readFileSync(join(folder, name), "utf8") }));
});

const MOST_FUNCTIONS = 5;
// Of Haskell, OCaml and Clojure the names are known, not where bodies end.
const WITHOUT_BODIES = ["html", "css", "json", "yaml", "toml", "markdown", "haskell", "ocaml", "clojure"];

const ANSWERS: readonly (readonly [what: string, answer: (text: string, symbol: CodeSymbol) => string])[] = [
  ["the function alone", (text, { span }) => text.slice(span.start, span.end)],
  ["its body alone", (text, { body }) => text.slice(body?.span.start, body?.span.end)],
];

test.each(samples)(
  "$name: an emptied function comes back",
  ({ id, name: path, text }) => {
    const functions = everySymbol(syntax.extract(id, text)?.symbols ?? []).filter(hasCode);
    if (functions.length === 0) expect(WITHOUT_BODIES).toContain(id);
    for (const symbol of functions.slice(0, MOST_FUNCTIONS)) {
      for (const [what, answer] of ANSWERS) {
        const { start, end } = symbol.body.span;
        const emptied = `${text.slice(0, start)}\n${text.slice(end)}`;
        const document = createDocuments().open(`file:///w/${path}`, id, 1, emptied);
        const snapshot = syntax.snapshot(document);
        const empty = everySymbol(snapshot?.symbols() ?? []).find(
          ({ nameSpan }) => nameSpan.start === symbol.nameSpan.start,
        );
        expect(empty?.body?.state, `${symbol.name} emptied`).toBe("empty");
        if (empty === undefined) continue;
        const planned = planRewrite(
          {
            document,
            syntax: snapshot,
            target: empty.span,
            symbol: empty,
            intent: { kind: "implement-body" },
          },
          `\`\`\`\n${answer(text, symbol)}\n\`\`\``,
        );
        if (planned.kind === "unusable") throw new Error(`${symbol.name} out of ${what}: ${planned.message}`);
        const written = applyEdits(emptied, [planned.edit, ...planned.alsoEdit]);
        expect(written.replace(/\s+/g, " "), `${symbol.name} out of ${what}`).toBe(text.replace(/\s+/g, " "));
      }
    }
    expect(lines).toEqual([]);
  },
  30_000,
);

type WithBody = CodeSymbol & { readonly body: NonNullable<CodeSymbol["body"]> };

function hasCode(symbol: CodeSymbol): symbol is WithBody {
  return /^(?:function|method|constructor)$/.test(symbol.kind) && symbol.body?.state === "code";
}
