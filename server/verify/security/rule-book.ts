// Owns the rules for the length of a session: read when the first question comes, one set per language; a comment in the text may allow one finding.
import type { Span } from "../../documents/text.ts";
import type { SyntaxSnapshot } from "../../syntax/syntax.ts";
import { type Finding, findWeaknesses } from "./findings.ts";
import { type RuleSet, readRules, rulesOf } from "./rules.ts";

export interface RuleBook {
  /** Weaknesses in the code that touches `within`, by place, without those that a comment of the text allows. */
  findings(syntax: SyntaxSnapshot, within: Span): readonly Finding[];
}

/** Behind it stand the id of the rule and a reason: `treewright-allow CWE-89: the table's name is a constant of ours`. */
export const ALLOW_MARK = "treewright-allow";

export function createRuleBook(): RuleBook {
  let rules: ReturnType<typeof readRules> | undefined;
  const sets = new Map<string, RuleSet | undefined>();
  const setOf = (languageId: string): RuleSet | undefined => {
    if (!sets.has(languageId)) {
      rules ??= readRules();
      sets.set(languageId, rulesOf(languageId, rules));
    }
    return sets.get(languageId);
  };
  return {
    findings(syntax, within) {
      const set = setOf(syntax.language.id);
      if (set === undefined) return [];
      return findWeaknesses(syntax, within, set).filter((finding) => !isAllowed(syntax, finding));
    },
  };
}

/** On the line of the finding, or on the one above it. */
function isAllowed({ document }: SyntaxSnapshot, { id, span }: Finding): boolean {
  const { line } = document.positionAt(span.start);
  return [line - 1, line].some((each) => {
    if (each < 0) return false;
    const [, mark = ""] = document.lineText(each).split(ALLOW_MARK);
    return new RegExp(`^ ${id}: \\S`).test(mark);
  });
}
