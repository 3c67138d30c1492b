// Owns how lines become tokens and tokens become numbers: words, single signs and the gap before each; knows no language.

/** A line as numbers; `gaps[i]` is an index into GAPS and tells what stands before token `i`. Indentation is no gap. */
export type TokenLine = { readonly ids: readonly number[]; readonly gaps: readonly number[] };

/** What may stand between two tokens of a line; anything longer is written as one space. */
export const GAPS = ["", " ", "  ", "\t"] as const;

/** Ends every line that has text; blank lines leave no trace. */
export const LINE_END = 0;
/** A token that was never learned: equal to no other. */
export const UNKNOWN = -1;

export interface Vocabulary {
  readonly size: number;
  learn(text: string): number;
  /** UNKNOWN for a token that was not learned. */
  find(text: string): number;
  textOf(id: number): string;
}

export function createVocabulary(): Vocabulary {
  const texts = ["\n"];
  const ids = new Map<string, number>();
  return {
    get size() {
      return texts.length;
    },
    learn(text) {
      const known = ids.get(text);
      if (known !== undefined) return known;
      const id = texts.length;
      texts.push(text);
      ids.set(text, id);
      return id;
    },
    find: (text) => ids.get(text) ?? UNKNOWN,
    textOf: (id) => texts[id] ?? "",
  };
}

/** The tokens of one line without its line end. */
export function tokenize(line: string, numberOf: (token: string) => number): TokenLine {
  const ids: number[] = [];
  const gaps: number[] = [];
  let at = 0;
  while (at < line.length) {
    const gapStart = at;
    while (isBlank(line.charCodeAt(at))) at++;
    if (at >= line.length) break;
    const start = at++;
    if (isWordUnit(line.charCodeAt(start))) while (isWordUnit(line.charCodeAt(at))) at++;
    gaps.push(ids.length === 0 ? 0 : gapOf(line, gapStart, start));
    ids.push(numberOf(line.slice(start, at)));
  }
  return { ids, gaps };
}

/** The word that ends a line, as far as it is written. */
export function wordAtEnd(line: string): string {
  let start = line.length;
  while (start > 0 && isWordUnit(line.charCodeAt(start - 1))) start--;
  return line.slice(start);
}

function gapOf(line: string, start: number, end: number): number {
  if (start === end) return 0;
  if (end - start === 1) return line.charCodeAt(start) === 0x09 ? 3 : 1;
  return end - start === 2 ? 2 : 1;
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d) || unit === 0xa0 || unit === 0xfeff;
}

/** Letters, digits, `_` and `$`; all that is not ASCII counts as a letter. NaN, past the end, does not. */
function isWordUnit(unit: number): boolean {
  return (
    (unit >= 0x61 && unit <= 0x7a) ||
    (unit >= 0x41 && unit <= 0x5a) ||
    (unit >= 0x30 && unit <= 0x39) ||
    unit === 0x5f ||
    unit === 0x24 ||
    (unit > 0x7f && unit !== 0xa0 && unit !== 0xfeff)
  );
}
