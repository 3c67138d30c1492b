// Measures suggestions on real edits: versions of packages, typed again by a person who takes what fits, with the embedded model; beside a plain debounce.
import { openHistory, PACKAGE_NAMES } from "./replay/histories.mjs";
import { createReplayModel, modelIsThere, openAnswers } from "./replay/model.mjs";
import { debouncedPolicy, productPolicy } from "./replay/policies.mjs";
import { typeEdit } from "./replay/typist.mjs";
import { createVirtualClock } from "./replay/virtual-clock.mjs";
import { loadEngine } from "./support/engine.mjs";

const EDITS = 504;
const SMALL_EDITS = 24;
const FIRST = { metric: "keys saved per suggestion shown", unit: "", target: ">=1.5x" };
const DEBOUNCE = "350 ms debounce";

export async function run(report, { small, edits, package: only, eagerness = "normal" }) {
  if (!modelIsThere()) {
    const reason = "the model is missing: run `treewright models pull qwen2.5-coder-0.5b`";
    report({ ...FIRST, value: null, n: 0, reason });
    return undefined;
  }
  const count = Number(edits ?? (small ? SMALL_EDITS : EDITS));
  const rooms = await loadEngine();
  const answers = openAnswers();
  const rows = [];
  try {
    for (const name of only ?? PACKAGE_NAMES) {
      const history = openHistory(name, count);
      const knowsWord = (word) => history.words.has(word);
      const [ours, debounced] = await replay(history.edits, answers, [
        (ports) => productPolicy({ ...ports, rooms, knowsWord, eagerness }),
        (ports) => debouncedPolicy({ ...ports, rooms }),
      ]);
      rows.push({ ...history, ours, debounced });
    }
  } finally {
    await answers.stop();
  }
  const untuned = rows.filter(({ isForTuning }) => !isForTuning);
  const judged = untuned.length === 0 ? rows : untuned;
  const ours = total(judged.map((row) => row.ours));
  const debounced = total(judged.map((row) => row.debounced));
  const against = (pick) => ({
    value: pick(ours),
    reference: DEBOUNCE,
    referenceValue: pick(debounced),
    n: ours.edits,
  });
  report({ ...FIRST, ...against((each) => each.saved / each.shown) });
  report({
    metric: "keys saved",
    unit: "%",
    target: ">=1x",
    ...against((each) => (100 * each.saved) / each.keys),
  });
  report({
    metric: "signs shown and rejected, per sign kept",
    unit: "",
    target: "<=1x",
    ...against((each) => each.rejectedSigns / each.keptSigns),
  });
  report({
    metric: "requests to the model per key",
    unit: "",
    target: "<=0.35",
    ...against((each) => each.requests / each.keys),
  });
  return tableOf([
    ...rows.map((row) => ({ ...row, name: `${row.name}${row.isForTuning ? " (tuned on)" : ""}` })),
    { name: "all that were judged", ours, debounced },
  ]);
}

/** Each edit is typed once with each policy: what the model has read for one, it need not read again for the other. */
async function replay(edits, answers, policies) {
  const sessions = policies.map((policyOf) => {
    const clock = createVirtualClock();
    const model = createReplayModel(clock, answers);
    return {
      clock,
      model,
      policy: policyOf({ clock, model }),
      tally: { shown: [], pressedKeys: 0, savedKeys: 0 },
    };
  });
  for (const edit of edits) for (const session of sessions) await typeEdit({ ...session, edit });
  return sessions.map(({ model, tally }) => resultOf(edits, model, tally));
}

function resultOf(edits, model, tally) {
  const became = (kind) => tally.shown.filter((each) => each.became.startsWith(kind));
  const sum = (pick) => tally.shown.reduce((all, each) => all + pick(each), 0);
  return {
    edits: edits.length,
    keys: tally.pressedKeys + tally.savedKeys,
    saved: tally.savedKeys,
    shown: tally.shown.length,
    kept: became("kept").length,
    rejected: became("rejected").length,
    keptSigns: sum(({ kept }) => kept),
    rejectedSigns: sum(({ length, kept }) => length - kept),
    requests: model.requests,
  };
}

function total(results) {
  const sum = {};
  for (const result of results)
    for (const [name, count] of Object.entries(result)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

function tableOf(rows) {
  const lines = rows.flatMap(({ name, ours, debounced }) =>
    [
      ["treewright", ours],
      ["debounce", debounced],
    ].map(([who, { edits, keys, saved, shown, kept, rejected, keptSigns, rejectedSigns, requests }]) =>
      [name, who, edits, keys, saved, shown, kept, rejected, keptSigns, rejectedSigns, requests].join(" | "),
    ),
  );
  return [
    "| package | policy | edits | keys | saved | shown | kept | rejected | signs kept | signs rejected | requests |",
    "|---|---|---|---|---|---|---|---|---|---|---|",
    ...lines.map((line) => `| ${line} |`),
  ].join("\n");
}
