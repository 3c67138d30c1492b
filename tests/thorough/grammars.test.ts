// Owns what takes too long for every run: half-typed code at very many places, huge lines, other languages' code, in every language of grammars/.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createLanguages } from "../../server/syntax/languages.ts";
import { PARSE_LIMITS } from "../../server/syntax/parsing.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { expectCutsRead, expectReadable } from "../syntax/cut-sample.ts";
import { openSyntax } from "../syntax/open-syntax.ts";

const GRAMMARS = join(import.meta.dirname, "../../grammars");
const CUTS = 200;
const LONG_LINE = 1_000_000;
// They lead to languages of other kinds.
const STEPS_TO_OTHERS = [1, 5, 11];

const { rows } = createLanguages({ trace: createTrace({ write: () => undefined }) });
const samples = rows.flatMap((row) => {
  const folder = join(GRAMMARS, row.folder ?? row.id, "samples");
  return readdirSync(folder)
    .filter((name) => row.extensions.some((extension) => name.endsWith(extension)))
    .map((name) => ({ id: row.id, name, text: readFileSync(join(folder, name), "utf8") }));
});

describe.each(samples.map((sample, place) => ({ ...sample, place })))("$id: $name", ({ id, text, place }) => {
  test("ends at two hundred places", () => {
    const { read, lines } = openSyntax();
    expectCutsRead(read, id, text, CUTS);
    expect(lines).toEqual([]);
  });

  test("is one line of a million characters", () => {
    const { syntax, open, lines } = openSyntax({ limits: PARSE_LIMITS });
    const line = text.replace(/\s+/g, " ");
    const document = open(id, line.repeat(Math.ceil(LONG_LINE / line.length)));
    const snapshot = syntax.snapshot(document);
    // Where it takes too long the file is plain text; otherwise every question has an answer.
    if (snapshot !== undefined) expectReadable(snapshot, LONG_LINE / 2);
    expect(lines).toEqual([]);
  });

  test("is the id of a file in another language", () => {
    const { read, lines } = openSyntax();
    for (const step of STEPS_TO_OTHERS) {
      const other = samples[(place + step) % samples.length]?.text ?? "";
      const snapshot = read(id, other);
      for (const part of [0, 0.3, 0.7, 1]) expectReadable(snapshot, Math.floor(other.length * part));
    }
    expect(lines).toEqual([]);
  });
});
