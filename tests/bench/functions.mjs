// Measures whether what a model writes does what it should: functions of installed packages without their bodies, judged by their own doctests.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { openArms } from "./functions/arms.mjs";
import { openPackage, PACKAGE_NAMES } from "./functions/packages.mjs";
import { modelPath } from "./support/embedded-engine.mjs";

const MODEL = "qwen2.5-coder-1.5b";
const PER_PACKAGE = 55;
const SMALL = 2;
// Two cores need half a minute for what is asked about one function; who measures has other things to do as well.
const MOST_MINUTES = 22;

/** Each with one thing less than the first. */
const ARMS = {
  "with context and checks": { settings: {}, isChecked: true },
  "without context": { settings: { context: { maxTokens: 0 } }, isChecked: true },
  "without checks": { settings: {}, isChecked: false },
};
const [WHOLE, PLAIN, UNCHECKED] = Object.keys(ARMS);

export async function run(report, { small, minutes = MOST_MINUTES, package: names = PACKAGE_NAMES }) {
  const reason = missing();
  if (reason !== undefined) {
    const metric = "functions that pass their doctests";
    report({ metric, value: null, unit: "%", target: ">=1.1x", n: 0, reason });
    return undefined;
  }
  const rows = [];
  for (const name of names) {
    const limits = { functions: small ? SMALL : PER_PACKAGE, ms: (Number(minutes) * 60_000) / names.length };
    rows.push({ name, ...(await write(name, limits)) });
  }
  reportAll(report, rows.reduce(sum));
  return tableOf(rows);
}

/** How many functions of a package were asked for, and what became of them in each arm. */
async function write(name, limits) {
  const source = openPackage(name);
  const arms = await openArms(source.root, MODEL, ARMS);
  const end = performance.now() + limits.ms;
  const count = () => Object.fromEntries(Object.keys(ARMS).map((arm) => [arm, 0]));
  const outcome = { n: 0, passed: count(), refused: count() };
  try {
    for (const each of source.functions()) {
      if (outcome.n === limits.functions || performance.now() > end) break;
      if (!source.passes(each, each.original)) continue;
      outcome.n += 1;
      for (const [arm, editor] of Object.entries(arms.editors)) {
        const { text, why = "the doctests fail" } = await editor.implement(each);
        if (text === undefined) outcome.refused[arm] += 1;
        if (text !== undefined && source.passes(each, text)) outcome.passed[arm] += 1;
        else console.error(`  not so: ${arm}: ${each.file} ${each.name}: ${why}`);
      }
    }
  } finally {
    await arms.close();
    source.remove();
  }
  return outcome;
}

function sum(a, b) {
  const added = (key) => Object.fromEntries(Object.keys(ARMS).map((arm) => [arm, a[key][arm] + b[key][arm]]));
  return { n: a.n + b.n, passed: added("passed"), refused: added("refused") };
}

function reportAll(report, { n, passed, refused }) {
  const line = (metric, shareOf, than, target) =>
    report({
      metric,
      value: shareOf(WHOLE),
      unit: "%",
      reference: than,
      referenceValue: shareOf(than),
      target,
      n,
    });
  const right = (arm) => (100 * passed[arm]) / n;
  line("functions that pass their doctests", right, PLAIN, ">=1.1x");
  line("functions that pass their doctests", right, UNCHECKED, ">=1x");
  // What is inserted and wrong costs more than what is refused.
  const wrong = (arm) => (100 * (n - passed[arm] - refused[arm])) / n;
  line("functions written that fail them", wrong, UNCHECKED, "<=1x");
}

function tableOf(rows) {
  const lines = rows.flatMap(({ name, n, passed, refused }) =>
    Object.keys(ARMS).map((arm) =>
      [name, arm, n, passed[arm], n - passed[arm] - refused[arm], refused[arm]].join(" | "),
    ),
  );
  return [
    "| package | | functions | right | wrong | refused |",
    "|---|---|---|---|---|---|",
    ...lines.map((line) => `| ${line} |`),
  ].join("\n");
}

/** Why nothing can be measured here. */
function missing() {
  const path = modelPath("1.5b");
  if (!existsSync(path)) return `${path} is missing: run \`treewright models pull ${MODEL}\``;
  const isBoxed = spawnSync("unshare", ["--user", "--net", "true"]).status === 0;
  return isBoxed
    ? undefined
    : "what a model wrote is run apart from the network only, and unshare does not work here";
}
