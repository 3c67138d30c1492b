// Owns what a retriever's answers are worth: fills budgets with them, and counts the declarations that are then before the model.
import { percentile } from "../support/statistics.mjs";
import { visible, wordsOf } from "./holes.mjs";
import { tokensOf } from "./tokens.mjs";

export const BUDGETS = [512, 1024, 2048, 4096, 8192];
// Nothing with its line break is shorter.
const LEAST_TOKENS = 2;

/**
 * Asks a retriever about every hole. A retriever is `{ name, prepare(corpus) }`; `prepare` gives (a promise of) a function
 * `(view) => items`, best first, where an item is `{ file, start, end, text }`; a `stop` of that function is called at last.
 */
export async function scoreRetriever(retriever, corpus, holes, options) {
  const retrieve = await retriever.prepare(corpus);
  try {
    return await scoreHoles(retrieve, corpus, holes, options);
  } finally {
    await retrieve.stop?.();
  }
}

/**
 * The same for one that is prepared. `session` is what `sessionsOf` gives, where files are to be open beside the one with the
 * hole. One entry per hole: `{ hole, ms, budgets: { [budget]: { found, idents, novel, tokens, useful } }, reach }`.
 */
export async function scoreHoles(
  retrieve,
  corpus,
  holes,
  { imports = "pruned", budgets = BUDGETS, session } = {},
) {
  const results = [];
  for (const hole of holes) {
    const view = viewOf(corpus, hole, imports, session);
    const start = performance.now();
    const found = await retrieve(view);
    const ms = performance.now() - start;
    const items = found.filter(({ file }) => file !== hole.file);
    const counts = budgets.map((budget) => [budget, countsOf(corpus, hole, fill(items, budget))]);
    results.push({ hole, ms, budgets: Object.fromEntries(counts), reach: reachOf(corpus, hole, items) });
  }
  return results;
}

/** What a retriever may know of a hole; `hole` itself, with its truth, is for the oracle alone. */
export function viewOf(corpus, hole, imports, session) {
  const { text, offset } = visible(corpus.read(hole.file), hole, imports);
  const { open, recent } = session?.(hole.file, text) ?? { open: [], recent: [] };
  return { root: corpus.root, file: hole.file, text, offset, kind: hole.kind, imports, open, recent, hole };
}

/** Greedy in the given order: what does not fit is skipped, never cut. A file is named once, above its first piece. */
export function fill(items, budget) {
  const chosen = [];
  const named = new Set();
  let left = budget;
  for (const item of items) {
    if (left < LEAST_TOKENS) break;
    const tokens = tokensOf(`${item.text}\n`) + (named.has(item.file) ? 0 : tokensOf(`// ${item.file}\n`));
    if (tokens > left) continue;
    chosen.push(item);
    named.add(item.file);
    left -= tokens;
  }
  return { items: chosen, tokens: budget - left };
}

function countsOf(corpus, hole, { items, tokens }) {
  const words = new Set(items.flatMap(({ text }) => wordsOf(text)));
  const shown = hole.truth.filter((declaration) => isShown(corpus, items, declaration));
  const usefulText = new Set(shown.map(({ file, header }) => corpus.read(file).slice(...header)));
  return {
    found: shown.length,
    idents: hole.truth.filter(({ name }) => words.has(name)).length,
    novel: shown.filter(({ novel }) => novel).length,
    tokens,
    useful: Math.min(
      tokens,
      [...usefulText].reduce((sum, text) => sum + tokensOf(text), 0),
    ),
  };
}

const MISSING_SHARE = 0.1;

/** The tokens after which nine tenths of a hole's declarations are shown; Infinity where they never are. */
function reachOf(corpus, hole, items) {
  const { items: chosen } = fill(items, BUDGETS.at(-1));
  const missing = new Set(hole.truth);
  const named = new Set();
  let tokens = 0;
  for (const item of chosen) {
    tokens += tokensOf(`${item.text}\n`) + (named.has(item.file) ? 0 : tokensOf(`// ${item.file}\n`));
    named.add(item.file);
    for (const declaration of missing) if (isShown(corpus, [item], declaration)) missing.delete(declaration);
    if (missing.size <= hole.truth.length * MISSING_SHARE) return tokens;
  }
  return Infinity;
}

/** The name of a declaration, or of one that serves as well, lies in the range of an item and in its text. */
function isShown(corpus, items, declaration) {
  return [declaration, ...(declaration.also ?? [])].some(({ file, offset, header }) =>
    items.some(
      (item) =>
        item.file === file &&
        item.start <= offset &&
        offset < item.end &&
        hasText(corpus, item, offset, header),
    ),
  );
}

// An item may leave parts of its range out: then the beginning of the declaration itself must be in its text.
const TELLING_CHARACTERS = 24;

function hasText(corpus, item, offset, header) {
  const source = corpus.read(item.file);
  if (item.text.length === item.end - item.start && source.startsWith(item.text, item.start)) return true;
  const telling = squeezed(source.slice(offset, header[1]));
  return squeezed(item.text).includes(telling.slice(0, TELLING_CHARACTERS));
}

/** Without white space and comments, which a header that is shown leaves out. */
function squeezed(text) {
  return text.replaceAll(/\/\*.*?(?:\*\/|$)|\s+/gs, "");
}

/** Shares in percent over all holes, with the 95 % interval of `def` by bootstrap over holes. */
export function summaryOf(results, budget) {
  const of = (result) => result.budgets[budget];
  const needed = (result) => result.hole.truth.length;
  const novel = (result) => result.hole.truth.filter((declaration) => declaration.novel).length;
  const isWhole = (result) => Number(of(result).found === needed(result));
  const def = (sample) => share(sample, (result) => of(result).found, needed);
  return {
    holes: results.length,
    def: def(results),
    interval: bootstrap(results, def),
    ident: share(results, (result) => of(result).idents, needed),
    novelDef: share(results, (result) => of(result).novel, novel),
    all: share(results, isWhole, () => 1),
    useful: share(
      results,
      (result) => of(result).useful,
      (result) => of(result).tokens,
    ),
    tokens: Math.round(
      share(
        results,
        (result) => of(result).tokens,
        () => 1,
      ) / 100,
    ),
    tokensTo90: percentile(
      results.map(({ reach }) => reach),
      0.5,
    ),
  };
}

function share(results, part, whole) {
  let parts = 0;
  let wholes = 0;
  for (const result of results) {
    parts += part(result);
    wholes += whole(result);
  }
  return wholes === 0 ? 0 : (100 * parts) / wholes;
}

const RESAMPLES = 500;

function bootstrap(results, statistic) {
  const random = randomFrom(results.length);
  const values = Array.from({ length: RESAMPLES }, () =>
    statistic(results.map(() => results[Math.floor(random() * results.length)])),
  ).sort((a, b) => a - b);
  return [values[Math.floor(RESAMPLES * 0.025)], values[Math.ceil(RESAMPLES * 0.975) - 1]];
}

/** A small generator of numbers from 0 to 1 (mulberry32): an interval must be the same on every run. */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
