// Owns the ordered cuts that end an answer as soon as it is complete; each one is a stream in, a stream out, and knows no backend.

/** What the filters know about the place the answer goes to. */
export type FilterView = {
  readonly shape: "line" | "block";
  /** Chat models wrap what they write in fences and words. */
  readonly isChat: boolean;
  /** What stands before the cursor and was left out of the prompt; an answer may begin with it. */
  readonly heldBlank: string;
  /** The cursor's line before and after the cursor, without the line ending. */
  readonly before: string;
  readonly after: string;
  /** The next line below the cursor's that is not blank. */
  readonly nextLine: string | undefined;
  /** Indentation, in columns, below which a line no longer belongs to the block at the cursor. */
  readonly blockColumns: number;
};

/** One row: `text` filters see the answer in the pieces the model sends, `line` filters see whole lines. */
export type StreamFilter = {
  readonly id: string;
  readonly unit: "text" | "line";
  readonly applies: (view: FilterView) => boolean;
  readonly run: (source: AsyncIterable<string>, view: FilterView) => AsyncIterable<string>;
};

const always = (): boolean => true;

/** Order in the table is order in the stream. Leaving any of them early closes everything before it, up to the socket. */
export const STREAM_FILTERS: readonly StreamFilter[] = [
  { id: "size-cap", unit: "text", applies: always, run: sizeCap },
  { id: "held-blank", unit: "text", applies: (view) => view.heldBlank !== "", run: withoutHeldBlank },
  { id: "model-tokens", unit: "text", applies: always, run: (source) => until(source, MODEL_TOKEN) },
  { id: "answer-only", unit: "text", applies: (view) => view.isChat, run: answerOnly },
  { id: "repetition", unit: "text", applies: always, run: untilRepetition },
  { id: "next-line", unit: "line", applies: (view) => view.nextLine !== undefined, run: untilNextLine },
  { id: "block-end", unit: "line", applies: (view) => view.shape === "block", run: untilBlockEnd },
  { id: "line-end", unit: "line", applies: (view) => view.shape === "line", run: untilLineEnd },
];

/** Runs `source` through the table; `onText` hears the text as it comes, before it is gathered into lines. */
export function filterStream(
  source: AsyncIterable<string>,
  view: FilterView,
  onText: (text: string) => void,
): AsyncIterable<string> {
  const rows = (unit: StreamFilter["unit"]): readonly StreamFilter[] =>
    STREAM_FILTERS.filter((filter) => filter.unit === unit && filter.applies(view));
  const through = (stream: AsyncIterable<string>, filters: readonly StreamFilter[]): AsyncIterable<string> =>
    filters.reduce((inner, filter) => filter.run(inner, view), stream);
  return through(wholeLines(tapped(through(source, rows("text")), onText)), rows("line"));
}

// More than this is no completion any more, whatever the model's token limit says (UTF-16 units).
const LONGEST_ANSWER = 32_768;

async function* sizeCap(source: AsyncIterable<string>): AsyncIterable<string> {
  let left = LONGEST_ANSWER;
  for await (const text of source) {
    yield text.slice(0, left);
    left -= text.length;
    if (left <= 0) return;
  }
}

async function* withoutHeldBlank(source: AsyncIterable<string>, view: FilterView): AsyncIterable<string> {
  let isFirst = true;
  for await (const text of source) {
    yield isFirst && text.startsWith(view.heldBlank) ? text.slice(view.heldBlank.length) : text;
    isFirst &&= text === "";
  }
}

/** What ends an answer, and how the beginning of that looks at the end of a piece. */
type Mark = { readonly whole: RegExp; readonly begun: RegExp };

const MODEL_TOKEN: Mark = {
  whole: /<\|[a-z_]{2,24}\|>|<｜[^｜\n]{2,24}｜>|<\/?s>|<(?:EOT|PRE|SUF|MID)>|<file_sep>|<fim_[a-z]+>/,
  begun: /<[|｜/]?[A-Za-z_▁]{0,24}[|｜]?$/,
};
const CHAT_CLOSING: Mark = { whole: /```|<\/COMPLETION>/, begun: /(?:`{1,2}|<\/?[A-Z]{0,10})$/ };

/** Ends the stream where `mark` begins; what may be its beginning is held back until that is decided. */
async function* until(source: AsyncIterable<string>, mark: Mark): AsyncIterable<string> {
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
async function* answerOnly(source: AsyncIterable<string>): AsyncIterable<string> {
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

// A small model in a loop never ends by itself; a table of zeros is shorter than this.
const REPEATED = /(\S[\s\S]{2,}?)\1{5,}$/;
const SHORTEST_LOOP = 80;
const REPETITION_WINDOW = 600;
const REPETITION_STEP = 64;

async function* untilRepetition(source: AsyncIterable<string>): AsyncIterable<string> {
  let tail = "";
  let unseen = 0;
  for await (const text of source) {
    yield text;
    tail = (tail + text).slice(-REPETITION_WINDOW);
    unseen += text.length;
    if (unseen < REPETITION_STEP) continue;
    unseen = 0;
    const loop = REPEATED.exec(tail);
    if (loop !== null && loop[0].length >= SHORTEST_LOOP) return;
  }
}

async function* tapped(source: AsyncIterable<string>, onText: (text: string) => void): AsyncIterable<string> {
  for await (const text of source) {
    onText(text);
    yield text;
  }
}

/** Lines with `\n` endings; the last one as far as it got. */
async function* wholeLines(source: AsyncIterable<string>): AsyncIterable<string> {
  let held = "";
  for await (const text of source) {
    held += text;
    let end = held.indexOf("\n");
    while (end >= 0) {
      yield held.slice(0, end + 1).replace("\r\n", "\n");
      held = held.slice(end + 1);
      end = held.indexOf("\n");
    }
  }
  if (held !== "") yield held;
}

/** Ends before the line that already stands below the cursor. */
async function* untilNextLine(source: AsyncIterable<string>, view: FilterView): AsyncIterable<string> {
  const next = view.nextLine?.trimEnd();
  let isFirst = true;
  for await (const line of source) {
    const whole = isFirst ? view.before + line : line;
    if (whole.trimEnd() === next && line.trim() !== "") return;
    yield line;
    isFirst = false;
  }
}

/** Ends before the first line that stands left of the block, but takes its closing bracket along where none follows. */
async function* untilBlockEnd(source: AsyncIterable<string>, view: FilterView): AsyncIterable<string> {
  const isClosed = /^\s*[)\]}]/.test(view.after.trim() === "" ? (view.nextLine ?? "") : view.after);
  let isFirst = true;
  for await (const line of source) {
    const isOutside = !isFirst && line.trim() !== "" && columns(line) < view.blockColumns;
    if (isOutside) {
      if (!isClosed && /^\s*[)\]}]/.test(line)) yield line;
      return;
    }
    yield line;
    isFirst = false;
  }
}

// A statement over more lines than this is no longer "the rest of the line".
const MOST_LINES = 8;

/** Ends with the first line that has text, or where that line opens a bracket, with the line that closes it. */
async function* untilLineEnd(source: AsyncIterable<string>, view: FilterView): AsyncIterable<string> {
  let text = view.before;
  let count = 0;
  for await (const line of source) {
    yield line;
    text += line;
    if (line.trim() === "") continue;
    count++;
    if (view.after.trim() !== "" || count >= MOST_LINES || !isOpen(text)) return;
  }
}

/** Whether a statement goes on in the next line: an open bracket, or a colon that begins an indented block. */
function isOpen(text: string): boolean {
  const code = text.replace(/(["'`])(?:\\.|(?!\1)[^\\\n])*\1/g, "");
  const depth = (code.match(/[([{]/g)?.length ?? 0) - (code.match(/[)\]}]/g)?.length ?? 0);
  return depth > 0 || /:\s*$/.test(code);
}

/** A tab counts as four columns, as it does wherever indentation is compared. */
export function columns(line: string): number {
  const indent = /^[ \t]*/.exec(line)?.[0] ?? "";
  return indent.length + 3 * (indent.match(/\t/g)?.length ?? 0);
}
