// Owns by which forms a secret is known in a text, and its removal from what leaves this computer; finds no secret by its meaning.

/** Forms that are hardly anything else; the whole match is the secret. */
export const SECRETS: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: "an AWS access key", pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/ },
  { what: "a GitHub token", pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,})/ },
  { what: "an API key", pattern: /\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{32,}/ },
  { what: "a Google API key", pattern: /\bAIza[0-9A-Za-z_-]{35}\b/ },
  { what: "a Slack token", pattern: /\bxox[abprs]-[0-9A-Za-z-]{20,}/ },
  { what: "a private key", pattern: /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/ },
];

type Form = {
  /** What stands in front and stays is the group `before`. */
  readonly pattern: RegExp;
  /** A text with none of these, in lower case, holds no such secret. */
  readonly hints?: readonly string[];
};

/** Further forms, and what belongs to those above: worth a placeholder where a model is told, but no proof. */
const FORMS: readonly Form[] = [
  {
    hints: ["private key-----"],
    pattern: /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----[^-]*(?:-----END (?:[A-Z]+ )?PRIVATE KEY-----)?/g,
  },
  {
    // The rest of one whose beginning is not shown.
    hints: ["private key-----"],
    pattern:
      /(?:^[A-Za-z0-9+/=]{40,100}\r?\n){1,60}[A-Za-z0-9+/=]{0,100}(?:\r?\n)?-----END (?:[A-Z]+ )?PRIVATE KEY-----/gm,
  },
  ...SECRETS.map(({ pattern }) => ({ pattern: new RegExp(pattern, "g") })),
  { hints: ["eyj"], pattern: /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g },
  {
    // A password in an address.
    hints: ["://"],
    pattern: /(?<before>:\/\/[^\s:@/"']{1,100}:)[^\s:@/"'{}$<>]{3,200}(?=@)/g,
  },
  {
    // A value behind a name that says what it is; one with letters and digits is hardly a word.
    hints: ["secret", "token", "passw", "credential", "key"],
    pattern:
      /(?<before>(?:secret|token|passw|credential|(?:api|access|private|auth|signing|encryption)[_-]?key)\w{0,30}["']?\s{0,3}(?::\s{0,3}\w{1,30}\s{0,3})?[:=]\s{0,3}["'])(?=[^"'\s\d]{0,200}\d)(?=[^"'\sA-Za-z]{0,200}[A-Za-z])[A-Za-z0-9+/=_.~!-]{16,200}(?=["'])/gi,
  },
];

/** What looks like a secret, each once. */
export function secretsIn(text: string): readonly string[] {
  const found = new Set<string>();
  withoutSecrets(text, (secret) => {
    found.add(secret);
    return "";
  });
  return [...found];
}

/** The text with a placeholder for each of its secrets. */
export function withoutSecrets(text: string, placeholder: (secret: string) => string): string {
  const lower = text.toLowerCase();
  return FORMS.reduce((shown, { pattern, hints }) => {
    if (hints !== undefined && !hints.some((hint) => lower.includes(hint))) return shown;
    return shown.replace(pattern, (...found: unknown[]) => {
      const [match, groups] = [String(found[0]), found.at(-1)];
      const before =
        typeof groups === "object" && groups !== null && "before" in groups ? String(groups.before) : "";
      return before + placeholder(match.slice(before.length));
    });
  }, text);
}
