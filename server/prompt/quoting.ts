// Owns putting foreign text into a prompt so that it stays data: hidden characters go, fences and comments hold; knows no task.

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

/** A path, name or message on one line, so that it cannot begin a line of its own. */
export function oneLine(text: string): string {
  return visibleText(text)
    .replace(/[\0-\x1F\x7F]+/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** A fenced block whose fence is longer than any inside, with `\n` line endings. */
export function fenced(text: string, languageId: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([fence]) => fence.length));
  const fence = "`".repeat(longest + 1);
  const body = visibleText(text).replace(/\r\n?/g, "\n").replace(/\n+$/, "");
  return `${fence}${FENCE_NAMES[languageId] ?? languageId.replace(/[^\w+#-]/g, "")}\n${body}\n${fence}`;
}

/** LSP language ids that go by another name behind a fence. */
const FENCE_NAMES: Readonly<Record<string, string>> = {
  typescriptreact: "tsx",
  javascriptreact: "jsx",
  shellscript: "bash",
  plaintext: "",
};

/** Every line behind a line comment's mark, with an ending. */
export function commented(text: string, mark: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/\n+$/, "")
    .split("\n")
    .map((line) => `${mark} ${line}`.trimEnd())
    .map((line) => `${line}\n`)
    .join("");
}
