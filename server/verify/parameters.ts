// Owns how many arguments a declaration takes, read from its head as text; says nothing where that is not certain.

/** What a call has to bring along. */
export type Arity = {
  /** Parameters that are filled by place, in order, without the instance at hand. */
  readonly byPlace: readonly Parameter[];
  /** Those that are filled by name only. */
  readonly byName: readonly Parameter[];
  readonly takesMore: boolean;
  readonly takesAnyName: boolean;
};

export type Parameter = { readonly name: string; readonly isOptional: boolean };

/** How a language writes parameters. */
export type HeadStyle = "script" | "python" | "go";

const INSTANCE = /^(?:self|cls|this)\b/;
/** What stands between a name and its parameters, without type parameters. */
const UP_TO_PARAMETERS = /^\??\s*(?:=\s*(?:async\b\s*)?(?:function\b\s*\*?\s*[\w$]*\s*)?)?$/;
// Another head may hide behind one of these: a decorator, a comment.
const UNCLEAR = /@|\/\*|\/\/|#(?![\w$])/;

/**
 * The arity of `name` by the head that declares it.
 *
 * @example arityOf("async take(count: number, from = 0, ...rest: Row[]): Row", "take", "script")
 * // two parameters by place, the second optional, and any number behind them
 */
export function arityOf(head: string, name: string, style: HeadStyle): Arity | undefined {
  const at = head.search(new RegExp(`(?<![\\w$])${name.replaceAll("$", "\\$")}(?![\\w$])`));
  if (at < 0 || UNCLEAR.test(head)) return undefined;
  const rest = withoutTypeParameters(head.slice(at + name.length));
  const open = rest?.indexOf("(") ?? -1;
  if (rest === undefined || open < 0 || !UP_TO_PARAMETERS.test(rest.slice(0, open))) return undefined;
  const parameters = splitList(rest, open);
  if (parameters === undefined) return undefined;
  switch (style) {
    case "script":
      return scriptArity(parameters);
    case "python":
      return pythonArity(parameters);
    case "go":
      return goArity(parameters);
  }
}

/** `f<T extends X>(` and `f[T any](`: the list of types taken out; undefined where it has no end. */
function withoutTypeParameters(text: string): string | undefined {
  const open = /^(?:\s*(?:=\s*(?:async\s*)?)?<|\[)/.exec(text)?.[0].length;
  if (open === undefined) return text;
  const [opener, closer] = text[open - 1] === "[" ? ["[", "]"] : ["<", ">"];
  let depth = 1;
  for (let index = open; index < text.length; index++) {
    if (text[index] === opener) depth++;
    if (text[index] === closer && text[index - 1] !== "=") depth--;
    if (depth === 0) return text.slice(0, open - 1) + text.slice(index + 1);
  }
  return undefined;
}

/** The parts of a bracketed list, at the commas outside of other brackets and texts; undefined where it has no end. */
function splitList(text: string, open: number): readonly string[] | undefined {
  const parts: string[] = [];
  let depth = 0;
  let start = open + 1;
  for (let index = start; index < text.length; index++) {
    const sign = text[index] ?? "";
    if ("\"'`".includes(sign)) {
      const end = text.indexOf(sign, index + 1);
      if (end < 0) return undefined;
      index = end;
    } else if ("([{<".includes(sign)) depth++;
    else if (sign === ")" && depth === 0) {
      return [...parts, text.slice(start, index)].map((part) => part.trim()).filter((part) => part !== "");
    } else if (")]}".includes(sign) || (sign === ">" && !/[=-]/.test(text[index - 1] ?? ""))) depth--;
    else if (sign === "," && depth === 0) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
    if (depth < 0) return undefined;
  }
  return undefined;
}

function scriptArity(parameters: readonly string[]): Arity {
  const own = parameters.filter((parameter) => !INSTANCE.test(parameter));
  const isRest = (parameter: string): boolean => parameter.startsWith("...");
  const byPlace = own
    .filter((parameter) => !isRest(parameter))
    .map((parameter) => ({
      name:
        /^(?:(?:public|private|protected|readonly|override)\s+)*([\w$]+)/.exec(parameter)?.[1] ?? parameter,
      isOptional: hasDefault(parameter) || /^[\w$\s]+\?/.test(parameter) || /\bvoid\b/.test(parameter),
    }));
  return { byPlace, byName: [], takesMore: own.some(isRest), takesAnyName: false };
}

function pythonArity(parameters: readonly string[]): Arity {
  const own = parameters.filter((parameter, index) => index > 0 || !INSTANCE.test(parameter));
  const star = own.findIndex((parameter) => /^\*(?!\*)/.test(parameter));
  const isNamed = (parameter: string): boolean => !/^(?:\*|\/)/.test(parameter);
  const toParameter = (parameter: string): Parameter => ({
    name: /^\w+/.exec(parameter)?.[0] ?? parameter,
    isOptional: hasDefault(parameter),
  });
  return {
    byPlace: own
      .slice(0, star < 0 ? own.length : star)
      .filter(isNamed)
      .map(toParameter),
    byName: star < 0 ? [] : own.slice(star).filter(isNamed).map(toParameter),
    takesMore: star >= 0 && own[star] !== "*",
    takesAnyName: own.some((parameter) => parameter.startsWith("**")),
  };
}

/** `a, b int` are two, and so are two types without names. */
function goArity(parameters: readonly string[]): Arity {
  const byPlace = parameters
    .filter((parameter) => !parameter.includes("..."))
    .map((parameter) => ({ name: /^\w+/.exec(parameter)?.[0] ?? parameter, isOptional: false }));
  return { byPlace, byName: [], takesMore: byPlace.length < parameters.length, takesAnyName: false };
}

function hasDefault(parameter: string): boolean {
  return /(?<![=!<>])=(?![=>])/.test(parameter);
}
