// Owns the check for loops: the same line, or the same piece of a line, over and over (F42).
import { ACCEPT, type Check, trimOrReject } from "../check.ts";

const MOST_EQUAL_LINES = 4;
const LOOP_IN_LINE = /(\S.{2,}?)\1{7,}/;
// Long runs of zeros and dashes are at home in tables and rulers.
const SHORTEST_LOOP = 60;
const LOOP_WORDS = /[A-Za-z]/;

export const repetition: Check = {
  id: "repetition",
  applies: () => true,
  run(view) {
    const lines = view.newText.split("\n");
    let run = 1;
    for (let index = 1; index < lines.length; index++) {
      const line = lines[index]?.trim() ?? "";
      run = line === lines[index - 1]?.trim() ? run + 1 : 1;
      if (run < MOST_EQUAL_LINES || !LOOP_WORDS.test(line) || view.oldText.includes(line)) continue;
      const kept = lines.slice(0, index - run + 2).join("\n");
      return trimOrReject(view, kept, "repetition", "the answer repeats the same line over and over");
    }
    const loop = LOOP_IN_LINE.exec(view.newText);
    const isLoop = loop !== null && loop[0].length >= SHORTEST_LOOP && LOOP_WORDS.test(loop[0]);
    if (!isLoop || view.oldText.includes(loop[0])) return ACCEPT;
    const kept = view.newText.slice(0, view.newText.lastIndexOf("\n", loop.index) + 1).trimEnd();
    return trimOrReject(view, kept, "repetition", "the answer repeats the same text over and over");
  },
};
