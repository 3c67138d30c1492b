// Measures the security rules: on their own twins, on foreign pairs where those are at hand, and on clean code.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openCorpus } from "./support/corpora.mjs";
import { loadEngine } from "./support/engine.mjs";
import { percentile } from "./support/statistics.mjs";

const EXTENSIONS = { python: "py", javascript: "js", typescript: "ts", typescriptreact: "tsx" };
const PAIRED = ["022", "078", "079", "089"];
const CLEAN = ["rxjs", "zod", "django"];
const LARGEST_FILE = 60_000;

export async function run(report, { small }) {
  const engine = await loadEngine();
  const timesMs = [];
  /** What would stop an answer: weaknesses of low severity are only noted. */
  const weaknessesIn = (path, text) => {
    const { document, syntax } = engine.open(path, text);
    if (syntax === undefined) return [];
    let found;
    let least = Number.POSITIVE_INFINITY;
    // The least of three: the machine's other work is not ours.
    for (let round = 0; round < 3; round++) {
      const startMs = performance.now();
      found = engine.verifier.weaknesses(syntax);
      least = Math.min(least, performance.now() - startMs);
    }
    if (document.lineCount <= 60) timesMs.push(least);
    return found;
  };
  const isStopped = (path, text) => weaknessesIn(path, text).some(({ severity }) => severity !== "low");
  const share = (metric, part, whole, target) =>
    report({ metric, value: whole === 0 ? null : (100 * part) / whole, unit: "%", target, n: whole });

  const twins = { bad: [], good: [] };
  for (const rule of engine.readRules()) {
    for (const [language, { bad, good }] of rule.languages) {
      const has = (text) =>
        weaknessesIn(`/w/a.${EXTENSIONS[language]}`, `${text}\n`).some(({ id }) => id === rule.id);
      // Plain TypeScript knows no tags.
      const own = (texts) => texts.filter((text) => language !== "typescript" || !/<\w+ \w+=\{/.test(text));
      twins.bad.push(...own(bad).map(has));
      twins.good.push(...own(good).map(has));
    }
  }
  share("own twins, bad ones found", twins.bad.filter(Boolean).length, twins.bad.length, ">=95");
  share("own twins, good ones found", twins.good.filter(Boolean).length, twins.good.length, "<=5");

  const pairs = foreignPairs();
  if (pairs.length === 0) {
    const reason = "TREEWRIGHT_SVEN names no copy of the data_train_val folder of eth-sri/sven";
    report({ metric: "SVEN, vulnerable ones found", value: null, unit: "", target: ">=190", n: 0, reason });
  } else {
    const count = (side) => pairs.filter((pair) => isStopped("/w/a.py", pair[side])).length;
    const n = pairs.length;
    report({ metric: "SVEN, vulnerable ones found", value: count("before"), unit: "", target: ">=190", n });
    report({ metric: "SVEN, fixed ones found", value: count("after"), unit: "", target: "<=15", n });
  }

  let lines = 0;
  let alarms = 0;
  for (const corpus of CLEAN.map(openCorpus)) {
    const files = corpus.files.filter((file) => corpus.read(file).length < LARGEST_FILE);
    for (const file of files.slice(0, small ? 60 : 400)) {
      const { document, syntax } = engine.open(join("/w", file), corpus.read(file));
      lines += document.lineCount;
      alarms += engine.verifier.weaknesses(syntax).filter(({ severity }) => severity !== "low").length;
    }
  }
  report({
    metric: "findings per 1,000 lines of clean code",
    value: (1000 * alarms) / lines,
    unit: "",
    target: "<=1",
    n: lines,
  });
  report({
    metric: "rules over a piece of up to 60 lines, p95",
    value: percentile(timesMs, 0.95),
    unit: "ms",
    target: "<=5",
    n: timesMs.length,
  });
}

/** Python functions before and after their weakness was mended; read where they lie, never kept. */
function foreignPairs() {
  const folder = process.env.TREEWRIGHT_SVEN;
  if (folder === undefined || !existsSync(folder)) return [];
  return ["train", "val"].flatMap((part) =>
    PAIRED.flatMap((cwe) =>
      readFileSync(join(folder, part, `cwe-${cwe}.jsonl`), "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
        .filter((row) => row.file_name.endsWith(".py"))
        .map((row) => ({ before: outdented(row.func_src_before), after: outdented(row.func_src_after) })),
    ),
  );
}

/** A method without the indentation of its class. */
function outdented(text) {
  const indent = /^[ \t]*/.exec(text)[0];
  const lines = text.split("\n").map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
  return `${lines.join("\n")}\n`;
}
