// Measures which share of the declarations that hidden code needs is put before the model, against what others would put there.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { baselinesOf, bestRival } from "./recall/baselines.mjs";
import { leaksOf } from "./recall/canary.mjs";
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
// The short form: one small corpus, some holes, one budget.
const SMALL = { corpora: ["rxjs"], holes: 60, budgets: [BUDGET] };

/** `corpus` names corpora of the table or folders as NAME=FOLDER; else all of the table are measured. */
export async function run(report, { small, corpus: named }) {
  const names = named ?? (small ? SMALL.corpora : CORPUS_NAMES);
  const budgets = small ? SMALL.budgets : BUDGETS;
  const measured = [];
  const most = small ? SMALL.holes : undefined;
  const cache = mkdtempSync(join(tmpdir(), "treewright-recall-"));
  for (const name of names) {
    const corpus = fetched(report, name);
    if (corpus !== undefined) measured.push(await measure({ corpus, most, budgets, cache }));
  }
  rmSync(cache, { recursive: true });
  if (measured.length === 0) return undefined;
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

/** `{ corpus, holes, baselines: { [kind] }, ours: { [budget]: { [kind] } }, kept, session, questions, leaks }` */
async function measure({ corpus, most, budgets, cache }) {
  const all = await holesOf(corpus);
  const holes = Object.fromEntries(
    [...MAIN_KINDS, ...OTHER_KINDS].map((kind) => [
      kind,
      all.filter((hole) => hole.kind === kind).slice(0, most),
    ]),
  );
  const baselines = {};
  for (const kind of MAIN_KINDS) baselines[kind] = await baselinesOf(corpus, kind, holes[kind]);
  const result = { corpus, holes, baselines, ours: {}, questions: [] };
  for (const budget of budgets) {
    // Times are told of the main budget alone.
    const questions = budget === BUDGET ? result.questions : [];
    const retrieve = await treewright({ budget, cache, questions }).prepare(corpus);
    const score = async (kinds, options) => {
      const scored = {};
      for (const kind of kinds) {
        const results = await scoreHoles(retrieve, corpus, holes[kind], { budgets: [budget], ...options });
        scored[kind] = summaryOf(results, budget);
      }
      return scored;
    };
    result.ours[budget] = await score(MAIN_KINDS);
    if (budget === BUDGET && most === undefined) {
      result.others = await score(OTHER_KINDS);
      result.kept = await score(MAIN_KINDS, { imports: "kept" });
      result.session = await score(MAIN_KINDS, { session: sessionsOf(corpus) });
    }
    await retrieve.stop();
  }
  result.leaks = await leaksOf(treewright({ budget: BUDGET }), corpus, holes.body);
  return result;
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
