// Owns the ordered cuts that end an answer as soon as it is complete; each one is a stream in, a stream out, and knows no backend.
import type { InsertTask } from "../context/collect.ts";
import type { PositionKind } from "../syntax/cursor.ts";
import { answerOnly, MODEL_TOKEN, until } from "./chat-filters.ts";
import { withoutFileHead } from "./file-head.ts";
import { withTabs } from "./tabs.ts";
import { isQuote, untilBlockEnd, untilDefinitionEnd, untilLineEnd, untilQuote } from "./unit-ends.ts";

/** What the filters know about the place the answer goes to. */
export type FilterView = {
  readonly shape: InsertTask["shape"];
  /** What kind of text the answer goes into; asks the tree, so it is read once the answer has begun. */
  readonly position: () => PositionKind;
  /** Chat models wrap what they write in fences and words. */
  readonly isChat: boolean;
  /** What stands before the cursor and was left out of the prompt; an answer may begin with it. */
  readonly heldBlank: string;
  /** The cursor's line before and after the cursor, without the line ending. */
  readonly before: string;
  readonly after: string;
  /** What a level of indentation is around the cursor; looks at the lines there. */
  readonly unit: () => string | undefined;
  /** The nearest line above the cursor's that is not blank. */
  readonly lineAbove: string | undefined;
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
  { id: "literal-end", unit: "text", applies: (view) => isQuote(view.after), run: untilQuote },
  { id: "file-head", unit: "line", applies: always, run: withoutFileHead },
  { id: "tabs", unit: "line", applies: always, run: withTabs },
  { id: "next-line", unit: "line", applies: (view) => view.nextLine !== undefined, run: untilNextLine },
  { id: "block-end", unit: "line", applies: (view) => view.shape === "block", run: untilBlockEnd },
  {
    id: "definition-end",
    unit: "line",
    applies: (view) => view.shape === "definition",
    run: untilDefinitionEnd,
  },
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
