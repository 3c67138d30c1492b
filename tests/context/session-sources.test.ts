// Owns the tests of sources that follow the session: what was changed, how tests and open files use the code, what checkers report.
import { afterEach, describe, expect, test } from "vitest";
import { openScene, type Scene, shown } from "./open-context.ts";

let scene: Scene | undefined;
afterEach(() => {
  scene?.dispose();
  scene = undefined;
});

const FILES = {
  "src/price.ts": "export function total(a: number): number {\n  return a;\n}\n",
  "src/price.test.ts":
    'import { total } from "./price.ts";\n\ntest("a sum", () => {\n  expect(total(1)).toBe(1);\n});\n',
  "src/cart.ts": "export const size = 1;\nlet first = 0;\nlet second = 0;\n",
};

/** Replaces the first `from` in an open document. */
function edit(path: string, from: string, to: string): void {
  const document = scene?.documents.all().find(({ uri }) => uri.endsWith(path));
  if (document === undefined) throw new Error(`${path} is not open`);
  const start = document.getText().indexOf(from);
  const range = { start: document.positionAt(start), end: document.positionAt(start + from.length) };
  scene?.documents.change(document.uri, document.version + 1, [{ range, text: to }]);
}

async function itemsOf(
  source: string,
  path: string,
  marked: string,
  kind?: "insert-at-cursor" | "rewrite-span",
): Promise<readonly string[]> {
  if (scene === undefined) throw new Error("no scene");
  const { items } = await scene.collect(scene.task(path, marked, kind));
  return items.filter((item) => item.source === source).map((item) => `${item.path}: ${item.text}`);
}
const REWRITE = "export function total(a: number): number {‸\n  return a;\n}\n";

describe("recent edits", () => {
  test("are told an action as small diffs, one for changes close together", async () => {
    scene = openScene(FILES);
    scene.task("src/cart.ts", FILES["src/cart.ts"]);
    edit("src/cart.ts", "size = 1", "size = 12");
    edit("src/cart.ts", "first = 0", "first = 1");
    edit("src/cart.ts", "first = 1", "first = 1;\nlet third = 3");
    expect(await itemsOf("recent-edits", "src/price.ts", REWRITE, "rewrite-span")).toEqual([
      "src/cart.ts: -export const size = 1;\n-let first = 0;\n+export const size = 12;\n+let first = 1;\n+let third = 3;",
    ]);
  });

  test("are told a completion as the new lines of other places", async () => {
    scene = openScene(FILES);
    scene.task("src/cart.ts", FILES["src/cart.ts"]);
    edit("src/cart.ts", "second = 0", "second = 2");
    expect(await itemsOf("recent-edits", "src/price.ts", "let a = ‸;\n")).toEqual([
      "src/cart.ts: let second = 2;",
    ]);
    edit("src/price.ts", "let a", "let b");
    expect(await itemsOf("recent-edits", "src/price.ts", "let b = ‸;\n")).toEqual([
      "src/cart.ts: let second = 2;",
    ]);
  });

  test("that were taken back, that are large or replace the whole text are not told", async () => {
    scene = openScene(FILES);
    scene.task("src/cart.ts", FILES["src/cart.ts"]);
    edit("src/cart.ts", "second = 0", "second = 2");
    edit("src/cart.ts", "second = 2", "second = 0");
    edit("src/cart.ts", "size = 1", `size = ${"1 +\n".repeat(20)}1`);
    const cart = scene.documents.all()[0];
    expect(await itemsOf("recent-edits", "src/price.ts", REWRITE, "rewrite-span")).toEqual([]);
    scene.documents.change(cart?.uri ?? "", 90, [{ text: "let other = 1;\n" }]);
    expect(await itemsOf("recent-edits", "src/price.ts", REWRITE, "rewrite-span")).toEqual([]);
  });

  test("move along with lines added above them", async () => {
    scene = openScene(FILES);
    scene.task("src/cart.ts", `${"// a\n".repeat(20)}let first = 0;\n`);
    edit("src/cart.ts", "first = 0", "first = 5");
    edit("src/cart.ts", "// a", "// b\n// c\n// d");
    expect(await itemsOf("recent-edits", "src/price.ts", REWRITE, "rewrite-span")).toEqual([
      "src/cart.ts: -// a\n+// b\n+// c\n+// d",
      "src/cart.ts: -let first = 0;\n+let first = 5;",
    ]);
  });
});

describe("test pairs", () => {
  test("show an action how the tests use its function", async () => {
    scene = openScene(FILES);
    expect(await itemsOf("test-pairs", "src/price.ts", REWRITE, "rewrite-span")).toEqual([
      'src/price.test.ts: test("a sum", () => {\n  expect(total(1)).toBe(1);\n});',
    ]);
  });

  test.each([
    ["src/price.test.ts", "src/price.ts"],
    ["tests/price.spec.ts", "src/price.ts"],
    ["tests/web/page.test.ts", "src/web/page.ts"],
    ["src/web/__tests__/page.test.ts", "src/web/page.ts"],
  ])("show %s what it tests in %s", async (path, tested) => {
    scene = openScene({ [tested]: "export function made(a: number): string {\n  return String(a);\n}\n" });
    expect(await itemsOf("test-pairs", path, "made(‸)\n")).toEqual([
      `${tested}: export function made(a: number): string;`,
    ]);
  });

  test.each([
    ["tests/test_price.py", "shop/price.py", "tests/price.py"],
    ["shop/test_price.py", "shop/price.py", "price.py"],
  ])("show %s what it tests in Python", async (path, tested, other) => {
    scene = openScene({
      [path.startsWith("tests/") ? other : tested]: "def made(a: int) -> str:\n    return str(a)\n",
    });
    expect(await itemsOf("test-pairs", path, "made(‸)\n")).toHaveLength(1);
  });
});

describe("usage", () => {
  test("shows who calls the function to be written", async () => {
    scene = openScene(FILES);
    scene.task("src/cart.ts", "const sum = total(3);\nconst subtotal = subtotal(4);\n");
    expect(await itemsOf("usage", "src/price.ts", REWRITE, "rewrite-span")).toEqual([
      "src/cart.ts: const sum = total(3);",
    ]);
  });

  test("shows how the function is called whose call was opened above", async () => {
    scene = openScene(FILES);
    scene.task("src/cart.ts", "const sum = total(3, [4]);\n");
    expect(await itemsOf("usage", "src/price.ts", "const a = total(\n  f(1),\n  ‸\n);\n")).toEqual([
      "src/cart.ts: const sum = total(3, [4]);",
    ]);
    expect(await itemsOf("usage", "src/price.ts", "const a = total(1);\nb(‸)\n")).toEqual([]);
  });
});

describe("diagnostics", () => {
  test("of the version at hand are told an action", async () => {
    scene = openScene(FILES);
    const task = scene.task("src/price.ts", REWRITE, "rewrite-span");
    const start = task.document.getText().indexOf("return a");
    scene.collector.noteProblems(task.document, [
      { span: { start, end: start + 6 }, message: "a is never read" },
      { span: { start, end: start + 6 }, message: "a is never read" },
    ]);
    const { items } = await scene.collect(task);
    expect(items.find(({ source }) => source === "diagnostics")).toMatchObject({
      role: "problem",
      text: "`return a;`: a is never read",
    });
    edit("src/price.ts", "return a", "return  a");
    expect(shown(await scene.collect(scene.task("src/price.ts", "let a = ‸1;\n")))).not.toContain(
      "never read",
    );
  });
});
