// Owns the imports an answer brings along for its new code; refuses those the code does not use or the document has.

import { indentOf, type TextEdit } from "../documents/text.ts";
import { everySymbol } from "../syntax/symbols.ts";
import type { ImportStatement } from "../syntax/syntax.ts";
import type { PlanView } from "./plan.ts";

/**
 * Edits for the imports that stand outside of `newText` in `code` and bring names the document lacks: into the list of a
 * statement that imports from the same module, else as a statement of its own, quoted and ended like the document's.
 */
export function missingImports(view: PlanView, code: string, newText: string): readonly TextEdit[] {
  const { syntax, document } = view;
  if (syntax === undefined) return [];
  const known = new Set([
    ...syntax.imports().flatMap((each) => each.names),
    ...everySymbol(syntax.symbols()).map(({ name }) => name),
  ]);
  const isNeeded = (name: string): boolean => !known.has(name) && mentions(newText, name);
  const wanted = (view.extract(code)?.imports ?? [])
    .filter(({ span }) => isLineStart(code, span.start) && !newText.includes(textOf(code, span)))
    .filter(({ names }) => names.some(isNeeded));
  const added: TextEdit[] = [];
  const statements: string[] = [];
  for (const statement of wanted) {
    const host = hostFor(view, code, statement);
    const members = statement.members.filter(({ name }) => isNeeded(name));
    if (host !== undefined && members.length > 0) {
      added.push(
        intoList(
          view,
          host,
          members.map(({ span }) => textOf(code, span)),
        ),
      );
    } else if (statement.names.every((name) => !known.has(name))) {
      statements.push(inStyle(view, code, statement));
    }
  }
  if (statements.length === 0) return added;
  const { offset, gap } = placeForImports(view);
  const newLines = statements.map((text) => text.replaceAll("\n", document.eol) + document.eol);
  return [...added, { span: { start: offset, end: offset }, newText: newLines.join("") + gap }];
}

/** The document's statement whose list can take names of this one: the same module, and the same words before the list. */
function hostFor(
  { document, syntax }: PlanView,
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
function intoList({ document }: PlanView, { members }: ImportStatement, names: readonly string[]): TextEdit {
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
function inStyle({ document, syntax }: PlanView, code: string, { span, source }: ImportStatement): string {
  const text = textOf(code, span);
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

/** Below the last import at the top, else above the first definition with its doc comment. */
function placeForImports(view: PlanView): { readonly offset: number; readonly gap: string } {
  const { document, syntax } = view;
  const first = syntax?.symbols()[0];
  const firstStart = Math.min(first?.span.start ?? 0, first?.doc?.span.start ?? document.length);
  const last = syntax?.imports().findLast(({ span }) => span.start < firstStart);
  if (last !== undefined) {
    return { offset: document.lineStart(document.positionAt(last.span.end).line + 1), gap: "" };
  }
  const lineStart = document.lineStart(document.positionAt(firstStart).line);
  const removed = view.alsoEdit?.find(({ span }) => span.start < lineStart && lineStart <= span.end);
  return { offset: removed?.span.start ?? lineStart, gap: document.eol };
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
