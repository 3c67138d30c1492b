// Owns patterns of file names as rules files and .editorconfig write them; takes time in proportion to pattern and path, whoever wrote them.

// A longer one is no pattern a person has written.
const LONGEST_PATTERN = 500;
const MOST_ALTERNATIVES = 200;
const TOKEN = /\*\*\/|\*\*|\*|\?|\[!?[^\]/]+\]|\\?[^]/gu;

/**
 * Whether a `/` separated path, relative to where the pattern counts from, fits a pattern of `*`, `**`, `?`, `[…]`,
 * `{a,b}` and `{1..9}`. A pattern without a slash fits a name in any folder.
 */
export function matchesGlob(path: string, pattern: string): boolean {
  const trimmed = pattern.trim();
  if (trimmed === "" || trimmed.length > LONGEST_PATTERN) return false;
  const anchored = trimmed.includes("/") ? trimmed.replace(/^\.?\//, "") : `**/${trimmed}`;
  return expandBraces(anchored).some((each) => fits(path, each.match(TOKEN) ?? []));
}

/** The patterns of a text, which commas separate outside of braces. */
export function splitGlobs(text: string): readonly string[] {
  return (text.match(/(?:\{[^{}]*\}|[^,])+/g) ?? []).map((each) => each.trim()).filter((each) => each !== "");
}

/** `a{b,c}d` as `abd` and `acd`; one pair of braces after the other. */
function expandBraces(pattern: string): readonly string[] {
  const waiting = [pattern];
  const done: string[] = [];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const found = /\{([^{}]*)\}/.exec(next);
    if (found === null || done.length + waiting.length > MOST_ALTERNATIVES) {
      done.push(next);
      continue;
    }
    const [before, after] = [next.slice(0, found.index), next.slice(found.index + found[0].length)];
    waiting.push(...alternatives(found[1] ?? "").map((each) => before + each + after));
  }
  return done;
}

function alternatives(inner: string): readonly string[] {
  const [, low, high] = /^(\d+)\.\.(\d+)$/.exec(inner) ?? [];
  if (low === undefined || high === undefined) return inner.split(",");
  const length = Math.min(Math.max(Number(high) - Number(low) + 1, 0), MOST_ALTERNATIVES);
  return Array.from({ length }, (_, index) => String(Number(low) + index));
}

/** All places in the pattern that the path so far can have led to, character by character. */
function fits(path: string, tokens: readonly string[]): boolean {
  let places = reach(new Set([0]), tokens, true);
  for (const sign of path) {
    const next = new Set<number>();
    for (const place of places) {
      const token = tokens[place];
      if (token === undefined) continue;
      if (token.startsWith("**") || (token === "*" && sign !== "/")) next.add(place);
      else if (takes(token, sign)) next.add(place + 1);
    }
    places = reach(next, tokens, sign === "/");
  }
  return places.has(tokens.length);
}

// With the places behind stars that stand for nothing; a star of folders ends where a name begins.
function reach(places: Set<number>, tokens: readonly string[], isAtName: boolean): Set<number> {
  for (const place of places) {
    const token = tokens[place];
    if (token === "*" || token === "**" || (token === "**/" && isAtName)) places.add(place + 1);
  }
  return places;
}

function takes(token: string, sign: string): boolean {
  if (token === "?") return sign !== "/";
  if (!/^\[.+\]$/u.test(token)) return token.replace(/^\\(?=.)/u, "") === sign;
  const isNegated = token.startsWith("[!");
  const ranges = token.slice(isNegated ? 2 : 1, -1).match(/.-.|./gu) ?? [];
  const isIn = ranges.some((range) => {
    const [low = "", , high = low] = [...range];
    return low <= sign && sign <= high;
  });
  return sign !== "/" && isIn !== isNegated;
}
