// Owns the imports an answer brings along for its new code, and where imports go; refuses those the code does not use or the document has.

import type { DocumentSnapshot } from "../documents/documents.ts";
import { indentOf, type Span, type TextEdit } from "../documents/text.ts";
import { everySymbol } from "../syntax/symbols.ts";
import type { ExtractedFile, ImportStatement, SyntaxSnapshot } from "../syntax/syntax.ts";

/** Where imports go. */
export type ImportView = {
  readonly document: DocumentSnapshot;
  readonly syntax: SyntaxSnapshot | undefined;
  /** What is edited beside. */
  readonly alsoEdit?: readonly TextEdit[];
  /** Parses a text that is no document. */
  extract(code: string): ExtractedFile | undefined;
};

/**
 * Edits for the imports that stand outside of `newText` in `code` and bring names the document lacks: into the list of a
 * statement that imports from the same module, else as a statement of its own, quoted and ended like the document's.
 */
export function missingImports(view: ImportView, code: string, newText: string): readonly TextEdit[] {
  const { syntax } = view;
  if (syntax === undefined) return [];
  const known = new Set([
    ...syntax.imports().flatMap((each) => each.names),
    ...everySymbol(syntax.symbols()).map(({ name }) => name),
  ]);
  const isNeeded = (name: string): boolean => !known.has(name) && mentions(newText, name);
  const brought = (view.extract(code)?.imports ?? [])
    .filter(({ span }) => isLineStart(code, span.start) && !newText.includes(textOf(code, span)))
    .filter(({ names }) => names.some(isNeeded));
  return placeImports(view, { code, statements: brought, known, isNeeded });
}

export type Brought = {
  /** A text that holds the statements. */
  readonly code: string;
  readonly statements: readonly ImportStatement[];
  /** Names that the document has. */
  readonly known: ReadonlySet<string>;
  readonly isNeeded: (name: string) => boolean;
};

/** Puts the statements into the document, and of their names those that are needed. */
export function placeImports(
  view: ImportView,
  { code, statements: wanted, known, isNeeded }: Brought,
): readonly TextEdit[] {
  const added: TextEdit[] = [];
  const statements: string[] = [];
  for (const statement of wanted) {
    const host = hostFor(view, code, statement);
    const members = statement.members.filter(({ name }) => isNeeded(name));
    if (host !== undefined && members.length > 0) {
      const names = members.map(({ span }) => textOf(code, span));
      added.push(intoList(view, host, names));
      continue;
    }
    const block = isLineStart(code, statement.span.start) ? undefined : lastInBlock(view);
    if (block !== undefined) {
      added.push(belowLine(view, block, textOf(code, statement.span)));
    } else if (statement.names.every((name) => !known.has(name))) {
      statements.push(inStyle(view, code, statement));
    }
  }
  const place = statements.length === 0 ? undefined : placeForImports(view);
  if (place === undefined) return added;
  const { offset, gap, indent } = place;
  const { eol, slice } = view.document;
  const newLines = statements.map((text) => indent + text.replaceAll("\n", eol + indent) + eol);
  const isMidLine = /[^\r\n]/.test(slice(Math.max(0, offset - 1), offset));
  const newText = (isMidLine ? eol : "") + newLines.join("") + gap;
  return [...added, { span: { start: offset, end: offset }, newText }];
}

/** The last import of a block that has a line for each, as in Go, where one word stands in front of many. */
function lastInBlock({ document, syntax }: ImportView): ImportStatement | undefined {
  return syntax?.imports().findLast(({ span }) => {
    const { line, character } = document.positionAt(span.start);
    return character > 0 && indentOf(document.lineText(line)).length === character;
  });
}

function belowLine({ document }: ImportView, { span }: ImportStatement, text: string): TextEdit {
  const { line } = document.positionAt(span.end);
  const offset = document.lineStart(line + 1);
  return {
    span: { start: offset, end: offset },
    newText: indentOf(document.lineText(line)) + text + document.eol,
  };
}

/** The document's statement whose list can take names of this one: the same module, and the same words before the list. */
function hostFor(
  { document, syntax }: ImportView,
  code: string,
  wanted: ImportStatement,
): ImportStatement | undefined {
  const head = headOf(wanted, (start, end) => code.slice(start, end));
  if (head === undefined) return undefined;
  return syntax
    ?.imports()
    .find(
      (each) =>
        each.source === wanted.source && headOf(each, (start, end) => document.slice(start, end)) === head,
    );
}

function headOf(
  { span, members }: ImportStatement,
  slice: (start: number, end: number) => string,
): string | undefined {
  const [first] = members;
  // Brackets around a list are a matter of taste.
  return (
    first &&
    slice(span.start, first.span.start)
      .replace(/[\s(]+/g, " ")
      .trim()
  );
}

/** Names in a sorted list keep it sorted; in a list of lines each gets a line. */
function intoList(
  { document }: ImportView,
  { members }: ImportStatement,
  names: readonly string[],
): TextEdit {
  const texts = members.map(({ span }) => document.slice(span.start, span.end));
  const isSorted = texts.every((text, index) => index === 0 || compare(texts[index - 1] ?? "", text) <= 0);
  const [first = ""] = names;
  const next = isSorted ? members.find((_, index) => compare(texts[index] ?? "", first) > 0) : undefined;
  const [one, two] = members;
  const hasLines =
    two !== undefined &&
    document.positionAt(one?.span.start ?? 0).line !== document.positionAt(two.span.start).line;
  const lineOf = (offset: number): string => document.lineText(document.positionAt(offset).line);
  const last = members.at(-1)?.span.end ?? 0;
  const separator = hasLines ? `,${document.eol}${indentOf(lineOf(last))}` : ", ";
  if (next === undefined)
    return { span: { start: last, end: last }, newText: separator + names.join(separator) };
  const { start } = next.span;
  return { span: { start, end: start }, newText: names.join(separator) + separator };
}

function compare(a: string, b: string): number {
  return a.toLowerCase() < b.toLowerCase() ? -1 : Number(a.toLowerCase() > b.toLowerCase());
}

/** A statement with the quotes and the ending that the document's own imports have. */
function inStyle({ document, syntax }: ImportView, code: string, { span, source }: ImportStatement): string {
  const text = code.slice(code.lastIndexOf("\n", span.start - 1) + 1, span.end);
  const own = syntax?.imports()[0];
  if (own === undefined) return text;
  const ownText = textOf(document, own.span);
  const [quote = "", ownQuote = ""] = [quoteBefore(text, source), quoteBefore(ownText, own.source)];
  const quoted =
    quote !== "" && ownQuote !== ""
      ? text.replace(quote + source + quote, ownQuote + source + ownQuote)
      : text;
  if (quote === "" || ownQuote === "") return quoted;
  return ownText.endsWith(";") ? quoted.replace(/;?$/, ";") : quoted.replace(/;$/, "");
}

function quoteBefore(statement: string, source: string): string | undefined {
  return /["'`]/.exec(statement[statement.lastIndexOf(source) - 1] ?? "")?.[0];
}

/** `gap` comes below the imports, `indent` before each. */
type ImportPlace = { readonly offset: number; readonly gap: string; readonly indent: string };

/** Below the last import at the top, else above the first code, or the first definition with its doc comment. */
function placeForImports(view: ImportView): ImportPlace | undefined {
  const { document, syntax } = view;
  const blocks = syntax?.codeBlocks();
  if (blocks !== undefined) return placeInBlocks(view, blocks);
  const first = syntax?.symbols()[0];
  const firstStart = Math.min(
    first?.span.start ?? document.length,
    first?.doc?.span.start ?? document.length,
  );
  const last = syntax
    ?.imports()
    .findLast(({ span }) => span.start < firstStart && isAtMargin(document, span.start));
  if (last !== undefined) {
    return { offset: document.lineStart(document.positionAt(last.span.end).line + 1), gap: "", indent: "" };
  }
  const { line } = document.positionAt(Math.min(firstStart, firstCode(view)));
  const lineStart = document.lineStart(line);
  const removed = view.alsoEdit?.find(({ span }) => span.start < lineStart && lineStart <= span.end);
  const offset = removed?.span.start ?? document.lineStart(belowHead(document, line));
  return { offset, gap: document.eol, indent: "" };
}

/** The same in a file that holds code in blocks: below the last import, else at the beginning of the first block. */
function placeInBlocks({ document, syntax }: ImportView, blocks: readonly Span[]): ImportPlace | undefined {
  const last = syntax?.imports().at(-1);
  const [first] = blocks;
  if (last === undefined && first === undefined) return undefined;
  const { line } = document.positionAt(last?.span.end ?? first?.start ?? 0);
  const offset = document.lineStart(line + 1);
  const below = document.lineText(line + (last === undefined ? 1 : 0));
  return { offset, gap: last === undefined ? document.eol : "", indent: indentOf(below) };
}

/** Of several blank lines between the head of a file and a line, one stays above the imports and the others below. */
function belowHead(document: DocumentSnapshot, line: number): number {
  let first = line;
  while (first > 0 && document.lineText(first - 1).trim() === "") first--;
  return first > 0 && first < line ? first + 1 : line;
}

function isAtMargin(document: DocumentSnapshot, offset: number): boolean {
  return indentOf(document.lineText(document.positionAt(offset).line)) === "";
}

// What stands above the code of a file is no longer than this (lines).
const LONGEST_HEAD = 200;
/** What has to stand before imports: the way to the program, the package or namespace, the mark of a language. */
const HEAD_LINE = /^(?:#!|package\b|namespace\b|<\?php|declare\b)/;

/** Where the first line begins that is neither blank nor a comment, nor text that documents or directs the file. */
function firstCode({ document, syntax }: ImportView): number {
  for (let line = 0; line < Math.min(document.lineCount, LONGEST_HEAD); line++) {
    const text = document.lineText(line);
    const start = document.lineStart(line) + text.length - text.trimStart().length;
    if (text.trim() === "" || HEAD_LINE.test(text)) continue;
    const position = syntax?.cursorAt(start + 1).position ?? "code";
    if (position !== "comment" && position !== "string") return start;
  }
  return 0;
}

function mentions(text: string, name: string): boolean {
  const escaped = name.replace(/[$.*+?^{}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\w$])${escaped}(?![\\w$])`).test(text);
}

function textOf(text: Pick<string, "slice">, { start, end }: ImportStatement["span"]): string {
  return text.slice(start, end);
}

function isLineStart(text: string, offset: number): boolean {
  return offset === 0 || text[offset - 1] === "\n";
}
