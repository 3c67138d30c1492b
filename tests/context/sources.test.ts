// What the model is told at a place: every row is a small workspace, a cursor, and the whole context in order.
import { afterEach, describe, expect, test } from "vitest";
import { openScene, type Scene, shown } from "./open-context.ts";

let scene: Scene | undefined;
afterEach(() => {
  expect(scene?.trace.bugCount).toBe(0);
  scene?.dispose();
  scene = undefined;
});

const FILLER = Array.from({ length: 60 }, (_, index) => `// filler line number ${index}\n`).join("");
const PY_FILLER = FILLER.replaceAll("//", "#");

async function contextOf(
  files: Readonly<Record<string, string>>,
  path: string,
  marked: string,
  kind?: "insert-at-cursor" | "rewrite-span",
): Promise<string> {
  scene = openScene(files);
  return shown(await scene.collect(scene.task(path, marked, kind)));
}

describe("dependency-types", () => {
  const HTTP = {
    "node_modules/http-kit/package.json": `{ "name": "http-kit", "exports": { ".": { "types": "./types/index.d.ts", "default": "./main.js" } } }`,
    "node_modules/http-kit/types/index.d.ts": `export * from "./client.js";\nexport { Route as Path } from "./route";\n`,
    "node_modules/http-kit/types/client.d.ts": `export declare class Client {\n  get(path: string): Promise<Reply>;\n}\nexport interface Reply {\n  status: number;\n}\n`,
    "node_modules/http-kit/types/route.d.ts": "export type Route = { readonly path: string };\n",
    "node_modules/plain/package.json": `{ "name": "plain", "main": "index.js" }`,
    "node_modules/plain/index.js": "exports.pad = (text) => text;\n",
    "node_modules/@types/plain/package.json": `{ "name": "@types/plain", "types": "index.d.ts" }`,
    "node_modules/@types/plain/index.d.ts": "export declare function pad(text: string): string;\n",
  };

  test("show declarations of an installed package, through its barrels and under other names", async () => {
    const main = `import { Client, Path as Way } from "http-kit";\nexport function load(client: Client, way: Way) {\n  ‸\n}\n`;
    expect(await contextOf(HTTP, "packages/app/src/main.ts", main)).toMatchInlineSnapshot(`
      "[dependency-types] node_modules/http-kit/types/client.d.ts
      export declare class Client {
        get(path: string): Promise<Reply>;
      }
      [dependency-types] node_modules/http-kit/types/route.d.ts
      export type Route = { readonly path: string };
      "
    `);
  });

  test("show types that another package declares, and what is used of a namespace", async () => {
    const main = `import * as plain from "plain";\nfunction f() {\n  plain.pad("a");\n  ‸\n}\n`;
    expect(await contextOf(HTTP, "main.ts", main)).toMatchInlineSnapshot(`
      "[dependency-types] node_modules/@types/plain/index.d.ts
      export declare function pad(text: string): string;
      "
    `);
  });

  test("show what a virtual environment beside the sources holds, stubs before sources", async () => {
    const site = ".venv/lib/python3.11/site-packages";
    const files = {
      ".venv/pyvenv.cfg": "home = /usr/bin\nversion = 3.11.4\n",
      [`${site}/kit/__init__.py`]: "from .core import Engine\n",
      [`${site}/kit/core.py`]: "class Engine:\n    def run(self, task):\n        return task\n",
      [`${site}/shapes/__init__.py`]: "def area(shape): ...\n",
      [`${site}/shapes-stubs/__init__.pyi`]: "def area(shape: Shape) -> float: ...\n",
    };
    const main =
      "from kit import Engine\nfrom shapes import area\n\ndef f(engine: Engine):\n    area(1)\n    ‸\n";
    expect(await contextOf(files, "app/main.py", main)).toMatchInlineSnapshot(`
      "[dependency-types] .venv/lib/python3.11/site-packages/kit/core.py
      class Engine:
          def run(self, task): ...
      [dependency-types] .venv/lib/python3.11/site-packages/shapes-stubs/__init__.pyi
      def area(shape: Shape) -> float: ...
      "
    `);
  });

  test("say nothing of a circle, a broken manifest, or a package without types", async () => {
    const files = {
      "node_modules/circle/package.json": `{ "name": "circle", "types": "a.d.ts" }`,
      "node_modules/circle/a.d.ts": `export * from "./b";\n`,
      "node_modules/circle/b.d.ts": `export * from "./a";\n`,
      "node_modules/broken/package.json": "{ name: ",
      "node_modules/bare/package.json": `{ "name": "bare" }`,
    };
    const main = `import { A } from "circle";\nimport { B } from "broken";\nimport { C } from "bare";\nfunction f(a: A, b: B, c: C) {\n  ‸\n}\n`;
    expect(await contextOf(files, "main.ts", main)).toBe("");
    expect(scene?.trace.bugCount).toBe(0);
  });
});

describe("type-headers", () => {
  const ORDER = `import { clean } from "./clean.ts";
export type Line = { readonly price: number };
/** An order. */
export class Order {
  readonly lines: readonly Line[] = [];
  total(): number {
    return this.lines.length;
  }
}
export type Other = string;
`;

  test("show an imported type and what its header mentions, without bodies", async () => {
    const main = `import type { Order } from "./order.ts";\nexport function sum(order: Order): number {‸\n}\n`;
    expect(
      await contextOf({ "src/order.ts": ORDER }, "src/main.ts", main, "rewrite-span"),
    ).toMatchInlineSnapshot(`
      "[type-headers] src/order.ts
      export type Line = { readonly price: number };
      [type-headers] src/order.ts
      export class Order {
        readonly lines: readonly Line[] = [];
        total(): number;
      }
      "
    `);
  });

  test("follow a name that is written as the compiled file, and a barrel", async () => {
    const main = `import { Order } from "./model/index.js";\nconst o = (order: Order) => {‸ };\n`;
    const files = { "model/index.ts": `export * from "./order.js";\n`, "model/order.ts": ORDER };
    expect(await contextOf(files, "main.ts", main)).toMatchInlineSnapshot(`
      "[type-headers] model/order.ts
      export type Line = { readonly price: number };
      [type-headers] model/order.ts
      export class Order {
        readonly lines: readonly Line[] = [];
        total(): number;
      }
      "
    `);
  });

  test("find types of the same file that the window does not show", async () => {
    const main = `export interface Shape {\n  area(): number;\n  readonly name: string;\n}\n${FILLER}function f(shape: Shape) {\n  ‸\n}\n`;
    expect(await contextOf({}, "main.ts", main)).toMatchInlineSnapshot(`
      "[type-headers] main.ts
      export interface Shape {
        area(): number;
        readonly name: string;
      }
      "
    `);
  });

  test("say nothing of what the window shows, and nothing of packages that are not installed", async () => {
    const main = `import { Thing } from "thing";\ntype Local = Thing;\nfunction f(a: Local, b: Thing) {\n  ‸\n}\n`;
    expect(await contextOf({}, "main.ts", main)).toBe("");
  });

  test("resolve Python modules beside the file, above it, and relative to it", async () => {
    const files = {
      "app/__init__.py": "",
      "app/models.py":
        "class User:\n    name: str\n    def greet(self, other: str) -> str:\n        return other\n",
      "app/shop/cart.py": "from dataclasses import dataclass\n\n@dataclass\nclass Cart:\n    total: int\n",
      "app/shop/tax.py": "def rate_of(country: str) -> float:\n    return 0.2\n",
    };
    const main = `from app.models import User
from ..shop.cart import Cart
from tax import rate_of

def bill(user: User, cart: Cart) -> str:
    """Uses rate_of."""
    ‸pass
`;
    expect(await contextOf(files, "app/shop/bill.py", main, "rewrite-span")).toMatchInlineSnapshot(`
      "[type-headers] app/models.py
      class User:
          name: str
          def greet(self, other: str) -> str: ...
      [type-headers] app/shop/cart.py
      class Cart:
          total: int
      [type-headers] app/shop/tax.py
      def rate_of(country: str) -> float: ...
      "
    `);
  });

  test("do not follow imports out of the workspace, nor into secrets", async () => {
    const main = `import { A } from "../../outside.ts";\nimport { B } from "./.env.ts";\nfunction f(a: A, b: B) {‸}\n`;
    expect(await contextOf({ ".env.ts": "export type B = 1;" }, "main.ts", main)).toBe("");
  });

  test("end on modules that import each other", async () => {
    const files = { "a.ts": `export * from "./b.ts";\n`, "b.ts": `export * from "./a.ts";\n` };
    expect(await contextOf(files, "main.ts", `import { X } from "./a.ts";\nfunction f(x: X) {‸}\n`)).toBe("");
  });
});

describe("enclosing-scope, imports, siblings", () => {
  test("show the class around a method, the imports and the neighbours that the window has left behind", async () => {
    const main = `import { one } from "one";
import { two } from "two";

export function before(a: string): string {
  return a;
}

/** Keeps values. */
export class Store<T> extends Base {
  private readonly values = new Map<string, T>();
  constructor(private readonly limit: number) {}
  add(key: string, value: T): void {
    this.values.set(key, value);
  }
${FILLER}
  get(key: string): T | undefined {
    ‸
  }
}
`;
    expect(await contextOf({}, "main.ts", main)).toMatchInlineSnapshot(`
      "[imports] main.ts
      import { one } from "one";
      import { two } from "two";
      [siblings] main.ts
      export function before(a: string): string;
      [enclosing-scope] main.ts
      /** Keeps values. */
      export class Store<T> extends Base {
        private readonly values = new Map<string, T>();
        constructor(private readonly limit: number);
        add(key: string, value: T): void;
      }
      "
    `);
  });

  test("show the head of a long function", async () => {
    const main = `def long(first: int, second: str) -> None:\n    """Does much."""\n${PY_FILLER.replaceAll("#", "    x = 1 #")}    ‸\n`;
    expect(await contextOf({}, "main.py", main)).toMatchInlineSnapshot(`
      "[enclosing-scope] main.py
      def long(first: int, second: str) -> None:
          """Does much."""
      "
    `);
  });

  test("show a Python class as a class", async () => {
    const main = `class Base:
    """The base."""
    limit: int = 3
    def __init__(self, name: str) -> None:
        self.name = name
    async def load(self) -> bytes:
        return b""
${PY_FILLER.replaceAll("#", "    #")}
    def save(self) -> None:
        ‸
`;
    expect(await contextOf({}, "main.py", main)).toMatchInlineSnapshot(`
      "[enclosing-scope] main.py
      class Base:
          """The base."""
          limit: int = 3
          def __init__(self, name: str) -> None: ...
          async def load(self) -> bytes: ...
      "
    `);
  });

  test("are silent in a file that is wholly visible", async () => {
    expect(
      await contextOf({}, "main.ts", `import { a } from "a";\nclass A {\n  b() {\n    ‸\n  }\n}\n`),
    ).toBe("");
  });
});

describe("open-files", () => {
  test("tell all exports of an imported buffer, of a neighbour only those mentioned", async () => {
    scene = openScene({});
    scene.task(
      "a.ts",
      "export function used(x: number): string { return ''; }\nexport const other = 1;\nconst own = 2;\n",
    );
    scene.task("b.ts", "export function near(): void {}\nexport function far(): void {}\n");
    scene.task("deep/c.ts", "export function near(): void {}\n");
    const task = scene.task("main.ts", `import { used } from "./a.ts";\nnear();\n‸`);
    expect(shown(await scene.collect(task))).toMatchInlineSnapshot(`
      "[type-headers] a.ts
      export function used(x: number): string;
      [open-files] a.ts
      export const other = 1;
      [open-files] b.ts
      export function near(): void;
      "
    `);
  });

  test("read an unsaved buffer rather than the file", async () => {
    scene = openScene({ "a.ts": "export type A = 'disk';\n" });
    scene.task("a.ts", "export type A = 'buffer';\n");
    const task = scene.task("main.ts", `import type { A } from "./a.ts";\nfunction f(a: A) {‸}\n`);
    expect(shown(await scene.collect(task))).toContain("export type A = 'buffer';");
  });
});

test("a language without a grammar has no context", async () => {
  scene = openScene({});
  expect(await scene.collect(scene.task("notes.txt", "some words‸"))).toMatchObject({ items: [], late: [] });
});
