// Owns patterns of dotted names: `os.system`, `*.execute`, `requests.*`, `*password*`.

export type NamePattern = { readonly last: string; readonly regExp: RegExp };

/** `*.` in front stands for one or more names, a `*` in front for any beginning, another one for a part of one name. */
export function namePattern(text: string): NamePattern {
  const [, front = "", rest = ""] = /^(\*\.|\*)?(.*)$/.exec(text) ?? [];
  const body = rest.replace(/[.$+?^{}()|[\]\\]/g, "\\$&").replaceAll("*", "[^.]*");
  const beginning = front === "" ? "" : front === "*" ? ".*" : ".+\\.";
  return { last: lastOf(text), regExp: new RegExp(`^${beginning}${body}$`, text.includes("*") ? "i" : "") };
}

export function matchesName(patterns: readonly NamePattern[], name: string): boolean {
  const last = lastOf(name);
  return patterns.some(
    (pattern) => (pattern.last === last || pattern.last.includes("*")) && pattern.regExp.test(name),
  );
}

/** The part of a dotted name behind its last dot. */
export function lastOf(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
