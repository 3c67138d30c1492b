// Owns the check for characters nobody sees: controls, zero-width and bidirectional marks, the tags block (F49, R6).
import { ACCEPT, type Check, reject } from "../check.ts";

const HIDDEN =
  /[\0-\x08\v\f\x0e-\x1f\x7f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ufffd]|[\u{e0000}-\u{e0fff}]/u;
// Joiners shape emoji and the letters of some scripts; there they belong to what is seen.
const JOINED =
  /(?<=[\p{Extended_Pictographic}#*0-9])[\ufe0e\ufe0f]|(?<=[\p{Extended_Pictographic}\ufe0f\u{1f3fb}-\u{1f3ff}])\u200d(?=\p{Extended_Pictographic})|(?<=[\p{L}\p{M}])[\u200c\u200d](?=[\p{L}\p{M}])/gu;
const ASCII_AROUND = /[\x00-\x7f][\u200c\u200d]|[\u200c\u200d][\x00-\x7f]/;

export const hiddenCharacters: Check = {
  id: "hidden-characters",
  applies: () => true,
  run(view) {
    const seen = ASCII_AROUND.test(view.newText) ? view.newText : view.newText.replace(JOINED, "");
    const found = HIDDEN.exec(seen)?.[0];
    if (found === undefined || view.oldText.includes(found)) return ACCEPT;
    const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    return reject("hidden-characters", `the answer holds the hidden character U+${code}`);
  },
};
