// Owns how long to wait before a model is asked: by the rhythm of the keys, what the editor waits already, and how fast answers come.
import type { InsertTask } from "../context/collect.ts";

export interface Rhythm {
  /** A key: the document has changed. */
  changed(uri: string): void;
  /** A completion was asked for. */
  asked(uri: string): void;
  /** A model needed so long for the first piece of an answer. */
  answered(firstTokenMs: number): void;
  /** What was written for this document was typed against, or along. */
  missed(uri: string): void;
  hit(uri: string): void;
  /** How often in a row something was typed against what was written. */
  misses(uri: string): number;
  /** Milliseconds to wait for more keys before a model is asked. */
  delayMs(task: InsertTask, isLocal: boolean): number;
  /** A silence longer than this is no gap between two keys any more. */
  pauseMs(uri: string): number;
}

/** Editors that wait by themselves before they ask, by `clientInfo.name`; others are found out by their rhythm. */
const WAITING_EDITORS =
  /^(?:neovim|emacs|lsp-mode|intellij|pycharm|webstorm|goland|rider|clion|android studio)/i;
// An editor that asks so long after the key has waited (milliseconds); one that does not asks within two.
const EDITOR_WAIT_MS = 40;

// Keys closer together than this are one burst; a model behind a network is asked when the burst pauses (milliseconds).
const BURST_GAP_MS = 250;
const USUAL_GAP_MS = 180;
const SHORTEST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 400;
const REMEMBERED = 12;
// A wait beside the time the model takes anyway: an eighth of it is not felt.
const WAIT_SHARE = 0.125;
const SHORTEST_WAIT_MS = 10;
const LONGEST_WAIT_MS = 75;
// After so many misses on one line the next one is likely; then a word is typed to its end before anybody is asked.
const MISSES = 2;

type Typist = {
  changedMs: number | undefined;
  askedMs: number | undefined;
  lastGapMs: number | undefined;
  gapsMs: readonly number[];
  misses: number;
};

export function createRhythm(now: () => number, editor: string | undefined): Rhythm {
  const typists = new Map<string, Typist>();
  let editorWaitsMs: readonly number[] = [];
  let firstTokenMs: number | undefined;

  const typistOf = (uri: string): Typist => {
    const known = typists.get(uri);
    if (known !== undefined) return known;
    const typist = { changedMs: undefined, askedMs: undefined, lastGapMs: undefined, gapsMs: [], misses: 0 };
    typists.set(uri, typist);
    return typist;
  };
  const editorWaits = (): boolean =>
    (editor !== undefined && WAITING_EDITORS.test(editor)) ||
    (editorWaitsMs.length >= 3 && median(editorWaitsMs, 0) >= EDITOR_WAIT_MS);
  const pauseMs = (uri: string): number => {
    const gap = median(typistOf(uri).gapsMs, USUAL_GAP_MS);
    return Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, gap * 1.3));
  };

  return {
    changed(uri) {
      typistOf(uri).changedMs = now();
    },
    asked(uri) {
      const typist = typistOf(uri);
      const at = now();
      if (typist.changedMs !== undefined)
        editorWaitsMs = [...editorWaitsMs, at - typist.changedMs].slice(-REMEMBERED);
      typist.changedMs = undefined;
      typist.lastGapMs = typist.askedMs === undefined ? undefined : at - typist.askedMs;
      typist.askedMs = at;
      if (typist.lastGapMs !== undefined && typist.lastGapMs < LONGEST_PAUSE_MS)
        typist.gapsMs = [...typist.gapsMs, typist.lastGapMs].slice(-REMEMBERED);
    },
    answered(ms) {
      firstTokenMs = firstTokenMs === undefined ? ms : 0.7 * firstTokenMs + 0.3 * ms;
    },
    missed(uri) {
      typistOf(uri).misses++;
    },
    hit(uri) {
      typistOf(uri).misses = 0;
    },
    misses: (uri) => typistOf(uri).misses,
    delayMs(task, isLocal) {
      const { uri } = task.document;
      const { lastGapMs, misses } = typistOf(uri);
      if (isLocal || task.trigger === "invoked" || lastGapMs === undefined) return 0;
      if (misses >= MISSES && isInWord(task)) return pauseMs(uri);
      if (editorWaits() || lastGapMs >= BURST_GAP_MS) return 0;
      const share = (firstTokenMs ?? LONGEST_WAIT_MS / WAIT_SHARE) * WAIT_SHARE;
      return Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, share));
    },
    pauseMs,
  };
}

function isInWord({ document, offset }: InsertTask): boolean {
  return /[\p{L}\p{N}_$]{2}$/u.test(document.slice(Math.max(0, offset - 4), offset));
}

function median(values: readonly number[], without: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? without;
}
