// Owns which holes the model is asked to fill: some that need other files, by the truth of `context-recall`, and some that do not.
import { chance, pick, restOfLine, visible, wordsOf } from "../recall/holes.mjs";

// Shorter ones are guessed, longer ones nobody fills exactly.
const LINE_CHARACTERS = { least: 8, most: 80 };
const BLOCK_LINES = { least: 2, most: 4 };

export const GROUPS = ["cross-file line", "cross-file lines", "in-file line"];

/** `{ group, corpus, hole, answer }`, each file at most once, groups in turn, so that any beginning of the list is fair. */
export function casesOf(corpus, holes, perGroup) {
  const usedFiles = new Set();
  const groups = GROUPS.map((group) => {
    const found = [];
    for (const hole of FINDERS[group](corpus, holes)) {
      if (found.length === perGroup) break;
      if (usedFiles.has(hole.file)) continue;
      usedFiles.add(hole.file);
      found.push({ group, corpus, hole, answer: corpus.read(hole.file).slice(...hole.range) });
    }
    return found;
  });
  return Array.from({ length: perGroup }, (_, index) => groups.map((group) => group[index]))
    .flat()
    .filter((each) => each !== undefined);
}

const FINDERS = {
  "cross-file line": (corpus, holes) =>
    holes.filter((hole) => hole.kind === "tail" && isNovel(hole) && isOneLine(answerOf(corpus, hole))),
  "cross-file lines": (corpus, holes) =>
    holes.filter((hole) => {
      const lines = answerOf(corpus, hole).split("\n").length;
      return hole.kind === "stmt" && isNovel(hole) && lines >= BLOCK_LINES.least && lines <= BLOCK_LINES.most;
    }),
  "in-file line": (corpus, holes) =>
    holes
      .filter(({ kind }) => kind === "body")
      .map((hole) => lineIn(corpus, hole))
      .filter((hole) => hole !== undefined),
};

/** Whether it uses a name that stands nowhere else in its file: what is there already needs no other file. */
function isNovel({ truth }) {
  return truth.some(({ novel }) => novel);
}

function answerOf(corpus, { file, range }) {
  return corpus.read(file).slice(...range);
}

function isOneLine(answer) {
  const { least, most } = LINE_CHARACTERS;
  return !answer.includes("\n") && answer.length >= least && answer.length <= most;
}

/** One line of a body, every word of which stands elsewhere in the file. */
function lineIn(corpus, { file, range }) {
  const text = corpus.read(file);
  const starts = [...text.slice(...range).matchAll(/^[ \t]*(?=\S)/gm)].map(
    (match) => range[0] + match.index + match[0].length,
  );
  const lines = starts
    .map((start) => restOfLine(text, start))
    .filter(({ start, end }) => end <= range[1] && isOneLine(text.slice(start, end)))
    .map(({ start, end }) => ({ file, kind: "line", range: [start, end], pruned: [], truth: [] }))
    .filter((hole) => isKnownElsewhere(text, hole));
  return pick(lines, file, chance(file));
}

function isKnownElsewhere(text, hole) {
  const words = new Set(wordsOf(visible(text, hole, "pruned").text));
  const answer = wordsOf(text.slice(...hole.range));
  return answer.length > 0 && answer.every((word) => words.has(word));
}
