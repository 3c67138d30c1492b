// What becomes of an answer that adds a weakness: refused with the reason, noted, or let through; what was there before is nobody's fault.

import { expect, test } from "vitest";
import { createDocuments } from "../../server/documents/documents.ts";
import { createSyntax } from "../../server/syntax/syntax.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { createVerifier, type Verifier, type VerifierPorts } from "../../server/verify/verify.ts";
import { parseMarked } from "../support/marked-text.ts";
import { PATIENT } from "../syntax/open-syntax.ts";

const trace = createTrace({ write: (line) => process.stderr.write(`${line.text}\n`) });
const syntax = createSyntax({ limits: PATIENT, trace });

const SQL =
  "a value is written into the text of an SQL statement, so it can change what the statement does (CWE-89, at LINE): write a placeholder and pass the value beside the statement";

type Row = readonly [what: string, path: string, marked: string, newText: string, verdict: string];

const ROWS: readonly Row[] = [
  [
    "a statement put together",
    "a.py",
    "def find(cursor, name):\n    ‸\n",
    "cursor.execute(\"SELECT id FROM users WHERE name = '%s'\" % name)",
    `! ${SQL.replace("LINE", JSON.stringify("cursor.execute(\"SELECT id FROM users WHERE name = '%s'\" % na"))}`,
  ],
  [
    "a statement with a placeholder",
    "a.py",
    "def find(cursor, name):\n    ‸\n",
    'cursor.execute("SELECT id FROM users WHERE name = %s", (name,))',
    "ok",
  ],
  [
    "the end of a statement that was begun",
    "a.ts",
    "function find(db: Db, id: string) {\n  return db.query(‸);\n}\n",
    "`SELECT * FROM users WHERE id = ${id}`",
    `! ${SQL.replace("LINE", JSON.stringify("return db.query(`SELECT * FROM users WHERE id = ${id}`);"))}`,
  ],
  [
    "a harmless line in a function that had the weakness",
    "a.py",
    "def find(cursor, name):\n    cursor.execute(\"DELETE FROM users WHERE name = '%s'\" % name)\n    ‸\n",
    "cursor.close()",
    "ok",
  ],
  [
    "the old weakness in another form",
    "a.py",
    "⟦def find(cursor, name):\n    cursor.execute(\"DELETE FROM users WHERE name = '%s'\" % name)⟧\n",
    "def find(cursor, name):\n    query = \"DELETE FROM users WHERE name = '%s'\" % name\n    cursor.execute(query)",
    "ok",
  ],
  [
    "a weakness of low severity",
    "a.py",
    "import requests\n\ndef load(url):\n    ‸\n",
    "return requests.get(url)",
    "ok, noted",
  ],
  [
    "R3: a mark that allows a finding",
    "a.py",
    "def find(cursor, name):\n    ‸\n",
    "cursor.execute(\"DELETE FROM users WHERE name = '%s'\" % name)  # treewright-allow CWE-89: fine",
    "! the answer silences a security rule: leave that to the user",
  ],
  [
    "below a mark of the user",
    "a.py",
    "def find(cursor, table):\n    # treewright-allow CWE-89: our own tables\n    ‸\n",
    'cursor.execute("SELECT id FROM users ORDER BY " + table)',
    "ok",
  ],
  ["a language without rules", "a.txt", "‸\n", "eval(x)", "ok"],
];

test.each(ROWS)("%s", (_what, path, marked, newText, verdict) => {
  expect(check({}, path, marked, newText)).toBe(verdict);
});

test("warn lets it through with a note, off does not look", () => {
  const marked = "def run(code):\n    ‸\n";
  expect(check({ security: () => "warn" }, "a.py", marked, "eval(code)")).toBe("ok, noted");
  expect(check({ security: () => "off" }, "a.py", marked, "eval(code)")).toBe("ok");
});

test("the weaknesses of a file, by place", () => {
  const text = "import os\n\ndef run(command):\n    os.system(command)\n    eval(command)\n";
  const document = createDocuments().open("file:///w/a.py", "python", 1, text);
  const snapshot = syntax.snapshot(document);
  if (snapshot === undefined) throw new Error("no tree");
  const found = createVerifier({ trace }).weaknesses(snapshot);
  expect(found.map(({ id, span }) => [id, text.slice(span.start, span.end)])).toEqual([
    ["CWE-78", "os.system(command)"],
    ["CWE-95", "eval(command)"],
  ]);
});

function check(ports: Omit<VerifierPorts, "trace">, path: string, marked: string, newText: string): string {
  const verifier: Verifier = createVerifier({ trace, ...ports });
  const { text, cursor = 0, selection } = parseMarked(marked);
  const document = createDocuments().open(`file:///w/${path}`, syntax.languageOf(path), 1, text);
  const { verdict, reports } = verifier.check({
    document,
    syntax: syntax.snapshot(document),
    edit: { span: selection ?? { start: cursor, end: cursor }, newText },
    purpose: selection === undefined ? "insert" : "rewrite",
  });
  expect(trace.bugCount).toBe(0);
  if (verdict.kind === "reject") return `! ${verdict.message}`;
  return reports.some((report) => report.verdict === "warn") ? "ok, noted" : "ok";
}
