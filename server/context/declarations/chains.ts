// Owns reading expressions and headers as text: which names an expression goes through, and which type a header gives; resolves nothing.

/** One name of `root().member[0].other`. */
export type Link = {
  readonly name: string;
  readonly isCalled: boolean;
  readonly isElement: boolean;
  /** What declares the name is meant, not what it gives. */
  readonly isDeclaration?: boolean;
};

// With the sign of instance variables.
const NAME_AT_END = /@{0,2}[\p{L}_$][\p{L}\p{N}_$]*$/u;
const DOT_AT_END = /(?:\?\.|\.|->|::)\s*$/;
/** No more of a text before a place is looked at (UTF-16 units). */
export const LONGEST_CHAIN = 400;
const CLOSERS: Readonly<Record<string, string>> = { ")": "(", "]": "[", ">": "<" };

/** The same text with a dot for the `sign` that a language writes before members beside it, directly between two names. */
export function withDots(text: string, sign: string | undefined): string {
  return sign === undefined
    ? text
    : text.replace(new RegExp(`(?<=[\\p{L}\\p{N}_)\\]])${sign}(?=[\\p{L}_]|$)`, "gu"), ".");
}

/**
 * The expression whose member is being written at the end of a text; undefined where none is.
 *
 * @example chainBefore("return this.pool.get(a, b).clo")
 * // [{ name: "this" }, { name: "pool" }, { name: "get", isCalled: true }]
 */
export function chainBefore(text: string): readonly Link[] | undefined {
  const tail = text.slice(-LONGEST_CHAIN).replace(NAME_AT_END, "");
  if (!DOT_AT_END.test(tail)) return undefined;
  return chainAtEnd(tail.replace(DOT_AT_END, ""));
}

/** The names that the expression at the end of a text goes through; undefined where it is something else. */
export function chainAtEnd(text: string): readonly Link[] | undefined {
  const links: Link[] = [];
  let rest = text;
  for (;;) {
    rest = rest.trimEnd().replace(/[!?]$/, "");
    let isCalled = false;
    let isElement = false;
    for (let closer = rest.at(-1) ?? ""; closer in CLOSERS; closer = rest.at(-1) ?? "") {
      const open = openerOf(rest, closer, CLOSERS[closer] ?? "");
      if (open === undefined) return undefined;
      if (closer === ")") isCalled = true;
      // `a()[0]` is an element of what the call gives.
      if (closer === "]") isElement = true;
      rest = rest.slice(0, open).trimEnd();
    }
    const name = NAME_AT_END.exec(rest)?.[0];
    if (name === undefined) return undefined;
    links.unshift({ name, isCalled, isElement });
    rest = rest.slice(0, -name.length);
    if (!DOT_AT_END.test(rest)) return links;
    rest = rest.replace(DOT_AT_END, "");
  }
}

/** A call whose arguments are being written, and which of them, from 0 on. */
export type OpenCall = { readonly callee: readonly Link[]; readonly place: number };

/**
 * The call that is open at the end of a text; undefined where none is.
 *
 * @example callBefore("pool.take(first(1), ") // { callee: [pool, take], place: 1 }
 */
export function callBefore(text: string): OpenCall | undefined {
  const tail = text.slice(-LONGEST_CHAIN);
  let place = 0;
  for (let index = tail.length - 1; index >= 0; index -= 1) {
    const sign = tail[index] ?? "";
    const opener = sign === ">" ? undefined : CLOSERS[sign];
    if (opener !== undefined) {
      const open = openerOf(tail.slice(0, index + 1), sign, opener);
      if (open === undefined) return undefined;
      index = open;
    } else if (sign === ",") place += 1;
    else if (sign === "[" || sign === "{" || sign === "}" || sign === ";") return undefined;
    else if (sign === "(") {
      const callee = chainAtEnd(tail.slice(0, index).replace(/<[^<>()]*>\s*$/, ""));
      return callee && { callee, place };
    }
  }
  return undefined;
}

/** The parameters that a header declares for its name, as written; the instance itself is none of them. */
export function parametersIn(header: string, name: string): readonly string[] {
  const at = placeOfName(header, name);
  const open = at < 0 ? -1 : header.indexOf("(", at + name.length);
  const end = open < 0 ? undefined : closerOf(header, open);
  if (end === undefined) return [];
  const parameters: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let index = start; index <= end; index += 1) {
    const sign = header[index] ?? "";
    if ("([{<".includes(sign)) depth += 1;
    // The arrow of a function type closes nothing.
    else if (")]}".includes(sign) || (sign === ">" && header[index - 1] !== "=")) depth -= 1;
    if ((sign === "," && depth === 0) || index === end) {
      parameters.push(header.slice(start, index).trim());
      start = index + 1;
    }
  }
  return parameters.filter((parameter) => parameter !== "" && !INSTANCE.test(parameter));
}

const INSTANCE = /^(?:&\s*)?(?:mut\s+)?(?:self|cls|this)\b(?!\.)/;

/** The same for the whole of an expression, without what only waits for it, makes it or asserts its type. */
export function chainOf(expression: string): readonly Link[] | undefined {
  const bare = expression
    .slice(0, LONGEST_CHAIN)
    .trim()
    .replace(/^(?:(?:await|new|yield|try|&|\*)\s*)+(?![\w$]*\s*=)/, "")
    .replace(/[;,]$/, "");
  const links = chainAtEnd(bare);
  const first = links?.[0];
  // What stands before the chain would make it a part of something else.
  return first !== undefined && bare.startsWith(first.name) ? links : undefined;
}

/** The type that an expression is asserted to have: `x as Type`. */
export function assertedType(expression: string): string | undefined {
  return /\bas\s+(?!const\b)([^;]+)$/.exec(expression)?.[1];
}

/**
 * The type that a header gives its name, as written; for a call of it, what the call gives.
 *
 * @example typeIn("async get(key: string): Promise<Entry>", "get", true) // "Promise<Entry>"
 * typeIn("readonly pool: Pool", "pool", false) // "Pool"
 * typeIn("public Pool getPool()", "getPool", true) // "Pool"
 */
export function typeIn(header: string, name: string, isCalled: boolean): string | undefined {
  const at = placeOfName(header, name);
  // PHP declares `$name`, and its members go by `name`.
  if (at < 0) return name.startsWith("$") ? undefined : typeIn(header, `$${name}`, isCalled);
  const before = header.slice(0, at).replace(OWNER_AT_END, "");
  let after = header.slice(at + name.length);
  const parameters = /^\s*(?:<[^(]*>)?\s*\(/.exec(after);
  if (parameters !== null) {
    const end = closerOf(after, parameters[0].length - 1);
    if (end === undefined) return undefined;
    after = after.slice(end + 1);
  } else if (isCalled) {
    // A property that holds a function.
    const arrow = after.lastIndexOf("=>");
    if (arrow >= 0) return after.slice(arrow + 2);
  }
  const written =
    /^\s*(?:[?!]?\s*:|->)\s*([^=]+)/.exec(after)?.[1] ?? /^\s+(?![={])([^={]+)/.exec(after)?.[1];
  if (written !== undefined && written.trim() !== "") return written;
  // `public Pool getPool()`; a parenthesis before the name belongs to something else.
  const words = before.split(/\s+/).filter((word) => word !== "" && !MODIFIERS.has(word));
  return words.length === 0 || before.includes("(") ? undefined : words.join(" ");
}

/** The type that a header names before its own name: `void Pool::close()`, `function Pool:close()`. */
export function ownerIn(header: string, name: string): string | undefined {
  const at = placeOfName(header, name);
  return at < 0 ? undefined : OWNER_AT_END.exec(header.slice(0, at))?.[1];
}

/** The expression behind the `=` of a header. */
export function valueIn(header: string): string | undefined {
  return /[^=!<>]=\s*(?![=>])(.+)$/s.exec(header)?.[1];
}

const MODIFIERS = new Set(
  "export default declare async function const let var static readonly public private protected internal abstract override final virtual inline def fn func fun get set pub mut val class interface type enum struct trait open suspend data".split(
    " ",
  ),
);

const OWNER_AT_END = /([\p{L}_][\p{L}\p{N}_]*)(?:<[^<>]*>)?(?:::?|\.)$/u;

function openerOf(text: string, closer: string, opener: string): number | undefined {
  let depth = 0;
  for (let index = text.length - 1; index >= 0; index -= 1) {
    if (text[index] === closer) depth += 1;
    else if (text[index] === opener) depth -= 1;
    if (depth === 0) return index;
  }
  return undefined;
}

function closerOf(text: string, open: number): number | undefined {
  let depth = 0;
  for (let index = open; index < text.length; index += 1) {
    if (text[index] === "(") depth += 1;
    else if (text[index] === ")") depth -= 1;
    if (depth === 0) return index;
  }
  return undefined;
}

function placeOfName(header: string, name: string): number {
  return header.search(new RegExp(`(?<![\\p{L}\\p{N}_$])${escaped(name)}(?![\\p{L}\\p{N}_$])`, "u"));
}

function escaped(name: string): string {
  return name.replaceAll("$", "\\$");
}
