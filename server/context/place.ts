// Owns reading the place a prompt is made for out of a task: what is around it, what is visible anyway, which code counts.
import type { DocumentSnapshot } from "../documents/documents.ts";
import { containsSpan, type Span } from "../documents/text.ts";
import type { CodeSymbol, SymbolKind } from "../syntax/symbols.ts";
import type { SyntaxSnapshot } from "../syntax/syntax.ts";
import type { GenerationTask, InsertTask } from "./collect.ts";
import { chainBefore, LONGEST_CHAIN, withDots } from "./declarations/chains.ts";
import type { TypedLine } from "./line-memory.ts";
import type { SourceRequest } from "./source.ts";

// What even the smallest prompt shows of the document around the place (UTF-16 units); the beginning is on a stride of
// lines, so that it is the same from key to key.
const VISIBLE_BEFORE = 1000;
const VISIBLE_AFTER = 300;
const STRIDE_LINES = 16;
const CALLABLE: readonly SymbolKind[] = ["function", "method", "constructor"];

/** Where somebody types, as far as the text tells: asked for before the tree of that text is there. */
export function lineOf({ document, offset, memberSign }: InsertTask): TypedLine {
  const { line } = document.positionAt(offset);
  const before = document.slice(Math.max(document.lineStart(line), offset - LONGEST_CHAIN), offset);
  const links = chainBefore(withDots(before, memberSign)) ?? [];
  return {
    document,
    receiver: links.map(({ name }) => name).join("."),
    visible: visibleAround(document, { start: offset, end: offset }),
    typing: { start: document.lineStart(line), end: document.lineStart(line + 1) },
  };
}

/** Undefined where the document has no tree: then there is nothing to be told about. */
export function placeOf(task: GenerationTask, path: string, maxTokens: number): SourceRequest | undefined {
  const { document, syntax } = task;
  if (syntax === undefined) return undefined;
  switch (task.kind) {
    case "insert-at-cursor": {
      const enclosing = task.scope?.enclosing ?? [];
      const line = lineOf(task);
      return {
        ...line,
        syntax,
        path,
        enclosing,
        target: undefined,
        offset: task.offset,
        problem: undefined,
        region: enclosing.find(({ kind }) => CALLABLE.includes(kind))?.span ?? line.visible,
        maxTokens,
      };
    }
    case "rewrite-span":
    case "write-files":
    case "question": {
      const { target, symbol } = task;
      const enclosing = symbolsAround(syntax.symbols(), target).filter(
        ({ nameSpan }) => nameSpan.start !== symbol?.nameSpan.start,
      );
      const visible = visibleAround(document, target);
      return {
        document,
        syntax,
        path,
        enclosing,
        target: symbol,
        offset: undefined,
        receiver: "",
        problem: task.intent.kind === "fix-diagnostic" ? task.intent.diagnostic : undefined,
        visible,
        region: target,
        typing: undefined,
        maxTokens,
      };
    }
  }
}

/** What a model elsewhere is told at most. */
const TOKENS_AT_END = 4096;

/** The place behind all of a text, where one is asked about that nobody has come to yet. */
export function endOf(
  document: DocumentSnapshot,
  syntax: SyntaxSnapshot | undefined,
  path: string,
): SourceRequest | undefined {
  const offset = document.length;
  const task: InsertTask = {
    kind: "insert-at-cursor",
    document,
    syntax,
    offset,
    scope: syntax?.cursorAt(offset),
    shape: "line",
    candidates: 1,
    trigger: "typing",
  };
  return placeOf(task, path, TOKENS_AT_END);
}

function symbolsAround(symbols: readonly CodeSymbol[], target: Span): readonly CodeSymbol[] {
  const around = symbols.find(({ span }) => containsSpan(span, target));
  return around === undefined ? [] : [around, ...symbolsAround(around.children, target)];
}

/** Counted from the lines of the place, not from the cursor, so that typing on a line moves nothing. */
function visibleAround(document: DocumentSnapshot, { start, end }: Span): Span {
  const above = document.lineStart(document.positionAt(start).line) - VISIBLE_BEFORE;
  const below = document.lineStart(document.positionAt(end).line + 1) + VISIBLE_AFTER;
  const first = document.positionAt(Math.max(0, above)).line;
  const last = document.positionAt(Math.min(document.length, below)).line;
  return {
    start: document.lineStart(Math.ceil(first / STRIDE_LINES) * STRIDE_LINES),
    end: below >= document.length ? document.length : document.lineStart(last),
  };
}
