// Owns spans and edits of plain text; knows no documents, lines or positions.

/** A half-open range of UTF-16 offsets: `start` is in, `end` is out, `0 <= start <= end`. */
export type Span = { readonly start: number; readonly end: number };

/** Replace `span` of the old text by `newText`. */
export type TextEdit = { readonly span: Span; readonly newText: string };

/** The text after all `edits`, which address the old text, in any order; throws RangeError where two overlap or one is outside. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = sortEdits(edits);
  let result = "";
  let offset = 0;
  for (const { span, newText } of sorted) {
    if (span.start < offset || span.end > text.length || span.end < span.start) {
      throw new RangeError(`edit ${span.start}-${span.end} overlaps another one or leaves the text`);
    }
    result += text.slice(offset, span.start) + newText;
    offset = span.end;
  }
  return result + text.slice(offset);
}

/** Edits by start, insertions at one place in their given order. */
export function sortEdits(edits: readonly TextEdit[]): readonly TextEdit[] {
  return [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

export function containsSpan(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

export function containsOffset(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}

// Code has 3 to 4 characters per token in the vocabularies of code models; 3.5 is a little careful.
const CHARACTERS_PER_TOKEN = 3.5;

/** How many tokens so many characters of code are, about. */
export function estimateTokens(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}

/** Leading spaces and tabs of a line. */
export function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}
