// Owns the headers of a corpus: every declaration and member up to its body, for the baselines that show headers; kept in the cache.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BENCH_CACHE } from "../support/corpora.mjs";

/** File → `[{ file, name, start, end, text }]` in the order of the file. */
export async function headersOf(corpus) {
  const cached = join(BENCH_CACHE, "headers", `${corpus.name}.json`);
  if (!existsSync(cached)) {
    mkdirSync(join(BENCH_CACHE, "headers"), { recursive: true });
    writeFileSync(cached, JSON.stringify(await MAKERS[corpus.language](corpus)));
  }
  const headers = new Map(corpus.files.map((file) => [file, []]));
  for (const [file, name, start, end] of JSON.parse(readFileSync(cached, "utf8"))) {
    const text = corpus.read(file).slice(start, end);
    headers.get(file).push({ file, name, start, end, text });
  }
  return headers;
}

const MAKERS = {
  async typescript(corpus) {
    const { typescriptHeaders } = await import("./typescript-truth.mjs");
    return typescriptHeaders(corpus);
  },
  async python(corpus) {
    const { pythonHeaders } = await import("./python-truth.mjs");
    return pythonHeaders(corpus);
  },
  go: headersByTree,
  java: headersByTree,
  rust: headersByTree,
};

async function headersByTree(corpus) {
  const { treeHeaders } = await import("./tree-truth.mjs");
  return treeHeaders(corpus);
}
