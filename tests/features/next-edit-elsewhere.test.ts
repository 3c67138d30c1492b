// Owns the proof that an edit is followed into other files: a real index, what is typed in one file, and every file after all proposals.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { applyEdits } from "../../server/documents/text.ts";
import { fileUri, pathOf } from "../../server/documents/workspace.ts";
import { createNextEdits, type NextEdit } from "../../server/features/next-edit.ts";
import { createSyntax } from "../../server/syntax/syntax.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { type Files, openIndex, temporaryFolder, writeFiles } from "../index/open-index.ts";
import { startServer } from "../support/editor.ts";
import { PATIENT } from "../syntax/open-syntax.ts";

type Row = {
  readonly name: string;
  /** One of them holds `⟦old⟧new⟧`: there it is typed, key by key. */
  readonly files: Files;
  /** Files that the editor has open beside that one. */
  readonly open?: readonly string[];
  /** Those of the other files that changed. */
  readonly expected: Files;
};

const TYPED = /⟦([^⟧]*)⟧([^⟧]*)⟧/;

/** Takes proposals until there is none; what is not open is changed on the disk. */
async function follow({ files, open = [] }: Row): Promise<{ files: Files; titles: readonly string[] }> {
  const [edited = "", marked = ""] = Object.entries(files).find(([, text]) => TYPED.test(text)) ?? [];
  const [all = "", old = "", typed = ""] = TYPED.exec(marked) ?? [];
  const start = marked.indexOf(all);
  const before = marked.replace(all, old);
  const { folder, index, documents } = await openIndex({ ...files, [edited]: before });
  const trace = createTrace({ write: (line) => process.stderr.write(`${line.text}\n`) });
  const syntax = createSyntax({ limits: PATIENT, trace });
  const next = createNextEdits({
    documents,
    syntax,
    trace,
    importsFor: () => [],
    usersOf: (uri, { name, isMember }) =>
      index
        .usersOf({ path: pathOf(uri) ?? "", name, isMember })
        .map(({ path, ...rest }) => ({ uri: fileUri(path), ...rest })),
    read: (uri) => Promise.resolve(readFileSync(pathOf(uri) ?? "", "utf8")),
  });
  documents.subscribe((event) => {
    syntax.noteEvent(event);
    next.noteEvent(event);
  });
  const uriOf = (path: string): string => fileUri(join(folder, path));
  const openDocument = (path: string, text: string): void =>
    void documents.open(uriOf(path), syntax.languageOf(path), 1, text);
  for (const path of open) openDocument(path, files[path] ?? "");
  openDocument(edited, before);

  const change = (uri: string, from: number, to: number, text: string): void => {
    const document = documents.get(uri);
    if (document === undefined) throw new Error(`${uri} is not open`);
    const range = { start: document.positionAt(from), end: document.positionAt(to) };
    documents.change(uri, document.version + 1, [{ range, text }]);
  };
  const place = { uri: uriOf(edited), offset: start + typed.length };
  if (old !== "") change(place.uri, start, start + old.length, "");
  for (const [at, key] of [...typed].entries()) change(place.uri, start + at, start + at, key);

  const titles: string[] = [];
  const ask = async (): Promise<NextEdit | undefined> => {
    const document = documents.get(place.uri);
    return document && (await next.nextAnywhere(document, place.offset));
  };
  for (let found = await ask(); found !== undefined; found = await ask()) {
    const { document, edit, title } = found;
    titles.push(title);
    if (titles.length > 12) throw new Error("there is no end of proposals");
    if (documents.get(document.uri) === undefined) {
      const path = pathOf(document.uri) ?? "";
      const [, mark = "", text = ""] = /^(\uFEFF?)([^]*)$/.exec(readFileSync(path, "utf8")) ?? [];
      writeFileSync(path, mark + applyEdits(text, [edit]));
      continue;
    }
    change(document.uri, edit.span.start, edit.span.end, edit.newText);
    // The user goes where the edit was.
    [place.uri, place.offset] = [document.uri, edit.span.start + edit.newText.length];
  }
  expect(trace.bugCount).toBe(0);
  const textOf = (path: string): string =>
    documents.get(uriOf(path))?.getText() ?? readFileSync(join(folder, path), "utf8");
  const others = Object.keys(files).filter((path) => path !== edited && textOf(path) !== files[path]);
  return { files: Object.fromEntries(others.map((path) => [path, textOf(path)])), titles };
}

const rows: readonly Row[] = [
  {
    name: "a renamed function, in files that import it, through a barrel too, and in no other",
    files: {
      "area.ts": "export function ⟦total⟧sum⟧(a: number) {\n  return a;\n}\n",
      "b.ts": "import { total } from './area';\n\nexport const b = total(1) + total(2);\n// total\n",
      "barrel.ts": "export { total } from './area';\n",
      "c.ts": "import { total } from './barrel';\n\ntotal(3);\n",
      "own.ts": "const total = 1;\nexport const t = total;\n",
      "member.ts": "import { other } from './area';\n\nother.total();\n",
    },
    open: ["c.ts"],
    expected: {
      "b.ts": "import { sum } from './area';\n\nexport const b = sum(1) + sum(2);\n// total\n",
      "barrel.ts": "export { sum } from './area';\n",
      "c.ts": "import { sum } from './barrel';\n\nsum(3);\n",
    },
  },
  {
    name: "under another name only the import says the old one",
    files: {
      "area.ts": "export const ⟦LIMIT⟧MOST⟧ = 1;\n",
      "b.ts": "import { LIMIT as most } from './area';\n\nconst o = { LIMIT: most };\n",
      "c.ts": "import * as area from './area';\n\narea.LIMIT + other.LIMIT;\n",
    },
    expected: {
      "b.ts": "import { MOST as most } from './area';\n\nconst o = { LIMIT: most };\n",
      "c.ts": "import * as area from './area';\n\narea.MOST + other.LIMIT;\n",
    },
  },
  {
    name: "a new parameter",
    files: {
      "area.ts": "export function area(width: number⟦⟧, height: number⟧) {\n  return width;\n}\n",
      "b.ts": "import { area } from './area';\n\narea(1);\narea(1, 2);\nthing.area(1);\n",
    },
    expected: {
      "b.ts": "import { area } from './area';\n\narea(1, height);\narea(1, 2);\nthing.area(1);\n",
    },
  },
  {
    name: "a parameter that went, in Python, by module and by name",
    files: {
      "app/__init__.py": "",
      "app/log.py": "def log(text⟦, level⟧⟧):\n    print(text)\n",
      "app/b.py": "from app.log import log\n\nlog('a', 1)\n",
      "app/c.py": "from app import log as logging\n\nlogging.info('b', 2)\n",
    },
    expected: { "app/b.py": "from app.log import log\n\nlog('a')\n" },
  },
  {
    name: "a renamed function of a Python module that is imported as a whole",
    files: {
      "app/__init__.py": "",
      "app/log.py": "def ⟦log⟧note⟧(text):\n    print(text)\n",
      "app/b.py": "from app import log as writer\n\nwriter.log('a')\nother.log('b')\n",
      "app/c.py": "from . import log\n\nlog.log('a')\nlog('b')\n",
      "app/sub/d.py": "from .. import log\n\nlog.log('a')\n",
      "e.py": "import app.log\n\napp.log.log('a')\nmath.log(1)\n",
      "f.py": "import app.log as l\n\nl.log('a')\n",
      "g.py": "from other import log\n\nlog.log('a')\n",
    },
    expected: {
      "app/b.py": "from app import log as writer\n\nwriter.note('a')\nother.log('b')\n",
      "app/c.py": "from . import log\n\nlog.note('a')\nlog('b')\n",
      "app/sub/d.py": "from .. import log\n\nlog.note('a')\n",
      "e.py": "import app.log\n\napp.log.note('a')\nmath.log(1)\n",
      "f.py": "import app.log as l\n\nl.note('a')\n",
    },
  },
  {
    name: "a method that only this class has",
    files: {
      "store.py": "class Store:\n    def ⟦put⟧keep⟧(self, key):\n        pass\n",
      "b.py": "from store import Store\n\ns = Store()\ns.put(1)\nput = 2\n",
    },
    expected: { "b.py": "from store import Store\n\ns = Store()\ns.keep(1)\nput = 2\n" },
  },
  {
    name: "a method that another class has as well is left alone",
    files: {
      "store.py": "class Store:\n    def ⟦put⟧keep⟧(self, key):\n        pass\n",
      "other.py": "class Other:\n    def put(self, key):\n        pass\n",
      "b.py": "from store import Store\n\ns = Store()\ns.put(1)\n",
    },
    expected: {},
  },
  {
    name: "a new argument of a constructor",
    files: {
      "store.ts": "export class Store {\n  constructor(key: string⟦⟧, size: number⟧) {}\n}\n",
      "b.ts": "import { Store } from './store';\n\nnew Store('a');\n",
    },
    expected: { "b.ts": "import { Store } from './store';\n\nnew Store('a', size);\n" },
  },
  {
    name: "files of the same Go package, without an import",
    files: {
      "go.mod": "module acme.test/app\n",
      "store/store.go": "package store\n\nfunc ⟦Open⟧Load⟧() int {\n\treturn 1\n}\n",
      "store/more.go": "package store\n\nvar x = Open()\n",
      "app/app.go":
        'package app\n\nimport "acme.test/app/store"\n\nvar y = store.Open()\nvar z = other.Open()\n',
    },
    expected: {
      "store/more.go": "package store\n\nvar x = Load()\n",
      "app/app.go":
        'package app\n\nimport "acme.test/app/store"\n\nvar y = store.Load()\nvar z = other.Open()\n',
    },
  },
  {
    name: "F10 a file that begins with a byte order mark, which no editor counts",
    files: {
      "a.ts": "export const ⟦one⟧two⟧ = 1;\n",
      "b.ts": "\uFEFFimport { one } from './a';\r\n",
    },
    expected: { "b.ts": "\uFEFFimport { two } from './a';\r\n" },
  },
  {
    name: "a local variable concerns nobody else",
    files: {
      "a.ts": "export function total() {\n  const ⟦count⟧size⟧ = 1;\n}\n",
      "b.ts": "import { count } from './a';\n\ncount();\n",
    },
    expected: {},
  },
];

test.each(rows)("$name", async (row) => {
  expect((await follow(row)).files).toEqual(row.expected);
});

test("a real server proposes it by copilotInlineEdit and in the list of code actions", async () => {
  const folder = temporaryFolder();
  writeFiles(folder, {
    "a.ts": "export const one = 1;\n",
    "b.ts": "\n😀;\nimport { one } from './a';\n",
  });
  const [a, b] = [fileUri(join(folder, "a.ts")), fileUri(join(folder, "b.ts"))];
  const editor = startServer();
  try {
    await editor.initialize({ folders: [folder] });
    await editor.execute("treewright.index");
    editor.open(a, "typescript", "export const one = 1;\n");
    editor.change(a, "two", { start: { line: 0, character: 13 }, end: { line: 0, character: 16 } });
    const range = { start: { line: 2, character: 9 }, end: { line: 2, character: 12 } };
    const position = { line: 0, character: 16 };
    const asked = { textDocument: { uri: a }, position };
    expect(await editor.request("textDocument/copilotInlineEdit", asked)).toMatchObject({
      edits: [{ text: "two", range, textDocument: { uri: b, version: 0 } }],
    });
    const listed = await editor.request("textDocument/codeAction", {
      textDocument: { uri: a },
      range: { start: position, end: position },
      context: { diagnostics: [], only: ["refactor.rewrite.next"] },
    });
    expect(listed).toMatchObject([
      {
        title: "Rename one to two here too (b.ts, line 3)",
        edit: {
          documentChanges: [{ textDocument: { uri: b, version: null }, edits: [{ range, newText: "two" }] }],
        },
      },
    ]);
    expect(await editor.stop()).toBe(0);
  } finally {
    await editor.dispose();
  }
});
