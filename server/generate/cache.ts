// Owns reuse: what was offered once is offered again while the user types along it, deletes and retypes, or comes back. Asks nobody.
import { LRUCache } from "lru-cache";
import type { InsertTask } from "../context/collect.ts";
import type { Candidate } from "./generate.ts";

/** What surrounded the cursor when the candidates were made, and what they put there. */
type Entry = {
  /** How many candidates were asked for. */
  readonly asked: number;
  readonly atMs: number;
  /** Why there is no candidate. */
  readonly reason: string | undefined;
  readonly prefix: string;
  /** True where `prefix` is all that stands before. */
  readonly isFromStart: boolean;
  readonly suffix: string;
  readonly candidates: readonly CachedText[];
  /** Length of the longest candidate. */
  readonly longest: number;
};
/** `replaced` characters behind the cursor give way to `text`. */
type CachedText = Pick<Candidate, "id" | "toImport"> & { readonly text: string; readonly replaced: number };

/** `candidates` lead to the same verified document as before; where they `isMoved`, to one that is indented otherwise and has to be verified. */
export type Known =
  | {
      readonly kind: "offered";
      readonly candidates: readonly Candidate[];
      readonly asked: number;
      readonly isMoved: boolean;
    }
  | { readonly kind: "nothing"; readonly reason: string; readonly candidates?: undefined };

export interface CompletionCache {
  /** What was found for the text around the cursor of `task`; undefined where nobody was asked. */
  find(task: InsertTask): Known | undefined;
  add(task: InsertTask, candidates: readonly Candidate[]): void;
  /** Remembers for a while that nothing came of asking, for whoever types on and comes back. */
  addNothing(task: InsertTask, reason: string): void;
  clear(): void;
}

// Enough text to know a place again; characters.
const PREFIX_LENGTH = 400;
const SUFFIX_LENGTH = 200;
const MOST_DELETED = 80;
const LONGEST_TEXT = 4_000;
const MOST_DOCUMENTS = 50;
const MOST_ENTRIES = 20;
/** What editors put behind the cursor by themselves when a bracket or quote is typed. */
// The workspace around moves on, so that asking again may bring something (milliseconds).
const NOTHING_FOR_MS = 20_000;
const AUTO_CLOSED = /^[)\]}"'`]{1,3}/;

export function createCompletionCache(now: () => number): CompletionCache {
  const documents = new LRUCache<string, readonly Entry[]>({ max: MOST_DOCUMENTS });
  const keep = (
    { document, offset, candidates: asked }: InsertTask,
    what: Pick<Entry, "candidates" | "reason">,
  ): void => {
    const entry: Entry = {
      ...what,
      asked,
      atMs: now(),
      prefix: document.slice(Math.max(0, offset - PREFIX_LENGTH), offset),
      isFromStart: offset <= PREFIX_LENGTH,
      suffix: document.slice(offset, offset + SUFFIX_LENGTH),
      longest: what.candidates.reduce((longest, { text }) => Math.max(longest, text.length), 0),
    };
    const others = documents.get(document.uri) ?? [];
    documents.set(document.uri, [entry, ...others].slice(0, MOST_ENTRIES));
  };

  return {
    find({ document, offset, trigger }) {
      const entries = documents.get(document.uri);
      if (entries === undefined) return undefined;
      let longest = 0;
      for (const entry of entries) longest = Math.max(longest, entry.longest);
      const prefix = document.slice(Math.max(0, offset - PREFIX_LENGTH - longest), offset);
      const suffix = document.slice(offset, offset + SUFFIX_LENGTH + 3);
      for (const entry of entries) {
        if (entry.reason !== undefined) {
          // Somebody who asks by hand wants to be asked for.
          const isFresh = trigger === "typing" && now() - entry.atMs < NOTHING_FOR_MS;
          if (isFresh && isSamePlace(entry, prefix, suffix)) return { kind: "nothing", reason: entry.reason };
          continue;
        }
        const candidates = entry.candidates.flatMap((cached) =>
          reuse(entry, cached, { prefix, suffix, offset }),
        );
        if (candidates.length > 0) return { kind: "offered", candidates, asked: entry.asked, isMoved: false };
        const moved = entry.candidates.flatMap((cached) =>
          reuseMoved(entry, cached, { prefix, suffix, offset }),
        );
        if (moved.length > 0)
          return { kind: "offered", candidates: moved, asked: entry.asked, isMoved: true };
      }
      return undefined;
    },

    add(task, candidates) {
      const reusable = candidates
        .filter(({ edit }) => edit.span.start === task.offset && edit.newText.length <= LONGEST_TEXT)
        .map(({ edit, ...rest }) => ({
          ...rest,
          text: edit.newText,
          replaced: edit.span.end - task.offset,
        }));
      keep(task, { candidates: reusable, reason: undefined });
    },

    addNothing: (task, reason) => keep(task, { candidates: [], reason }),

    clear: () => documents.clear(),
  };
}

function isSamePlace(entry: Entry, prefix: string, suffix: string): boolean {
  // Most entries of a line that is being typed differ in their last signs.
  const end = entry.prefix.length - 1;
  if (end >= 0 && entry.prefix.charCodeAt(end) !== prefix.charCodeAt(prefix.length - 1)) return false;
  const isStart = !entry.isFromStart || prefix.length === entry.prefix.length;
  return isStart && prefix.endsWith(entry.prefix) && closersBetween(entry, suffix) === 0;
}

type Place = { readonly prefix: string; readonly suffix: string; readonly offset: number };

function reuse(entry: Entry, cached: CachedText, place: Place): readonly Candidate[] {
  return candidateOf(entry, { ...cached, text: remaining(entry, cached.text, place.prefix) ?? "" }, place);
}

/** Whoever indents the line that a suggestion begins wants it there; lines behind it would have to be moved with it, nobody knows how far. */
function reuseMoved(entry: Entry, cached: CachedText, place: Place): readonly Candidate[] {
  if (/[\r\n]/.test(cached.text)) return [];
  const [before, now] = [indentedLine(entry.prefix), indentedLine(place.prefix)];
  if (before === undefined || now === undefined) return [];
  const isDeeper = now.indent.length > before.indent.length && now.indent.startsWith(before.indent);
  const isSame = entry.isFromStart ? now.above === before.above : now.above.endsWith(before.above);
  return isDeeper && isSame ? candidateOf(entry, { ...cached, text: cached.text.trimStart() }, place) : [];
}

/** The indentation at the end of a text and what stands above it; undefined where anything else is on that line. */
function indentedLine(text: string): { readonly above: string; readonly indent: string } | undefined {
  const above = text.replace(/[ \t]+$/, "");
  return above === "" || /[\r\n]$/.test(above) ? { above, indent: text.slice(above.length) } : undefined;
}

function candidateOf(entry: Entry, cached: CachedText, place: Place): readonly Candidate[] {
  const closed = closersBetween(entry, place.suffix);
  const { text } = cached;
  if (closed === undefined || text.trim() === "") return [];
  const end = place.offset + closed + cached.replaced;
  const { id, toImport } = cached;
  const edit = { span: { start: place.offset, end }, newText: text };
  return [{ id, edit, ...(toImport === undefined ? {} : { toImport }) }];
}

/** How many closing signs the editor has put before the old suffix; undefined if that suffix does not follow. */
function closersBetween(entry: Entry, suffix: string): number | undefined {
  const isSame = (rest: string): boolean =>
    entry.suffix.length < SUFFIX_LENGTH ? rest === entry.suffix : rest.startsWith(entry.suffix);
  if (isSame(suffix)) return 0;
  const most = AUTO_CLOSED.exec(suffix)?.[0].length ?? 0;
  for (let count = 1; count <= most; count++) if (isSame(suffix.slice(count))) return count;
  return undefined;
}

/** What is left of `text` at `prefix`: less where some of it was typed, more where text before it was deleted. */
function remaining({ prefix: before, isFromStart }: Entry, text: string, prefix: string): string | undefined {
  const endsWith = (tail: string, end: number): boolean =>
    prefix.endsWith(tail, end) && (!isFromStart || end === tail.length);
  for (let typed = 0; typed < text.length; typed++) {
    if (!prefix.endsWith(text.slice(0, typed))) continue;
    if (endsWith(before, prefix.length - typed)) return text.slice(typed);
  }
  for (let deleted = 1; deleted <= Math.min(MOST_DELETED, before.length); deleted++) {
    const lost = before.slice(before.length - deleted);
    if (/[\r\n]/.test(lost)) return undefined;
    if (endsWith(before.slice(0, before.length - deleted), prefix.length)) return lost + text;
  }
  return undefined;
}
