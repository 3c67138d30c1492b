// Owns cutting bytes of an event stream into the data of its events, whatever the chunks; knows no JSON. Source: HTML, "9.2 Server-sent events".
import { Failure } from "../trace/failure.ts";

// A line is one event of one token or one usage report; what is longer is no answer to a prompt.
const LONGEST_EVENT = 16 * 1024 * 1024;

export interface EventReader {
  /** Data of every event that these bytes complete. */
  push(bytes: Uint8Array): readonly string[];
  /** Data of an event whose closing blank line never came. */
  finish(): readonly string[];
}

/** Takes `\n`, `\r\n` and `\r`, comments, several data lines per event, and splits inside UTF-8 sequences. */
export function createEventReader(): EventReader {
  const decoder = new TextDecoder();
  let line = "";
  let data: string[] = [];
  let dataLength = 0;
  // After `\r` the line has ended; a `\n` that follows belongs to it, even in the next chunk.
  let skipsLineFeed = false;

  const endEvent = (): readonly string[] => {
    const ended = data.length === 0 ? [] : [data.join("\n")];
    data = [];
    dataLength = 0;
    return ended;
  };
  const endLine = (): readonly string[] => {
    const ended = line;
    line = "";
    if (ended === "") return endEvent();
    if (ended.startsWith("data:")) {
      data.push(ended.slice(ended.startsWith("data: ") ? 6 : 5));
      dataLength += ended.length;
    }
    return [];
  };
  const read = (text: string): readonly string[] => {
    const events: string[] = [];
    const lineEnd = /\r\n|\n|\r/g;
    let start = skipsLineFeed && text.startsWith("\n") ? 1 : 0;
    if (text !== "") skipsLineFeed = text.endsWith("\r");
    lineEnd.lastIndex = start;
    for (let found = lineEnd.exec(text); found !== null; found = lineEnd.exec(text)) {
      line += text.slice(start, found.index);
      events.push(...endLine());
      start = lineEnd.lastIndex;
    }
    line += text.slice(start);
    if (line.length + dataLength > LONGEST_EVENT) {
      throw new Failure("bad-reply", "one event of the answer is larger than 16 MiB");
    }
    return events;
  };

  return {
    push: (bytes) => read(decoder.decode(bytes, { stream: true })),
    finish: () => [...read(decoder.decode()), ...endLine(), ...endEvent()],
  };
}
