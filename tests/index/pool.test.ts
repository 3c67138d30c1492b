import { join } from "node:path";
import { expect, test } from "vitest";
import { createWorkerPool } from "../../server/index/pool.ts";
import { temporaryFolder, writeFiles } from "./open-index.ts";

const FUNCTION = "export function f(a: number): number {\n  return a + 1;\n}\n";

test("workers that are disposed of inside of a parse end in peace", async () => {
  const folder = temporaryFolder();
  const names = Array.from({ length: 120 }, (_, place) => `${place}.ts`);
  writeFiles(folder, Object.fromEntries(names.map((name) => [name, FUNCTION.repeat(500)])));
  const deaths: string[] = [];
  const pool = createWorkerPool({
    onDeath: (path) => deaths.push(path),
    after: (ms, action) => {
      const timer = setTimeout(action, ms);
      return () => clearTimeout(timer);
    },
  });
  let replies = 0;
  let disposed: Promise<void> | undefined;
  const jobs = names.map((name) => ({ path: join(folder, name), languageId: "typescript" }));
  await pool.read(jobs, () => {
    replies += 1;
    // The other worker is parsing.
    disposed ??= pool.dispose();
  });
  await disposed;
  expect(deaths).toEqual([]);
  expect(replies).toBeLessThan(5);
});
