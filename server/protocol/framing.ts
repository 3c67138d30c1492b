// Owns cutting a byte stream into message bodies (base protocol of LSP); refuses what would make it hold unbounded bytes.

export type FrameEvents = {
  readonly body: (bytes: Buffer) => void;
  /** A body too large to be held was read over. */
  readonly skipped: (bytes: number) => void;
  /** Where the next message begins is not known any more; nothing that follows is looked at. */
  readonly lost: (why: string) => void;
};

// Every client sends one or two short header lines.
const LARGEST_HEADER_BYTES = 8 * 1024;
// The largest document an editor syncs in practice stays below this by far.
const LARGEST_BODY_BYTES = 64 * 1024 * 1024;
// One huge file must not cost a restart: up to here its bytes are read over instead.
const LARGEST_SKIPPED_BYTES = 1024 * 1024 * 1024;
const HEADER_END = "\r\n\r\n";

/** Returns the function that takes the next bytes of the stream. */
export function createFrameReader(events: FrameEvents): (bytes: Buffer) => void {
  let stage: "header" | "body" | "skip" | "lost" = "header";
  let header: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let length = 0;
  let missing = 0;

  const lose = (why: string): void => {
    stage = "lost";
    events.lost(why);
  };

  /** Returns what follows the header. */
  const readHeader = (bytes: Buffer): Buffer => {
    const known = header.length === 0 ? bytes : Buffer.concat([header, bytes]);
    const end = known.subarray(0, LARGEST_HEADER_BYTES).indexOf(HEADER_END);
    if (end === -1) {
      if (known.length >= LARGEST_HEADER_BYTES) lose("a header block has more than 8 KiB");
      // A copy, since the stream's chunk may be far larger than the few bytes that are kept of it.
      header = Buffer.from(known.subarray(0, LARGEST_HEADER_BYTES));
      return Buffer.alloc(0);
    }
    header = Buffer.alloc(0);
    const declared = contentLength(known.toString("latin1", 0, end));
    if (typeof declared === "string") lose(declared);
    else if (declared > LARGEST_SKIPPED_BYTES) lose(`a message of ${declared} bytes is announced`);
    else {
      length = missing = declared;
      stage = declared > LARGEST_BODY_BYTES ? "skip" : "body";
    }
    return known.subarray(end + HEADER_END.length);
  };

  const readBody = (bytes: Buffer): Buffer => {
    const taken = bytes.subarray(0, missing);
    missing -= taken.length;
    if (stage === "body") parts.push(taken);
    if (missing === 0) {
      const body = parts;
      parts = [];
      if (stage === "skip") events.skipped(length);
      else events.body(body.length === 1 && body[0] !== undefined ? body[0] : Buffer.concat(body));
      stage = "header";
    }
    return bytes.subarray(taken.length);
  };

  return (bytes) => {
    let rest = bytes;
    while (stage !== "lost" && rest.length > 0) {
      rest = stage === "header" ? readHeader(rest) : readBody(rest);
      // A body without a single byte is complete as soon as it is announced.
      if (stage === "body" && missing === 0) rest = readBody(rest);
    }
  };
}

/** A whole frame around one body. */
export function frame(body: string): Buffer {
  return Buffer.from(`Content-Length: ${Buffer.byteLength(body)}${HEADER_END}${body}`);
}

/** The number of bytes a header announces, or what is wrong with it. */
function contentLength(header: string): number | string {
  const values = header
    .split("\r\n")
    .map((line) => /^content-length:(.*)$/i.exec(line)?.[1]?.trim())
    .filter((value) => value !== undefined);
  const [value] = values;
  if (value === undefined || values.length > 1) return "a header block has no Content-Length, or several";
  if (!/^\d{1,15}$/.test(value)) return `Content-Length is ${JSON.stringify(value.slice(0, 40))}`;
  return Number(value);
}
