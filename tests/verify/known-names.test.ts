// Which names and members an answer may use: those in scope, imported, built in or known elsewhere; in a fragment, any.

import { expect, test } from "vitest";
import { createDocuments } from "../../server/documents/documents.ts";
import { createSyntax } from "../../server/syntax/syntax.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { createVerifier } from "../../server/verify/verify.ts";
import { parseMarked } from "../support/marked-text.ts";
import { PATIENT } from "../syntax/open-syntax.ts";

const trace = createTrace({ write: (line) => process.stderr.write(`${line.text}\n`) });
const syntax = createSyntax({ limits: PATIENT, trace });
const verifier = createVerifier({ trace, knowsWord: (word) => WORKSPACE.has(word) });

const WORKSPACE = new Set(["weight", "ship"]);

const TYPESCRIPT = `import { readFile } from "node:fs/promises";
import { ship } from "./ship.ts";

interface Parcel {
  readonly id: string;
}

const LIMIT = 10;

function first(parcels: readonly Parcel[]) {
  const local = parcels[0];
  return local;
}

class Depot {
  #parcels: Parcel[] = [];

  add<Item extends Parcel>(item: Item, count = 1) {
    const known = this.#parcels.length;
    ‸
    return known;
  }
}
`;

const PYTHON = `import os
from json import loads as parse


LIMIT = 10


def first(parcels):
    local = parcels[0]
    return local


class Depot:
    parcels = []

    def add(self, item, count=1):
        known = len(self.parcels)
        ‸
        return known


def last(parcels):
    return parcels[-1]
`;

type Row = readonly [what: string, path: string, marked: string, newText: string, verdict: string];

const ROWS: readonly Row[] = [
  ["a parameter and a constant", "a.ts", TYPESCRIPT, "if (count > LIMIT) return known;", "ok"],
  ["an import and a function", "a.ts", TYPESCRIPT, "ship(first(this.#parcels));", "ok"],
  ["a built-in and a type", "a.ts", TYPESCRIPT, "const byId = new Map<string, Parcel>();", "ok"],
  [
    "its own names",
    "a.ts",
    TYPESCRIPT,
    "for (const each of [item]) { const { id } = each; ship(id); }",
    "ok",
  ],
  ["a name in a text", "a.ts", TYPESCRIPT, 'ship("nobody knows this");', "ok"],
  ["an unknown function", "a.ts", TYPESCRIPT, "deliver(item);", '! nothing here is called "deliver"'],
  ["an unknown type", "a.ts", TYPESCRIPT, "const x: Crate = item;", '! nothing here is called "Crate"'],
  ["a local of another function", "a.ts", TYPESCRIPT, "ship(local);", '! nothing here is called "local"'],
  ["a name in a hole of a text", "a.ts", TYPESCRIPT, "ship(`${crate}`);", '! nothing here is called "crate"'],
  ["a member of the language", "a.ts", TYPESCRIPT, "this.#parcels.push(item);", "ok"],
  ["a member of the workspace", "a.ts", TYPESCRIPT, "this.weight();", "ok"],
  [
    "a member nobody has",
    "a.ts",
    TYPESCRIPT,
    "this.weightOfAll();",
    '! nothing in this workspace has a member called "weightOfAll"',
  ],
  [
    "a member of a parameter of an own type",
    "a.ts",
    TYPESCRIPT,
    "item.weightOfAll();",
    '! nothing in this workspace has a member called "weightOfAll"',
  ],
  [
    "a member of what comes from a package",
    "a.ts",
    TYPESCRIPT,
    "const text = readFile(item.id); text.weightOfAll();",
    "ok",
  ],
  ["Python, what is there", "a.py", PYTHON, "os.remove(parse(item)[count][LIMIT])", "ok"],
  ["Python, its own names", "a.py", PYTHON, "with open(item) as file: print([line for line in file])", "ok"],
  ["Python, an unknown function", "a.py", PYTHON, "deliver(item)", '! nothing here is called "deliver"'],
  ["Python, a named argument", "a.py", PYTHON, "first(parcels=item)", "ok"],
  ["Python, a local of another function", "a.py", PYTHON, "print(local)", '! nothing here is called "local"'],
  ["a fragment", "a.ts", "const a = ‸\n", "deliver();", "ok"],
  [
    "Python, where a module gives all it has",
    "a.py",
    `from os.path import *\n${PYTHON}`,
    "deliver(item)",
    "ok",
  ],
];

test.each(ROWS)("%s", (_what, path, marked, newText, verdict) => {
  const { text, cursor = 0 } = parseMarked(marked);
  const document = createDocuments().open(`file:///w/${path}`, syntax.languageOf(path), 1, text);
  const { verdict: said } = verifier.check({
    document,
    syntax: syntax.snapshot(document),
    edit: { span: { start: cursor, end: cursor }, newText },
    purpose: "insert",
  });
  expect(trace.bugCount).toBe(0);
  expect(said.kind === "reject" ? `! ${said.message}` : said.kind === "accept" ? "ok" : said.newText).toBe(
    verdict,
  );
});

// Documents without a file: a cell of a notebook, a buffer that was never saved, what a version control shows.
const NO_FILES = [
  "vscode-notebook-cell:/w/analysis.ipynb#W3sZmlsZQ",
  "untitled:Untitled-1",
  "git:/w/a.py?HEAD",
  "file://server/share/a%2Fb.py",
] as const;

test.each(NO_FILES)("%s is checked like a file", (uri) => {
  const { text, cursor = 0 } = parseMarked(PYTHON);
  const document = createDocuments().open(uri, "python", 1, text);
  const said = ["print(first(item))", "deliver(item)", "import numpy", "from .near import far"].map(
    (newText) =>
      verifier.check({
        document,
        syntax: syntax.snapshot(document),
        edit: { span: { start: cursor, end: cursor }, newText },
        purpose: "insert",
      }).verdict.kind,
  );
  expect(said).toEqual(["accept", "reject", "accept", "accept"]);
  expect(trace.bugCount).toBe(0);
});

const WITH_IMPORT = [
  ["what the edit above brings in", "deliver(item);", "ok"],
  ["what nobody brings in", "deliver(item, other(1));", '! nothing here is called "other"'],
  ["a value that becomes a command", "execSync(`ls ${item}`);", "! security"],
] as const;

test.each(WITH_IMPORT)("an import comes along above: %s", (_what, newText, expected) => {
  const { text, cursor = 0 } = parseMarked(TYPESCRIPT);
  const document = createDocuments().open("file:///w/a.ts", "typescript", 1, text);
  const imports = 'import { execSync } from "node:child_process";\nimport { deliver } from "./deliver.ts";\n';
  const { verdict } = verifier.check({
    document,
    syntax: syntax.snapshot(document),
    edit: { span: { start: cursor, end: cursor }, newText },
    alsoEdit: [{ span: { start: 0, end: 0 }, newText: imports }],
    purpose: "rewrite",
  });
  const said =
    verdict.kind === "reject"
      ? `! ${verdict.reason === "security" ? verdict.reason : verdict.message}`
      : verdict.kind === "accept"
        ? "ok"
        : verdict.newText;
  expect(said).toBe(expected);
});
