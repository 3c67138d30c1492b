// Owns what ours is compared with: own, short versions of what others do, scored once per corpus and kept in the cache.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BENCH_CACHE } from "../support/corpora.mjs";
import { bm25 } from "./retrievers/bm25.mjs";
import { checkerOf } from "./retrievers/checker.mjs";
import { jaccard } from "./retrievers/jaccard.mjs";
import { oracle } from "./retrievers/oracle.mjs";
import { outlines } from "./retrievers/outlines.mjs";
import { repoMap } from "./retrievers/repo-map.mjs";
import { BUDGETS, scoreRetriever, summaryOf } from "./score.mjs";

const HERE = new URL("./", import.meta.url);
/** The best of these per corpus, kind and budget is what ours must beat; the open file alone finds 0 by construction. */
const RIVALS = {
  BM25: { file: "bm25", of: () => bm25 },
  Jaccard: { file: "jaccard", of: () => jaccard },
  "repo map": { file: "repo-map", of: () => repoMap },
  "import outlines": { file: "outlines", of: () => outlines },
};
// A program costs seconds for every few holes.
const COMPILER_HOLES = 60;
/** Shown beside them: what has the whole compiler at hand, which there is for TypeScript, and the floor of tokens. */
const BESIDE = {
  [`compiler, ${COMPILER_HOLES} holes`]: {
    file: "checker",
    of: checkerOf,
    most: COMPILER_HOLES,
    language: "typescript",
  },
  oracle: { file: "oracle", of: () => oracle },
};
/** What a retriever finds and is worth depends on these as well. */
const SHARED = ["score", "holes", "headers", "imports", "session", "compiler"];

/** name → budget → summary, imports pruned, nothing else open. Computed again when the code or the truth changes. */
export async function baselinesOf(corpus, kind, holes) {
  const summaries = {};
  for (const [name, { file, of, most, language = corpus.language }] of Object.entries({
    ...RIVALS,
    ...BESIDE,
  })) {
    if (language !== corpus.language) continue;
    const asked = holes.slice(0, most);
    const sources = [`retrievers/${file}`, ...SHARED].map((each) =>
      readFileSync(new URL(`${each}.mjs`, HERE)),
    );
    const key = createHash("sha1").update(JSON.stringify(asked)).update(Buffer.concat(sources)).digest("hex");
    summaries[name] = await kept(`${corpus.name}-${kind}-${file}-${key.slice(0, 12)}`, async () => {
      const retriever = of(asked);
      const results = await scoreRetriever(retriever, corpus, asked);
      return Object.fromEntries(BUDGETS.map((budget) => [budget, summaryOf(results, budget)]));
    });
  }
  return summaries;
}

/** What the cache has under a name, else what `make` gives. */
async function kept(name, make) {
  const file = join(BENCH_CACHE, "baselines", `${name}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  const made = await make();
  mkdirSync(join(BENCH_CACHE, "baselines"), { recursive: true });
  writeFileSync(file, JSON.stringify(made));
  return made;
}

/** The strongest rival of a corpus at a budget. */
export function bestRival(summaries, budget) {
  const scores = Object.keys(RIVALS).map((name) => ({ name, def: summaries[name][budget].def }));
  return scores.reduce((a, b) => (b.def > a.def ? b : a));
}
