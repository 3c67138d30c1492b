// Owns finding identifiers in a text by its letters alone: strings and comments are skipped, nothing is understood.

/** How a language writes comments, as its row says. */
export type CommentMarks = {
  readonly line: string;
  readonly blockStart?: string;
  readonly blockEnd?: string;
};

/** Names of one letter lead nowhere. */
const SHORTEST_WORD = 2;
// Longer ones are data.
const LONGEST_WORD = 100;

const NEWLINE = 10;
const DOLLAR = 36;
const DOUBLE_QUOTE = 34;
const QUOTE = 39;
const BACKSLASH = 92;
const BACKTICK = 96;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

const OTHER = 0;
const LETTER = 1;
const DIGIT = 2;
const MARK = 3;

/** Calls `onWord` for every identifier, in order. Code inside of template strings counts. */
export function scanWords(
  text: string,
  comments: CommentMarks,
  onWord: (start: number, end: number) => void,
): void {
  const classes = classesOf(comments);
  const { length } = text;
  // Depth of braces at which each template string goes on that was left for code.
  const templates: number[] = [];
  let depth = 0;
  let index = 0;
  while (index < length) {
    const code = text.charCodeAt(index);
    const kind = code < 128 ? classes[code] : LETTER;
    if (kind === OTHER) {
      index += 1;
      continue;
    }
    if (kind === LETTER || kind === DIGIT) {
      const start = index;
      index += 1;
      while (index < length && isWordPart(text.charCodeAt(index), classes)) index += 1;
      const size = index - start;
      if (kind === LETTER && size >= SHORTEST_WORD && size <= LONGEST_WORD) onWord(start, index);
      continue;
    }
    if (code === OPEN_BRACE) {
      depth += 1;
      index += 1;
    } else if (code === CLOSE_BRACE) {
      depth -= 1;
      index += 1;
      if (templates.at(-1) === depth) {
        templates.pop();
        index = afterTemplatePart(text, index, () => templates.push(depth++));
      }
    } else if (code === BACKTICK) {
      index = afterTemplatePart(text, index + 1, () => templates.push(depth++));
    } else if (code === DOUBLE_QUOTE || code === QUOTE) {
      index = afterString(text, index, code);
    } else {
      index = afterComment(text, index, comments) ?? index + 1;
    }
  }
}

function isWordPart(code: number, classes: Uint8Array): boolean {
  if (code >= 128) return true;
  const kind = classes[code];
  return kind === LETTER || kind === DIGIT;
}

const CLASSES = new Map<string, Uint8Array>();

/** What each ASCII character may begin. */
function classesOf({ line, blockStart = "" }: CommentMarks): Uint8Array {
  const key = `${line} ${blockStart}`;
  const known = CLASSES.get(key);
  if (known !== undefined) return known;
  const classes = new Uint8Array(128);
  for (let code = 0; code < 128; code += 1) {
    const character = String.fromCharCode(code);
    if (/[A-Za-z_$]/.test(character)) classes[code] = LETTER;
    else if (/[0-9]/.test(character)) classes[code] = DIGIT;
    else if (/["'`{}]/.test(character) || line.startsWith(character) || blockStart.startsWith(character)) {
      classes[code] = MARK;
    }
  }
  CLASSES.set(key, classes);
  return classes;
}

/** Behind the closing quote. A string that no quote ends on its line is no string, unless three quotes began it. */
function afterString(text: string, start: number, quote: number): number {
  if (text.charCodeAt(start + 1) === quote && text.charCodeAt(start + 2) === quote) {
    const end = text.indexOf(text.slice(start, start + 3), start + 3);
    return end < 0 ? start + 3 : end + 3;
  }
  for (let index = start + 1; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === quote) return index + 1;
    if (code === BACKSLASH) index += 1;
    else if (code === NEWLINE) break;
  }
  return start + 1;
}

/** Behind the closing backtick, or behind a `${`, which `onCode` is told of. */
function afterTemplatePart(text: string, start: number, onCode: () => void): number {
  for (let index = start; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === BACKTICK) return index + 1;
    if (code === BACKSLASH) index += 1;
    else if (code === DOLLAR && text.charCodeAt(index + 1) === OPEN_BRACE) {
      onCode();
      return index + 2;
    }
  }
  return start;
}

function afterComment(
  text: string,
  start: number,
  { line, blockStart, blockEnd }: CommentMarks,
): number | undefined {
  if (blockStart !== undefined && blockEnd !== undefined && text.startsWith(blockStart, start)) {
    const end = text.indexOf(blockEnd, start + blockStart.length);
    return end < 0 ? text.length : end + blockEnd.length;
  }
  if (!text.startsWith(line, start)) return undefined;
  const end = text.indexOf("\n", start);
  return end < 0 ? text.length : end;
}
