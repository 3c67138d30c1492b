// Owns the check that an answer adds no weakness the security rules know; what was there before is not the answer's fault.
import { containsSpan, type Span } from "../../documents/text.ts";
import type { SyntaxSnapshot } from "../../syntax/syntax.ts";
import { ACCEPT, type Check, type CheckView, reject } from "../check.ts";
import type { Finding } from "../security/findings.ts";
import { ALLOW_MARK } from "../security/rule-book.ts";

// What stands further from the edit does not decide whether it is harmless (UTF-16 units); for a key there is less time.
const FARTHEST = { insert: 2500, rewrite: 6000 };

export const security: Check = {
  id: "security",
  applies: (view) => view.security !== "off" && view.syntax !== undefined,
  run(view) {
    if (view.newText.includes(ALLOW_MARK) && !view.oldText.includes(ALLOW_MARK)) {
      return reject("security", "the answer silences a security rule: leave that to the user");
    }
    const added = addedBy(view);
    const [worst] = added.filter(({ severity }) => severity !== "low");
    if (worst !== undefined && view.security === "block") return reject("security", describe(view, worst));
    const noted = worst ?? added[0];
    return noted === undefined ? ACCEPT : { kind: "accept", warning: describe(view, noted) };
  },
};

function addedBy(view: CheckView): readonly Finding[] {
  const edited = view.edited();
  if (view.syntax === undefined || edited === undefined) return [];
  const { span } = view.edit;
  const growth = view.newText.length - (span.end - span.start);
  // What other edits put in above.
  const shift = view.written.start - span.start;
  const region = regionAround(edited, view.written, FARTHEST[view.purpose]);
  const after = view.rules.findings(edited, region);
  if (after.length === 0) return [];
  const before = view.rules.findings(view.syntax, {
    start: Math.max(0, region.start - shift),
    end: Math.max(0, region.end - shift - growth),
  });
  const countOf = (findings: readonly Finding[], id: string): number =>
    findings.filter((finding) => finding.id === id).length;
  // As many as before are those from before, wherever the answer has put them.
  return after.filter(({ id }) => countOf(after, id) > countOf(before, id));
}

/** The outermost function around the new text, or all there is, as far as it is near. */
function regionAround(syntax: SyntaxSnapshot, written: Span, farthest: number): Span {
  const { start, end } = written;
  const around = syntax.flow(written).find((fact) => fact.kind === "function" && containsSpan(fact, written));
  return {
    start: Math.max(around?.start ?? 0, start - farthest),
    end: Math.min(around?.end ?? syntax.document.length, end + farthest),
  };
}

function describe(view: CheckView, { id, wrong, instead, span }: Finding): string {
  const document = view.edited()?.document;
  const line = document === undefined ? "" : document.lineText(document.positionAt(span.start).line);
  return `${wrong} (${id}, at ${JSON.stringify(line.trim().slice(0, 60))}): ${instead}`;
}
