// Owns giving lines that lie inside of a long string back the columns the model wrote them in; a docstring moves with its code.
import type { PlanView, Replacement } from "./plan.ts";

/** `source` holds the lines of `replacement.text` as they were before they were indented anew; line by line the same. */
export function keepLiteralLines(view: PlanView, replacement: Replacement, source: string): Replacement {
  const { syntax } = view;
  const written = source.split("\n");
  const placed = replacement.text.split("\n");
  const first = placed.length - written.length;
  if (syntax === undefined || first < 0 || !/["'`]/.test(source)) return replacement;
  const after = syntax.with([{ span: replacement.span, newText: replacement.text }]);
  let offset = replacement.span.start;
  const lines = placed.map((line, index) => {
    const start = offset;
    offset += line.length + 1;
    const own = written[index - first];
    if (index <= first || own === undefined || own === line) return line;
    const scope = after.cursorAt(start);
    if (scope.position !== "string" || scope.literal === undefined || scope.literal.start >= start)
      return line;
    const document = after.document;
    const opening = document.lineStart(document.positionAt(scope.literal.start).line);
    const isDocstring = document.slice(opening, scope.literal.start).trim() === "";
    return isDocstring ? line : own;
  });
  return { ...replacement, text: lines.join("\n") };
}
