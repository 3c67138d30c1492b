// Owns the words of names and headers: what a name is made of, and which words of a text are identifiers; knows no language.

const IDENTIFIER = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
const PART = /\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{N}+/gu;
const SHORTEST_PART = 2;

/** Identifiers of a text, each once, in order. */
export function identifiersIn(text: string): ReadonlySet<string> {
  return new Set(text.match(IDENTIFIER));
}

/**
 * What a name is made of, in lower case, each once.
 *
 * @example partsOf("parseHTTPHeader_v2") // ["parse", "http", "header"]
 */
export function partsOf(name: string): readonly string[] {
  const parts = (name.match(PART) ?? []).filter((part) => part.length >= SHORTEST_PART);
  return [...new Set(parts.map((part) => part.toLowerCase()))];
}

/**
 * How names change between two functions that do the same for different things; undefined where theirs do not tell.
 *
 * @example analogy("arraySchema", "optionalSchema")?.("arrayProcessor") // "optionalProcessor"
 */
export function analogy(from: string, to: string): ((name: string) => string | undefined) | undefined {
  const a = wordsOfName(from);
  const b = wordsOfName(to);
  const isSame = (one: string | undefined, other: string | undefined): boolean =>
    one?.toLowerCase() === other?.toLowerCase();
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && isSame(a[head], b[head])) head += 1;
  let tail = 0;
  while (tail < shorter - head && isSame(a.at(-1 - tail), b.at(-1 - tail))) tail += 1;
  const joint = from.includes("_") || to.includes("_") ? "_" : "";
  const old = a.slice(head, a.length - tail).join(joint);
  const other = b.slice(head, b.length - tail).join(joint);
  // Names that share nothing have no pattern in common.
  if (head + tail === 0 || old.length < SHORTEST_PART || other.length < SHORTEST_PART) return undefined;
  return (name) => {
    if (name.includes(capitalized(old))) return name.replace(capitalized(old), capitalized(other));
    if (name.startsWith(uncapitalized(old))) return uncapitalized(other) + name.slice(old.length);
    return name.includes(old) ? name.replace(old, other) : undefined;
  };
}

function wordsOfName(name: string): readonly string[] {
  return name.match(PART) ?? [];
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function uncapitalized(word: string): string {
  return word.charAt(0).toLowerCase() + word.slice(1);
}
