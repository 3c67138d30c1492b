// Owns the way from a response's bytes to parts, and what a reply that is none becomes; knows no retries.
import { untilAborted } from "../trace/abort.ts";
import { Failure, toFailure } from "../trace/failure.ts";
import type { BackendPart, EndReason, Likelihood, StreamLimits, Usage } from "./backend.ts";
import type { CallTimers, Clock } from "./call-limits.ts";
import { parseJson } from "./json.ts";
import { createEventReader, type EventReader } from "./server-sent-events.ts";
import { CHECK_ADDRESS, quoteReply, replyError, type WireParty, wireFailure } from "./wire-failures.ts";

/** What one event says; all of it may be absent. */
export type EventReading = {
  readonly text?: string | undefined;
  readonly likelihood?: Likelihood | undefined;
  readonly usage?: Usage | undefined;
  readonly end?: EndReason | undefined;
};

const MAX_BYTES = 1024 * 1024;
const LONGEST_BODY = 16 * 1024 * 1024;

// After the answer is complete only a usage report can follow, and nobody should wait long for that.
const AFTER_END_IDLE_MS = 1000;

// How long the closing bytes may take so that the connection can serve the next call too.
const DRAIN_MS = 50;

export type Reply = {
  readonly response: Response;
  readonly limits: StreamLimits;
  readonly timers: CallTimers;
  readonly party: WireParty;
  readonly clock: Clock;
};

/** The parts of one reply. A wire that breaks after text ends it as truncated; before, it is a Failure. */
export async function* readParts(
  read: (event: unknown) => EventReading,
  reply: Reply,
): AsyncGenerator<BackendPart> {
  const { timers, party, clock } = reply;
  const maxBytes = reply.limits.maxBytes ?? MAX_BYTES;
  let bytes = 0;
  let skipped = 0;
  let understood = 0;
  let end: EndReason | undefined;
  try {
    for await (const data of readEvents(reply)) {
      const event = parseJson(data);
      if (event === undefined) {
        skipped++;
        continue;
      }
      understood++;
      const error = replyError(event, party);
      if (error !== undefined) throw error;
      const { text, likelihood, usage, end: reason } = read(event);
      if (reason !== undefined) {
        // A refusal is told apart from the text, and the stream then stops like any other.
        if (end !== "refused") end = reason;
        timers.shortenIdle(AFTER_END_IDLE_MS);
      }
      if (usage !== undefined) yield { type: "usage", usage };
      if (text === undefined || text === "") continue;
      yield { type: "text-delta", text, ...(likelihood === undefined ? {} : { likelihood }) };
      bytes += Buffer.byteLength(text);
      if (bytes > maxBytes) {
        yield { type: "warning", message: `the answer was cut at ${maxBytes} bytes` };
        end = "length";
        break;
      }
    }
  } catch (error) {
    const failure = timers.signal.aborted
      ? toFailure(timers.signal.reason)
      : wireFailure(error, party, clock.date());
    const isWhole = end !== undefined && failure.kind === "timeout";
    const isCut = bytes > 0 && failure.kind === "unavailable";
    if (!isWhole && !isCut) throw failure;
    if (isCut) yield { type: "warning", message: failure.message };
  }
  if (understood === 0) {
    const who = `backend "${party.id}" at ${party.origin}`;
    throw skipped > 0
      ? new Failure("bad-reply", `${who} answered with broken JSON only`, { remedy: CHECK_ADDRESS })
      : new Failure("unavailable", `${who} ended its answer before it began`, { remedy: "try again later" });
  }
  if (skipped > 0) {
    yield { type: "warning", message: `${skipped} events of the answer were no JSON and were skipped` };
  }
  yield { type: "end", reason: end ?? "truncated" };
}

type ByteReader = ReadableStreamDefaultReader<Uint8Array>;

const DONE = "[DONE]";

/** Data of the events up to `[DONE]` or the end of the body; a plain JSON body counts as one event. */
async function* readEvents(reply: Reply): AsyncGenerator<string> {
  const { response, timers, party } = reply;
  const type = response.headers.get("content-type") ?? "";
  const encoding = response.headers.get("content-encoding") ?? "identity";
  if (encoding !== "identity") {
    void response.body?.cancel().catch(() => undefined);
    throw new Failure(
      "bad-reply",
      `backend "${party.id}" at ${party.origin} compresses its answers (${quoteReply(encoding, [])}) unasked`,
      { remedy: "turn compression of event streams off there" },
    );
  }
  const isStream = /^text\/event-stream\b/i.test(type);
  if (response.body === null || !(isStream || /^application\/(.+\+)?json\b/i.test(type))) {
    const start = quoteReply(await untilAborted(readStart(response), timers.signal), party.secrets);
    const what = type === "" ? "no content type" : quoteReply(type, []);
    throw new Failure(
      "bad-reply",
      `backend "${party.id}" at ${party.origin} answered with ${what}: ${start}`,
      { remedy: CHECK_ADDRESS },
    );
  }

  const reader: ByteReader = response.body.getReader();
  const events = isStream ? createEventReader() : createWholeReader();
  try {
    for (;;) {
      timers.listen();
      const { done, value } = await untilAborted(reader.read(), timers.signal);
      const found = done ? events.finish() : events.push(value);
      if (found.length > 0) timers.dataCame();
      for (const data of found) {
        timers.signal.throwIfAborted();
        if (data === DONE) {
          await drain(reader, reply.clock);
          return;
        }
        yield data;
      }
      if (done) return;
    }
  } finally {
    // Closes the connection unless the body was read to its end; what it says is of no use any more, nor is waiting for it.
    // First comes whoever has all they wanted of it.
    setImmediate(() => void reader.cancel().catch(() => undefined));
  }
}

/** Waits a moment for the last bytes of a finished answer; a connection read to its end can serve the next call. */
async function drain(reader: ByteReader, clock: Clock): Promise<void> {
  let stop = (): void => undefined;
  const late = new Promise<void>((resolve) => {
    stop = clock.after(DRAIN_MS, resolve);
  });
  const rest = reader.read().then(
    () => undefined,
    // The answer is complete; how the connection ended changes nothing.
    () => undefined,
  );
  await Promise.race([rest, late]);
  stop();
}

/** The first kilobyte of a body, enough to quote from. */
async function readStart(response: Response): Promise<string> {
  const reader: ByteReader | undefined = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  while (reader !== undefined && text.length < 1024) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  await reader?.cancel();
  return text.slice(0, 1024);
}

/** For servers that answer a request for a stream with the whole answer at once. */
function createWholeReader(): EventReader {
  const decoder = new TextDecoder();
  let text = "";
  return {
    push(bytes) {
      text += decoder.decode(bytes, { stream: true });
      if (text.length > LONGEST_BODY) throw new Failure("bad-reply", "the answer is larger than 16 MiB");
      return [];
    },
    finish: () => (text.trim() === "" ? [] : [text]),
  };
}
