// Owns the baseline of the repository map: PageRank over identifier references between files, restarted at the open file.

import { headersOf } from "../headers.mjs";
import { wordsOf } from "../holes.mjs";

const RESTART = 0.3;
const ROUNDS = 12;
// A name with more definers than this says nothing.
const MOST_DEFINERS = 20;
const LONG_NAME = 8;
const LONG_NAME_GAIN = 3;
const VISIBLE_GAIN = 10;
const MOST_ITEMS = 2000;

export const repoMap = {
  name: "repo map",
  async prepare(corpus) {
    const headers = await headersOf(corpus);
    const numbers = new Map(corpus.files.map((file, index) => [file, index]));
    const definers = new Map();
    for (const [file, declared] of headers)
      for (const { name } of declared)
        definers.set(name, (definers.get(name) ?? new Set()).add(numbers.get(file)));
    const edges = corpus.files.map((file) => edgesOf(numbers.get(file), corpus.read(file), definers));
    return ({ file, text }) => {
      const open = numbers.get(file);
      const ranks = pageRank(edges, open, edgesOf(open, text, definers));
      const words = new Set(wordsOf(text));
      const scored = [];
      for (const [other, declared] of headers) {
        const rank = ranks[numbers.get(other)];
        if (other === file || rank === 0) continue;
        for (const header of declared)
          scored.push({ header, score: rank * (words.has(header.name) ? VISIBLE_GAIN : 1) });
      }
      const best = scored.sort((a, b) => b.score - a.score).slice(0, MOST_ITEMS);
      return best.map(({ header }) => header);
    };
  },
};

/** Where the identifiers of a file lead: file numbers with weights that sum up to 1. */
function edgesOf(own, text, definers) {
  const counts = new Map();
  for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const weights = new Map();
  for (const [word, count] of counts) {
    const files = definers.get(word);
    if (files === undefined || files.size > MOST_DEFINERS || files.has(own)) continue;
    const weight = (Math.sqrt(count) / files.size) * (word.length >= LONG_NAME ? LONG_NAME_GAIN : 1);
    for (const file of files) weights.set(file, (weights.get(file) ?? 0) + weight);
  }
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  return {
    files: Uint32Array.from(weights.keys()),
    shares: Float64Array.from(weights.values(), (weight) => weight / total),
  };
}

function pageRank(edges, open, openEdges) {
  let ranks = new Float64Array(edges.length);
  ranks[open] = 1;
  for (let round = 0; round < ROUNDS; round++) {
    const next = new Float64Array(edges.length);
    next[open] += RESTART;
    for (let from = 0; from < edges.length; from++) {
      if (ranks[from] === 0) continue;
      const { files, shares } = from === open ? openEdges : edges[from];
      const flow = (1 - RESTART) * ranks[from];
      for (let edge = 0; edge < files.length; edge++) next[files[edge]] += flow * shares[edge];
    }
    ranks = next;
  }
  return ranks;
}
