// Owns the check for what belongs to a chat and not to a file: template tokens, fences, sentences to the user (F44).
import { ACCEPT, type Check, type CheckView, trimOrReject } from "../check.ts";

// In quotes such a token is code about tokens.
const TOKEN =
  /(?<!["'`])(?:<\|(?:im_(?:start|end)|endoftext|eot_id|fim_\w+|file_sep|repo_name|start_header_id|end_header_id|assistant|user|system)\|>|<｜[^｜\n]{2,24}｜>|<\/?think>|<\/?COMPLETION>)(?!["'`])/;
const SENTENCE =
  /^\s*(?:(?:Here(?:'s| is| are)|Sure[,!.]|Certainly[,!.]|Of course[,!.]|I(?:'\w+)? [a-z]+ |This (?:code|function|implementation|will|is) |The (?:code|function|above|following) |Note(?: that|:)|Explanation:|As an AI|Sorry,|Human:|Assistant:))/;

export const leftovers: Check = {
  id: "leftovers",
  applies: () => true,
  run(view) {
    const at = firstLeftover(view);
    if (at === undefined) return ACCEPT;
    const text = view.newText.slice(at).split("\n")[0]?.trim().slice(0, 40) ?? "";
    const kept = view.newText.slice(0, at).trimEnd();
    return trimOrReject(view, kept, "leftovers", `the answer holds chat text: ${JSON.stringify(text)}`);
  },
};

/** Offset of the first piece of chat in the new text. */
function firstLeftover(view: CheckView): number | undefined {
  const { newText } = view;
  const token = TOKEN.exec(newText);
  // A file may be about such tokens; then they are no sign of anything.
  if (token !== null && !view.oldText.includes(token[0]) && !view.document.getText().includes(token[0])) {
    return token.index;
  }
  if (view.syntax === undefined) return undefined;
  const words = firstWords(view);
  return words === undefined || isInText(view) ? undefined : words;
}

/** Offset of the first line that is a fence or a sentence to the user. */
function firstWords({ newText, oldText }: CheckView): number | undefined {
  let offset = 0;
  const lines = newText.split("\n");
  for (const [index, line] of lines.entries()) {
    const isEdge = index === 0 || index === lines.length - 1;
    if (isEdge && /^\s*(?:```|~~~)/.test(line) && !oldText.includes(line.trim())) return offset;
    if (SENTENCE.test(line) && isSentenceLine(line)) return offset;
    offset += line.length + 1;
  }
  return undefined;
}

/** Words, and none of the signs that code of that length would have. */
function isSentenceLine(line: string): boolean {
  return line.trim().split(/\s+/).length >= 4 && !/[;{}=]|\w\(/.test(line);
}

/** Sentences are at home in strings and comments. */
function isInText(view: CheckView): boolean {
  const { syntax, edit, purpose } = view;
  if (purpose !== "insert") return /^\s*(?:\/\/|#|\*|\/\*|"""|''')/m.test(view.newText);
  const position = syntax?.cursorAt(edit.span.start).position;
  return position === "string" || position === "comment";
}
