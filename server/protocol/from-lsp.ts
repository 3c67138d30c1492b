// Owns the way in: LSP positions, ranges and changes, in any encoding, become offsets and UTF-16 positions. No logic.
import type { Position, Range } from "vscode-languageserver";
import type { DocumentSnapshot, IncomingChange } from "../documents/documents.ts";
import type { Span } from "../documents/text.ts";
import type { ActionReference } from "../features/code-actions.ts";
import type { PositionEncoding } from "./capabilities.ts";
import type { DiagnosticReference } from "./extensions.ts";
import type { RunRequest } from "./params.ts";

type Diagnosed = NonNullable<ActionReference["diagnostic"]>;

/** Past the end of a line means its end; inside a character means its start. */
export function toOffset(document: DocumentSnapshot, position: Position, encoding: PositionEncoding): number {
  return document.offsetAt(toUtf16(document, position, encoding));
}

/** A reversed range is turned around. */
export function toSpan(document: DocumentSnapshot, range: Range, encoding: PositionEncoding): Span {
  const start = toOffset(document, range.start, encoding);
  const end = toOffset(document, range.end, encoding);
  return { start: Math.min(start, end), end: Math.max(start, end) };
}

/** Each change is measured in the text the ones before it left behind. */
export function toChanges(
  document: DocumentSnapshot,
  changes: readonly { readonly range?: Range | undefined; readonly text: string }[],
  encoding: PositionEncoding,
): readonly IncomingChange[] {
  let text = document;
  return changes.map(({ range, text: newText }) => {
    if (range === undefined) return { text: newText };
    const start = toUtf16(text, range.start, encoding);
    const end = toUtf16(text, range.end, encoding);
    const span = { start: text.offsetAt(start), end: text.offsetAt(end) };
    // UTF-16 needs no look at the text; a reversed range is for the store to refuse.
    if (encoding !== "utf-16" && span.start <= span.end) text = text.with([{ span, newText }]);
    return { range: { start, end }, text: newText };
  });
}

export function toDiagnostic(
  document: DocumentSnapshot,
  diagnostic: Sent<DiagnosticReference>,
  encoding: PositionEncoding,
): Diagnosed {
  const { code, source } = diagnostic;
  return {
    span: toSpan(document, diagnostic.range, encoding),
    message: diagnostic.message,
    ...(code === undefined ? {} : { code: String(code) }),
    ...(source === undefined ? {} : { source }),
  };
}

export function toReference(
  document: DocumentSnapshot,
  request: RunRequest,
  encoding: PositionEncoding,
): ActionReference {
  const { actionId, version, symbol, hash, instruction, diagnostic } = request;
  return {
    actionId,
    span: toSpan(document, request.span, encoding),
    ...(version === undefined ? {} : { version }),
    ...(symbol === undefined ? {} : { symbol }),
    ...(hash === undefined ? {} : { hash }),
    ...(instruction === undefined ? {} : { instruction }),
    ...(diagnostic === undefined ? {} : { diagnostic: toDiagnostic(document, diagnostic, encoding) }),
  };
}

/** As a value looks once it was read from the wire: what may be missing is there and undefined. */
type Sent<T> = { readonly [K in keyof T]: undefined extends T[K] ? T[K] | undefined : T[K] };

function toUtf16(document: DocumentSnapshot, position: Position, encoding: PositionEncoding): Position {
  if (encoding === "utf-16" || position.character <= 0) return position;
  const line = document.lineText(position.line);
  let [units, character] = [0, 0];
  for (const symbol of line) {
    units += encodedLength(symbol, encoding);
    if (units > position.character) break;
    character += symbol.length;
  }
  return { line: position.line, character };
}

/** How many units of the encoding one code point takes. */
export function encodedLength(symbol: string, encoding: PositionEncoding): number {
  switch (encoding) {
    case "utf-8":
      return utf8Length(symbol.codePointAt(0) ?? 0);
    case "utf-16":
      return symbol.length;
    case "utf-32":
      return 1;
  }
}

function utf8Length(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
