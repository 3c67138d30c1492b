// Owns the check, where there is no grammar, that an answer inside a line leaves that line's brackets as matched as they were.
import { ACCEPT, type Check, reject } from "../check.ts";

const CLOSER_OF: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

export const bracketBalance: Check = {
  id: "bracket-balance",
  applies: (view) => view.purpose === "insert" && view.syntax === undefined && view.after.trim() !== "",
  run(view) {
    const was = unmatched(view.before + view.oldText + view.after);
    const is = unmatched(view.before + view.newText + view.after);
    return is > was
      ? reject("bracket-balance", "the answer leaves the brackets of the line unmatched")
      : ACCEPT;
  },
};

/** How many brackets have no partner, openers and closers alike; quoted ones do not count. */
function unmatched(text: string): number {
  const code = text.replace(/(["'`])(?:\\.|(?!\1)[^\\\n])*\1/g, "");
  const open: string[] = [];
  let alone = 0;
  for (const sign of code) {
    const closer = CLOSER_OF[sign];
    if (closer !== undefined) open.push(closer);
    else if (!")]}".includes(sign)) continue;
    else if (open.at(-1) === sign) open.pop();
    else alone++;
  }
  return alone + open.length;
}
