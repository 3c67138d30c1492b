// Answers in every messy form, for a function in every language: applied exactly or refused, and never in a wrong place.

import { expect, test } from "vitest";
import { createDocuments } from "../../server/documents/documents.ts";
import { applyEdits } from "../../server/documents/text.ts";
import { createPlanRewrite } from "../../server/edits/plan.ts";
import { everySymbol } from "../../server/syntax/symbols.ts";
import { createSyntax } from "../../server/syntax/syntax.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { createVerifier } from "../../server/verify/verify.ts";
import { PATIENT } from "../syntax/open-syntax.ts";

const trace = createTrace({ write: () => undefined });
const syntax = createSyntax({ limits: PATIENT, trace });
const verifier = createVerifier({ trace });
const plan = createPlanRewrite({ extract: (languageId, text) => syntax.extract(languageId, text) });

/** A file in which `old` is the function `second`, and what it is to become. All at the indentation they have there. */
type Sample = {
  readonly path: string;
  readonly before: string;
  readonly old: string;
  readonly fresh: string;
  readonly after: string;
};

const SAMPLES: readonly Sample[] = [
  {
    path: "a.ts",
    before: "export function first(a: number): number {\n  return a + 1;\n}\n\n",
    old: "export function second(a: number, b: number): number {\n  const sum = a + b;\n  return sum;\n}",
    fresh:
      "export function second(a: number, b: number): number {\n  const sum = a + b;\n  return sum * 2;\n}",
    after: "\n\nexport function third(a: number): number {\n  return a - 1;\n}\n",
  },
  {
    path: "a.tsx",
    before: "export function First() {\n  return <p>1</p>;\n}\n\n",
    old: "export function second(a: number) {\n  const text = `${a}`;\n  return <p>{text}</p>;\n}",
    fresh: "export function second(a: number) {\n  const text = `${a}`;\n  return <b>{text}</b>;\n}",
    after: "\n\nexport function third(): null {\n  return null;\n}\n",
  },
  {
    path: "a.js",
    before: "class Box {\n  first(a) {\n    return a + 1;\n  }\n\n",
    old: "  second(a, b) {\n    const sum = a + b;\n    return sum;\n  }",
    fresh: "  second(a, b) {\n    const sum = a + b;\n    return sum * 2;\n  }",
    after: "\n\n  third(a) {\n    return a - 1;\n  }\n}\n",
  },
  {
    path: "a.py",
    before: "import os\n\n\ndef first(a):\n    return a + 1\n\n\n",
    old: "def second(a, b):\n    total = a + b\n    return total",
    fresh: "def second(a, b):\n    total = a + b\n    return total * 2",
    after: "\n\n\ndef third(a):\n    return a - 1\n",
  },
  {
    path: "b.py",
    before: "class Box:\n    def first(self, a):\n        return a + 1\n\n",
    old: "    def second(self, a, b):\n        total = a + b\n        return total",
    fresh: "    def second(self, a, b):\n        total = a + b\n        return total * 2",
    after: "\n\n    def third(self, a):\n        return a - 1\n",
  },
  {
    path: "A.java",
    before: "class A {\n    int first(int a) {\n        return a + 1;\n    }\n\n",
    old: "    int second(int a, int b) {\n        int sum = a + b;\n        return sum;\n    }",
    fresh: "    int second(int a, int b) {\n        int sum = a + b;\n        return sum * 2;\n    }",
    after: "\n\n    int third(int a) {\n        return a - 1;\n    }\n}\n",
  },
  {
    path: "a.go",
    before: "package a\n\nfunc first(a int) int {\n\treturn a + 1\n}\n\n",
    old: "func second(a int, b int) int {\n\tsum := a + b\n\treturn sum\n}",
    fresh: "func second(a int, b int) int {\n\tsum := a + b\n\treturn sum * 2\n}",
    after: "\n\nfunc third(a int) int {\n\treturn a - 1\n}\n",
  },
  {
    path: "a.rs",
    before: "fn first(a: i32) -> i32 {\n    a + 1\n}\n\n",
    old: "fn second(a: i32, b: i32) -> i32 {\n    let sum = a + b;\n    return sum;\n}",
    fresh: "fn second(a: i32, b: i32) -> i32 {\n    let sum = a + b;\n    return sum * 2;\n}",
    after: "\n\nfn third(a: i32) -> i32 {\n    a - 1\n}\n",
  },
  {
    path: "a.c",
    before: "int first(int a) {\n  return a + 1;\n}\n\n",
    old: "int second(int a, int b) {\n  int sum = a + b;\n  return sum;\n}",
    fresh: "int second(int a, int b) {\n  int sum = a + b;\n  return sum * 2;\n}",
    after: "\n\nint third(int a) {\n  return a - 1;\n}\n",
  },
  {
    path: "a.cs",
    before: "class A\n{\n    int First(int a)\n    {\n        return a + 1;\n    }\n\n",
    old: "    int second(int a, int b)\n    {\n        int sum = a + b;\n        return sum;\n    }",
    fresh: "    int second(int a, int b)\n    {\n        int sum = a + b;\n        return sum * 2;\n    }",
    after: "\n\n    int Third(int a)\n    {\n        return a - 1;\n    }\n}\n",
  },
  {
    path: "a.rb",
    before: "def first(a)\n  a + 1\nend\n\n",
    old: "def second(a, b)\n  sum = a + b\n  return sum\nend",
    fresh: "def second(a, b)\n  sum = a + b\n  return sum * 2\nend",
    after: "\n\ndef third(a)\n  a - 1\nend\n",
  },
  {
    path: "a.kt",
    before: "fun first(a: Int): Int {\n    return a + 1\n}\n\n",
    old: "fun second(a: Int, b: Int): Int {\n    val sum = a + b\n    return sum\n}",
    fresh: "fun second(a: Int, b: Int): Int {\n    val sum = a + b\n    return sum * 2\n}",
    after: "\n\nfun third(a: Int): Int {\n    return a - 1\n}\n",
  },
];

const fence = (code: string, mark = "```"): string => `${mark}lang\n${code}\n${mark}`;
const dedent = (code: string): string => {
  const indent = /^\s*/.exec(code)?.[0] ?? "";
  return code
    .split("\n")
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
    .join("\n");
};
const bodyOf = (code: string): readonly string[] =>
  code.split("\n").filter((line) => /sum|total|text/.test(line));

/** `applied`: the file with the fresh function and nothing else changed. */
type Outcome = "applied" | "refused";
const FORMS: readonly (readonly [name: string, outcome: Outcome, answer: (sample: Sample) => string])[] = [
  ["a fence", "applied", ({ fresh }) => fence(fresh)],
  ["a fence, dedented", "applied", ({ fresh }) => fence(dedent(fresh))],
  ["a fence of tildes", "applied", ({ fresh }) => fence(fresh, "~~~")],
  ["a long fence", "applied", ({ fresh }) => fence(fresh, "`````")],
  ["no fence", "applied", ({ fresh }) => fresh],
  [
    "no fence, prose around",
    "applied",
    ({ fresh }) => `Here is the corrected function:\n\n${fresh}\n\nIt doubles the result.`,
  ],
  [
    "prose before and after",
    "applied",
    ({ fresh }) => `Sure! This is it:\n${fence(fresh)}\nThe result is doubled.`,
  ],
  ["CRLF", "applied", ({ fresh }) => fence(fresh).replaceAll("\n", "\r\n")],
  ["deeper by four", "applied", ({ fresh }) => fence(fresh.replace(/^/gm, "    "))],
  ["the first line at the margin", "applied", ({ fresh }) => fence(fresh.trimStart())],
  ["blanks at line ends", "applied", ({ fresh }) => fence(fresh.replace(/$/gm, "  "))],
  ["blank lines around", "applied", ({ fresh }) => fence(`\n\n${fresh}\n\n`)],
  ["the whole file", "applied", ({ before, fresh, after }) => fence(before + fresh + after)],
  [
    "the whole file with its neighbours changed",
    "applied",
    ({ before, fresh, after }) =>
      fence((before + fresh + after).replaceAll("a + 1", "a + 99").replaceAll("a - 1", "a - 99")),
  ],
  [
    "thoughts before it",
    "applied",
    ({ fresh, old }) => `<think>\nThe old one is\n${fence(old)}\n</think>\n${fence(fresh)}`,
  ],
  ["tokens of a chat template", "applied", ({ fresh }) => `<|im_start|>assistant\n${fence(fresh)}<|im_end|>`],
  ["a fence in a list", "applied", ({ fresh }) => `1. Change it:\n${fence(fresh).replace(/^/gm, "   ")}`],
  ["a fence that is never closed", "applied", ({ fresh }) => `\`\`\`lang\n${fresh}`],
  [
    "a use of it in a second block",
    "applied",
    ({ fresh }) => `${fence(fresh)}\n\nUse it so:\n${fence("second(1, 2)")}`,
  ],
  [
    "search and replace",
    "applied",
    ({ old, fresh }) => `<<<<<<< SEARCH\n${old}\n=======\n${fresh}\n>>>>>>> REPLACE`,
  ],
  [
    "search and replace of one line, in a fence",
    "applied",
    ({ old, fresh }) =>
      fence(`<<<<<<< SEARCH\n${bodyOf(old)[1] ?? ""}\n=======\n${bodyOf(fresh)[1] ?? ""}\n>>>>>>> REPLACE`),
  ],
  [
    "search and replace at another indentation",
    "applied",
    ({ old, fresh }) => `<<<<<<< SEARCH\n${dedent(old)}\n=======\n${dedent(fresh)}\n>>>>>>> REPLACE`,
  ],
  [
    "a diff",
    "applied",
    ({ old, fresh }) => {
      const [first = "", removed = ""] = bodyOf(old);
      return fence(
        `--- a/file\n+++ b/file\n@@ -5,3 +5,3 @@\n ${first}\n-${removed}\n+${bodyOf(fresh)[1] ?? ""}`,
      );
    },
  ],
  [
    "search for what is not there",
    "refused",
    () => "<<<<<<< SEARCH\nnothing like this\n=======\nsomething\n>>>>>>> REPLACE",
  ],
  [
    "search for a neighbour",
    "refused",
    ({ before }) => {
      const line = before.split("\n").find((each) => /a \+ 1|<p>1/.test(each)) ?? "";
      return `<<<<<<< SEARCH\n${line}\n=======\n${line.replace("1", "7")}\n>>>>>>> REPLACE`;
    },
  ],
  ["a refusal", "refused", () => "I'm sorry, but I can't help with that."],
  ["a word", "refused", () => "no"],
  ["nothing", "refused", () => ""],
  ["an empty fence", "refused", () => "```\n```"],
  ["the first line alone", "refused", ({ fresh }) => fence(fresh.split("\n", 1)[0] ?? "")],
  [
    "its middle left out",
    "refused",
    ({ fresh }) => {
      const lines = fresh.split("\n");
      const mark = /^\s*(?:def|sum|total)/.test(fresh) || fresh.includes("end") ? "#" : "//";
      const indent = /^\s*/.exec(lines[1] ?? "")?.[0] ?? "";
      return fence([lines[0], `${indent}${mark} ... existing code ...`, ...lines.slice(2)].join("\n"));
    },
  ],
  ["another function", "refused", ({ fresh }) => fence(fresh.replaceAll("second", "fourth"))],
  ["the old code again", "refused", ({ old }) => fence(old)],
];

const CASES = SAMPLES.flatMap((sample) =>
  FORMS.map(([name, outcome, answer]) => ({ sample, name, outcome, answer })),
);

test("there are at least 300 of them", () => {
  expect(CASES.length).toBeGreaterThanOrEqual(300);
});

test.each(SAMPLES.map((sample) => [sample.path, sample] as const))("%s", (_path, sample) => {
  const outcomes = CASES.filter((each) => each.sample === sample).map(
    ({ name, answer }) => `${name}: ${apply(sample, answer(sample))}`,
  );
  expect(outcomes).toEqual(FORMS.map(([name, outcome]) => `${name}: ${outcome}`));
  expect(trace.bugCount).toBe(0);
});

const BRACES = SAMPLES.filter(({ path }) => !path.endsWith(".py"));
test.each(BRACES.map((sample) => [sample.path, sample] as const))(
  "%s: a doc comment alone goes above",
  (_path, sample) => {
    const { path, before, old, after } = sample;
    const text = before + old + after;
    const document = createDocuments().open(`file:///w/${path}`, syntax.languageOf(path), 1, text);
    const snapshot = syntax.snapshot(document);
    const symbol = everySymbol(snapshot?.symbols() ?? []).find(({ name }) => name === "second");
    if (snapshot === undefined || symbol === undefined) throw new Error(`no symbol in ${path}`);
    const { blockStart, blockEnd, line } = snapshot.language.comment;
    const comment =
      blockStart === undefined || path.endsWith(".rb")
        ? `${line} Adds.`
        : `${blockStart}* Adds. ${blockEnd ?? ""}`;
    const task = {
      document,
      syntax: snapshot,
      target: symbol.span,
      symbol,
      intent: { kind: "write-docs" },
    } as const;
    const planned = plan(task, `Here it is:\n${fence(comment)}`);
    const indent = /^\s*/.exec(old)?.[0] ?? "";
    expect(planned.kind === "edit" ? applyEdits(text, [planned.edit]) : planned.message).toBe(
      `${before}${indent}${comment}\n${old}${after}`,
    );
  },
);

test("F46 replacements that overlap, or 10,000 of them, are refused as a whole", () => {
  const [sample] = SAMPLES;
  if (sample === undefined) throw new Error("no sample");
  const [first = "", second = ""] = bodyOf(sample.old);
  const block = (search: string): string =>
    `<<<<<<< SEARCH\n${search}\n=======\n  return 7;\n>>>>>>> REPLACE\n`;
  expect(apply(sample, block(`${first}\n${second}`) + block(second))).toBe("refused");
  expect(apply(sample, block(second).repeat(10_000))).toBe("refused");
});

test("F49 hidden characters in an answer are refused", () => {
  const [sample] = SAMPLES;
  if (sample === undefined) throw new Error("no sample");
  expect(apply(sample, fence(sample.fresh.replace("sum * 2", "su\u200Bm * 2")))).toBe("refused");
  expect(apply(sample, fence(sample.fresh.replace("sum * 2", "sum * 2 /* \u202E */")))).toBe("refused");
});

function apply({ path, before, old, fresh, after }: Sample, answer: string): string {
  const text = before + old + after;
  const document = createDocuments().open(`file:///w/${path}`, syntax.languageOf(path), 1, text);
  const snapshot = syntax.snapshot(document);
  const symbol = everySymbol(snapshot?.symbols() ?? []).find(({ name }) => name === "second");
  if (symbol === undefined) throw new Error(`no symbol in ${path}`);
  const diagnostic = { span: symbol.nameSpan, message: "wrong result" };
  const task = {
    document,
    syntax: snapshot,
    target: symbol.span,
    symbol,
    intent: { kind: "fix-diagnostic", diagnostic },
  } as const;
  const planned = plan(task, answer);
  if (planned.kind === "unusable") return "refused";
  const { edit, alsoEdit } = planned;
  const { verdict } = verifier.check({
    document,
    syntax: snapshot,
    edit,
    alsoEdit,
    purpose: "rewrite",
    target: symbol.span,
  });
  if (verdict.kind !== "accept") return "refused";
  const result = applyEdits(text, [edit, ...alsoEdit]);
  return result === before + fresh + after ? "applied" : "wrong";
}
