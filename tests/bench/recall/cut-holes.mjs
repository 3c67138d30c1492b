// Owns cutting holes where a parser said that code may be cut, and asking an oracle what each needs; knows no language.
import { mayHaveHoles } from "../support/corpora.mjs";
import { chance, HOLES_PER_KIND, KINDS, markNovel, pick, restOfLine } from "./holes.mjs";

/**
 * Holes with the declarations that their code needs, as BENCHMARKS.md 5.2 and 5.4 say. `facts` say of each file where it may
 * be cut, in the shape of `pythonCuts`; `oracle.declarationsOf(file, name, offset)` gives what a name stands for in other
 * files, the best first, or "external".
 */
export async function cutHoles({ corpus, facts, oracle, perKind = HOLES_PER_KIND }) {
  const holes = [];
  const wanted = new Map(KINDS.map((kind) => [kind, perKind]));
  for (const { file, fn } of candidates(corpus, facts)) {
    if ([...wanted.values()].every((left) => left === 0)) break;
    const text = corpus.read(file);
    const known = new Map();
    for (const kind of KINDS) {
      if (wanted.get(kind) === 0) continue;
      const range = CUTS[kind](text, fn, file + fn.start + kind);
      if (range === undefined) continue;
      const { truth, external } = await truthOf(file, fn, range, known);
      if (truth.length === 0) continue;
      const pruned = prunedImports(text, facts.get(file), range);
      const hole = { corpus: corpus.name, file, range, kind, truth, pruned, external };
      markNovel(text, hole);
      holes.push(hole);
      wanted.set(kind, wanted.get(kind) - 1);
    }
  }
  return holes;

  async function truthOf(file, fn, [start, end], known) {
    const truth = new Map();
    let external = 0;
    for (const { name, offset } of fn.identifiers) {
      if (offset < start || offset + name.length > end) continue;
      if (!known.has(offset)) known.set(offset, await oracle.declarationsOf(file, name, offset));
      const declarations = known.get(offset);
      if (declarations === "external") external++;
      else if (declarations.length > 0) {
        const [first, ...others] = declarations;
        const also = others.map(({ file, offset, header }) => ({ file, offset, header }));
        const key = `${first.file}:${first.offset}`;
        if (!truth.has(key)) truth.set(key, { ...first, ...(also.length > 0 && { also }) });
      }
    }
    return { truth: [...truth.values()], external };
  }
}

/** Functions that may have holes, in an order without favour. */
function candidates(corpus, facts) {
  const found = [];
  for (const [file, { functions }] of facts) {
    if (!mayHaveHoles(corpus.read(file))) continue;
    for (const fn of functions) found.push({ file, fn, order: chance(file, fn.start) });
  }
  return found.sort((a, b) => a.order - b.order);
}

/** How each kind of hole is cut into a block; undefined where the block has no place for it. */
const CUTS = {
  body: (_, fn) => fn.body,
  stmt: (_, fn, seed) => pick(fn.statements, seed),
  tail: (text, fn, seed) => toLineEnd(text, pick(fn.tokens, seed)),
  args: (_, fn, seed) => pick(fn.arguments, seed),
  member: (text, fn, seed) =>
    toLineEnd(
      text,
      pick(
        fn.identifiers.filter(({ member }) => member).map(({ offset }) => offset),
        seed,
      ),
    ),
};

function toLineEnd(text, offset) {
  if (offset === undefined) return undefined;
  const { start, end } = restOfLine(text, offset);
  return [start, end];
}

/** As LSP counts it. */
export function positionOf(text, offset) {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length - 1, character: offset - start };
}

/** The names that a file imports for nothing but the hole: what to delete so that they are gone. */
function prunedImports(text, { imports, names }, [start, end]) {
  const hidden = new Set();
  const used = new Set();
  for (const [name, from, to] of names) (from >= start && to <= end ? hidden : used).add(name);
  const isUnused = ({ local }) => hidden.has(local) && !used.has(local);
  const gone = [];
  for (const { span, names } of imports) {
    if (span[0] >= start && span[1] <= end) continue;
    if (names.every(isUnused)) {
      gone.push([span[0], text.startsWith("\n", span[1]) ? span[1] + 1 : span[1]]);
      continue;
    }
    for (const [index, name] of names.entries()) {
      if (!isUnused(name)) continue;
      const [next] = names.slice(index + 1, index + 2).filter(({ list }) => list === name.list);
      const from = gone.at(-1)?.[1] === name.span[0] ? gone.pop()[0] : name.span[0];
      // The last one takes the comma before it along.
      gone.push(next === undefined ? [commaBefore(text, from), name.span[1]] : [from, next.span[0]]);
    }
  }
  return gone;
}

function commaBefore(text, offset) {
  const before = text.slice(0, offset);
  return /,\s*$/.exec(before)?.index ?? offset;
}
