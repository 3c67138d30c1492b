// Owns which part of a long rules file is told: sections about how code is written before those about anything else.
import { estimateTokens } from "../documents/text.ts";

const HEADING = /^#{1,6}[ \t]/;
/** What a section is about, by its heading; the first row that fits counts. */
const TOPICS: readonly { readonly pattern: RegExp; readonly rank: number }[] = [
  {
    pattern:
      /\b(?:style|convention|naming|code|coding|typing|types?|import|error|patterns?|do|don'?ts?|never|always|rules?|security|comments?|docs?)\b/i,
    rank: 2,
  },
  {
    pattern:
      /\b(?:setup|set up|install|build|deploy|release|commits?|pull|pr|git|changelog|ci|commands?|environment|overview|about|layout|structure)\b/i,
    rank: 0,
  },
];
const USUAL_RANK = 1;

/** What fits, in the order of the text and by whole lines; undefined where it would say nothing. */
export function excerptOf(text: string, maxTokens: number): string | undefined {
  if (estimateTokens(text.length) <= maxTokens) return text;
  const sections = sectionsOf(text);
  const byRank = [...sections.keys()].sort((a, b) => rankOf(sections[b]) - rankOf(sections[a]) || a - b);
  const shown = new Map<number, string>();
  let left = maxTokens;
  for (const index of byRank) {
    const section = fittingLines(sections[index] ?? [], left);
    // A heading alone says nothing.
    if (section.filter((line) => line.trim() !== "" && !HEADING.test(line)).length === 0) continue;
    shown.set(index, section.join("\n"));
    left -= estimateTokens(section.join("\n").length + 1);
  }
  const kept = [...shown].sort(([a], [b]) => a - b).map(([, section]) => section.trim());
  return kept.length === 0 ? undefined : kept.join("\n\n");
}

/** A heading and what stands below it, up to the next one. */
function sectionsOf(text: string): readonly (readonly string[])[] {
  const sections: string[][] = [[]];
  for (const line of text.split("\n")) {
    if (HEADING.test(line)) sections.push([]);
    sections.at(-1)?.push(line);
  }
  return sections.filter((section) => section.length > 0);
}

function rankOf(section: readonly string[] | undefined): number {
  const heading = section?.[0] ?? "";
  const topic = HEADING.test(heading) ? TOPICS.find(({ pattern }) => pattern.test(heading)) : undefined;
  return topic?.rank ?? USUAL_RANK;
}

function fittingLines(lines: readonly string[], maxTokens: number): readonly string[] {
  let length = 0;
  return lines.filter((line) => {
    length += line.length + 1;
    return estimateTokens(length) <= maxTokens;
  });
}
