// What the checks let through, shorten and refuse: an edit put into a marked text, with real trees.

import { expect, test } from "vitest";
import { createDocuments } from "../../server/documents/documents.ts";
import { createSyntax } from "../../server/syntax/syntax.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { createVerifier, type Proposed, type Verdict } from "../../server/verify/verify.ts";
import { parseMarked } from "../support/marked-text.ts";
import { PATIENT } from "../syntax/open-syntax.ts";

const trace = createTrace({ write: (line) => process.stderr.write(`${line.text}\n`) });
const syntax = createSyntax({ limits: PATIENT, trace });
const verifier = createVerifier({ trace });

type Row = readonly [what: string, path: string, marked: string, newText: string, verdict: string];

/** `ok`, `= ` and the text that is left, or `! ` and the message. */
const INSERTS: readonly Row[] = [
  ["a good line", "a.ts", "const a = ‸\n", "1;", "ok"],
  ["an empty text", "a.ts", "const a = ‸\n", "  \n", "! the answer is empty"],
  [
    "a zero-width space",
    "a.ts",
    "const a = ‸\n",
    '"x\u200by";',
    "! the answer holds the hidden character U+200B",
  ],
  [
    "a tag character",
    "a.ts",
    "const a = ‸\n",
    '"x\u{e0041}";',
    "! the answer holds the hidden character U+E0041",
  ],
  ["an emoji with a joiner", "a.ts", "const a = ‸\n", '"👩\u200d💻";', "ok"],
  [
    "a joiner between ASCII letters",
    "a.ts",
    "const a = ‸\n",
    '"a\u200db";',
    "! the answer holds the hidden character U+200D",
  ],
  ["Persian with a non-joiner", "a.ts", "const a = ‸\n", '"می\u200cخواهم";', "ok"],
  ["a chat token", "a.ts", "const a = ‸\n", "1;<|im_end|>", "= 1;"],
  ["a sentence behind the code", "a.ts", "const a = ‸\n", "1;\nThis code sets the constant.", "= 1;"],
  ["a sentence in a comment", "a.ts", "// ‸\n", "This code sets the constant to one.", "ok"],
  ["the rest of the line again", "a.ts", "f(‸);\n", "a);", "= a"],
  ["a bracket that is not the one behind the cursor", "a.ts", "f(‸)\n", "g(a)", "ok"],
  ["a quote again", "a.ts", 'f("‸");\n', 'a");', "= a"],
  ["the closing line again", "a.ts", "function f() {\n  ‸\n}\n", "a();\n}", "= a();"],
  ["a closing line of its own", "a.ts", "function f() {\n  ‸\n}\n", "if (a) {\n    b();\n  }", "ok"],
  ["two lines below again", "a.ts", "f(() => {\n  ‸\n  done();\n});\n", "a();\n  done();\n});", "= a();"],
  [
    "the line below as a whole",
    "a.ts",
    "‸\nconst value = 1;\n",
    "const value = 1;",
    "! the answer repeats the line below",
  ],
  ["the beginning of the line again", "a.ts", "const a = ‸\n", "const a = 1;", "= 1;"],
  [
    "the line above again",
    "a.ts",
    "console.log(1);\n‸\n",
    "console.log(1);",
    "! the answer repeats the lines above",
  ],
  ["a short line again", "a.ts", "i++;\n‸\n", "i++;", "ok"],
  [
    "the same line over and over",
    "a.ts",
    "‸\n",
    "call(a);\ncall(a);\ncall(a);\ncall(a);\ncall(a);",
    "= call(a);",
  ],
  [
    "a table of zeros",
    "a.ts",
    "const a = [\n  ‸\n];\n",
    "[0, 0],\n  [0, 0],\n  [0, 0],\n  [0, 0],\n  [0, 0],",
    "ok",
  ],
  [
    "a loop in a line",
    "a.ts",
    "const a = ‸\n",
    `"${"again and ".repeat(30)}"`,
    "! the answer repeats the same text over and over",
  ],
  ["a line that does not parse behind one that does", "a.ts", "‸\n", "a();\nb(;\n", "= a();"],
  [
    "a line that does not parse",
    "a.ts",
    "a();\n‸\n",
    "b(;",
    '! the answer does not parse in this place: line 2, "b(;"',
  ],
  ["a statement that stays open", "a.ts", "foo(‸\n", "a,", "ok"],
  [
    "a bracket too many",
    "a.ts",
    "foo(‸);\n",
    "a))",
    '! the answer does not parse in this place: line 1, "foo(a)));"',
  ],
  ["a document broken elsewhere", "a.ts", "function ( {\n\nconst a = ‸\n", "1;", "ok"],
  ["no grammar, brackets that match", "a.txt", "f(‸)\n", "(a)", "ok"],
  [
    "no grammar, brackets that do not",
    "a.txt",
    "f(‸) x\n",
    "(a",
    "! the answer leaves the brackets of the line unmatched",
  ],
  ["Python, a body", "a.py", "def f():\n    ‸\n", "if a:\n        return 1\n    return 2", "ok"],
  ["Python, a line too deep", "a.py", "def f():\n    ‸\n", "a = 1\n        b = 2", "= a = 1"],
  [
    "Python, a dedent to nowhere",
    "a.py",
    "def f():\n    ‸\n",
    "if a:\n        b = 2\n      c = 3",
    "= if a:\n        b = 2",
  ],
  ["Python, tabs among spaces", "a.py", "def f():\n    ‸\n", "a = 1\n\tb = 2", "= a = 1"],
  ["Python, a call over lines", "a.py", "def f():\n    ‸\n", "g(a,\n          b)\n    return 1", "ok"],
  [
    "Python, a docstring over lines",
    "a.py",
    "def f():\n    ‸\n",
    '"""Doc.\n\n  odd\n    """\n    return 1',
    "ok",
  ],
  [
    "a GitHub token",
    "a.py",
    "t = ‸\n",
    `"ghp_${"a1".repeat(18)}"`,
    "! the answer holds what looks like a GitHub token",
  ],
  [
    "R13: a random text under a telling name",
    "a.py",
    "‸\n",
    'api_key = "9fK2xQ7LmZ4tVbR1sWc8Yd3P"',
    '! the answer holds what looks like a secret, as "api_key"',
  ],
  ["R13: a telling name with words", "a.py", "‸\n", 'token_name = "the-name-of-the-token-1"', "ok"],
  [
    "R6: a variation selector behind a letter",
    "a.ts",
    "const a = ‸\n",
    '"x\ufe01y";',
    "! the answer holds the hidden character U+FE01",
  ],
  ["an emoji with a variation selector", "a.ts", "const a = ‸\n", '"❤\ufe0f";', "ok"],
  [
    "a private key",
    "a.py",
    "t = ‸\n",
    '"-----BEGIN RSA PRIVATE KEY-----"',
    "! the answer holds what looks like a private key",
  ],
];

test.each(INSERTS)("insert: %s", (_what, path, marked, newText, verdict) => {
  const { text, cursor = 0 } = parseMarked(marked);
  expect(
    check(path, text, { edit: { span: { start: cursor, end: cursor }, newText }, purpose: "insert" }),
  ).toBe(verdict);
});

const REWRITES: readonly Row[] = [
  ["another body", "a.ts", "function a() {⟦ one(); ⟧}\n", " two(); ", "ok"],
  ["the same text", "a.ts", "function a() {⟦ one(); ⟧}\n", " one(); ", "! nothing changed"],
  ["nothing left", "a.ts", "one();\n⟦two();\n⟧", "", "ok"],
  [
    "a broken line",
    "a.ts",
    "⟦function a() {}⟧\n",
    "function a() { b(; }",
    '! the answer does not parse in this place: line 1, "function a() { b(; }"',
  ],
  [
    "a closing bracket too many",
    "a.ts",
    "⟦function a() {}⟧\nfunction b() {}\n",
    "function a() {}\n}",
    '! the answer does not parse in this place: line 2, "}"',
  ],
  [
    "a sibling again",
    "a.ts",
    "⟦function a() {}⟧\nfunction b() {}\n",
    "function a() { b(); }\nfunction b() {}",
    "! the answer defines b again",
  ],
  [
    "a new helper",
    "a.ts",
    "⟦function a() {}⟧\nfunction b() {}\n",
    "function c() {}\nfunction a() { c(); }",
    "ok",
  ],
  [
    "a method that leaves its class",
    "a.py",
    "class A:\n    ⟦def a(self):\n        return 1⟧\n\n    def b(self):\n        return 2\n",
    "def a(self):\n        return 1\n\ndef c():\n    return 3",
    "! the answer loses A.b",
  ],
  ["another hidden character in a text that has one", "a.ts", 'const a = ⟦"\u200b"⟧;\n', '"\u200b!"', "ok"],
];

test.each(REWRITES)("rewrite: %s", (_what, path, marked, newText, verdict) => {
  const { text, selection = { start: 0, end: 0 } } = parseMarked(marked);
  const proposed = { edit: { span: selection, newText }, purpose: "rewrite", target: selection } as const;
  expect(check(path, text, proposed)).toBe(verdict);
});

const BODIES: readonly Row[] = [
  ["written", "a.py", "def f(x):\n    ⟦pass⟧\n", "return x", "ok"],
  ["still a stub", "a.py", "def f(x):\n    ⟦pass⟧\n", "...", "! the body of f is still a stub"],
  ["only a comment", "a.ts", "function f() {⟦⟧}\n", "\n  // TODO\n", "! the body of f is still a stub"],
];

test.each(BODIES)("body: %s", (_what, path, marked, newText, verdict) => {
  const { text, selection = { start: 0, end: 0 } } = parseMarked(marked);
  const document = createDocuments().open(`file:///w/${path}`, syntax.languageOf(path), 1, text);
  const implemented = syntax.snapshot(document)?.symbols()[0];
  if (implemented === undefined) throw new Error("no symbol");
  const proposed = { edit: { span: selection, newText }, purpose: "rewrite", implemented } as const;
  expect(check(path, text, proposed)).toBe(verdict);
});

test("edits that go along are part of what is parsed", () => {
  const text = "// remove me (\nfunction a() {}\n";
  const document = createDocuments().open("file:///w/a.ts", "typescript", 1, text);
  const { verdict } = verifier.check({
    document,
    syntax: syntax.snapshot(document),
    edit: { span: { start: 15, end: 30 }, newText: "*/ function a() {}" },
    alsoEdit: [{ span: { start: 0, end: 2 }, newText: "/*" }],
    purpose: "rewrite",
  });
  expect(verdict).toEqual({ kind: "accept" });
});

test("a check that fails itself is reported and does not stand in the way", () => {
  const lines: string[] = [];
  const own = createTrace({ write: (line) => lines.push(line.text) });
  const document = createDocuments().open("file:///w/a.ts", "typescript", 1, "const a = \n");
  const snapshot = syntax.snapshot(document);
  if (snapshot === undefined) throw new Error("no tree");
  const broken = {
    ...snapshot,
    with: () => {
      throw new Error("boom");
    },
  };
  const edit = { span: { start: 10, end: 10 }, newText: "1;" };
  const { verdict, reports } = createVerifier({ trace: own }).check({
    document,
    syntax: broken,
    edit,
    purpose: "insert",
  });
  expect(verdict.kind).toBe("accept");
  const skipped = reports.filter((report) => report.verdict === "skipped").map(({ id }) => id);
  expect(skipped).toEqual(["parses-in-place", "security"]);
  expect(own.bugCount).toBe(2);
});

function check(path: string, text: string, proposed: Omit<Proposed, "document" | "syntax">): string {
  const document = createDocuments().open(`file:///w/${path}`, syntax.languageOf(path), 1, text);
  const { verdict } = verifier.check({ ...proposed, document, syntax: syntax.snapshot(document) });
  expect(trace.bugCount).toBe(0);
  return inWords(verdict);
}

function inWords(verdict: Verdict): string {
  switch (verdict.kind) {
    case "accept":
      return "ok";
    case "trim":
      return `= ${verdict.newText}`;
    case "reject":
      return `! ${verdict.message}`;
  }
}
