// Owns reading what a review found out of an answer's lines; trusts no line number outside of what was shown.
import { type DocumentSnapshot, lineContent } from "../documents/documents.ts";
import { indentOf, type Span } from "../documents/text.ts";

export type Finding = { readonly span: Span; readonly message: string };

// More than this in one place are no longer read by anybody.
const MOST_FINDINGS = 12;
const LINE = /^\W*(?:lines?\s+)?(\d+)(?:\s*[-–,]\s*\d+)?\W*?[:.)-]\s*(.+)$/i;
const NONE = /^\W*(?:none|no (?:mistakes?|problems?|issues?|bugs?|errors?)\b.*)\W*$/i;

const FINE = /^\W*(?:ok(?:ay)?|correct|fine|n\/?a)\W*$/i;

/** One finding for each line that begins with a number of `target`; undefined where the answer has another form. */
export function readFindings(
  document: DocumentSnapshot,
  target: Span,
  answer: string,
): readonly Finding[] | undefined {
  const lines = answer.split("\n").filter((line) => line.trim() !== "");
  if (lines.some((line) => NONE.test(line))) return [];
  const first = document.positionAt(target.start).line;
  const last = document.positionAt(target.end).line;
  const findings = new Map<string, Finding>();
  let fineLines = 0;
  for (const text of lines) {
    const [, number = "", words = ""] = LINE.exec(text) ?? [];
    const line = Number(number) - 1;
    const message = words.replace(/\*\*|`(?=\s|$)/g, "").trim();
    if (number === "" || message === "" || line < first || line > last) continue;
    // Small models go through the lines one by one and say of each that it is fine.
    if (NONE.test(message) || FINE.test(message)) {
      fineLines++;
      continue;
    }
    const content = lineContent(document, line);
    const start = document.lineStart(line) + indentOf(content).length;
    findings.set(`${line} ${message}`, {
      span: { start, end: document.lineStart(line) + content.length },
      message,
    });
  }
  if (findings.size === 0 && fineLines === 0) return undefined;
  return [...findings.values()].slice(0, MOST_FINDINGS);
}
