// The collector's promises: deadline, budget, order, and that one bad source spoils nothing; sources here are made up.
import { utimesSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { chooseItems, estimateTokens } from "../../server/context/choose.ts";
import type { ContextItem } from "../../server/context/collect.ts";
import type { ContextSource, FoundItem } from "../../server/context/source.ts";
import { Failure } from "../../server/trace/failure.ts";
import { openScene, type Scene } from "./open-context.ts";

let scene: Scene | undefined;
afterEach(() => {
  scene?.dispose();
  scene = undefined;
});

function item(text: string, more: Partial<FoundItem> = {}): FoundItem {
  return {
    uri: "file:///a.ts",
    path: "a.ts",
    span: { start: 0, end: 1 },
    text,
    score: 0.5,
    why: "",
    ...more,
  };
}

function source(id: string, find: ContextSource["find"]): ContextSource {
  return { id, doc: "", find };
}

const quick = source("quick", () => [item("quick")]);
const texts = (items: readonly ContextItem[]): readonly string[] => items.map(({ text }) => text);

describe("sources", () => {
  test("that are late are left out and named", async () => {
    const deadline = new AbortController();
    const never = source("never", () => {
      deadline.abort();
      return new Promise(() => undefined);
    });
    scene = openScene({}, { sources: [never, quick], timeout: () => deadline.signal });
    const collected = await scene.collect(scene.task("main.ts", "let a;‸"));
    expect({ ...collected, items: texts(collected.items) }).toEqual({
      items: ["quick"],
      late: ["never"],
      sources: [{ id: "never" }, { id: "quick", found: 1, durationMs: 0 }],
      durationMs: 0,
    });
  });

  test("that fail are told of and skipped", async () => {
    const failing = source("failing", () => {
      throw new Failure("unavailable", "the disk is gone");
    });
    const broken = source("broken", async () => {
      throw new TypeError("oops");
    });
    scene = openScene({}, { sources: [failing, broken, quick] });
    expect(texts((await scene.collect(scene.task("main.ts", "let a;‸"))).items)).toEqual(["quick"]);
    expect(scene.trace.bugCount).toBe(1);
    const lines = scene.lines.map(({ level, text }) => `${level} ${text.split("\n")[0] ?? ""}`);
    expect(lines).toEqual([
      "debug context source failing: the disk is gone",
      "error bug: context source broken failed",
    ]);
  });

  test("are switched off by their id", async () => {
    scene = openScene({}, { sources: [quick] });
    scene.settings.set("user-file", { context: { sources: { quick: false } } });
    expect((await scene.collect(scene.task("main.ts", "let a;‸"))).items).toEqual([]);
  });

  test("are not asked without a budget", async () => {
    const asked = source("asked", () => {
      throw new Error("was asked");
    });
    scene = openScene({}, { sources: [asked] });
    expect((await scene.collect(scene.task("main.ts", "let a;‸"), 0)).items).toEqual([]);
    expect(scene.trace.bugCount).toBe(0);
  });

  test("end with the request: an abort rejects, and is no bug", async () => {
    const controller = new AbortController();
    const waiting = source("waiting", (_request, _ports, signal) => {
      queueMicrotask(() => controller.abort());
      return new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    });
    scene = openScene({}, { sources: [waiting] });
    const task = scene.task("main.ts", "let a;‸");
    const collecting = scene.collector.collect(task, { maxTokens: 100, deadlineMs: 50 }, controller.signal);
    await expect(collecting).rejects.toMatchObject({ name: "AbortError" });
    expect(scene.trace.bugCount).toBe(0);
  });
});

describe("chosen items", () => {
  const pieces = fc.array(
    fc.record({
      source: fc.constant("any"),
      uri: fc.constantFrom("file:///a.ts", "file:///b.ts", "file:///own.ts"),
      path: fc.constantFrom("a.ts", "b.ts", "own.ts"),
      span: fc.tuple(fc.nat(200), fc.nat(50)).map(([start, length]) => ({ start, end: start + length })),
      text: fc.string({ maxLength: 80 }),
      score: fc.constantFrom(0.2, 0.5, 0.9),
      why: fc.constant(""),
    }),
    { maxLength: 30 },
  );

  test("never pass the budget, never overlap, and do not depend on who was faster", () => {
    fc.assert(
      fc.property(pieces, fc.nat(200), (found, maxTokens) => {
        const chosen = chooseItems(found, "file:///own.ts", maxTokens);
        expect(chosen.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(maxTokens);
        for (const [index, a] of chosen.entries()) {
          for (const b of chosen.slice(index + 1)) {
            const isApart = a.uri !== b.uri || a.span.end <= b.span.start || b.span.end <= a.span.start;
            expect(isApart).toBe(true);
          }
        }
        const backwards = chooseItems([...found].reverse(), "file:///own.ts", maxTokens);
        expect(backwards).toEqual(chosen);
      }),
    );
  });

  test("are the best that fit; what is too large is skipped, not cut", () => {
    const found = [
      item("x".repeat(400), { score: 0.9, span: { start: 0, end: 10 } }),
      item("worth it", { score: 0.8, span: { start: 20, end: 30 } }),
      item("less so", { score: 0.1, span: { start: 40, end: 50 } }),
    ].map((each) => ({ ...each, source: "any" }));
    const budget = estimateTokens("worth it", "a.ts");
    expect(texts(chooseItems(found, "", budget))).toEqual(["worth it"]);
  });

  test("of one file cost its path once", () => {
    const found = ["one", "two", "three"].map((text, index) => ({
      ...item(text, { score: 0.8, span: { start: index, end: index + 1 } }),
      source: "any",
    }));
    const [first, ...others] = chooseItems(found, "", 100).map(({ tokens }) => tokens);
    expect(first).toBe(estimateTokens("one", "a.ts"));
    expect(others).toEqual([2, 2]);
  });

  test("of little worth get a quarter of the budget", () => {
    const found = Array.from({ length: 40 }, (_, index) => ({
      ...item(`piece ${index}`, { score: 0.3, span: { start: index, end: index + 1 } }),
      source: "any",
    }));
    const tokens = chooseItems(found, "", 100).reduce((sum, each) => sum + each.tokens, 0);
    expect(tokens).toBeGreaterThan(15);
    expect(tokens).toBeLessThanOrEqual(25);
  });

  test("stand in the order of files and places, the own file last", () => {
    const found = [
      item("own", { uri: "file:///a.ts", score: 0.9 }),
      item("c", { uri: "file:///c.ts", score: 0.1 }),
      item("b2", { uri: "file:///b.ts", span: { start: 5, end: 6 }, score: 0.9 }),
      item("b1", { uri: "file:///b.ts", span: { start: 2, end: 3 }, score: 0.5 }),
    ].map((each) => ({ ...each, source: "any" }));
    expect(texts(chooseItems(found, "file:///a.ts", 1000))).toEqual(["b1", "b2", "c", "own"]);
  });
});

describe("from key to key", () => {
  const FILES = { "order.ts": "export class Order {\n  total(): number {\n    return 1;\n  }\n}\n" };
  const LINES = Array.from({ length: 80 }, (_, index) => `const filler${index} = ${index};\n`).join("");

  test("typing a line changes no item and no order, also where all is found anew", async () => {
    let nowMs = 0;
    scene = openScene(FILES, { now: () => (nowMs += 3000) });
    const head = `import { Order } from "./order.ts";\n${LINES}\nexport function f(order: Order) {\n  `;
    const line = "const amount = order.total() + Order.name.length;";
    const first = await scene.collect(scene.task("main.ts", `${head}‸\n}\n`));
    expect(first.items.length).toBeGreaterThan(2);
    for (let length = 1; length <= line.length; length++) {
      const next = await scene.collect(scene.task("main.ts", `${head}${line.slice(0, length)}‸\n}\n`));
      expect(texts(next.items)).toEqual(texts(first.items));
    }
  }, 30_000);

  test("on one line the sources are asked once, on another one and for other surroundings again", async () => {
    let asked = 0;
    const counting = source("counting", () => [item(`asked ${++asked} times`)]);
    scene = openScene({}, { sources: [counting] });
    const seen: (readonly string[])[] = [];
    for (const text of ["a;\nb‸;\nc;", "a;\nbcd‸;\nc;", "a;\nbcd;\nc‸;", "a2;\nbcd;\nc‸;"]) {
      seen.push(texts((await scene.collect(scene.task("main.ts", text))).items));
    }
    expect(seen.flat()).toEqual(["asked 1 times", "asked 1 times", "asked 2 times", "asked 3 times"]);
  });

  test("a file that is opened is read ahead, by every source in turn", async () => {
    const asked: string[] = [];
    const counting = (id: string) =>
      source(id, () => {
        asked.push(id);
        return [item(`asked ${asked.length} times`)];
      });
    let work = (): void => undefined;
    const atLeisure = (later: () => void): void => {
      work = later;
    };
    scene = openScene({}, { sources: [counting("one"), counting("other")], atLeisure });
    const task = scene.task("main.ts", "a;\nb‸;");
    work();
    await vi.waitFor(() => expect(asked).toEqual(["one", "other"]));
    expect(texts((await scene.collect(task)).items)).toContain("asked 3 times");
  });

  test.each([
    [false, ["1", "1", "2", "2", "3"]],
    [true, ["1", "1", "1", "1", "1"]],
  ])(
    "what stands before a dot asks them again, unless all is to stay (%j)",
    async (staysOnLine, expected) => {
      let asked = 0;
      scene = openScene({}, { sources: [source("counting", () => [item(`${++asked}`)])] });
      const seen: (readonly string[])[] = [];
      for (const line of ["a‸", "ab‸", "ab.‸", "ab.c‸", "ab.cd.‸"]) {
        const budget = { maxTokens: 1000, deadlineMs: 50, staysOnLine };
        const task = scene.task("main.ts", `x;\n${line};\ny;`);
        seen.push(texts((await scene.collector.collect(task, budget, new AbortController().signal)).items));
      }
      expect(seen.flat()).toEqual(expected);
    },
  );

  test("in a long file another line does not wait for the sources", async () => {
    let asked = 0;
    scene = openScene({}, { sources: [source("counting", () => [item(`asked ${++asked} times`)])] });
    const long = "x;\n".repeat(3000);
    const seen = async (text: string): Promise<readonly string[]> =>
      texts((await scene?.collect(scene.task("main.ts", text)))?.items ?? []);
    expect(await seen(`a‸;\n${long}`)).toEqual(["asked 1 times"]);
    expect(await seen(`a;\nb‸;\n${long}`)).toEqual(["asked 1 times"]);
    await vi.waitFor(async () => expect(await seen(`a;\nbc‸;\n${long}`)).not.toEqual(["asked 1 times"]));
  });

  test("a file is read again only after a while, and parsed again only after it changed", async () => {
    let nowMs = 0;
    scene = openScene(FILES, { now: () => nowMs });
    const task = scene.task("main.ts", `import { Order } from "./order.ts";\nfunction f(order: Order) {‸}\n`);
    const header = async (): Promise<string | undefined> =>
      texts((await scene?.collect(task))?.items ?? [])[0];
    expect(await header()).toContain("total(): number;");
    const uri = scene.write("order.ts", "export class Order {\n  sum(): number {\n    return 1;\n  }\n}\n");
    utimesSync(fileURLToPath(uri), 2_000_000_000, 2_000_000_000);
    expect(await header()).toContain("total(): number;");
    nowMs = 5000;
    // What is old is used once more; it is found again at rest.
    expect(await header()).toContain("total(): number;");
    await vi.waitFor(async () => expect(await header()).toContain("sum(): number;"));
  });
});
