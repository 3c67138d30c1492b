// Owns the lines of a settings file as its readers want them: trimmed, without comments, none so long that a pattern takes long on it.

const LONGEST_LINE = 1000;

/** Comments begin with `#` or `;`, at the start of a line or behind a blank. */
export function settingLines(text: string): readonly string[] {
  return text
    .split(/\r\n?|\n/)
    .filter((line) => line.length <= LONGEST_LINE)
    .map((line) => line.replace(/(?:^|\s)[#;].*$/, "").trim())
    .filter((line) => line !== "");
}
