// Owns the source that tells an action what checkers report about the code it rewrites, beside the one thing it may be asked to fix.
import type { ContextSource } from "../source.ts";

const MOST_PROBLEMS = 5;
const LONGEST_MESSAGE = 300;

export const diagnostics: ContextSource = {
  id: "diagnostics",
  doc: "What checkers report about the code that an action rewrites, as the editor sent it last.",
  find({ document, path, typing, region, problem }, ports) {
    if (typing !== undefined) return [];
    return ports
      .problems(document)
      .filter(({ span }) => span.start < region.end && span.end >= region.start)
      .filter(({ span, message }) => span.start !== problem?.span.start || message !== problem.message)
      .slice(0, MOST_PROBLEMS)
      .map(({ span, message }) => ({
        role: "problem",
        uri: document.uri,
        path,
        span,
        text: `\`${document.lineText(document.positionAt(span.start).line).trim()}\`: ${message.slice(0, LONGEST_MESSAGE)}`,
        score: 0.6,
        why: "a checker reports it",
      }));
  },
};
