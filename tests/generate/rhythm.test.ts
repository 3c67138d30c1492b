// How long a model is left alone: by the editor, the keys, and what came of the last suggestions.
import { expect, test } from "vitest";
import type { InsertTask } from "../../server/context/collect.ts";
import { createDocuments } from "../../server/documents/documents.ts";
import { createRhythm } from "../../server/generate/rhythm.ts";

const URI = "file:///w/a.ts";

function task(line: string, trigger: InsertTask["trigger"] = "typing"): InsertTask {
  const document = createDocuments().open(URI, "typescript", 1, line);
  return {
    kind: "insert-at-cursor",
    document,
    syntax: undefined,
    offset: line.length,
    scope: undefined,
    shape: "line",
    candidates: 1,
    trigger,
  };
}

/** Keys every `gapMs`, each asked about `editorMs` later. */
function typist(options: { editor?: string; gapMs?: number; editorMs?: number; firstTokenMs?: number } = {}) {
  let nowMs = 0;
  const { gapMs = 100, editorMs = 1 } = options;
  const rhythm = createRhythm(() => nowMs, options.editor);
  if (options.firstTokenMs !== undefined) rhythm.answered(options.firstTokenMs);
  for (let key = 0; key < 5; key++) {
    nowMs += gapMs - editorMs;
    rhythm.changed(URI);
    nowMs += editorMs;
    rhythm.asked(URI);
  }
  return rhythm;
}

test.each([
  ["a burst waits a little", typist(), false, 75],
  ["less where the model is fast", typist({ firstTokenMs: 160 }), false, 20],
  ["never under 10 ms, where a wait is not felt", typist({ firstTokenMs: 8 }), false, 10],
  ["a model on this computer is asked at once", typist(), true, 0],
  ["single keys are asked about at once", typist({ gapMs: 300 }), false, 0],
  ["an editor known to wait", typist({ editor: "Neovim" }), false, 0],
  ["an editor found to wait", typist({ editorMs: 80 }), false, 0],
] as const)("%s", (_what, rhythm, isLocal, expected) => {
  expect(rhythm.delayMs(task("const a = b"), isLocal)).toBe(expected);
});

test("after two misses a word is typed to its end first, unless the model is on this computer", () => {
  const rhythm = typist({ editor: "Neovim" });
  rhythm.missed(URI);
  expect(rhythm.delayMs(task("const val"), false)).toBe(0);
  rhythm.missed(URI);
  expect(rhythm.delayMs(task("const val"), false)).toBe(130);
  expect(rhythm.delayMs(task("const val"), true)).toBe(0);
  expect(rhythm.delayMs(task("const value."), false)).toBe(0);
  expect(rhythm.delayMs(task("const val", "invoked"), false)).toBe(0);
  rhythm.hit(URI);
  expect(rhythm.delayMs(task("const val"), false)).toBe(0);
});

test("the first key of a document is not waited with", () => {
  const rhythm = createRhythm(() => 0, undefined);
  rhythm.asked(URI);
  expect(rhythm.delayMs(task("a"), false)).toBe(0);
});
