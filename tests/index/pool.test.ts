import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createWorkerPool, type WorkerPool } from "../../server/index/pool.ts";
import { startServer } from "../support/editor.ts";
import { temporaryFolder, writeFiles } from "./open-index.ts";

const FUNCTION = "export function f(a: number): number {\n  return a + 1;\n}\n";

type Opened = { readonly pool: WorkerPool; readonly deaths: string[] };

function openPool(): Opened {
  const deaths: string[] = [];
  const pool = createWorkerPool({
    env: {},
    onDeath: (path, reason) => deaths.push(`${path}: ${reason}`),
    after: (ms, action) => {
      const timer = setTimeout(action, ms);
      return () => clearTimeout(timer);
    },
  });
  return { pool, deaths };
}

/** As many files as take a worker some time each. */
function writeMany(count: number) {
  const folder = temporaryFolder();
  const names = Array.from({ length: count }, (_, place) => `${place}.ts`);
  writeFiles(folder, Object.fromEntries(names.map((name) => [name, FUNCTION.repeat(500)])));
  return names.map((name) => ({ path: join(folder, name), languageId: "typescript" }));
}

test("workers that are disposed of inside of a parse end in peace", async () => {
  const { pool, deaths } = openPool();
  let replies = 0;
  let disposed: Promise<void> | undefined;
  await pool.read(writeMany(120), () => {
    replies += 1;
    // The other worker is parsing.
    disposed ??= pool.dispose();
  });
  await disposed;
  expect(deaths).toEqual([]);
  expect(replies).toBeLessThan(5);
});

test.skipIf(process.platform !== "linux")(
  "F30 a worker that ends in the middle, as by a grammar that crashes, costs no file",
  async () => {
    const { pool, deaths } = openPool();
    const jobs = writeMany(60);
    const known = new Set<string>();
    let killed = 0;
    await pool.read(jobs, ({ columns }) => {
      for (const path of columns.paths) known.add(path);
      if (killed > 0) return;
      for (const pid of workers()) {
        process.kill(pid, "SIGSEGV");
        killed += 1;
      }
    });
    await pool.dispose();
    expect(killed).toBeGreaterThan(0);
    expect(deaths).toEqual([]);
    expect(known.size).toBe(jobs.length);
    expect(workers()).toEqual([]);
  },
);

test.skipIf(process.platform !== "linux")("no key of the server is in a worker's environment", async () => {
  const folder = temporaryFolder();
  writeFiles(folder, { "a.ts": FUNCTION });
  const editor = startServer({ env: { OPENAI_API_KEY: "sk-of-the-server" } });
  try {
    await editor.initialize({ folders: [folder] });
    await editor.execute("treewright.index");
    const [worker] = workers(editor.pid);
    const environment = readFileSync(`/proc/${worker}/environ`, "utf8");
    expect(environment).toContain("PATH=");
    expect(environment).not.toContain("sk-of-the-server");
  } finally {
    await editor.stop();
    await editor.dispose();
  }
});

/** Processes of this one, or of another, that read sources. */
function workers(pid = process.pid): readonly number[] {
  return readdirSync(`/proc/${pid}/task`)
    .flatMap((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" "))
    .filter((pid) => pid !== "" && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("indexer.cjs"))
    .map(Number);
}
