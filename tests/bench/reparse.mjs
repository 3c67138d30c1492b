// Measures how long the tree of a long file takes after a typed character, against the tree-sitter library in C on the same edit.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { openCorpus } from "./support/corpora.mjs";
import { reparses } from "./support/parse-limit.mjs";
import { percentile } from "./support/statistics.mjs";

const LINES = 10_000;
const ROUNDS = 120;
// The first ones warm caches, and the compiler of our side.
const WARM_UP = 20;
const TYPED = "x";
// Between keys, in both programs: as with a fast typist, and caches of the processor are as cold as then (milliseconds).
const PAUSE_MS = 60;
// Nothing is given up, whatever else this machine does meanwhile (milliseconds).
const PATIENT = {
  first: 10_000,
  reparse: 10_000,
  copy: 10_000,
  trial: 10_000,
  slice: 10_000,
  slices: 10_000,
};
// Beside the bundles, since the grammars are found from where the code lies.
const BUNDLE = fileURLToPath(new URL("../../dist/bench-reparse.cjs", import.meta.url));

export async function run(report, { small }) {
  const folder = mkdtempSync(join(tmpdir(), "treewright-bench-"));
  try {
    const rooms = await loadRooms();
    for (const name of small ? ["rxjs"] : ["viem", "django"])
      await measure(report, rooms, openCorpus(name), folder);
  } finally {
    rmSync(folder, { recursive: true });
    rmSync(BUNDLE, { force: true });
  }
}

async function measure(report, rooms, corpus, folder) {
  const extension = corpus.language === "python" ? ".py" : ".ts";
  const text = joined(corpus);
  const file = join(folder, `long${extension}`);
  writeFileSync(file, text);
  // In the middle of a name: behind its second letter, so that nothing else changes.
  const offset = /\n\s+[a-z]{2}(?=[a-z]{3})/g;
  offset.lastIndex = text.length / 2;
  const at = offset.exec(text);
  const place = at.index + at[0].length;
  const keys = { rounds: ROUNDS, pauseMs: PAUSE_MS };
  const limit = reparses(file, Buffer.byteLength(text.slice(0, place)), TYPED, keys);
  const ours = await typing(rooms, corpus.language, text, place);
  const n = ROUNDS * 2 - WARM_UP;
  const half = (samples) => percentile(samples.slice(WARM_UP), 0.5);
  report({
    metric: `one character in ${LINES} lines of ${corpus.language}, p50`,
    value: half(ours),
    unit: "ms",
    reference: "tree-sitter in C",
    referenceValue: half(limit),
    target: "<=1.5x",
    n,
  });
}

/** Milliseconds from each change to the tree that knows of it. */
async function typing({ createDocuments, createSyntax, createTrace }, languageId, text, place) {
  const documents = createDocuments();
  const syntax = createSyntax({ trace: createTrace({ write: () => undefined }), limits: PATIENT });
  documents.subscribe((event) => syntax.noteEvent(event));
  const uri = "file:///long";
  syntax.snapshot(documents.open(uri, languageId, 0, text));
  const samples = [];
  for (let version = 1; version <= ROUNDS * 2; version++) {
    const start = documents.get(uri).positionAt(place);
    const isInsertion = version % 2 === 1;
    const end = isInsertion ? start : { ...start, character: start.character + TYPED.length };
    const began = performance.now();
    documents.change(uri, version, [{ range: { start, end }, text: isInsertion ? TYPED : "" }]);
    if (syntax.snapshot(documents.get(uri)) === undefined) throw new RangeError("no tree in time");
    samples.push(performance.now() - began);
    await setTimeout(PAUSE_MS);
  }
  syntax.dispose();
  return samples;
}

function joined({ root, files }) {
  const lines = [];
  for (const file of files) {
    if (lines.length >= LINES) break;
    lines.push(...readFileSync(join(root, file), "utf8").split("\n"));
  }
  return `${lines.slice(0, LINES).join("\n")}\n`;
}

async function loadRooms() {
  const server = new URL("../../server/", import.meta.url).href;
  const names = ["documents/documents.ts", "syntax/syntax.ts", "trace/trace.ts"];
  const contents = names.map((name) => `export * from ${JSON.stringify(fileURLToPath(server + name))};`);
  await build({
    stdin: { contents: contents.join("\n"), resolveDir: "." },
    bundle: true,
    platform: "node",
    format: "cjs",
    mainFields: ["module", "main"],
    external: ["tree-sitter", "tree-sitter-*", "web-tree-sitter"],
    define: { "import.meta.url": "__bundleUrl" },
    banner: { js: 'const __bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
    outfile: BUNDLE,
    logLevel: "warning",
  });
  return createRequire(import.meta.url)(BUNDLE);
}
