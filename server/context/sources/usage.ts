// Owns the source that shows how a function is called elsewhere in the open files: the one to be written, or the one whose call is being filled.
import type { DocumentSnapshot } from "../../documents/documents.ts";
import type { ContextSource, FoundItem, SourcePorts, SourceRequest } from "../source.ts";

const MOST_EXAMPLES = 3;
const MOST_DOCUMENTS = 10;
const MOST_LINES = 1500;
const SHORTEST_NAME = 3;
const LONGEST_LINE = 200;
// How far above the cursor's line a call may have been opened.
const LONGEST_CALL_LINES = 20;

export const usage: ContextSource = {
  id: "usage",
  doc: "Lines of open files that call the function to be written, or the one whose arguments are being written.",
  find(request, ports) {
    const name = request.target?.name ?? openCall(request);
    if (name === undefined || name.length < SHORTEST_NAME) return [];
    const alike = ports.documents
      .all()
      .filter(({ languageId }) => languageId === request.document.languageId);
    const others = alike.filter(({ uri }) => uri !== request.document.uri).slice(-MOST_DOCUMENTS);
    return [request.document, ...others]
      .flatMap((document) => callsIn(document, name, request, ports))
      .slice(0, MOST_EXAMPLES);
  },
};

function callsIn(
  document: DocumentSnapshot,
  name: string,
  { document: own, visible, region }: SourceRequest,
  { workspace }: SourcePorts,
): readonly FoundItem[] {
  if (document.lineCount > MOST_LINES) return [];
  const call = new RegExp(`(?<![\\p{L}\\p{N}_$])${name.replace(/[$]/g, "\\$")}\\s?\\(`, "u");
  // The line that declares the function is no example of it.
  const declares = new RegExp(
    `\\b(?:function|def|func|fn|class|public|private|protected)\\b.*${name.replace(/[$]/g, "\\$")}\\s?\\(`,
    "u",
  );
  const found: FoundItem[] = [];
  for (let line = 0; line < document.lineCount && found.length < MOST_EXAMPLES; line++) {
    const text = document.lineText(line);
    if (text.length > LONGEST_LINE || !text.includes(name)) continue;
    const span = { start: document.lineStart(line), end: document.lineStart(line + 1) };
    const isShown =
      document.uri === own.uri &&
      ((span.start < visible.end && span.end > visible.start) ||
        (span.start < region.end && span.end > region.start));
    if (isShown || !call.test(text) || declares.test(text)) continue;
    found.push({
      uri: document.uri,
      path: workspace.relativePath(document.uri),
      span,
      text: text.trim(),
      score: 0.45,
      why: `calls ${name}`,
    });
  }
  return found;
}

/** The function whose call was opened above the line being typed: what is on that line comes and goes with its keys. */
function openCall({ document, typing }: SourceRequest): string | undefined {
  if (typing === undefined) return undefined;
  const line = document.positionAt(typing.start).line;
  const above = document.slice(document.lineStart(Math.max(0, line - LONGEST_CALL_LINES)), typing.start);
  let depth = 0;
  for (let at = above.length - 1; at >= 0; at--) {
    const sign = above[at] ?? "";
    if (")]}".includes(sign)) depth++;
    if (!"([{".includes(sign) || depth-- > 0) continue;
    return sign === "("
      ? /([\p{L}_$][\p{L}\p{N}_$]*)\s?$/u.exec(above.slice(Math.max(0, at - 100), at))?.[1]
      : undefined;
  }
  return undefined;
}
