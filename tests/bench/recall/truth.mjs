// Owns the holes of a corpus and what their hidden code needs: made once, kept in the cache, read by every scoring run.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BENCH_CACHE } from "../support/corpora.mjs";

/**
 * `{ corpus, file, range, kind, truth: [{ name, file, offset, header, novel, also? }], pruned, external }` for each hole.
 * `range`, `header` and `pruned` are [start, end] in UTF-16 units of the file as it is on disk; `also` are the overloads
 * and merged declarations that would serve as well; `external` counts what is declared outside the corpus.
 */
export async function holesOf(corpus) {
  const file = join(BENCH_CACHE, "truth", `${corpus.name}.json`);
  if (!existsSync(file)) {
    console.error(`asking the compiler about ${corpus.name}, which takes minutes; kept in ${file}`);
    const make = MAKERS[corpus.language];
    const holes = await make(corpus);
    mkdirSync(join(BENCH_CACHE, "truth"), { recursive: true });
    writeFileSync(file, `[\n${holes.map((hole) => JSON.stringify(hole)).join(",\n")}\n]\n`);
  }
  return JSON.parse(readFileSync(file, "utf8"));
}

const MAKERS = {
  async typescript(corpus) {
    const { typescriptHoles } = await import("./typescript-truth.mjs");
    return typescriptHoles(corpus);
  },
  async python(corpus) {
    const { pythonHoles } = await import("./python-truth.mjs");
    return pythonHoles(corpus);
  },
  go: holesByTree,
  java: holesByTree,
  rust: holesByTree,
};

async function holesByTree(corpus) {
  const { treeHoles } = await import("./tree-truth.mjs");
  return treeHoles(corpus);
}
