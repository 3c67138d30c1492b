// Owns the imports an answer brings along for its new code; refuses those the code does not use or the document has.

import type { TextEdit } from "../documents/text.ts";
import { everySymbol } from "../syntax/symbols.ts";
import type { PlanView } from "./plan.ts";

/** Insertions for the imports that stand outside of `newText` in `code` and bring only names the document lacks. */
export function missingImports(view: PlanView, code: string, newText: string): readonly TextEdit[] {
  const { document, syntax } = view;
  if (syntax === undefined) return [];
  const known = new Set([
    ...syntax.imports().flatMap((each) => each.names),
    ...everySymbol(syntax.symbols()).map(({ name }) => name),
  ]);
  const wanted = (view.extract(code)?.imports ?? [])
    .filter(({ names }) => names.length > 0 && names.every((name) => !known.has(name)))
    .filter(({ names }) => names.some((name) => mentions(newText, name)))
    .map(({ span }) => ({ text: code.slice(span.start, span.end), isOuter: isLineStart(code, span.start) }))
    .filter(({ text, isOuter }) => isOuter && !newText.includes(text))
    .map(({ text }) => text.replaceAll("\n", document.eol) + document.eol);
  if (wanted.length === 0) return [];
  const { offset, gap } = placeForImports(view);
  return [{ span: { start: offset, end: offset }, newText: wanted.join("") + gap }];
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

function isLineStart(text: string, offset: number): boolean {
  return offset === 0 || text[offset - 1] === "\n";
}
