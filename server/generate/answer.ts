// Owns reading a backend's parts: the text goes on as a stream, the rest is remembered; knows no task.
import type { BackendPart, EndReason, Usage } from "../backends/backend.ts";
import type { TraceSpan } from "../trace/trace.ts";

/** What a stream of parts told besides its text. Filled while it is read. */
export type AnswerNotes = {
  /** Undefined while the stream runs, and where the reader left before its end. */
  end: EndReason | undefined;
  usage: Usage | undefined;
  firstTokenMs: number | undefined;
};

export function createNotes(): AnswerNotes {
  return { end: undefined, usage: undefined, firstTokenMs: undefined };
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
