// Owns the tables of `context-recall` beside its judged lines: every retriever on every corpus, and what else was counted.

const BUDGET = 2048;
const KIND_NAMES = {
  body: "bodies",
  stmt: "statements",
  tail: "ends of lines",
  args: "arguments",
  member: "members",
};

/** Markdown of what `measure` found. */
export function recallTables(measured, budgets) {
  const parts = ["body", "stmt"].map((kind) => retrieverTable(measured, kind));
  parts.push(budgetTable(measured, budgets), metricTable(measured));
  if (measured.every(({ kept }) => kept !== undefined)) parts.push(regimeTable(measured));
  return parts.join("\n\n");
}

/** Retrievers down, corpora across. */
function retrieverTable(measured, kind) {
  const names = [...new Set(measured.flatMap(({ baselines }) => Object.keys(baselines[kind])))];
  const row = (name, cells, values) => [name, ...cells, percent(mean(values))];
  const rivals = names.map((name) => {
    const values = measured.map(({ baselines }) => baselines[kind][name]?.[BUDGET].def);
    const known = values.filter((value) => value !== undefined);
    return row(
      name,
      values.map((value) => (value === undefined ? "–" : percent(value))),
      known,
    );
  });
  const ours = measured.map(({ ours }) => ours[BUDGET][kind]);
  const cells = ours.map(({ def, interval }) => `**${percent(def)}** (${interval.map(percent).join("–")})`);
  const rows = [
    ...rivals,
    row(
      "**treewright** (95 % interval)",
      cells,
      ours.map(({ def }) => def),
    ),
  ];
  const head = [
    `${KIND_NAMES[kind]}, \`def\` % @${BUDGET}`,
    ...measured.map(({ corpus }) => corpus.name),
    "mean",
  ];
  return table(head, rows);
}

function budgetTable(measured, budgets) {
  const rows = ["body", "stmt"].map((kind) => [
    KIND_NAMES[kind],
    ...budgets.map((budget) => percent(mean(measured.map(({ ours }) => ours[budget][kind].def)))),
  ]);
  return table(["`def` % by budget, mean", ...budgets.map(String)], rows);
}

function metricTable(measured) {
  const metrics = [
    ["names shown", "ident"],
    ["`def` of names that are not in sight", "novelDef"],
    ["holes with all they need", "all"],
    ["tokens inside needed headers", "useful"],
  ];
  const rows = ["body", "stmt"].flatMap((kind) => [
    ...metrics.map(([title, metric]) => [
      `${KIND_NAMES[kind]}: ${title} %`,
      ...measured.map(({ ours }) => percent(ours[BUDGET][kind][metric])),
    ]),
    [
      `${KIND_NAMES[kind]}: tokens to 90 %, p50`,
      ...measured.map(({ ours }) => finite(ours[BUDGET][kind].tokensTo90)),
    ],
  ]);
  return table([`treewright @${BUDGET}`, ...measured.map(({ corpus }) => corpus.name)], rows);
}

function regimeTable(measured) {
  const rows = [
    ...["tail", "args", "member"].map((kind) => [
      `${KIND_NAMES[kind]}, imports pruned`,
      ...measured.map(({ others }) => percent(others[kind].def)),
    ]),
    ...["body", "stmt"].flatMap((kind) => [
      [`${KIND_NAMES[kind]}, imports kept`, ...measured.map(({ kept }) => percent(kept[kind].def))],
      [`${KIND_NAMES[kind]}, 20 files open`, ...measured.map(({ session }) => percent(session[kind].def))],
    ]),
  ];
  return table([`treewright, \`def\` % @${BUDGET}`, ...measured.map(({ corpus }) => corpus.name)], rows);
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

function percent(value) {
  return value.toFixed(1);
}

function finite(value) {
  return Number.isFinite(value) ? String(value) : "–";
}

function mean(values) {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
