// Owns the proof that no retriever sees hidden code: names planted in holes, on disk as in memory, must not come out of it.
import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { viewOf } from "./score.mjs";

const CANARIES = 20;

/** How many of the planted holes come out again; at most one hole of a file is planted. */
export async function leaksOf(retriever, corpus, holes) {
  const planted = new Map(holes.toReversed().map((hole) => [hole.file, hole]));
  const chosen = [...planted.values()].slice(-CANARIES);
  const root = realpathSync(mkdtempSync(join(tmpdir(), "treewright-canary-")));
  try {
    cpSync(corpus.root, root, { recursive: true, filter: (path) => !path.includes("node_modules") });
    const texts = new Map(
      chosen.map((hole, number) => [hole.file, plant(corpus.read(hole.file), hole, canary(number))]),
    );
    for (const [file, text] of texts) writeFileSync(join(root, file), text);
    const read = (file) => texts.get(file) ?? corpus.read(file);
    const retrieve = await retriever.prepare({ ...corpus, name: `${corpus.name}-canary`, root, read });
    let leaks = 0;
    for (const [number, hole] of chosen.entries()) {
      const items = await retrieve({ ...viewOf(corpus, hole, "pruned"), root });
      if (items.some(({ text }) => text.includes(canary(number)))) leaks++;
    }
    await retrieve.stop?.();
    return { leaks, planted: chosen.length };
  } finally {
    rmSync(root, { recursive: true });
  }
}

function canary(number) {
  return `hiddenCanary${number}Name`;
}

/** A declaration and a use, in either language. */
function plant(text, { range }, name) {
  return `${text.slice(0, range[0])}${name} = ${name}(${name}.${name})${text.slice(range[1])}`;
}
