// Owns the check for credentials a model may have learned by heart or taken from elsewhere; only forms that are hardly anything else.
import { ACCEPT, type Check, reject } from "../check.ts";

const SECRETS = [
  { what: "an AWS access key", pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/ },
  { what: "a GitHub token", pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,})/ },
  { what: "an API key", pattern: /\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{32,}/ },
  { what: "a Google API key", pattern: /\bAIza[0-9A-Za-z_-]{35}\b/ },
  { what: "a Slack token", pattern: /\bxox[abprs]-[0-9A-Za-z-]{20,}/ },
  { what: "a private key", pattern: /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/ },
] as const;

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
