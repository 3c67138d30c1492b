// Owns fitting the weights of the ranking to the holes of four packages: first which candidates of a hole come before which, then how likely that makes them.
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
const LOGISTIC = { rounds: 4, step: 0.15, decay: 1e-6 };
const LISTWISE = { rounds: 10, step: 0.05 };
const CALIBRATION_ROUNDS = 100;

const { openEvidence, TERMS } = await bundled();
const random = randomFrom(1);
const found = [];
for (const name of PACKAGES) found.push(await holesWithRows(openCorpus(name)));
const holes = found.flat();
const rows = holes.flat();
writeFileSync(WEIGHTS, sourceOf(calibrated(rows, inOrder(holes, logistic(rows)))));
console.error(`${rows.length} rows, ${rows.filter(({ isNeeded }) => isNeeded).length} of them needed`);
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

/** Of each hole `{ terms, isNeeded }` of the needed candidates and of some of the others. */
async function holesWithRows(corpus) {
  // Everything the index waits with is no reason for this process to stay.
  const stay = setInterval(() => {}, 1000);
  const evidence = await openEvidence(corpus.root);
  const holes = (await holesOf(corpus)).filter(({ kind }) => KINDS.includes(kind));
  const found = [];
  for (const hole of holes) {
    const { text, offset } = visible(corpus.read(hole.file), hole, "pruned");
    const candidates = evidence.candidates(hole.file, text, offset);
    const needed = new Set(hole.truth.flatMap((declaration) => meantBy(declaration, candidates)));
    found.push(
      candidates
        .filter((candidate) => needed.has(candidate) || random() < SHARE_OF_WRONG)
        .map((candidate) => ({ terms: candidate.terms, isNeeded: needed.has(candidate) })),
    );
  }
  await evidence.dispose();
  clearInterval(stay);
  return found;
}

/** The candidates that are a declaration, or else those whose headers hold its name as that of something smaller. */
function meantBy(declaration, candidates) {
  const wanted = [declaration, ...(declaration.also ?? [])];
  const those = (isMeant) =>
    candidates.filter((each) =>
      wanted.some(({ file, offset }) => file === each.file && isMeant(each, offset)),
    );
  const itself = those(({ nameStart }, offset) => offset === nameStart);
  return itself.length > 0
    ? itself
    : those(({ header }, offset) => offset >= header.start && offset < header.end);
}

/** How likely each row is needed, whatever hole it is of: stochastic gradient descent with a step per weight (AdaGrad). */
function logistic(rows) {
  const { rounds, step, decay } = LOGISTIC;
  const weights = new Float64Array(TERMS.length);
  const squares = new Float64Array(TERMS.length).fill(1e-8);
  weights[0] = -3;
  const order = rows.map((_, place) => place);
  for (let round = 0; round < rounds; round += 1) {
    shuffle(order);
    for (const place of order) {
      const { terms, isNeeded } = rows[place];
      const error = likelihood(sumOf(weights, terms)) - (isNeeded ? 1 : 0);
      descend(weights, squares, step, (term) => error * terms[term] + decay * weights[term]);
    }
  }
  return weights;
}

/**
 * From there on, that the needed rows of a hole come before its others: the likelihood of each needed one where one of the
 * hole's is drawn by the exponential of its sum.
 */
function inOrder(holes, start) {
  const { rounds, step } = LISTWISE;
  const weights = Float64Array.from(start);
  const squares = new Float64Array(TERMS.length).fill(1e-4);
  const order = holes.filter((rows) => rows.some(({ isNeeded }) => isNeeded));
  for (let round = 0; round < rounds; round += 1) {
    shuffle(order);
    for (const rows of order) {
      const slope = slopeOfHole(rows, weights);
      descend(weights, squares, step, (term) => slope[term]);
    }
  }
  return weights;
}

function slopeOfHole(rows, weights) {
  const sums = rows.map(({ terms }) => sumOf(weights, terms));
  const highest = sums.reduce((most, sum) => Math.max(most, sum), -Infinity);
  const shares = sums.map((sum) => Math.exp(sum - highest));
  const total = shares.reduce((all, share) => all + share, 0);
  const needed = rows.filter(({ isNeeded }) => isNeeded).length;
  const slope = new Float64Array(TERMS.length);
  for (const [place, { terms, isNeeded }] of rows.entries()) {
    const error = shares[place] / total - (isNeeded ? 1 / needed : 0);
    for (let term = 0; term < terms.length; term += 1) slope[term] += error * terms[term];
  }
  return slope;
}

/** The same order, as likelihoods: scaled and shifted by Newton's method. */
function calibrated(rows, weights) {
  const points = rows.map(({ terms, isNeeded }) => ({ sum: sumOf(weights, terms) - weights[0], isNeeded }));
  let [scale, shift] = [1, weights[0]];
  for (let round = 0; round < CALIBRATION_ROUNDS; round += 1) {
    const slope = [0, 0];
    const bend = [1e-9, 0, 1e-9];
    for (const { sum, isNeeded } of points) {
      const share = likelihood(scale * sum + shift);
      const error = share - (isNeeded ? 1 : 0);
      const width = share * (1 - share);
      slope[0] += error * sum;
      slope[1] += error;
      bend[0] += width * sum * sum;
      bend[1] += width * sum;
      bend[2] += width;
    }
    const determinant = bend[0] * bend[2] - bend[1] ** 2;
    scale -= (bend[2] * slope[0] - bend[1] * slope[1]) / determinant / 2;
    shift -= (bend[0] * slope[1] - bend[1] * slope[0]) / determinant / 2;
  }
  const scaled = weights.map((weight) => weight * scale);
  scaled[0] = shift;
  return scaled;
}

function likelihood(sum) {
  return 1 / (1 + Math.exp(-sum));
}

function sumOf(weights, terms) {
  let sum = 0;
  for (let term = 0; term < terms.length; term += 1) sum += weights[term] * terms[term];
  return sum;
}

function descend(weights, squares, step, slopeOf) {
  for (let term = 0; term < weights.length; term += 1) {
    const slope = slopeOf(term);
    if (slope === 0) continue;
    squares[term] += slope * slope;
    weights[term] -= (step * slope) / Math.sqrt(squares[term]);
  }
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
