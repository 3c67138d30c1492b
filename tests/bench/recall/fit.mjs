// Owns fitting the weights of the ranking: logistic regression over the evidence at the holes of four packages that no result is reported of.
// `node tests/bench/recall/fit.mjs` writes server/context/declarations/weights.ts; the same packages give the same weights.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build } from "esbuild";
import { openCorpus } from "../support/corpora.mjs";
import { visible } from "./holes.mjs";
import { holesOf } from "./truth.mjs";

const PACKAGES = ["viem", "zod", "rxjs", "django"];
const KINDS = ["body", "stmt", "tail", "args", "member"];
const WEIGHTS = new URL("../../../server/context/declarations/weights.ts", import.meta.url);
// Most candidates are wrong ones, and much alike.
const SHARE_OF_WRONG = 0.15;
const ROUNDS = 12;
const STEP = 0.15;
const DECAY = 1e-6;

const { openEvidence, TERMS } = await bundled();
const random = randomFrom(1);
const rows = [];
for (const name of PACKAGES) rows.push(await rowsOf(openCorpus(name)));
const samples = rows.flat();
const weights = fit(samples);
writeFileSync(WEIGHTS, sourceOf(weights));
console.error(`${samples.length} rows, ${samples.filter(({ isNeeded }) => isNeeded).length} of them needed`);
process.exit(0);

async function bundled() {
  const outfile = join("dist", "fit.cjs");
  await build({
    entryPoints: ["tests/bench/recall/evidence.ts"],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    mainFields: ["module", "main"],
    external: ["tree-sitter", "tree-sitter-*", "web-tree-sitter"],
    define: { "import.meta.url": "__bundleUrl" },
    banner: { js: 'const __bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
  });
  return createRequire(join(process.cwd(), "package.json"))(`./${outfile}`);
}

async function rowsOf(corpus) {
  // Everything the index waits with is no reason for this process to stay.
  const stay = setInterval(() => {}, 1000);
  const evidence = await openEvidence(corpus.root);
  const holes = (await holesOf(corpus)).filter(({ kind }) => KINDS.includes(kind));
  const found = [];
  for (const hole of holes) {
    const { text, offset } = visible(corpus.read(hole.file), hole, "pruned");
    for (const candidate of evidence.candidates(hole.file, text, offset)) {
      const isNeeded = hole.truth.some((declaration) => isMeant(candidate, declaration));
      if (isNeeded || random() < SHARE_OF_WRONG) found.push({ terms: candidate.terms, isNeeded });
    }
  }
  await evidence.dispose();
  clearInterval(stay);
  return found;
}

/** By its name, or because its header holds the name of something smaller. */
function isMeant({ file, nameStart, header }, declaration) {
  return [declaration, ...(declaration.also ?? [])].some(
    (wanted) =>
      wanted.file === file &&
      (wanted.offset === nameStart || (wanted.offset >= header.start && wanted.offset < header.end)),
  );
}

/** Stochastic gradient descent with a step per weight (AdaGrad). */
function fit(samples) {
  const weights = new Float64Array(TERMS.length);
  const squares = new Float64Array(TERMS.length).fill(1e-8);
  weights[0] = -3;
  const order = samples.map((_, place) => place);
  for (let round = 0; round < ROUNDS; round += 1) {
    shuffle(order);
    for (const place of order) {
      const { terms, isNeeded } = samples[place];
      let sum = 0;
      for (let term = 0; term < terms.length; term += 1) sum += weights[term] * terms[term];
      const error = 1 / (1 + Math.exp(-sum)) - (isNeeded ? 1 : 0);
      for (let term = 0; term < terms.length; term += 1) {
        const slope = error * terms[term] + DECAY * weights[term];
        if (slope === 0) continue;
        squares[term] += slope * slope;
        weights[term] -= (STEP * slope) / Math.sqrt(squares[term]);
      }
    }
  }
  return weights;
}

function shuffle(order) {
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
}

/** Mulberry32: the same numbers on every run. */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function sourceOf(fitted) {
  const lines = TERMS.map((term, place) => {
    const key = /^[A-Za-z]\w*$/.test(term) ? term : JSON.stringify(term);
    return `  ${key}: ${Number(fitted[place].toFixed(3))},`;
  });
  return [
    `// Owns the weights of the ranking, by term. Written by tests/bench/recall/fit.mjs, fitted on ${PACKAGES.join(", ")}.`,
    "export const WEIGHTS: Readonly<Record<string, number>> = {",
    ...lines,
    "};",
    "",
  ].join("\n");
}
