// Owns the rows on what may stand behind a dot of an open document, for who guesses without a model.
import { join } from "node:path";
import { expect, test } from "vitest";
import { createDeclarations } from "../../server/context/declarations/declarations.ts";
import { membersBehind } from "../../server/context/members-behind.ts";
import { fileUri } from "../../server/documents/workspace.ts";
import { namesBehind } from "../../server/index/members.ts";
import { createSyntax } from "../../server/syntax/syntax.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { type Files, openIndex } from "../index/open-index.ts";
import { parseMarked } from "../support/marked-text.ts";
import { PATIENT } from "../syntax/open-syntax.ts";

const TYPESCRIPT: Files = {
  "base.ts": "export class Base {\n  dispose(): void {}\n}\n",
  "pool.ts":
    'import { Base } from "./base";\n\nexport class Pool extends Base {\n  acquire(): void {}\n  static shared(): Pool {\n    return new Pool();\n  }\n}\n',
};
const PYTHON: Files = {
  "base.py": "class Base:\n    def dispose(self):\n        pass\n",
  "pool.py": "from base import Base\n\n\nclass Pool(Base):\n    def acquire(self):\n        pass\n",
};
const FAR = "// nothing\n".repeat(4000);

const rows: readonly (readonly [string, string, Files, string, string])[] = [
  [
    "an instance has what its type declares, and the type above",
    "a.ts",
    TYPESCRIPT,
    'import { Pool } from "./pool";\n\nexport function f(pool: Pool): void {\n  pool.‸\n}\n',
    "acquire dispose",
  ],
  [
    "a class has what is static",
    "b.ts",
    TYPESCRIPT,
    'import { Pool } from "./pool";\n\nexport const p = Pool.‸\n',
    "shared",
  ],
  ["a module has what it gives away", "c.py", PYTHON, "import pool\n\npool.‸\n", "Pool"],
  [
    "by a constructor call, in Python",
    "d.py",
    PYTHON,
    "from pool import Pool\n\n\ndef f():\n    p = Pool()\n    p.‸\n",
    "acquire dispose",
  ],
  [
    "far from both ends nobody knows the place",
    "e.ts",
    TYPESCRIPT,
    `import { Pool } from "./pool";\n${FAR}export function f(pool: Pool): void {\n  pool.‸\n}\n${FAR}`,
    "",
  ],
  ["a name without a type", "f.ts", TYPESCRIPT, "export function f(x) {\n  x.‸\n}\n", ""],
];

test.each(rows)("%s", async (_title, path, files, marked, expected) => {
  const { text, cursor = 0 } = parseMarked(marked);
  const { folder, index, documents } = await openIndex({ ...files, [path]: text });
  const syntax = createSyntax({ limits: PATIENT, trace: createTrace({ write: () => undefined }) });
  const uri = fileUri(join(folder, path));
  documents.open(uri, syntax.languageOf(path), 1, text);
  const ports = {
    documents,
    syntax,
    declarations: createDeclarations({ index }),
    namesBehind: (file: string, name: string) => namesBehind(index, file, name),
    workspace: { relativePath: (each: string) => each.slice(fileUri(folder).length + 1) },
  };
  // What the engine without a model is shown of a document.
  const shown = {
    path,
    prefix: text.slice(Math.max(0, cursor - 24_000), cursor),
    suffix: text.slice(cursor, cursor + 8000),
  };
  const name = /([\w]+)\.$/.exec(shown.prefix)?.[1] ?? expect.fail();
  expect(membersBehind(ports, shown, name).toSorted().join(" ")).toBe(expected);
});
