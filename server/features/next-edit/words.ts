// Owns finding names in text: whole words at a place and everywhere; knows no language.
import type { DocumentSnapshot } from "../../documents/documents.ts";
import type { Span } from "../../documents/text.ts";

const WORD = /[\p{L}\p{N}_$]/u;
const LONGEST_WORD = 100;

/** A span of the document, widened to whole words at both ends. */
export function widenToWords(document: DocumentSnapshot, { start, end }: Span): Span {
  const before = document.slice(Math.max(0, start - LONGEST_WORD), start);
  const after = document.slice(end, end + LONGEST_WORD);
  let [left, right] = [0, 0];
  while (left < before.length && WORD.test(before[before.length - 1 - left] ?? "")) left++;
  while (right < after.length && WORD.test(after[right] ?? "")) right++;
  return { start: start - left, end: end + right };
}

/** Behind the name of a module and a dot, or what is one elsewhere. */
export function isMemberOf(
  { document }: { readonly document: DocumentSnapshot },
  { start }: Span,
  module: string,
): boolean {
  const before =
    /(\S*?)(?:\.|::|->)$/.exec(document.slice(Math.max(0, start - LONGEST_WORD), start))?.[1] ?? "";
  return before.endsWith(module) && !WORD.test(before.at(-1 - module.length) ?? "");
}

export function isName(text: string): boolean {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(text);
}

/** Where `text` stands between signs that belong to no word, within a span of the document. */
export function placesOf(text: string, document: DocumentSnapshot, within: Span): readonly Span[] {
  const all = document.slice(within.start, within.end);
  const places: Span[] = [];
  const isCut = (edge: string | undefined, sign: string | undefined): boolean =>
    WORD.test(edge ?? "") && WORD.test(sign ?? "");
  for (let at = all.indexOf(text); at >= 0; at = all.indexOf(text, at + text.length)) {
    const end = at + text.length;
    if (isCut(text[0], all[at - 1]) || isCut(text.at(-1), all[end])) continue;
    places.push({ start: within.start + at, end: within.start + end });
  }
  return places;
}

/** The parts of what stands between two brackets, at its top-level commas; undefined where no bracket closes it. */
export function listIn(
  text: string,
  open: number,
): { readonly parts: readonly Span[]; readonly end: number } | undefined {
  const parts: Span[] = [];
  let depth = 0;
  let start = open + 1;
  let quote: string | undefined;
  for (let at = open; at < text.length; at++) {
    const sign = text[at] ?? "";
    if (quote !== undefined) {
      if (sign === "\\") at++;
      else if (sign === quote) quote = undefined;
      continue;
    }
    if (/["'`]/.test(sign)) quote = sign;
    else if ("([{".includes(sign)) depth++;
    else if (sign === "," && depth === 1) {
      parts.push({ start, end: at });
      start = at + 1;
    } else if (")]}".includes(sign) && --depth === 0) {
      if (text.slice(start, at).trim() !== "") parts.push({ start, end: at });
      return { parts, end: at };
    }
  }
  return undefined;
}
