// Owns the set-up of the syntax room in tests: real documents, a trace that keeps its lines.
import { createDocuments, type DocumentSnapshot, type Documents } from "../../server/documents/documents.ts";
import type { CursorScope } from "../../server/syntax/cursor.ts";
import type { ParseLimits } from "../../server/syntax/parsing.ts";
import type { CodeSymbol } from "../../server/syntax/symbols.ts";
import {
  createSyntax,
  type Syntax,
  type SyntaxPorts,
  type SyntaxSnapshot,
} from "../../server/syntax/syntax.ts";
import { createTrace, type LogLine } from "../../server/trace/trace.ts";

export type OpenSyntax = {
  readonly syntax: Syntax;
  readonly documents: Documents;
  readonly lines: readonly LogLine[];
  open(languageId: string, text: string): DocumentSnapshot;
  /** Opens a text and reads its snapshot; throws where there is none. */
  read(languageId: string, text: string): SyntaxSnapshot;
};

/** Limits that a machine busy with other tests does not reach. */
export const PATIENT: ParseLimits = {
  first: 60_000,
  reparse: 60_000,
  copy: 60_000,
  trial: 60_000,
  slice: 20,
  slices: 60_000,
};

/** The room with patient limits unless told otherwise. */
export function openSyntax(ports: Omit<SyntaxPorts, "trace"> = {}): OpenSyntax {
  const lines: LogLine[] = [];
  const trace = createTrace({ write: (line) => lines.push(line) });
  const syntax = createSyntax({ trace, limits: PATIENT, ...ports });
  const documents = createDocuments();
  documents.subscribe((event) => syntax.noteEvent(event));
  let count = 0;
  const open = (languageId: string, text: string): DocumentSnapshot => {
    count += 1;
    return documents.open(`file:///${count}`, languageId, 1, text);
  };
  return {
    syntax,
    documents,
    lines,
    open,
    read(languageId, text) {
      const snapshot = syntax.snapshot(open(languageId, text));
      if (snapshot === undefined) throw new Error(`no snapshot for ${languageId}`);
      return snapshot;
    },
  };
}

/** One line per symbol, children indented: `kind name [start-end] signature`, then what else is known of it. */
export function listSymbols(symbols: readonly CodeSymbol[], depth = 0): string {
  return symbols
    .map((symbol) => {
      const { kind, name, span, signature, body, doc, isExported, children } = symbol;
      const notes = [
        ...(isExported ? ["exported"] : []),
        ...(body === undefined ? [] : [`${body.state} body [${body.span.start}-${body.span.end}]`]),
        ...(doc === undefined ? [] : [`doc [${doc.span.start}-${doc.span.end}]`]),
      ];
      const line = `${"  ".repeat(depth)}${kind} ${name} [${span.start}-${span.end}] ${signature}`;
      return `${line}${notes.length === 0 ? "" : `  ; ${notes.join(", ")}`}\n${listSymbols(children, depth + 1)}`;
    })
    .join("");
}

/** Everything a scope says, as text of the document. */
export function describeScope({ document }: SyntaxSnapshot, scope: CursorScope): string {
  const quote = (span: { start: number; end: number } | undefined): string =>
    span === undefined ? "-" : JSON.stringify(document.slice(span.start, span.end));
  const { position, enclosing, block, isBlockEmpty, statement, literal } = scope;
  return [
    `position: ${position}`,
    `enclosing: ${enclosing.map(({ kind, name }) => `${kind} ${name}`).join(" > ") || "-"}`,
    `block${isBlockEmpty ? ", empty" : ""}: ${quote(block)}`,
    `statement: ${quote(statement)}`,
    `literal: ${quote(literal)}`,
  ].join("\n");
}
