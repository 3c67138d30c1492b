// Measures what the context is worth to a model: holes of installed packages filled by the embedded 0.5B, with it and without.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { casesOf, GROUPS } from "./infill/cases.mjs";
import { passesOf } from "./infill/compiles.mjs";
import { inLayout, LAYOUTS } from "./infill/prompts.mjs";
import { visible } from "./recall/holes.mjs";
import { startPreview } from "./recall/preview.mjs";
import { tokensOf } from "./recall/tokens.mjs";
import { holesOf } from "./recall/truth.mjs";
import { BENCH_CACHE, openCorpus } from "./support/corpora.mjs";
import { modelPath, startEngine } from "./support/embedded-engine.mjs";
import { openMemo } from "./support/memo.mjs";

const CORPORA = ["viem", "zod", "rxjs", "django", "effect", "ethers", "sympy"];
const PER_GROUP = 8;
const SMALL = { corpora: ["rxjs"], perGroup: 2 };
// Two cores need about 5 s for a prompt; who measures has other things to do as well.
const MOST_MINUTES = 12;
// How much longer an answer may be than the true one.
const SPARE_TOKENS = 8;
const [OURS, USUAL] = Object.keys(LAYOUTS);
// What begins alike stands together: the model has read it already.
const KINDS = {
  ours: { layout: OURS, isTold: true },
  "ours, usual layout": { layout: USUAL, isTold: true },
  plain: { layout: OURS, isTold: false },
  "plain, usual layout": { layout: USUAL, isTold: false },
};

export async function run(report, { small, corpus: named, minutes = MOST_MINUTES }) {
  const path = modelPath("0.5b");
  if (!existsSync(path)) {
    const reason = `${path} is missing: run \`treewright models pull qwen2.5-coder-0.5b\``;
    report({ metric: "exact match, cross-file", value: null, unit: "%", target: ">=1.8x", n: 0, reason });
    return undefined;
  }
  const names = named ?? (small ? SMALL.corpora : CORPORA);
  const perCorpus = [];
  for (const name of names) {
    const corpus = openCorpus(name);
    perCorpus.push(
      await withPrompts(corpus, casesOf(corpus, await holesOf(corpus), small ? SMALL.perGroup : PER_GROUP)),
    );
  }
  const filled = await fill(path, inTurn(perCorpus), Number(minutes) * 60_000);
  for (const cases of perCorpus) await check(cases.filter((each) => filled.includes(each)));
  reportAll(report, filled);
  return tableOf(filled);
}

/** The rendered prompts of each case, with context and without, as the server would send them to a local model. */
async function withPrompts(corpus, cases) {
  const prompts = {};
  for (const [name, maxTokens] of [
    ["told", 2048],
    ["plain", 0],
  ]) {
    const server = await startPreview(corpus, { context: { maxTokens } });
    prompts[name] = [];
    for (const { hole } of cases) {
      const { text, offset } = visible(corpus.read(hole.file), hole, "pruned");
      const { prompt } = await server.contextAt({ file: hole.file, text, offset });
      prompts[name].push(prompt.text);
    }
    await server.stop();
  }
  return cases.map((each, index) => ({ ...each, told: prompts.told[index], plain: prompts.plain[index] }));
}

/** One of each corpus after the other. */
function inTurn(lists) {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) => lists.map((list) => list[index]))
    .flat()
    .filter((each) => each !== undefined);
}

/** Asks the model, once for each prompt that was ever asked here; `fillings` of each case that was reached in time. */
async function fill(path, cases, limitMs) {
  const memo = openMemo(join(BENCH_CACHE, "infill", "answers-0.5b.jsonl"));
  const engine = await startEngine(path);
  const end = performance.now() + limitMs;
  const filled = [];
  const ask = async (question) => {
    const known = memo.get(question);
    if (known !== undefined) return known;
    const { text } = await engine.ask({ lane: "completion", ...question });
    memo.set(question, text);
    return text;
  };
  try {
    for (const each of cases) {
      if (performance.now() > end) break;
      each.fillings = {};
      for (const [kind, { layout, isTold }] of Object.entries(KINDS)) {
        const segments = inLayout(layout, isTold ? each.told : each.plain);
        const maxTokens = tokensOf(each.answer) + SPARE_TOKENS;
        const stop = each.answer.includes("\n") ? [] : ["\n"];
        const text = await ask({ segments, maxTokens, stop });
        each.fillings[kind] = firstLines(text, each.answer.split("\n").length);
      }
      filled.push(each);
    }
  } finally {
    engine.stop();
  }
  return filled;
}

function firstLines(text, count) {
  return text.split("\n").slice(0, count).join("\n").trimEnd();
}

async function check(cases) {
  if (cases.length === 0) return;
  const passes = await passesOf(cases[0].corpus, cases);
  for (const [index, each] of cases.entries()) each.passes = passes[index];
}

function reportAll(report, filled) {
  const crossFile = filled.filter(({ group }) => group !== GROUPS[2]);
  const inFile = filled.filter(({ group }) => group === GROUPS[2]);
  const line = (metric, cases, [value, reference], name, target) =>
    report({ metric, value, unit: "%", reference: name, referenceValue: reference, target, n: cases.length });
  const plainName = "prefix and suffix only";
  line("exact match, cross-file", crossFile, exactOf(crossFile, "ours", "plain"), plainName, ">=1.8x");
  line("exact match, in-file", inFile, exactOf(inFile, "ours", "plain"), plainName, ">=0.98x");
  const layouts = exactOf(filled, "ours", "ours, usual layout");
  line("exact match, prefix last", filled, layouts, USUAL, ">=0.98x");
  const judged = filled.filter(({ passes }) => passes !== undefined);
  const passing = ["ours", "plain"].map((kind) => share(judged, ({ passes }) => passes.includes(kind)));
  line("passes the compiler", judged, passing, plainName, ">=1x");
}

function exactOf(cases, ...kinds) {
  return kinds.map((kind) => share(cases, (each) => isExact(each, kind)));
}

function isExact({ fillings, answer }, kind) {
  return fillings[kind].trim() === answer.trim();
}

function share(cases, holds) {
  return (100 * cases.filter(holds).length) / Math.max(1, cases.length);
}

/** Exact and compiling fillings by group and kind of prompt. */
function tableOf(filled) {
  const rows = GROUPS.flatMap((group) => {
    const cases = filled.filter((each) => each.group === group);
    const judged = cases.filter(({ passes }) => passes !== undefined);
    const exact = Object.keys(KINDS).map((kind) => count(cases, (each) => isExact(each, kind)));
    const passing = Object.keys(KINDS).map((kind) => count(judged, ({ passes }) => passes.includes(kind)));
    return [
      [`${group}: exact`, ...exact, cases.length],
      [`${group}: passes the compiler`, ...passing, judged.length],
    ];
  });
  const head = [
    "",
    "context, prefix last",
    `context, ${USUAL}`,
    "no context, prefix last",
    `no context, ${USUAL}`,
    "of",
  ];
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

function count(cases, holds) {
  return cases.filter(holds).length;
}
