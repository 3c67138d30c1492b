// Owns lines without code in languages without braces: the indent, not the tree, tells which block they belong to.
import { containsOffset, indentOf, type Span } from "../documents/text.ts";
import { capturesOf } from "./captures.ts";
import { holdsOffset, type Placed } from "./nesting.ts";
import type { Place } from "./symbols.ts";
import { isBlank, textBefore } from "./text-spans.ts";
import type { TreeView } from "./tree-view.ts";

// A person leaves a few blank lines; more than this is not read through.
const MOST_LINES = 200;

/** Where a blank or comment line belongs; undefined where the line has code. A block that ends above it is drawn down to the offset. */
export function readDanglingLine(
  view: TreeView,
  offset: number,
): (Place & { readonly block: Span }) | undefined {
  const { document } = view;
  const { line } = document.positionAt(offset);
  if (!isWithoutCode(view, line)) return undefined;
  const range = lastCodeAbove(view, line);
  if (range === undefined) return undefined;
  const text = document.lineText(line);
  const column = isBlank(text) ? offset - document.lineStart(line) : indentOf(text).length;
  const indent = (start: number): number =>
    indentOf(document.lineText(document.positionAt(start).line)).length;

  const goesOn = ({ start, end }: Span): boolean => {
    if (containsOffset({ start, end }, offset)) return true;
    // An empty block is not there yet; one on the line of its head cannot go on below.
    if (start === end) return column > indent(start);
    return isBlank(textBefore(document, start)) && column >= indent(start);
  };
  const blocks = capturesOf(view.language.queries.scopes(), view.tree.rootNode, { within: range }).filter(
    (capture) => capture.name === "block" && capture.start <= offset && goesOn(capture),
  );
  const innermost = blocks.sort((a, b) => b.start - a.start)[0];
  return {
    range,
    block:
      innermost === undefined
        ? { start: 0, end: document.length }
        : { start: innermost.start, end: Math.max(innermost.end, offset) },
    isAround: ({ definition, span }: Placed) =>
      holdsOffset(document, span, offset) ||
      (span.end <= offset && definition.body !== undefined && goesOn(definition.body)),
  };
}

/** The last line above that holds code, without its indent and ending. */
function lastCodeAbove(view: TreeView, line: number): Span | undefined {
  const { document } = view;
  for (let above = line - 1; above >= Math.max(0, line - MOST_LINES); above -= 1) {
    if (isWithoutCode(view, above)) continue;
    const text = document.lineText(above);
    const start = document.lineStart(above);
    return { start: start + indentOf(text).length, end: start + text.trimEnd().length };
  }
  return undefined;
}

function isWithoutCode({ document, language }: TreeView, line: number): boolean {
  const text = document.lineText(line).trim();
  return text === "" || text.startsWith(language.row.comment.line);
}
