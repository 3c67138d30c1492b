// Owns the notes that tell a project's own rules files, the closest first, within a budget; a file that says too much is shortened.
import { estimateTokens } from "../documents/text.ts";
import type { FoundNote, NoteSource } from "./note.ts";
import { excerptOf } from "./rule-excerpt.ts";
import { findRules, type RuleFile } from "./rule-files.ts";

// What names a rules file in the prompt, beside its path.
const FRAMING_TOKENS = 6;

export const projectRules: NoteSource = {
  id: "project-rules",
  doc: "Rules of the project for who writes code in it, from AGENTS.md and its kin; told to code actions only.",
  async find({ path, folder, maxRuleTokens }, { workspace, trace }) {
    const notes: FoundNote[] = [];
    let left = maxRuleTokens;
    for (const rules of await findRules(workspace, path, folder)) {
      if (rules.hiddenCharacters > 0) {
        trace.log(
          "warning",
          `${rules.path}: left out ${hiddenIn(rules)}, which may carry orders nobody sees`,
        );
      }
      const text = excerptOf(rules.text, left - FRAMING_TOKENS - estimateTokens(rules.path.length));
      if (text === undefined) continue;
      left -= estimateTokens(text.length + rules.path.length) + FRAMING_TOKENS;
      notes.push({
        role: "rule",
        uri: rules.uri,
        path: rules.path,
        span: { start: 0, end: rules.length },
        text,
        why: whyOf(rules, text),
      });
    }
    return notes;
  },
};

function whyOf(rules: RuleFile, text: string): string {
  const parts = [`it speaks about ${rules.about}`];
  if (text !== rules.text) parts.push(`shortened from ${estimateTokens(rules.text.length)} tokens`);
  if (rules.hiddenCharacters > 0) parts.push(`without ${hiddenIn(rules)}`);
  return parts.join("; ");
}

function hiddenIn({ hiddenCharacters: count }: RuleFile): string {
  return count === 1 ? "1 hidden character" : `${count} hidden characters`;
}
