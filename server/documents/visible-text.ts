// Owns which characters of a text nobody sees, and takes them out; the user's own text is never changed.

// SECURITY section 6: zero-width and bidirectional marks, the tags block, variation selectors. They can carry orders nobody sees.
const HIDDEN =
  "\\u00AD\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u2069\\uFEFF\\uFE00-\\uFE0F\\u{E0000}-\\u{E007F}\\u{E0100}-\\u{E01EF}";
const EMOJI =
  "\\p{Extended_Pictographic}(?:[\\u{1F3FB}-\\u{1F3FF}\\uFE0F]|\\u200D\\p{Extended_Pictographic})*";
// Joiners that shape letters of scripts which need them; between ASCII letters they only hide.
const SHAPED = "(?<=(?![\\0-\\x7F])[\\p{L}\\p{M}])[\\u200C\\u200D](?=(?![\\0-\\x7F])[\\p{L}\\p{M}])";
const VISIBLE_OR_HIDDEN = new RegExp(`(${EMOJI}|${SHAPED})|[${HIDDEN}]`, "gu");

/** The text without characters that nobody sees; emoji sequences and shaped letters stay whole. */
export function visibleText(text: string): string {
  return text.replace(VISIBLE_OR_HIDDEN, (_match, kept: string | undefined) => kept ?? "");
}
