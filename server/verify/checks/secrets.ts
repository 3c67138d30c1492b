// Owns the check for credentials a model may have learned by heart or taken from elsewhere; forms that are hardly anything else, and random texts under a telling name (R13).
import { SECRETS } from "../../trace/secrets.ts";
import { ACCEPT, type Check, reject } from "../check.ts";

export const secrets: Check = {
  id: "secrets",
  applies: () => true,
  run(view) {
    for (const { what, pattern } of SECRETS) {
      const found = pattern.exec(view.newText)?.[0];
      if (found !== undefined && !view.oldText.includes(found)) {
        return reject("secrets", `the answer holds what looks like ${what}`);
      }
    }
    for (const [, name = "", value = ""] of view.newText.matchAll(NAMED)) {
      if (!isRandom(value) || view.oldText.includes(value)) continue;
      return reject("secrets", `the answer holds what looks like a secret, as ${JSON.stringify(name)}`);
    }
    return ACCEPT;
  },
};

/** A name that says what its text is. */
const NAMED =
  /\b(\w*(?:api_?key|access_?key|secret|token|passw(?:or)?d|credential)\w*)["']?\s*[:=]\s*["']([A-Za-z0-9+/=_-]{20,})["']/gi;
// Words and names have about 3.5 bits per sign, random texts of this length more than 4.
const LEAST_BITS = 3.8;

/** Letters and digits in no order that a person would choose. */
function isRandom(text: string): boolean {
  if (!/\d/.test(text) || !/[A-Za-z]/.test(text)) return false;
  const counts = new Map<string, number>();
  for (const sign of text) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  const shares = [...counts.values()].map((count) => count / text.length);
  return -shares.reduce((sum, share) => sum + share * Math.log2(share), 0) >= LEAST_BITS;
}
