// Owns the cuts for what belongs to a chat or a template and not to a file: sentinels, thoughts, fences, sentences.

/** What ends an answer, and how the beginning of that looks at the end of a piece. */
type Mark = { readonly whole: RegExp; readonly begun: RegExp };

export const MODEL_TOKEN: Mark = {
  whole: /<\|[a-z_]{2,24}\|>|<｜[^｜\n]{2,24}｜>|<\/?s>|<(?:EOT|PRE|SUF|MID)>|<file_sep>|<fim_[a-z]+>/,
  begun: /<[|｜/]?[A-Za-z_▁]{0,24}[|｜]?$/,
};
const CHAT_CLOSING: Mark = { whole: /```|<\/COMPLETION>/, begun: /(?:`{1,2}|<\/?[A-Z]{0,10})$/ };

/** Ends the stream where `mark` begins; what may be its beginning is held back until that is decided. */
export async function* until(source: AsyncIterable<string>, mark: Mark): AsyncIterable<string> {
  let held = "";
  for await (const text of source) {
    held += text;
    const found = mark.whole.exec(held);
    if (found !== null) {
      yield held.slice(0, found.index);
      return;
    }
    const begun = mark.begun.exec(held);
    const safe = begun === null ? held.length : begun.index;
    if (safe > 0) yield held.slice(0, safe);
    held = held.slice(safe);
  }
  if (held !== "") yield held;
}

/** The code of a chat answer without thoughts, fences and the sentence before it. */
export async function* answerOnly(source: AsyncIterable<string>): AsyncIterable<string> {
  yield* until(withoutOpening(source), CHAT_CLOSING);
}

const OPENING = /^\s*(?:```[^\n]*\n|<COMPLETION>\n?)/;
const OPENING_UNDECIDED = /^\s*(?:`{0,2}|```[^\n]*|<[A-Z]{0,10})$/;
// A capitalized word alone may still become either.
const WORD_UNDECIDED = /^\s*[A-Z][a-z']*[ ,]*$/;
const PROSE = /^\s*[A-Z][^;{}=()<>]*(?:[:.!]\s*)?$/;

async function* withoutOpening(source: AsyncIterable<string>): AsyncIterable<string> {
  let head: string | undefined = "";
  for await (const text of source) {
    if (head === undefined) {
      yield text;
      continue;
    }
    head += text;
    const rest = openedText(head);
    if (rest !== undefined) {
      head = undefined;
      yield rest;
    }
  }
  if (head !== undefined) yield head.replace(/<think>[\s\S]*$/, "");
}

/** What follows the opening; undefined while that cannot be told. */
function openedText(head: string): string | undefined {
  const text = head.replace(/^\s*<think>[\s\S]*?<\/think>\s*/, "");
  if (/^\s*<t?h?i?n?k?>?/.test(text) && /^\s*<(?:t|th|thi|thin|think|think>[\s\S]*)$/.test(text))
    return undefined;
  if (OPENING.test(text)) return text.replace(OPENING, "");
  const fence = text.search(/(?:^|\n)\s*```[^\n]*\n/);
  if (fence >= 0 && PROSE.test(text.slice(0, fence))) return openedText(text.slice(fence).trimStart());
  const isSentence = PROSE.test(text.split("\n")[0] ?? "") && text.trim().includes(" ");
  return OPENING_UNDECIDED.test(text) ||
    WORD_UNDECIDED.test(text) ||
    (isSentence && fence < 0 && text.length < 400)
    ? undefined
    : text;
}
