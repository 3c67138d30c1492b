// Owns the check for credentials a model may have learned by heart or taken from elsewhere; only forms that are hardly anything else.
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
    return ACCEPT;
  },
};
