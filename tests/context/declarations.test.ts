import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { createSettings } from "../../server/config/settings.ts";
import { type ContextItem, createCollector } from "../../server/context/collect.ts";
import { createDeclarations } from "../../server/context/declarations/declarations.ts";
import { analogy, partsOf } from "../../server/context/declarations/words.ts";
import { createDocuments } from "../../server/documents/documents.ts";
import { createWorkspace } from "../../server/documents/workspace.ts";
import { createSyntax } from "../../server/syntax/syntax.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { type Files, openIndex } from "../index/open-index.ts";
import { parseMarked } from "../support/marked-text.ts";
import { PATIENT } from "../syntax/open-syntax.ts";

type Told = {
  /** The file on the disk, where it differs. */
  readonly onDisk?: string;
  /** Files that change once the workspace is known. */
  readonly since?: Files;
};

/** What is told of other files at the cursor of one of them. */
async function told(
  files: Files,
  path: string,
  { onDisk, since = {} }: Told = {},
): Promise<readonly ContextItem[]> {
  const { text, cursor = 0 } = parseMarked(files[path] ?? "");
  const { index, folder } = await openIndex({ ...files, [path]: onDisk ?? text });
  const declarations = createDeclarations({ index });
  onTestFinished(() => declarations.dispose());
  await index.rescan();
  await declarations.whenReady();
  for (const [changed, now] of Object.entries(since)) await index.update(join(folder, changed), now);
  const trace = createTrace({ write: () => undefined });
  const syntax = createSyntax({ limits: PATIENT, trace });
  const documents = createDocuments();
  const workspace = createWorkspace();
  workspace.setFolders([folder]);
  const settings = createSettings();
  const collector = createCollector({
    syntax,
    workspace,
    documents,
    settings,
    trace,
    declarations,
    timeout: () => new AbortController().signal,
  });
  const uri = pathToFileURL(join(folder, path)).href;
  const document = documents.open(uri, syntax.languageOf(path), 1, text);
  const snapshot = syntax.snapshot(document);
  const { items } = await collector.collect(
    {
      kind: "insert-at-cursor",
      document,
      syntax: snapshot,
      offset: cursor,
      scope: snapshot?.cursorAt(cursor),
      shape: "block",
      candidates: 1,
      trigger: "invoked",
    },
    { maxTokens: 1000, deadlineMs: 50 },
    new AbortController().signal,
  );
  expect(trace.bugCount).toBe(0);
  return items.filter((item) => item.path !== path);
}

function textOf(items: readonly ContextItem[], path: string): string {
  return items
    .filter((item) => item.path === path)
    .map(({ text }) => text)
    .join("\n");
}

const SHOP: Files = {
  "shop/money.ts":
    "export interface Money { readonly amount: number; readonly currency: string }\nexport function addMoney(a: Money, b: Money): Money {\n  return { amount: a.amount + b.amount, currency: a.currency };\n}\nexport function unrelatedThing(): void {}\n",
  "shop/order.ts":
    'import type { Money } from "./money.ts";\nexport class Order {\n  readonly lines: readonly OrderLine[] = [];\n  total(): Money { throw new Error("x"); }\n}\nexport interface OrderLine { readonly price: Money; readonly count: number }\n',
  "shop/order-report.ts":
    'import { formatMoney } from "../text/format.ts";\nimport type { Order } from "./order.ts";\nexport function orderReport(order: Order): string {\n  return formatMoney(order.total());\n}\n',
  "shop/basket-report.ts":
    'import { formatMoney } from "../text/format.ts";\nimport type { Order } from "./order.ts";\nexport function basketReport(basket: Order): string {\n  return `Basket: ${formatMoney(basket.total())}`;\n}\n',
  "text/format.ts":
    'import type { Money } from "../shop/money.ts";\nexport function formatMoney(money: Money): string {\n  return String(money.amount);\n}\n',
};

test("a name that a hundred classes define is meant of the class that similar functions use", async () => {
  const many = Array.from({ length: 120 }, (_, place) => `export class Thing${place} { make(): void {} }\n`);
  const report = (name: string): string =>
    `import { Bill } from "./bill.ts";\nexport function ${name}Report(): string {\n  return Bill.make("${name}");\n}\n`;
  const items = await told(
    {
      "shop/things.ts": many.join(""),
      "shop/bill.ts":
        "export class Bill {\n  static make(name: string): string { return name; }\n  static rest(): void {}\n}\n",
      "shop/basket-report.ts": report("basket"),
      "shop/order-report.ts": report("order"),
      "shop/invoice-report.ts": "export function invoiceReport(): string {\n  ‸\n}\n",
    },
    "shop/invoice-report.ts",
  );
  expect(textOf(items, "shop/bill.ts")).toContain("static make(name: string): string");
  expect(textOf(items, "shop/things.ts")).toBe("");
});

test("types of the signature, and what similar functions use, are told without an import", async () => {
  const items = await told(
    {
      ...SHOP,
      "shop/invoice-report.ts":
        'import type { Order } from "./order.ts";\nexport function invoiceReport(invoice: Order): string {\n  ‸\n}\n',
    },
    "shop/invoice-report.ts",
  );
  expect(textOf(items, "shop/order.ts")).toContain("total(): Money;");
  expect(textOf(items, "text/format.ts")).toContain("export function formatMoney(money: Money): string;");
  expect(items.find(({ path }) => path === "text/format.ts")?.why).toBe(
    "formatMoney: similar functions use it",
  );
});

test("functions that were written since the workspace was read count like the others", async () => {
  const { "shop/basket-report.ts": basket = "", ...others } = SHOP;
  const files = {
    ...others,
    "shop/order-report.ts": "export const nothing = 1;\n",
    "shop/basket-report.ts": "export const nothing = 2;\n",
    "shop/invoice-report.ts":
      'import type { Order } from "./order.ts";\nexport function invoiceReport(invoice: Order): string {\n  ‸\n}\n',
  };
  const path = "shop/invoice-report.ts";
  const usesOf = (items: readonly ContextItem[]) => items.map(({ why }) => why);
  const use = "formatMoney: similar functions use it";
  expect(usesOf(await told(files, path))).not.toContain(use);
  expect(usesOf(await told(files, path, { since: { "shop/basket-report.ts": basket } }))).toContain(use);
});

test("Python: members of the type of a parameter, by a relative import", async () => {
  const items = await told(
    {
      "app/__init__.py": "",
      "app/models.py":
        "class User:\n    name: str\n\n    def full_name(self) -> str:\n        return self.name\n",
      "app/views.py": "from .models import User\n\ndef greet(user: User) -> str:\n    ‸\n",
    },
    "app/views.py",
  );
  expect(textOf(items, "app/models.py")).toContain("def full_name(self) -> str: ...");
});

test("a function with a like one elsewhere is told the counterpart of what that uses", async () => {
  const items = await told(
    {
      "schemas.ts":
        'import * as processors from "./processors.ts";\nexport function arraySchema(): unknown {\n  return processors.arrayProcessor();\n}\nexport function tupleSchema(): unknown {\n  ‸\n}\n',
      "processors.ts":
        "export function arrayProcessor(): unknown { return 1; }\nexport function tupleProcessor(): unknown { return 2; }\n",
    },
    "schemas.ts",
  );
  expect(textOf(items, "processors.ts")).toContain("tupleProcessor");
});

test.each([
  ["on the disk", {}],
  ["of the index until a moment ago", { "a.ts": "export function work(n: number): number {\n  \n}\n" }],
])("what the file %s says in the place of the hole does not come back", async (_, since) => {
  const secret = "plantedCanaryName";
  const items = await told(
    {
      "a.ts": "export function work(n: number): number {\n  ‸\n}\n",
      "b.ts": `export const ${secret} = 7;\nexport function other(n: number): number { return n; }\n`,
    },
    "a.ts",
    {
      onDisk: `import { ${secret} } from "./b.ts";\nexport function work(n: number): number {\n  return ${secret} + n;\n}\n`,
      since,
    },
  );
  expect(items.map(({ text }) => text).join("\n")).not.toContain(secret);
});

test("of a long object type the members that are likely are told, not all of it", async () => {
  const others = Array.from({ length: 8 }, (_, n) => `unrelatedMemberNumber${n}: string`).join("; ");
  const items = await told(
    {
      "options.ts": `export type PoolOptions = { size: number; ${others}; timeoutMs: number };\n`,
      "a-pool.ts":
        'import type { PoolOptions } from "./options.ts";\nexport function openPool(options: PoolOptions): number {\n  return options.size * options.timeoutMs;\n}\n',
      "b-pool.ts":
        'import type { Made } from "./made.ts";\nexport function widerPool(made: Made): number {\n  ‸\n}\n',
      "made.ts":
        'import type { PoolOptions } from "./options.ts";\nexport interface Made { readonly options: PoolOptions }\n',
    },
    "b-pool.ts",
  );
  expect(textOf(items, "options.ts")).toContain("  size: number;");
});

test("the same question has the same answer", async () => {
  const files = {
    ...SHOP,
    "shop/x.ts": 'import { addMoney } from "./money.ts";\nexport function sum(): void {\n  ‸\n}\n',
  };
  const first = await told(files, "shop/x.ts");
  expect((await told(files, "shop/x.ts")).map(({ text, path, score }) => ({ text, path, score }))).toEqual(
    first.map(({ text, path, score }) => ({ text, path, score })),
  );
});

test.each([
  ["parseHTTPHeader_v2", ["parse", "http", "header"]],
  ["$ZodType", ["zod", "type"]],
  ["x", []],
])("the parts of %s", (name, parts) => {
  expect(partsOf(name)).toEqual(parts);
});

test.each([
  ["arraySchema", "optionalSchema", "arrayProcessor", "optionalProcessor"],
  ["ZodArray", "ZodOptional", "$ZodArrayDef", "$ZodOptionalDef"],
  ["get_user", "get_account", "find_user_by_id", "find_account_by_id"],
  ["getBalance", "getCode", "formatBlock", undefined],
  ["run", "stop", "runner", undefined],
])("%s is to %s as %s is to %s", (from, to, name, expected) => {
  expect(analogy(from, to)?.(name)).toBe(expected);
});
