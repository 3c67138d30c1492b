// Owns the baseline of words: BM25 over chunks of 20 lines, asked with the lines around the hole.
import { wordsOf } from "../holes.mjs";

const CHUNK_LINES = 20;
const STRIDE = 10;
const LINES_BEFORE = 20;
const LINES_AFTER = 10;
// A word in more than this share of the chunks says nothing.
const COMMON_SHARE = 1 / 3;
const K1 = 1.2;
const B = 0.75;
const MOST_ITEMS = 100;

export const bm25 = {
  name: "BM25",
  prepare(corpus) {
    const chunks = corpus.files.flatMap((file) => chunksOf(file, corpus.read(file)));
    const postings = new Map();
    for (const [index, { counts }] of chunks.entries())
      for (const word of counts.keys()) put(postings, word).push(index);
    return ({ file, text, offset }) => {
      // The open file's chunks count as they are with the hole, as in an index that follows the open buffers.
      const open = chunksOf(file, text);
      const inOpen = (word) => open.filter(({ counts }) => counts.has(word)).length;
      const others = chunks.filter((chunk) => chunk.file !== file);
      const total = others.length + open.length;
      const meanLength = (sum(others) + sum(open)) / total;
      const scores = new Map();
      for (const word of new Set(wordsOf(aroundHole(text, offset)))) {
        const found = (postings.get(word) ?? []).filter((index) => chunks[index].file !== file);
        const frequency = found.length + inOpen(word);
        if (frequency > total * COMMON_SHARE) continue;
        const idf = Math.log(1 + (total - frequency + 0.5) / (frequency + 0.5));
        for (const index of found) {
          const { counts, length } = chunks[index];
          const count = counts.get(word);
          const gain = (count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / meanLength));
          scores.set(index, (scores.get(index) ?? 0) + idf * gain);
        }
      }
      const best = [...scores].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, MOST_ITEMS);
      return best.map(([index]) => chunks[index]);
    };
  },
};

function chunksOf(file, text) {
  const lines = text.split("\n");
  const chunks = [];
  let start = 0;
  for (let first = 0; first < lines.length; first += STRIDE) {
    const piece = lines.slice(first, first + CHUNK_LINES).join("\n");
    const words = wordsOf(piece);
    const counts = new Map();
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    chunks.push({ file, start, end: start + piece.length, text: piece, counts, length: words.length });
    start += lines.slice(first, first + STRIDE).join("\n").length + 1;
  }
  return chunks;
}

function aroundHole(text, offset) {
  const before = text.slice(0, offset).split("\n").slice(-LINES_BEFORE);
  const after = text.slice(offset).split("\n").slice(0, LINES_AFTER);
  return `${before.join("\n")}\n${after.join("\n")}`;
}

function sum(chunks) {
  return chunks.reduce((total, { length }) => total + length, 0);
}

function put(map, key) {
  if (!map.has(key)) map.set(key, []);
  return map.get(key);
}
