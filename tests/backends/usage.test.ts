// Owns the rows on counting tokens: what a call is noted with however it ends, and the sums of a day's file.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Backend, BackendPart, Usage } from "../../server/backends/backend.ts";
import { type CallUsage, meter } from "../../server/backends/metered.ts";
import { createUsageLedger, MOST_DAYS } from "../../server/backends/usage-ledger.ts";
import type { Prices } from "../../server/config/settings.ts";
import { Failure, type FailureKind } from "../../server/trace/failure.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { CHAT, collect, HOLE, PATIENT } from "./under-test.ts";

const never = new AbortController().signal;

function backendSaying(parts: readonly (BackendPart | FailureKind)[], id = "b"): Backend {
  return {
    id,
    model: "m",
    fim: { kind: "none" },
    canChat: true,
    isLocal: false,
    async *stream() {
      for (const part of parts) {
        if (typeof part === "string") throw new Failure(part, "as the test says");
        yield part;
      }
    },
    dispose: async () => undefined,
  };
}

const text = (length: number): BackendPart => ({ type: "text-delta", text: "x".repeat(length) });
const told = (usage: Usage): BackendPart => ({ type: "usage", usage });
const END: BackendPart = { type: "end", reason: "stop" };
const COUNTED: Usage = { promptTokens: 40, cachedTokens: 30, outputTokens: 9 };
/** The 5 characters of the chat prompt, and what was said of the answer. */
const estimate = (outputTokens: number): Usage => ({ promptTokens: 2, outputTokens, isEstimated: true });

describe("a call is noted with", () => {
  const rows: readonly [string, readonly (BackendPart | FailureKind)[], Usage | undefined][] = [
    ["what the backend counted", [text(70), told(COUNTED), END], COUNTED],
    [
      "the last of several counts",
      [told({ ...COUNTED, outputTokens: 1 }), text(4), told(COUNTED), END],
      COUNTED,
    ],
    ["the lengths where it did not count", [text(30), text(5), END], estimate(10)],
    ["an empty answer", [END], estimate(0)],
    ["what was said before a failure", [text(7), "unavailable"], estimate(2)],
    ["its prompt where it was cancelled", ["cancelled"], estimate(0)],
    ["nothing where it failed without a word", ["auth"], undefined],
  ];
  test.each(rows)("%s", async (_name, parts, expected) => {
    const noted: CallUsage[] = [];
    const counted = meter(backendSaying(parts), (call) => noted.push(call));
    await collect(counted.stream(CHAT, PATIENT, never)).catch((error: unknown) =>
      expect(error).toBeInstanceOf(Failure),
    );
    expect(noted).toEqual(expected === undefined ? [] : [{ backend: "b", model: "m", usage: expected }]);
  });

  test("what was used when the reader left", async () => {
    const noted: CallUsage[] = [];
    const counted = meter(backendSaying([text(35), text(35), told(COUNTED), END]), (call) =>
      noted.push(call),
    );
    let known: Usage | undefined;
    for await (const part of counted.stream(CHAT, PATIENT, never)) {
      if (part.type === "usage") known = part.usage;
      if (part.type === "text-delta") break;
    }
    expect(known).toEqual(estimate(10));
    expect(noted.map(({ usage }) => usage)).toEqual([estimate(10)]);
  });

  test("the texts of a hole and of the files with it", async () => {
    const noted: CallUsage[] = [];
    await collect(meter(backendSaying([END]), (call) => noted.push(call)).stream(HOLE, PATIENT, never));
    // "start", "\nend" and "OTHER = 1\n" are 19 characters.
    expect(noted[0]?.usage.promptTokens).toBe(6);
  });

  test("nothing, for the engine that is no model", () => {
    const engine = backendSaying([END], "workspace");
    expect(meter(engine, () => undefined)).toBe(engine);
  });
});

const root = mkdtempSync(join(tmpdir(), "treewright-usage-"));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;

function ledgerIn(folder: string, date: () => number, log: string[] = []) {
  return createUsageLedger({ folder, trace: createTrace({ write: (line) => log.push(line.text) }), date });
}

/** Noon of a day of 2026, where the tests run. */
const noon = (month: number, day: number): number => new Date(2026, month - 1, day, 12).getTime();
const newFolder = (): string => join(root, `${++folders}`, "usage");
const call = (model: string, usage: Usage): CallUsage => ({ backend: "b", model, usage });

describe("the ledger", () => {
  test("sums by day, backend and model, the newest and the most used first", async () => {
    const folder = newFolder();
    let now = noon(3, 31);
    const ledger = ledgerIn(folder, () => now);
    ledger.add(call("small", COUNTED));
    now = noon(4, 1);
    ledger.add(call("large", COUNTED));
    ledger.add(call("small", estimate(3)));
    // Another server of the same user.
    const other = ledgerIn(folder, () => now);
    other.add(call("small", COUNTED));
    await other.flush();
    const rest = { backend: "b" };
    expect(await ledger.read(30)).toEqual([
      {
        ...rest,
        day: "2026-04-01",
        model: "small",
        requests: 2,
        estimated: 1,
        promptTokens: 42,
        cachedTokens: 30,
        outputTokens: 12,
      },
      { ...rest, day: "2026-04-01", model: "large", requests: 1, estimated: 0, ...COUNTED },
      { ...rest, day: "2026-03-31", model: "small", requests: 1, estimated: 0, ...COUNTED },
    ]);
    expect((await ledger.read(1)).map(({ day }) => day)).toEqual(["2026-04-01", "2026-04-01"]);
  });

  test("adds up what the calls cost, at the prices of their time", async () => {
    const folder = newFolder();
    let prices: Prices | undefined = { input: 2, cached: 0.5, output: 8 };
    const ledger = createUsageLedger({
      folder,
      trace: createTrace({ write: () => undefined }),
      date: () => noon(1, 2),
      pricesOf: (backend) => (backend === "b" ? prices : undefined),
    });
    // 10 prompt tokens, 30 of a cache, 9 written: 20 + 15 + 72 millionths.
    ledger.add(call("priced", COUNTED));
    prices = { input: 1, output: 1 };
    ledger.add(call("priced", COUNTED));
    prices = undefined;
    ledger.add(call("free", COUNTED));
    const [priced, free] = await ledger.read(1);
    expect(priced?.dollars).toBeCloseTo((107 + 49) / 1e6, 12);
    expect(free).not.toHaveProperty("dollars");
  });

  test("holds numbers and names, and is the user's alone", async () => {
    const folder = newFolder();
    const ledger = ledgerIn(folder, () => noon(1, 2));
    ledger.add(call("small", COUNTED));
    await ledger.flush();
    const line: unknown = JSON.parse(readFileSync(join(folder, "2026-01-02.jsonl"), "utf8"));
    expect(line).toEqual({ at: expect.any(String), backend: "b", model: "small", ...COUNTED });
    if (process.platform !== "win32") {
      expect(statSync(join(folder, "2026-01-02.jsonl")).mode & 0o777).toBe(0o600);
    }
  });

  test("passes over lines that are none", async () => {
    const folder = newFolder();
    mkdirSync(folder, { recursive: true });
    const good = JSON.stringify({ backend: "b", model: "m", ...COUNTED });
    writeFileSync(join(folder, "2026-01-02.jsonl"), `{"backend":"b","mo\n${good}\nnull\n{}\n${good}`);
    expect(await ledgerIn(folder, () => noon(1, 2)).read(2)).toMatchObject([
      { requests: 2, promptTokens: 80 },
    ]);
  });

  test("keeps so many days, and touches no other file", async () => {
    const folder = newFolder();
    mkdirSync(folder, { recursive: true });
    const names = Array.from({ length: MOST_DAYS + 9 }, (_, n) => {
      const day = new Date(noon(1, 1) + n * 86_400_000).toISOString().slice(0, 10);
      return `${day}.jsonl`;
    });
    for (const name of [...names, "mine.txt"]) writeFileSync(join(folder, name), "");
    const ledger = ledgerIn(folder, () => noon(6, 1));
    ledger.add(call("small", COUNTED));
    await ledger.flush();
    const left = readdirSync(folder);
    expect(left).toContain("mine.txt");
    expect(left).toContain("2026-06-01.jsonl");
    expect(left).not.toContain(names[0]);
    expect(left).toHaveLength(MOST_DAYS + 2);
  });

  test("says once that it cannot write, and fails nobody", async () => {
    const file = join(root, "a file");
    writeFileSync(file, "");
    const log: string[] = [];
    const ledger = ledgerIn(join(file, "usage"), () => noon(1, 2), log);
    ledger.add(call("small", COUNTED));
    ledger.add(call("small", COUNTED));
    expect(await ledger.read(1)).toEqual([]);
    expect(log).toHaveLength(1);
    expect(log[0]).toContain("usage is not counted: ");
  });

  test("stops at the largest size of a day", async () => {
    const folder = newFolder();
    mkdirSync(folder, { recursive: true });
    const path = join(folder, "2026-01-02.jsonl");
    writeFileSync(path, " ".repeat(5 * 1024 * 1024));
    const log: string[] = [];
    const ledger = ledgerIn(folder, () => noon(1, 2), log);
    ledger.add(call("small", COUNTED));
    await ledger.flush();
    expect(statSync(path).size).toBe(5 * 1024 * 1024);
    expect(log[0]).toContain("is full");
  });
});
