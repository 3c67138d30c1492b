// Owns the rule of imports: a name that was just written, and that one clear place gives away, is imported from there.
import type { NextEditRule } from "../next-edit.ts";
import { widenToWords } from "./words.ts";

// What is pasted may be longer, and is a matter for a tool that sorts imports.
const LONGEST = 4000;

export const missingImport: NextEditRule = {
  id: "missing-import",
  places({ document, syntax, edits: [{ now }], importsFor }) {
    if (syntax === undefined || now.end - now.start > LONGEST) return [];
    return importsFor(syntax, widenToWords(document, now)).flatMap(({ name, edits }) => {
      const [edit] = edits;
      // One place is proposed at a time, and an import is one.
      return edit === undefined || edits.length > 1 ? [] : [{ edit, title: `Import ${name}` }];
    });
  },
};
