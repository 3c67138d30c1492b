// Owns answers that say what to replace instead of writing the whole: finds each place by score, refuses what could mean two.
import { lineContent } from "../documents/documents.ts";
import { indentOf } from "../documents/text.ts";
import { plainAnswer } from "./code-block.ts";
import { reindent } from "./indent.ts";
import type { PlanView } from "./plan.ts";

/** The code of the target after all replacements, or why they cannot be made; undefined for an answer of another form. */
export type Replaced = { readonly code: string } | { readonly problem: string } | undefined;

type Block = { readonly search: readonly string[]; readonly replace: readonly string[] };
type Place = { readonly at: number; readonly score: number };

// Two places whose scores are closer than this mean the same to a model that repeats from memory.
const CLEAR_LEAD = 0.15;
const LOWEST_SCORE = 0.75;
const MOST_BLOCKS = 50;

/** Ways a line may be the same, best first. */
const SAMENESS: readonly (readonly [score: number, key: (line: string) => string])[] = [
  [1, (line) => line],
  [0.98, (line) => line.trimEnd()],
  [0.93, (line) => line.trim()],
  [0.85, (line) => line.replace(/\s+/g, "").replace(/['`]/g, '"').replace(/[;,]$/, "")],
];

export function searchAndReplace(view: PlanView, answer: string): Replaced {
  const blocks = readBlocks(answer);
  if (blocks.length === 0) return undefined;
  if (blocks.length > MOST_BLOCKS) return { problem: `the answer holds ${blocks.length} replacements` };
  let lines = targetLines(view);
  for (const block of blocks) {
    const place = placeOf(lines, block.search);
    if (typeof place === "string") return { problem: place };
    const old = lines.slice(place.at, place.at + block.search.length);
    lines = [...lines.slice(0, place.at), ...fitted(view, block, old), ...lines.slice(place.at + old.length)];
  }
  return { code: lines.join("\n") };
}

/** The target with the indentation of its first line. */
function targetLines({ document, target }: PlanView): readonly string[] {
  const first = document.positionAt(target.start).line;
  const last = document.positionAt(target.end).line;
  return Array.from({ length: last - first + 1 }, (_, index) => lineContent(document, first + index));
}

function placeOf(lines: readonly string[], search: readonly string[]): Place | string {
  const wanted = JSON.stringify(search.find((line) => line.trim() !== "")?.trim() ?? "");
  const places: Place[] = [];
  for (let at = 0; at + search.length <= lines.length; at++) {
    const score = scoreAt(lines, search, at);
    if (score >= LOWEST_SCORE) places.push({ at, score });
  }
  const [best, second] = places.toSorted((a, b) => b.score - a.score);
  if (best === undefined) return `the text to be replaced is not there: ${wanted}`;
  if (second !== undefined && best.score - second.score < CLEAR_LEAD) {
    return `the text to be replaced could be in two places: ${wanted}`;
  }
  return best;
}

/** The mean over the lines that say something. */
function scoreAt(lines: readonly string[], search: readonly string[], at: number): number {
  let sum = 0;
  let count = 0;
  for (const [index, line] of search.entries()) {
    const other = lines[at + index] ?? "";
    if (line.trim() === "" && other.trim() === "") continue;
    sum += SAMENESS.find(([, key]) => key(line) === key(other))?.[0] ?? 0;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

/** The new lines at the indentation of the old ones, where the model wrote both at another. */
function fitted(view: PlanView, { search, replace }: Block, old: readonly string[]): readonly string[] {
  const written = indentOf(search.find((line) => line.trim() !== "") ?? "");
  const indent = indentOf(old.find((line) => line.trim() !== "") ?? "");
  const text = replace.join("\n");
  if (written === indent || text.trim() === "") return replace;
  const sample = search.join("\n");
  return reindent(text, { indent, unit: view.unit, sample }, view.block).split("\n");
}

function readBlocks(answer: string): readonly Block[] {
  const lines = plainAnswer(answer).split("\n");
  const marked = markedBlocks(lines);
  return marked.length > 0 ? marked : diffHunks(lines);
}

/** `<<<<<<< SEARCH`, `=======`, `>>>>>>> REPLACE`. */
function markedBlocks(lines: readonly string[]): readonly Block[] {
  const blocks: Block[] = [];
  let from = 0;
  for (;;) {
    const start = indexFrom(lines, from, /^\s*<{5,9} ?\w*\s*$/);
    const middle = indexFrom(lines, start + 1, /^\s*={5,9}\s*$/);
    const end = indexFrom(lines, middle + 1, /^\s*>{5,9} ?\w*\s*$/);
    if (start < 0 || middle < 0 || end < 0) return blocks;
    blocks.push({
      search: withoutBlankEnds(lines.slice(start + 1, middle)),
      replace: withoutBlankEnds(lines.slice(middle + 1, end)),
    });
    from = end + 1;
  }
}

/** Hunks of a unified diff; their line numbers are not believed. */
function diffHunks(lines: readonly string[]): readonly Block[] {
  const first = lines.findIndex((line) => /^@@ .*@@|^--- \S/.test(line));
  if (first < 0) return [];
  const blocks: { search: string[]; replace: string[] }[] = [];
  for (const line of lines.slice(first)) {
    if (/^(?:---|\+\+\+) \S/.test(line)) continue;
    if (line.startsWith("```")) break;
    if (line.startsWith("@@")) {
      blocks.push({ search: [], replace: [] });
      continue;
    }
    const block = blocks.at(-1);
    const text = line.slice(1);
    if (block === undefined) continue;
    if (!line.startsWith("+")) block.search.push(text);
    if (!line.startsWith("-")) block.replace.push(text);
  }
  return blocks
    .map(({ search, replace }) => ({ search: withoutBlankEnds(search), replace: withoutBlankEnds(replace) }))
    .filter(({ search }) => search.length > 0);
}

function withoutBlankEnds(lines: readonly string[]): readonly string[] {
  const isText = (line: string): boolean => line.trim() !== "";
  return lines.slice(Math.max(0, lines.findIndex(isText)), lines.findLastIndex(isText) + 1);
}

function indexFrom(lines: readonly string[], from: number, pattern: RegExp): number {
  return lines.findIndex((line, index) => index >= from && pattern.test(line));
}
