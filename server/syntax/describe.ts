// Owns the text form of a whole tree, for tests; walks without recursion, so that depth costs no stack.
import type { Tree } from "./tree.ts";

/** Nodes with kind, field and span, as an s-expression; missing ones are marked. */
export function describeTree(tree: Tree): string {
  const cursor = tree.walk();
  const parts: string[] = [];
  let isOpen = true;
  while (isOpen) {
    const field = cursor.currentFieldName;
    const kind = cursor.nodeIsNamed ? cursor.nodeType : JSON.stringify(cursor.nodeType);
    const missing = cursor.nodeIsMissing ? " MISSING" : "";
    parts.push(`${field ? `${field}: ` : ""}(${kind} [${cursor.startIndex}-${cursor.endIndex}]${missing}`);
    if (cursor.gotoFirstChild()) {
      parts.push(" ");
      continue;
    }
    parts.push(")");
    while (!cursor.gotoNextSibling()) {
      isOpen = cursor.gotoParent();
      if (!isOpen) break;
      parts.push(")");
    }
    if (isOpen) parts.push(" ");
  }
  return parts.join("");
}
