// Owns how benchmarks are found, judged and printed; each file beside this one measures one thing and knows no format.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { basename } from "node:path";
import { parseArgs } from "node:util";

const here = new URL("./", import.meta.url);
const page = new URL("README.md", here);

const { values, positionals } = parseArgs({
  options: {
    small: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    corpus: { type: "string", multiple: true },
    holes: { type: "string" },
    edits: { type: "string" },
    minutes: { type: "string" },
    package: { type: "string", multiple: true },
    eagerness: { type: "string" },
  },
  allowPositionals: true,
});
const known = readdirSync(here)
  .filter((file) => file.endsWith(".mjs") && file !== basename(import.meta.url))
  .map((file) => basename(file, ".mjs"));
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`no benchmark is called ${unknown.join(", ")}: there are ${known.join(", ")}`);
  process.exit(2);
}

for (const name of positionals.length > 0 ? positionals : known) {
  const lines = [];
  const { run } = await import(new URL(`${name}.mjs`, here));
  const tables = await run((measured) => {
    const line = judge(name, measured);
    lines.push(line);
    console.log(JSON.stringify(line));
    if (line.pass === false) process.exitCode = 1;
  }, values);
  if (values.write) writeTable(name, lines, tables);
}

/**
 * One result line. `target` is a comparator and a number, followed by `x` where it judges the ratio to the reference.
 * What has no reference to be judged against is no pass: the benchmark says why in `reason`.
 */
function judge(name, { metric, value, unit, reference = null, referenceValue = null, target, n, reason }) {
  const round = (number) => (number === null ? null : Number(number.toPrecision(4)));
  const ratio = value === null || referenceValue === null ? null : value / referenceValue;
  const [, comparator, limit, onRatio] = /^(<=|>=)([\d.]+)(x?)$/.exec(target) ?? [];
  if (comparator === undefined)
    throw new RangeError(`${name} ${metric}: target ${target} is not like <=1.3x`);
  const judged = onRatio === "x" ? ratio : value;
  const isMet = comparator === "<=" ? judged <= Number(limit) : judged >= Number(limit);
  const pass = judged === null ? null : isMet;
  if (pass === null) console.error(`${name} ${metric}: not judged: ${reason}`);
  return {
    name,
    metric,
    value: round(value),
    unit,
    reference,
    referenceValue: round(referenceValue),
    ratio: round(ratio),
    target,
    pass,
    n,
  };
}

/** Puts the table, and those that the benchmark made itself, between its markers in README.md. */
function writeTable(name, lines, tables) {
  const words = (pass) => (pass === null ? "not judged" : pass ? "yes" : "**no**");
  const cell = (value, unit) => (value === null ? "–" : `${value} ${unit}`);
  const table = [
    `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown processor"}`,
    "",
    "| metric | value | reference | ratio | target | met | n |",
    "|---|---|---|---|---|---|---|",
    ...lines.map(
      (line) =>
        `| ${line.metric} | ${cell(line.value, line.unit)} | ${line.reference === null ? "–" : `${line.reference} ${cell(line.referenceValue, line.unit)}`} | ${line.ratio ?? "–"} | ${line.target} | ${words(line.pass)} | ${line.n} |`,
    ),
    ...(tables === undefined ? [] : ["", tables]),
  ].join("\n");
  const text = readFileSync(page, "utf8");
  const section = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
  if (!section.test(text)) throw new RangeError(`README.md has no markers for ${name}`);
  writeFileSync(
    page,
    text.replace(section, (_, start, end) => `${start}${table}\n${end}`),
  );
}
