// Measures which share of the declarations that hidden code needs is put before the model, against what others would put there.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { baselinesOf, bestRival } from "./recall/baselines.mjs";
import { leaksOf } from "./recall/canary.mjs";
import { HOLES_PER_KIND } from "./recall/holes.mjs";
import { recallTables } from "./recall/report.mjs";
import { treewright } from "./recall/retrievers/treewright.mjs";
import { BUDGETS, scoreHoles, summaryOf } from "./recall/score.mjs";
import { sessionsOf } from "./recall/session.mjs";
import { holesOf } from "./recall/truth.mjs";
import { CORPUS_NAMES, openCorpus } from "./support/corpora.mjs";
import { percentile } from "./support/statistics.mjs";

const MAIN_KINDS = ["body", "stmt"];
const OTHER_KINDS = ["tail", "args", "member"];
const BUDGET = 2048;
const TARGETS = { body: ">=60", stmt: ">=70" };
// One answer serves smaller budgets as well: it is filled in its own order. Of these, the larger ones have one of their own.
const ASKED = [
  { asked: BUDGET, budgets: BUDGETS.filter((budget) => budget <= BUDGET) },
  { asked: Math.max(...BUDGETS), budgets: BUDGETS.filter((budget) => budget > BUDGET) },
];
// The short form: one small corpus, some holes, no budget above the main one.
const SMALL = { corpora: ["rxjs"], holes: 60, asked: ASKED.slice(0, 1) };
// Beside the main figures, this share of the holes says enough.
const BESIDE_SHARE = 0.3;

/**
 * `corpus` names corpora of the table or folders as NAME=FOLDER, else all of the table are measured; `holes` is how many of
 * each kind, else all that were cut.
 */
export async function run(report, { small, corpus: named, holes }) {
  const names = named ?? (small ? SMALL.corpora : CORPUS_NAMES);
  const most = holes === undefined ? (small ? SMALL.holes : HOLES_PER_KIND) : Number(holes);
  const asked = small ? SMALL.asked : ASKED;
  const cache = mkdtempSync(join(tmpdir(), "treewright-recall-"));
  const measured = [];
  for (const name of names) {
    const corpus = fetched(report, name);
    if (corpus === undefined) continue;
    const result = await measure({ corpus, most, asked, cache });
    if (!small) Object.assign(result, await measureBeside({ corpus, most, cache }));
    measured.push(result);
  }
  rmSync(cache, { recursive: true });
  if (measured.length === 0) return undefined;
  const budgets = asked.flatMap((each) => each.budgets);
  reportMeans(report, measured, budgets);
  for (const each of measured) reportCorpus(report, each);
  reportTimes(report, measured);
  return recallTables(measured, budgets);
}

/** The corpus, or word of why it is not there: a registry may be out of reach. */
function fetched(report, name) {
  try {
    return openCorpus(name);
  } catch (error) {
    const reason = `${name} could not be fetched: ${error.message}`;
    report({ metric: `def @${BUDGET}, ${name}`, value: null, unit: "%", target: ">=1.3x", n: 0, reason });
    return undefined;
  }
}

/** `{ corpus, holes, baselines: { [kind] }, ours: { [budget]: { [kind] } }, questions, leaks }` */
async function measure({ corpus, most, asked, cache }) {
  const holes = await holesByKind(corpus, MAIN_KINDS, most);
  const result = { corpus, holes, baselines: {}, ours: {}, questions: [] };
  for (const kind of MAIN_KINDS) result.baselines[kind] = await baselinesOf(corpus, kind, holes[kind]);
  for (const { asked: budget, budgets } of asked) {
    // Times are told of the main budget alone.
    const questions = budget === BUDGET ? result.questions : undefined;
    const retrieve = await treewright({ budget, cache, questions }).prepare(corpus);
    for (const kind of MAIN_KINDS) {
      const results = await scoreHoles(retrieve, corpus, holes[kind], { budgets });
      for (const budget of budgets) {
        result.ours[budget] ??= {};
        result.ours[budget][kind] = summaryOf(results, budget);
      }
    }
    await retrieve.stop();
  }
  result.leaks = await leaksOf(treewright({ budget: BUDGET }), corpus, holes.body);
  return result;
}

/** `{ others: { [kind] }, kept: { [kind] }, session: { [kind] } }` at the main budget. */
async function measureBeside({ corpus, most, cache }) {
  const holes = await holesByKind(corpus, [...MAIN_KINDS, ...OTHER_KINDS], Math.ceil(most * BESIDE_SHARE));
  const retrieve = await treewright({ budget: BUDGET, cache }).prepare(corpus);
  const score = async (kinds, options) => {
    const scored = {};
    for (const kind of kinds) {
      const results = await scoreHoles(retrieve, corpus, holes[kind], { budgets: [BUDGET], ...options });
      scored[kind] = summaryOf(results, BUDGET);
    }
    return scored;
  };
  const others = await score(OTHER_KINDS);
  const kept = await score(MAIN_KINDS, { imports: "kept" });
  const session = await score(MAIN_KINDS, { session: sessionsOf(corpus) });
  await retrieve.stop();
  return { others, kept, session };
}

async function holesByKind(corpus, kinds, most) {
  const all = await holesOf(corpus);
  return Object.fromEntries(
    kinds.map((kind) => [kind, all.filter((hole) => hole.kind === kind).slice(0, most)]),
  );
}

/** Means are over the corpora that are large enough, ratios over all; a small corpus alone has neither. */
function reportMeans(report, measured, budgets) {
  const large = measured.filter(({ corpus }) => !corpus.small);
  if (large.length === 0) return;
  const holesIn = (each, kind) => sum(each.map(({ holes }) => holes[kind].length));
  for (const kind of MAIN_KINDS) {
    report({
      metric: `def @${BUDGET}, ${kind}, mean of the large corpora`,
      value: mean(large.map(({ ours }) => ours[BUDGET][kind].def)),
      unit: "%",
      target: TARGETS[kind],
      n: holesIn(large, kind),
    });
    for (const budget of budgets.filter((budget) => budget === BUDGET || budget === BUDGET / 2)) {
      report({
        metric: `def @${budget}, ${kind}, mean of all corpora`,
        value: mean(measured.map(({ ours }) => ours[budget][kind].def)),
        unit: "%",
        reference: "best baseline",
        referenceValue: mean(measured.map(({ baselines }) => bestRival(baselines[kind], budget).def)),
        target: ">=2x",
        n: holesIn(measured, kind),
      });
    }
  }
  report({
    metric: `bodies with all they need @${BUDGET}, mean of the large corpora`,
    value: mean(large.map(({ ours }) => ours[BUDGET].body.all)),
    unit: "%",
    target: ">=45",
    n: holesIn(large, "body"),
  });
}

function reportCorpus(report, { corpus, holes, baselines, ours, leaks }) {
  for (const kind of MAIN_KINDS) {
    const rival = bestRival(baselines[kind], BUDGET);
    report({
      metric: `def @${BUDGET}, ${kind}, ${corpus.name}`,
      value: ours[BUDGET][kind].def,
      unit: "%",
      reference: rival.name,
      referenceValue: rival.def,
      target: ">=1.3x",
      n: holes[kind].length,
    });
  }
  const metric = `planted names that came out of a hole, ${corpus.name}`;
  report({ metric, value: leaks.leaks, unit: "", target: "<=0", n: leaks.planted });
}

function reportTimes(report, measured) {
  const questions = measured.flatMap(({ questions }) => questions);
  const times = questions.map(({ contextMs }) => contextMs);
  const n = questions.length;
  for (const [name, share, target] of [
    ["p50", 0.5, "<=2"],
    ["p95", 0.95, "<=8"],
  ]) {
    report({ metric: `time of a question, ${name}`, value: percentile(times, share), unit: "ms", target, n });
  }
  const late = (100 * questions.filter(({ wasLate }) => wasLate).length) / n;
  report({ metric: "questions with a source that was too late", value: late, unit: "%", target: "<=1", n });
}

function mean(values) {
  return sum(values) / values.length;
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
