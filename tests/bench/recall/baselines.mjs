// Owns what ours is compared with: own, short versions of what others do, scored once per corpus and kept in the cache.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BENCH_CACHE } from "../support/corpora.mjs";
import { bm25 } from "./retrievers/bm25.mjs";
import { jaccard } from "./retrievers/jaccard.mjs";
import { oracle } from "./retrievers/oracle.mjs";
import { outlines } from "./retrievers/outlines.mjs";
import { repoMap } from "./retrievers/repo-map.mjs";
import { BUDGETS, scoreRetriever, summaryOf } from "./score.mjs";

// They have no part in what a baseline finds or is worth.
const OTHERS = /treewright|preview|report|canary|truth/;
const HERE = new URL("./", import.meta.url);

/** The best of these per corpus, kind and budget is what ours must beat; the open file alone finds 0 by construction. */
export const RIVALS = [bm25, jaccard, repoMap, outlines];
/** Shown beside them: what has the whole compiler at hand, which there is for TypeScript, and the floor of tokens. */
async function besideOf(corpus, holes) {
  if (corpus.language !== "typescript") return [oracle];
  const { checkerOf } = await import("./retrievers/checker.mjs");
  return [checkerOf(holes), oracle];
}

/** name → budget → summary, imports pruned, nothing else open. Computed again when the code or the truth changes. */
export async function baselinesOf(corpus, kind, holes) {
  const key = createHash("sha1")
    .update(sourceOfBaselines())
    .update(JSON.stringify(holes))
    .digest("hex")
    .slice(0, 12);
  const cached = join(BENCH_CACHE, "baselines", `${corpus.name}-${kind}-${key}.json`);
  if (existsSync(cached)) return JSON.parse(readFileSync(cached, "utf8"));
  const summaries = {};
  for (const retriever of [...RIVALS, ...(await besideOf(corpus, holes))]) {
    const results = await scoreRetriever(retriever, corpus, holes);
    const perBudget = BUDGETS.map((budget) => [budget, summaryOf(results, budget)]);
    summaries[retriever.name] = Object.fromEntries(perBudget);
  }
  mkdirSync(join(BENCH_CACHE, "baselines"), { recursive: true });
  writeFileSync(cached, JSON.stringify(summaries));
  return summaries;
}

/** The strongest rival of a corpus at a budget. */
export function bestRival(summaries, budget) {
  return RIVALS.map(({ name }) => ({ name, def: summaries[name][budget].def })).reduce((a, b) =>
    b.def > a.def ? b : a,
  );
}

function sourceOfBaselines() {
  const files = readdirSync(HERE, { recursive: true })
    .filter((file) => file.endsWith(".mjs"))
    .sort();
  return files
    .filter((file) => !OTHERS.test(file))
    .map((file) => readFileSync(new URL(file, HERE), "utf8"))
    .join("");
}
