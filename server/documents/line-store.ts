// Owns text as an immutable sequence of lines in shared chunks: versions are free, an edit costs one chunk. Knows no documents or versions.

/** Lines that stay together; a version of a text shares all chunks an edit did not touch. */
type Chunk = {
  /** Each with its line ending; only the last line of the text has none. */
  readonly lines: readonly string[];
  readonly length: number;
  /** How many lines end in `\n`, `\r\n` and `\r`. */
  readonly endings: readonly [lf: number, crlf: number, cr: number];
};

/** A text of `length` UTF-16 units in at least one line. */
export type LineStore = {
  readonly chunks: readonly Chunk[];
  /** Number of the first line of each chunk. */
  readonly firstLines: readonly number[];
  /** Offset of the first character of each chunk. */
  readonly firstOffsets: readonly number[];
  readonly lineCount: number;
  readonly length: number;
};

/** A place in a store; `column` counts UTF-16 units. */
export type LinePlace = { readonly line: number; readonly column: number };

// New chunks leave room to grow on both sides, so that typing does not split and join them all the time.
const NEW_CHUNK_LINES = 256;
const MOST_CHUNK_LINES = 512;
const FEWEST_CHUNK_LINES = 64;

/** The lines of a text, each with its ending; a text that ends in a line ending has an empty last line. */
function splitLines(text: string): string[] {
  const lines: string[] = [];
  const ending = /\r\n?|\n/g;
  let start = 0;
  while (ending.exec(text) !== null) {
    lines.push(text.slice(start, ending.lastIndex));
    start = ending.lastIndex;
  }
  lines.push(text.slice(start));
  return lines;
}

export function createLineStore(text: string): LineStore {
  return storeOf(chunksOf(splitLines(text)));
}

/** A line with its ending; an empty string outside of the text. */
export function lineAt(store: LineStore, line: number): string {
  if (line < 0 || line >= store.lineCount) return "";
  const index = lastNotAfter(store.firstLines, line);
  return store.chunks[index]?.lines[line - (store.firstLines[index] ?? 0)] ?? "";
}

/** Offset of a line's first character; the length of the text past its end. */
export function lineStartOf(store: LineStore, line: number): number {
  if (line <= 0) return 0;
  if (line >= store.lineCount) return store.length;
  const index = lastNotAfter(store.firstLines, line);
  const lines = store.chunks[index]?.lines ?? [];
  let offset = store.firstOffsets[index] ?? 0;
  for (let i = 0; i < line - (store.firstLines[index] ?? 0); i++) offset += lines[i]?.length ?? 0;
  return offset;
}

/** Where an offset lies; an offset outside of the text means its nearest end. */
export function placeOf(store: LineStore, offset: number): LinePlace {
  const inside = Math.min(Math.max(offset, 0), store.length);
  const index = lastNotAfter(store.firstOffsets, inside);
  const lines = store.chunks[index]?.lines ?? [];
  let column = inside - (store.firstOffsets[index] ?? 0);
  let i = 0;
  while (i < lines.length - 1 && column >= (lines[i]?.length ?? 0)) {
    column -= lines[i]?.length ?? 0;
    i++;
  }
  return { line: (store.firstLines[index] ?? 0) + i, column };
}

export function sliceLines(store: LineStore, start: number, end: number): string {
  if (end <= start) return "";
  const from = placeOf(store, start);
  const to = placeOf(store, end);
  if (from.line === to.line) return lineAt(store, from.line).slice(from.column, to.column);
  const parts = [lineAt(store, from.line).slice(from.column)];
  for (let line = from.line + 1; line < to.line; line++) parts.push(lineAt(store, line));
  parts.push(lineAt(store, to.line).slice(0, to.column));
  return parts.join("");
}

/** The store in which `start` to `end` is replaced; `0 <= start <= end <= length`. */
export function replaceInLines(store: LineStore, start: number, end: number, newText: string): LineStore {
  let from = placeOf(store, start);
  const to = placeOf(store, end);
  // A line feed that comes to stand behind a carriage return joins that line.
  if (from.column === 0 && from.line > 0) {
    const above = lineAt(store, from.line - 1);
    if (above.endsWith("\r")) from = { line: from.line - 1, column: above.length };
  }
  const lastLine = lineAt(store, to.line);
  const lines = splitLines(
    lineAt(store, from.line).slice(0, from.column) + newText + lastLine.slice(to.column),
  );
  // The empty line after the last line ending exists already, unless the edit reached the end of the text.
  if (to.line < store.lineCount - 1) lines.pop();

  const first = lastNotAfter(store.firstLines, from.line);
  const last = lastNotAfter(store.firstLines, to.line);
  const replaced = [
    ...(store.chunks[first]?.lines ?? []).slice(0, from.line - (store.firstLines[first] ?? 0)),
    ...lines,
    ...(store.chunks[last]?.lines ?? []).slice(to.line + 1 - (store.firstLines[last] ?? 0)),
  ];
  const chunks = [...store.chunks.slice(0, first), ...chunksOf(replaced), ...store.chunks.slice(last + 1)];
  return storeOf(replaced.length < FEWEST_CHUNK_LINES ? joinedAt(chunks, first) : chunks);
}

/** The chunks with the small one at `index` put together with a neighbour. */
function joinedAt(chunks: readonly Chunk[], index: number): readonly Chunk[] {
  const left = index + 1 < chunks.length ? index : index - 1;
  const lines = [...(chunks[left]?.lines ?? []), ...(chunks[left + 1]?.lines ?? [])];
  return left < 0 ? chunks : [...chunks.slice(0, left), ...chunksOf(lines), ...chunks.slice(left + 2)];
}

/** The line ending most lines use; `\n` for a text without any. */
export function commonEnding(store: LineStore): "\n" | "\r\n" | "\r" {
  let [lf, crlf, cr] = [0, 0, 0];
  for (const { endings } of store.chunks) {
    lf += endings[0];
    crlf += endings[1];
    cr += endings[2];
  }
  if (crlf > lf && crlf >= cr) return "\r\n";
  return cr > lf ? "\r" : "\n";
}

function chunksOf(lines: readonly string[]): Chunk[] {
  if (lines.length <= MOST_CHUNK_LINES) return lines.length === 0 ? [] : [chunkOf(lines)];
  const chunks: Chunk[] = [];
  for (let i = 0; i < lines.length; i += NEW_CHUNK_LINES)
    chunks.push(chunkOf(lines.slice(i, i + NEW_CHUNK_LINES)));
  return chunks;
}

function chunkOf(lines: readonly string[]): Chunk {
  let length = 0;
  let [lf, crlf, cr] = [0, 0, 0];
  for (const line of lines) {
    length += line.length;
    if (line.endsWith("\r\n")) crlf++;
    else if (line.endsWith("\n")) lf++;
    else if (line.endsWith("\r")) cr++;
  }
  return { lines, length, endings: [lf, crlf, cr] };
}

function storeOf(chunks: readonly Chunk[]): LineStore {
  const firstLines: number[] = [];
  const firstOffsets: number[] = [];
  let lineCount = 0;
  let length = 0;
  for (const chunk of chunks) {
    firstLines.push(lineCount);
    firstOffsets.push(length);
    lineCount += chunk.lines.length;
    length += chunk.length;
  }
  return { chunks, firstLines, firstOffsets, lineCount, length };
}

/** Index of the last of the rising `starts` that is not after `value`. */
function lastNotAfter(starts: readonly number[], value: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return Math.max(low - 1, 0);
}
