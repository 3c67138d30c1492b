// Owns the check that an answer defines nothing a second time in one block; overloads, accessors and merged declarations are none.
import { containsSpan, indentOf, type Span } from "../../documents/text.ts";
import { type CodeSymbol, everySymbol, type SymbolKind, symbolPath } from "../../syntax/symbols.ts";
import type { SyntaxSnapshot } from "../../syntax/syntax.ts";
import { ACCEPT, type Check, type CheckView, reject } from "../check.ts";

const SCRIPTS = ["javascript", "typescript", "typescriptreact"];

export const noDuplicates: Check = {
  id: "no-duplicates",
  applies: (view) => view.syntax !== undefined && DEFINES.test(view.newText) && mayDouble(view),
  run(view) {
    const edited = view.edited();
    if (edited === undefined) return ACCEPT;
    const { written } = view;
    const name = isInFunction(edited, written)
      ? doubledLocal(edited, written)
      : doubledDefinition(view, edited, written);
    if (name === undefined) return ACCEPT;
    return reject("defined-twice", `${name} is defined a second time in the same block`);
  },
};

/** A text without two words in a row, or a body behind parameters, defines nothing. */
const DEFINES = /\p{L}\s+[\p{L}_$#]|\)\s*[:{]/u;
/** Names that a text of a language with these words may define. */
const DEFINED =
  /(?:\b(?:const|let|function\*?|class|def|type)\s+|^[ \t]*(?:(?:public|private|protected|override|async|abstract|readonly)\s+)*)([\p{L}_$#][\w$]*)\s*(?=[(=:<{]|extends\b|implements\b)/gmu;
/** Languages whose definitions begin with these words, or with the name. */
const BY_WORDS: ReadonlySet<string> = new Set([...SCRIPTS, "python"]);

/** Whether it is worth reading symbols: by a look at the texts, nearly every statement defines nothing anew. */
function mayDouble({ document, edit, newText, syntax }: CheckView): boolean {
  if (!BY_WORDS.has(syntax?.language.id ?? "")) return true;
  const names = [...newText.matchAll(DEFINED)].map(([, name = ""]) => name);
  if (names.length === 0) return false;
  const rest = `${document.slice(0, edit.span.start)}\n${document.slice(edit.span.end, document.length)}`;
  const wanted = new Set(names);
  if (wanted.size < names.length) return true;
  for (const [, name = ""] of rest.matchAll(DEFINED)) if (wanted.has(name)) return true;
  return false;
}

// A block of more lines than this is not read for its end.
const MOST_LINES = 2000;
/** What one name can stand for once. Interfaces, namespaces and enumerations may go on in a second declaration. */
const ONCE: ReadonlySet<SymbolKind> = new Set(["function", "method", "constructor", "class", "type"]);

/** Whether what is defined here is no symbol of the file. */
function isInFunction(edited: SyntaxSnapshot, { start }: Span): boolean {
  const { kind, body } = edited.symbolAt(start) ?? {};
  return (
    (kind === "function" || kind === "method" || kind === "constructor") &&
    body !== undefined &&
    body.span.start <= start
  );
}

function doubledDefinition(view: CheckView, edited: SyntaxSnapshot, written: Span): string | undefined {
  const doubled = findDoubled(edited, edited.symbols(), written);
  if (doubled === undefined) return undefined;
  const path = symbolPath(doubled);
  const before = everySymbol(view.syntax?.symbols() ?? []).filter((symbol) => symbolPath(symbol) === path);
  // What stands there twice already is not the answer's fault.
  return before.length > 1 ? undefined : doubled.name;
}

function findDoubled(
  edited: SyntaxSnapshot,
  symbols: readonly CodeSymbol[],
  written: Span,
): CodeSymbol | undefined {
  for (const symbol of symbols) {
    if (symbol.span.start > written.end || symbol.span.end < written.start) continue;
    const isNew = containsSpan(written, symbol.nameSpan);
    if (isNew && symbols.some((other) => isSameAgain(edited, symbol, other))) return symbol;
    const inside = isNew ? undefined : findDoubled(edited, symbol.children, written);
    if (inside !== undefined) return inside;
  }
  return undefined;
}

function isSameAgain(edited: SyntaxSnapshot, one: CodeSymbol, other: CodeSymbol): boolean {
  if (one === other || one.name !== other.name || one.kind !== other.kind) return false;
  const isConstant = isFixed(edited, one) && isFixed(edited, other);
  if (!isConstant && !ONCE.has(one.kind)) return false;
  const areWhole = one.kind === "type" || (one.body !== undefined && other.body !== undefined);
  if (!isConstant && (!areWhole || MANY.has(one.name) || mayBeOverload(edited, one, other))) return false;
  return !isMarked(edited, one) && !isMarked(edited, other) && isOneBlock(edited, one.span, other.span);
}

/** With another head a function may be an overload; in some languages it is another clause of the same. */
function mayBeOverload({ language }: SyntaxSnapshot, one: CodeSymbol, other: CodeSymbol): boolean {
  if (NO_OVERLOADS.has(language.id)) return false;
  return language.block !== "brace" || one.signature !== other.signature;
}

/** Where functions of one name and one block are the same function, whatever they take. */
const NO_OVERLOADS = BY_WORDS;
/** Names that any number of functions may have: what is ignored, and what Go runs first. */
const MANY: ReadonlySet<string> = new Set(["_", "init"]);

function isFixed({ document }: SyntaxSnapshot, { kind, span, nameSpan }: CodeSymbol): boolean {
  return kind === "constant" && /\bconst\s+$/.test(document.slice(span.start, nameSpan.start));
}

/** Accessors, and whatever a decorator or an attribute makes of it, share names on purpose. */
function isMarked({ document }: SyntaxSnapshot, { span, nameSpan }: CodeSymbol): boolean {
  return /@|#\[|\b(?:get|set|static|declare)\b/.test(document.slice(span.start, nameSpan.start));
}

/** A `const` or `let` of a function that its block has already. */
function doubledLocal(edited: SyntaxSnapshot, written: Span): string | undefined {
  const { document } = edited;
  const locals = (within: Span): readonly Span[] =>
    edited
      .flow(within)
      .filter(({ kind, start, end }) => kind === "bound" && end - start < LONGEST_NAME)
      .filter(({ start }) => /^\s*(?:const|let)\s+$/.test(lineBefore(edited, start)));
  const own = locals(written).filter((span) => containsSpan(written, span));
  if (own.length === 0) return undefined;
  const around = edited.symbolAt(written.start)?.span;
  if (around === undefined || around.end - around.start > FARTHEST) return undefined;
  const all = locals(around);
  const text = ({ start, end }: Span): string => document.slice(start, end);
  const found = own.find((local) =>
    all.some(
      (other) =>
        other.start !== local.start && text(other) === text(local) && isOneBlock(edited, other, local),
    ),
  );
  return found && text(found);
}

const LONGEST_NAME = 100;
// A longer function is not looked through (UTF-16 units).
const FARTHEST = 20_000;

function lineBefore({ document }: SyntaxSnapshot, offset: number): string {
  return document.slice(document.lineStart(document.positionAt(offset).line), offset);
}

/** Whether two places begin in one column, and no line between them stands further left. */
function isOneBlock({ document }: SyntaxSnapshot, one: Span, other: Span): boolean {
  const [first, last] = [one, other]
    .map(({ start }) => document.positionAt(start).line)
    .sort((a, b) => a - b);
  if (first === undefined || last === undefined || first === last || last - first > MOST_LINES) return false;
  const indent = indentOf(document.lineText(first));
  if (indentOf(document.lineText(last)) !== indent) return false;
  for (let line = first + 1; line < last; line++) {
    const text = document.lineText(line);
    // A `#if` and its kind choose one of two.
    if (text.trim() !== "" && (!text.startsWith(indent) || /^\s*#\s*(?:if|else|elif)/.test(text)))
      return false;
  }
  return true;
}
