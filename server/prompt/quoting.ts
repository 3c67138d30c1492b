// Owns putting foreign text into a prompt so that it stays data: hidden characters go, fences and comments hold; knows no task.
import { visibleText } from "../documents/visible-text.ts";

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
