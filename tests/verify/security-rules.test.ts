// What each page of verify/rules says of itself: every bad example is found, every good one is not.

import { describe, expect, test } from "vitest";
import { createDocuments } from "../../server/documents/documents.ts";
import { createSyntax } from "../../server/syntax/syntax.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { findWeaknesses } from "../../server/verify/security/findings.ts";
import { readRules, rulesOf } from "../../server/verify/security/rules.ts";
import { PATIENT } from "../syntax/open-syntax.ts";

const syntax = createSyntax({
  limits: PATIENT,
  trace: createTrace({ write: (line) => process.stderr.write(`${line.text}\n`) }),
});
const rules = readRules();
const sets = new Map(
  [...new Set(rules.flatMap((rule) => [...rule.languages.keys()]))].map((id) => [id, rulesOf(id, rules)]),
);
const rows = rules.flatMap((rule) =>
  [...rule.languages].map(([language, own]) => ({ id: rule.id, language, rule, own })),
);

/** Ids of what is found in a fragment. */
function found(language: string, code: string): readonly string[] {
  const document = createDocuments().open(`untitled:${language}`, language, 1, `${code}\n`);
  const snapshot = syntax.snapshot(document);
  const set = sets.get(language);
  if (snapshot === undefined || set === undefined) throw new Error(`no rules for ${language}`);
  return findWeaknesses(snapshot, { start: 0, end: document.length }, set).map(({ id }) => id);
}

test("the pages name at least 25 weaknesses in Python and in TypeScript", () => {
  for (const language of ["python", "typescript"]) {
    expect(rows.filter((row) => row.language === language).length).toBeGreaterThanOrEqual(25);
  }
});

describe.each(rows)("$id in $language", ({ id, language, rule, own }) => {
  test("says what is wrong and what to write instead, and shows both", () => {
    expect(rule.wrong.length > 20 && rule.instead.length > 5).toBe(true);
    expect(own.bad.length).toBeGreaterThanOrEqual(3);
    expect(own.good.length).toBeGreaterThanOrEqual(3);
  });

  // What a dialect cannot parse is no example of it.
  const isJsx = (code: string): boolean => /<\w+ \w+=\{/.test(code);
  const readable = (codes: readonly string[]): readonly string[] =>
    codes.filter((code) => language !== "typescript" || !isJsx(code));

  test.each(readable(own.bad))("finds %s", (code) => {
    expect(found(language, code)).toContain(id);
  });

  test.each(readable(own.good))("is silent about %s", (code) => {
    expect(found(language, code)).not.toContain(id);
  });
});
