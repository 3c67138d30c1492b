// Owns the source that shows declarations of other files which the code at the place is likely to use, with the reason for each.
import { fileUri, pathOf } from "../../documents/workspace.ts";
import { chooseHeaders } from "../declarations/choose-headers.ts";
import { COLUMN, type EvidenceKind, type EvidenceTable } from "../declarations/evidence.ts";
import { likelihoods } from "../declarations/ranking.ts";
import { siteOf } from "../declarations/site.ts";
import type { ContextSource } from "../source.ts";

/** What is left to the file itself: its imports, the class around the place, what stands beside it. */
const SHARE_OF_BUDGET = 0.85;
/** Whatever its probability, a declaration of another file tells more than what merely stands nearby. */
const LEAST_SCORE = 0.5;

export const declarations: ContextSource = {
  id: "declarations",
  doc: "Declarations of other files that the code at the cursor is likely to use: by its names and types, and by what similar functions use.",
  find(request, { declarations: known, syntax, workspace }) {
    const path = pathOf(request.document.uri);
    if (known === undefined || path === undefined) return [];
    const { index, headers } = known;
    const evidence = known.find(siteOf(request, path));
    if (evidence === undefined) return [];
    const chosen = chooseHeaders(likelihoods(evidence), request.maxTokens * SHARE_OF_BUDGET, {
      index,
      memory: headers,
      blockOf: (languageId) => syntax.language(languageId)?.block ?? "brace",
      nameOf(path) {
        const uri = fileUri(path);
        return { uri, path: workspace.relativePath(uri) };
      },
    });
    return chosen.map(({ file, symbol, text, probability, likeliest }) => {
      const name = index.text(index.name(likeliest));
      return {
        uri: file.uri,
        path: file.path,
        span: index.span(symbol),
        text,
        score: LEAST_SCORE + (1 - LEAST_SCORE) * probability * 0.9,
        why: `${name}: ${reasonFor(evidence, likeliest)}`,
      };
    });
  },
};

/** What is said of a declaration, by what speaks for it the most plainly. */
const REASONS = [
  ["memberOfReceiver", 0.5, "a member of what stands before the dot"],
  ["inHeader", 0.9, "named in the signature"],
  ["inCode", 0.9, "used in the code at the cursor"],
  ["inDoc", 0.9, "named in the doc comment"],
  ["usedByAlike", 0.1, "similar functions use it"],
  ["analogous", 0.1, "similar functions use its like"],
  ["typeNear", 0.5, "a type at the cursor"],
  ["memberNear", 0.5, "a member of a type at the cursor"],
  ["typeFar", 0.5, "a type that one at the cursor mentions"],
  ["memberFar", 0.5, "a member of a type that one at the cursor mentions"],
  ["usedBySiblings", 0.05, "other functions of this file use it"],
  ["imported", 0.5, "this file imports it"],
  ["importedInFolder", 0.1, "files beside this one import it"],
  ["importedByAlike", 0.1, "files like this one import it"],
  ["nameUsedByAlike", 0.05, "similar functions use this name"],
  ["fileImported", 0.5, "this file imports from its file"],
] as const satisfies readonly (readonly [EvidenceKind, number, string])[];

function reasonFor(evidence: EvidenceTable, symbol: number): string {
  const reason = REASONS.find(([kind, least]) => evidence.get(symbol, COLUMN[kind]) >= least);
  return reason?.[2] ?? "its name is at hand";
}
