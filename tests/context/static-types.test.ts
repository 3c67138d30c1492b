// Owns the proof that the type before a dot is found by declarations, annotations, calls and parents, in several languages.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { createDeclarations } from "../../server/context/declarations/declarations.ts";
import { COLUMN } from "../../server/context/declarations/evidence.ts";
import { siteOf } from "../../server/context/declarations/site.ts";
import { placeOf } from "../../server/context/place.ts";
import { createDocuments } from "../../server/documents/documents.ts";
import { createSyntax } from "../../server/syntax/syntax.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { type Files, openIndex } from "../index/open-index.ts";
import { parseMarked } from "../support/marked-text.ts";

const TYPESCRIPT: Files = {
  "pool.ts": `import { Base } from "./base.ts";
export class Pool extends Base {
  readonly first: Connection;
  static shared(): Pool { return new Pool(); }
  async acquire(name: string): Promise<Connection> { throw new Error(name); }
  all(): readonly Connection[] { return []; }
  self(): this { return this; }
}
export interface Connection { send(text: string): Reply; close(): void }
export type Reply = { readonly status: number; readonly body: string };
export function openPool(): Pool { return new Pool(); }
export const mainPool = new Pool();
`,
  "wrapper.ts": `import type { Connection, Pool, Reply } from "./pool.ts";
export class Wrapper {
  constructor(inner: Connection) {}
  swap(pool: Pool, isNow: boolean): void {}
}
export function useReply(count: number, reply: Reply): void {}
`,
  "base.ts": "export class Base { dispose(): void {} }\n",
  "index.ts": 'export * from "./pool.ts";\n',
};
const PYTHON: Files = {
  "app/pool.py": `from .base import Base

class Connection:
    def send(self, text) -> "Reply":
        pass

class Reply:
    status: int = 0

class Pool(Base):
    def acquire(self, name: str) -> Connection:
        pass

def open_pool() -> Pool:
    pass
`,
  "app/back.py":
    "from .pool import Connection\n\ndef give_back(times: int, connection: Connection) -> None:\n    pass\n",
  "app/base.py": "class Base:\n    def dispose(self):\n        pass\n",
  "app/__init__.py": "",
};

const POOL = "acquire all dispose first self shared";
const CONNECTION = "close send";

const CASES = [
  ["a parameter", TYPESCRIPT, 'import { Pool } from "./pool.ts";\nfunction f(pool: Pool) { pool.‸ }', POOL],
  ["without its import", TYPESCRIPT, "function f(pool: Pool) { pool.acq‸ }", POOL],
  ["what a constructor makes", TYPESCRIPT, "function f() { const pool = new Pool(); pool.‸ }", POOL],
  ["what a function gives", TYPESCRIPT, "function f() { const pool = openPool(); return pool.‸ }", POOL],
  ["a static member's result", TYPESCRIPT, "function f() { return Pool.shared().‸ }", POOL],
  ["a constant of another file", TYPESCRIPT, 'import { mainPool } from "./index.ts";\nmainPool.‸', POOL],
  [
    "a promise that is waited for",
    TYPESCRIPT,
    'async function f(pool: Pool) { const c = await pool.acquire("a"); c.‸ }',
    CONNECTION,
  ],
  [
    "an element",
    TYPESCRIPT,
    "function f(pool: Pool) { for (const each of pool.all()) { each.‸ } }",
    CONNECTION,
  ],
  ["a chain", TYPESCRIPT, 'function f(pool: Pool) { pool.first.send("a").‸ }', "body status"],
  ["the type itself", TYPESCRIPT, "function f(pool: Pool) { pool.self().‸ }", POOL],
  ["an assertion", TYPESCRIPT, "function f(x: unknown) { const c = x as Connection; c.‸ }", CONNECTION],
  [
    "a namespace",
    TYPESCRIPT,
    'import * as pools from "./pool.ts";\npools.‸',
    "Connection Pool Reply mainPool openPool",
  ],
  [
    "the instance at hand",
    TYPESCRIPT,
    'import { Pool } from "./pool.ts";\nclass Own {\n  pool: Pool;\n  f() { this.pool.‸ }\n}',
    POOL,
  ],
  [
    "a parent of the instance at hand",
    TYPESCRIPT,
    'import { Base } from "./base.ts";\nclass Own extends Base {\n  f() { this.‸ }\n}',
    "dispose",
  ],
  ["nothing that is known", TYPESCRIPT, "function f(pool: any) { pool.‸ }", ""],
  ["itself", TYPESCRIPT, "function f() { const a = b; const b = a; a.‸ }", ""],
  [
    "Python: a parameter",
    PYTHON,
    "from .pool import Pool\ndef f(pool: Pool):\n    pool.‸",
    "acquire dispose",
  ],
  ["Python: a call", PYTHON, "def f():\n    pool = open_pool()\n    pool.‸", "acquire dispose"],
  ["Python: a class that is called", PYTHON, "def f():\n    pool = Pool()\n    pool.acquire(1).‸", "send"],
  [
    "Python: a member given in another method",
    PYTHON,
    "class Own:\n    def __init__(self):\n        self.pool = Pool()\n\n    def f(self):\n        self.pool.‸",
    "acquire dispose",
  ],
  [
    "Python: what with opens",
    PYTHON,
    "def f():\n    with open_pool() as pool:\n        pool.‸",
    "acquire dispose",
  ],
  ["Python: a type in quotes", PYTHON, "def f(c: Connection):\n    c.send(1).‸", "status"],
] as const satisfies readonly Case[];

const EXPECTED = [
  ["an argument", TYPESCRIPT, "function f() { return useReply(1, ‸) }", "Reply"],
  [
    "an argument of a constructor",
    TYPESCRIPT,
    "function f() { return new Wrapper(‸) }",
    "Connection Wrapper",
  ],
  ["an argument of a method", TYPESCRIPT, "function f(w: Wrapper) { w.swap(‸) }", "Pool"],
  ["an argument without a type", TYPESCRIPT, "function f() { useReply(‸) }", ""],
  ["Python: an argument", PYTHON, "def f():\n    give_back(1, ‸)", "Connection"],
] as const satisfies readonly Case[];

type Case = readonly [title: string, files: Files, marked: string, names: string];

/** One workspace per language holds the files of all its cases. */
const workspaces = new Map<Files, ReturnType<typeof openWorkspace>>();

function pathOf(title: string, files: Files): string {
  const name = title.replaceAll(/\W+/g, "_");
  return files === PYTHON ? `app/${name}.py` : `${name}.ts`;
}

async function openWorkspace(files: Files) {
  const own = [...CASES, ...EXPECTED].filter(([, of]) => of === files);
  const texts = own.map(([title, , marked]) => [pathOf(title, files), parseMarked(marked).text]);
  const opened = await openIndex({ ...files, ...Object.fromEntries(texts) });
  const declarations = createDeclarations({ index: opened.index });
  await opened.index.rescan();
  await declarations.whenReady();
  return { ...opened, declarations };
}

/** Names of the declarations of other files that have evidence of a kind at the place. */
async function found([title, files, marked]: Case, column: number): Promise<string> {
  const opened = workspaces.get(files) ?? openWorkspace(files);
  workspaces.set(files, opened);
  const { index, folder, declarations } = await opened;
  const path = pathOf(title, files);
  const { text, cursor = 0 } = parseMarked(marked);
  const syntax = createSyntax({ trace: createTrace({ write: () => undefined }) });
  const file = join(folder, path);
  const document = createDocuments().open(pathToFileURL(file).href, syntax.languageOf(path), 1, text);
  const snapshot = syntax.snapshot(document) ?? expect.fail();
  const task = {
    kind: "insert-at-cursor",
    document,
    syntax: snapshot,
    offset: cursor,
    scope: snapshot.cursorAt(cursor),
    shape: "line",
    candidates: 1,
    trigger: "invoked",
  } as const;
  const request = placeOf(task, path, 1000) ?? expect.fail();
  const evidence = declarations.find(siteOf(request, file)) ?? expect.fail();
  const symbols = [...evidence.symbols()].filter((symbol) => evidence.get(symbol, column) > 0);
  const names = symbols.map((symbol) => index.text(index.name(symbol)));
  return names.toSorted().join(" ");
}

describe("members of what stands before the dot", () => {
  test.each(CASES)("%s", async (...row) => {
    expect(await found(row, COLUMN.memberOfReceiver)).toBe(row[3]);
  });
});

describe("the type that is expected", () => {
  test.each(EXPECTED)("%s", async (...row) => {
    expect(await found(row, COLUMN.typeNear)).toBe(row[3]);
  });
});
