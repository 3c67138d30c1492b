// Owns the file of tokens used on each day: numbers, dates and names of models on this computer, never any text.
import { appendFile, mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Prices } from "../config/settings.ts";
import { toFailure } from "../trace/failure.ts";
import type { Trace } from "../trace/trace.ts";
import type { Usage } from "./backend.ts";
import { numberAt, parseJson, textAt, valueAt } from "./json.ts";
import type { CallUsage } from "./metered.ts";

/** The sum of a day's calls to one model. */
export type DayUsage = {
  /** As 2026-01-31, in the time zone of this computer. */
  readonly day: string;
  readonly backend: string;
  readonly model: string;
  readonly requests: number;
  /** How many of them were counted by length, since the model did not count or was not heard to its end. */
  readonly estimated: number;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** Of the requests whose price was known when they were made. */
  readonly dollars?: number;
};

export interface UsageLedger {
  /** Never throws, and nobody waits for the file. */
  add(call: CallUsage): void;
  /** The last so many days, today included: the newest first, and in a day the most used model. */
  read(days: number): Promise<readonly DayUsage[]>;
  /** Ends when everything that was added is written. */
  flush(): Promise<void>;
}

export type LedgerPorts = {
  readonly folder: string;
  readonly trace: Trace;
  /** Of a backend, by its id, at this moment. */
  readonly pricesOf?: (backend: string) => Prices | undefined;
  /** Milliseconds of the calendar; the system's if not given. */
  readonly date?: () => number;
};

/** Days that are kept. */
export const MOST_DAYS = 92;

// A line has about 120 bytes, so this is a request every 2 s for a whole day.
const LARGEST_DAY_BYTES = 5 * 1024 * 1024;

// Calls are written together, and not while somebody waits for the answer of one (milliseconds).
const WRITE_AFTER_MS = 500;

const DAY_FILE = /^\d{4}-\d\d-\d\d\.jsonl$/;

/** One file per day and one line per call, so that several servers can append to it at the same time. */
export function createUsageLedger({ folder, trace, pricesOf, date = Date.now }: LedgerPorts): UsageLedger {
  let writing = Promise.resolve();
  let waiting: { readonly day: string; readonly line: string }[] = [];
  let timer: NodeJS.Timeout | undefined;
  let today = "";
  let isTold = false;

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const calls = waiting;
    waiting = [];
    for (const day of new Set(calls.map((call) => call.day))) {
      const lines = calls.filter((call) => call.day === day).map(({ line }) => line);
      writing = writing
        .then(() => append(day, lines.join("")))
        .catch((error: unknown) => tell(`usage is not counted: ${toFailure(error).message}`));
    }
    return writing;
  }

  async function append(day: string, lines: string): Promise<void> {
    if (day !== today) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await removeOldest(day);
      today = day;
    }
    const path = fileOf(day);
    const size = await stat(path).then(
      (stats) => stats.size,
      () => 0,
    );
    if (size + lines.length > LARGEST_DAY_BYTES)
      tell(`${path} is full, and usage is not counted until tomorrow`);
    else await appendFile(path, lines, { mode: 0o600 });
  }

  async function removeOldest(day: string): Promise<void> {
    const files = (await readdir(folder)).filter((name) => DAY_FILE.test(name) && name <= `${day}.jsonl`);
    const old = files.sort().reverse().slice(MOST_DAYS);
    await Promise.all(old.map((name) => rm(join(folder, name), { force: true })));
  }

  function tell(message: string): void {
    if (!isTold) trace.log("warning", message);
    isTold = true;
  }

  const fileOf = (day: string): string => join(folder, `${day}.jsonl`);

  return {
    add({ backend, model, usage }) {
      const now = date();
      const at = new Date(now).toISOString();
      const prices = pricesOf?.(backend);
      const cost = prices === undefined ? {} : { dollars: dollarsFor(usage, prices) };
      const line = `${JSON.stringify({ at, backend, model, ...usage, ...cost })}\n`;
      waiting.push({ day: dayOf(now, 0), line });
      timer ??= setTimeout(() => void flush(), WRITE_AFTER_MS).unref();
    },
    async read(days) {
      await flush();
      const now = date();
      const read = Array.from({ length: days }, async (_, ago) => {
        const day = dayOf(now, ago);
        // A day without a file is one on which nothing was asked.
        return sumOf(day, await readFile(fileOf(day), "utf8").catch(() => ""));
      });
      return (await Promise.all(read)).flat();
    },
    flush,
  };
}

function dollarsFor({ promptTokens, cachedTokens = 0, outputTokens }: Usage, prices: Prices): number {
  const { input, output, cached = input } = prices;
  return ((promptTokens - cachedTokens) * input + cachedTokens * cached + outputTokens * output) / 1e6;
}

/** The day so many days ago, as people here count them. */
function dayOf(ms: number, ago: number): string {
  const now = new Date(ms);
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() - ago);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** The sums of a file's lines; a line that was cut or edited is passed over. */
function sumOf(day: string, text: string): readonly DayUsage[] {
  const sums = new Map<string, DayUsage>();
  for (const line of text.split("\n")) {
    const call = parseJson(line);
    const backend = textAt(call, "backend");
    const model = textAt(call, "model");
    const promptTokens = numberAt(call, "promptTokens");
    const outputTokens = numberAt(call, "outputTokens");
    if (backend === undefined || model === undefined) continue;
    if (promptTokens === undefined || outputTokens === undefined) continue;
    const key = JSON.stringify([backend, model]);
    const sum = sums.get(key);
    const dollars = numberAt(call, "dollars");
    const isPriced = sum?.dollars !== undefined || dollars !== undefined;
    sums.set(key, {
      day,
      backend,
      model,
      requests: (sum?.requests ?? 0) + 1,
      estimated: (sum?.estimated ?? 0) + (valueAt(call, "isEstimated") === true ? 1 : 0),
      promptTokens: (sum?.promptTokens ?? 0) + promptTokens,
      cachedTokens: (sum?.cachedTokens ?? 0) + (numberAt(call, "cachedTokens") ?? 0),
      outputTokens: (sum?.outputTokens ?? 0) + outputTokens,
      ...(isPriced ? { dollars: (sum?.dollars ?? 0) + (dollars ?? 0) } : {}),
    });
  }
  return [...sums.values()].sort((a, b) => b.requests - a.requests);
}
