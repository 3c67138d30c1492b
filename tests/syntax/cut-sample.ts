// Owns reading a text that ends anywhere, as if typed up to there: without a bug, and as the same text read at once.
import { expect } from "vitest";
import type { SyntaxSnapshot } from "../../server/syntax/syntax.ts";

type Read = (languageId: string, text: string) => SyntaxSnapshot;

/** Ends the text at so many places besides its start. */
export function expectCutsRead(read: Read, languageId: string, text: string, cuts: number): void {
  let typed: SyntaxSnapshot | undefined;
  for (let part = 0; part <= cuts; part += 1) {
    const end = Math.floor((text.length * part) / cuts);
    const snapshot = read(languageId, text.slice(0, end));
    const from = typed?.document.length ?? 0;
    typed = typed?.with([{ span: { start: from, end: from }, newText: text.slice(from, end) }]) ?? snapshot;
    // Perl's own scanner keeps a list in quotes that is not closed; read at once the same text may break it, or the other way round.
    const isBroken = [typed, snapshot].some((each) => each.problems().length > 0);
    if (languageId !== "perl" || !isBroken) expect(typed.describe()).toBe(snapshot.describe());
    expectReadable(snapshot, end);
  }
}

/** Whatever is asked at an offset has an answer that lies in the document. */
export function expectReadable(snapshot: SyntaxSnapshot, offset: number): void {
  const { length } = snapshot.document;
  const spans = snapshot.symbols().map(({ span }) => span);
  expect(spans.every(({ start, end }) => 0 <= start && start <= end && end <= length)).toBe(true);
  expect(snapshot.cursorAt(offset).block.end).toBeLessThanOrEqual(length);
  snapshot.imports();
  snapshot.typeNames({ start: 0, end: length });
  snapshot.bindings({ start: 0, end: length });
}
