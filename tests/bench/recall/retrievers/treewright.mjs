// Owns ours as a retriever: the items that the built server would tell a model at a hole, best first.
import { startPreview } from "../preview.mjs";

// The server estimates tokens by length, on the careful side, and tells of the open file as well, which is not counted here;
// the exact count decides what is kept of the surplus.
const SURPLUS = 1.6;
// A backend that is not on this computer gets the whole budget; nobody ever calls this one.
const NOBODY = {
  provider: "openai-compatible",
  baseUrl: "https://nobody.invalid/v1",
  model: "none",
  fim: "suffix",
};

// Nobody types faster after opening a file.
const PAUSE_MS = 100;

/** `questions` takes `{ contextMs, wasLate }` of each hole, asked after a pause; `cache` is that of the servers that are started. */
export function treewright({ budget, cache, questions }) {
  return {
    name: "treewright",
    async prepare(corpus) {
      const maxTokens = Math.round(budget * SURPLUS);
      const settings = {
        backends: { nobody: NOBODY },
        completion: { backend: "nobody" },
        context: { maxTokens },
      };
      const server = await startPreview(corpus, settings, cache);
      const known = new Set(corpus.files);
      const spanOf = spansOf(corpus);
      const retrieve = async ({ file, text, offset, open, recent }) => {
        const { items, contextMs, wasLate } = await server.contextAt({
          file,
          text,
          offset,
          tabs: open,
          edited: recent,
          pauseMs: questions === undefined ? 0 : PAUSE_MS,
        });
        questions?.push({ contextMs, wasLate });
        return items
          .filter(({ path }) => known.has(path))
          .sort((a, b) => b.score - a.score)
          .map(({ path, range, text }) => ({ file: path, ...spanOf(path, range), text }));
      };
      retrieve.stop = () => server.stop();
      return retrieve;
    },
  };
}

/** From ranges of LSP to offsets in the files on disk. */
function spansOf(corpus) {
  const known = new Map();
  const startsOf = (file) => {
    if (!known.has(file)) known.set(file, startsOfLines(corpus.read(file)));
    return known.get(file);
  };
  return (file, { start, end }) => {
    const starts = startsOf(file);
    return { start: starts[start.line] + start.character, end: starts[end.line] + end.character };
  };
}

function startsOfLines(text) {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}
