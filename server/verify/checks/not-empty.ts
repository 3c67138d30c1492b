// Owns the check that there is something new at all.
import { ACCEPT, type Check, reject } from "../check.ts";

export const notEmpty: Check = {
  id: "not-empty",
  applies: () => true,
  run(view) {
    if (view.purpose === "insert" && view.newText.trim() === "")
      return reject("empty", "the answer is empty");
    if (view.newText === view.oldText) return reject("unchanged", "nothing changed");
    return ACCEPT;
  },
};
