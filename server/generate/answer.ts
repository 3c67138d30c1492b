// Owns reading a backend's parts: the text goes on as a stream, the rest is remembered; knows no task.
import type { BackendPart, EndReason, Likelihood, Usage } from "../backends/backend.ts";
import type { TraceSpan } from "../trace/trace.ts";

/** What a stream of parts told besides its text. Filled while it is read. */
export type AnswerNotes = {
  /** Undefined while the stream runs, and where the reader left before its end. */
  end: EndReason | undefined;
  usage: Usage | undefined;
  firstTokenMs: number | undefined;
  /** Pieces of the text and how sure the model was of each, where the backend tells it. */
  readonly pieces: { readonly length: number; readonly likelihood: Likelihood }[];
};

export function createNotes(): AnswerNotes {
  return { end: undefined, usage: undefined, firstTokenMs: undefined, pieces: [] };
}

/** How likely the model wrote all of the tokens that make the characters from `start` to `end`; undefined where none is known. */
export function probabilityOf({ pieces }: AnswerNotes, start: number, end: number): number | undefined {
  let at = 0;
  let sum: number | undefined;
  for (const { length, likelihood } of pieces) {
    if (at >= end) break;
    at += length;
    if (at > start) sum = (sum ?? 0) + likelihood.logProbability;
  }
  return sum === undefined ? undefined : Math.exp(sum);
}

/** The text of an answer as it comes. A stream that stops without an `end` part counts as `truncated`. */
export async function* readText(
  parts: AsyncIterable<BackendPart>,
  notes: AnswerNotes,
  span: TraceSpan,
  elapsedMs: () => number,
): AsyncIterable<string> {
  let end: EndReason = "truncated";
  for await (const part of parts) {
    switch (part.type) {
      case "text-delta":
        notes.firstTokenMs ??= elapsedMs();
        if (part.likelihood !== undefined) {
          notes.pieces.push({ length: part.text.length, likelihood: part.likelihood });
        }
        if (part.text !== "") yield part.text;
        break;
      case "usage":
        notes.usage = part.usage;
        break;
      case "warning":
        span.note("warning", part.message);
        break;
      case "end":
        end = part.reason;
        break;
    }
  }
  notes.end = end;
}
