// Owns the baseline of neighbouring tabs: the window of each open file that shares most words with the lines before the hole.
import { wordsOf } from "../holes.mjs";
import { sessionsOf } from "../session.mjs";

const WINDOW_LINES = 60;
const STRIDE = 15;

export const jaccard = {
  name: "Jaccard",
  prepare(corpus) {
    const windows = new Map();
    const session = sessionsOf(corpus);
    const windowsOf = (file) => {
      if (!windows.has(file)) windows.set(file, cut(file, corpus.read(file)));
      return windows.get(file);
    };
    return ({ file, text, offset }) => {
      const query = new Set(wordsOf(text.slice(0, offset).split("\n").slice(-WINDOW_LINES).join("\n")));
      const best = session(file, text).open.map((tab) => {
        const scored = windowsOf(tab).map((window) => ({ window, score: similarity(query, window.words) }));
        return scored.reduce((a, b) => (b.score > a.score ? b : a));
      });
      return best.sort((a, b) => b.score - a.score).map(({ window }) => window);
    };
  },
};

function cut(file, text) {
  const lines = text.split("\n");
  const windows = [];
  let start = 0;
  for (let first = 0; first === 0 || first + STRIDE < lines.length; first += STRIDE) {
    const piece = lines.slice(first, first + WINDOW_LINES).join("\n");
    windows.push({ file, start, end: start + piece.length, text: piece, words: new Set(wordsOf(piece)) });
    start += lines.slice(first, first + STRIDE).join("\n").length + 1;
  }
  return windows;
}

function similarity(a, b) {
  let shared = 0;
  for (const word of a) if (b.has(word)) shared++;
  return shared / (a.size + b.size - shared || 1);
}
