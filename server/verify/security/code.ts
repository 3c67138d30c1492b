// Owns the shape of a piece of code for the rules: calls with their arguments, functions, assignments, what lies in what. Judges nothing.
import { containsSpan, type Span } from "../../documents/text.ts";
import type { FlowFact, FlowKind } from "../../syntax/flow.ts";
import type { SyntaxSnapshot } from "../../syntax/syntax.ts";

export type Call = Span & {
  /** The callee as written and, where its first name is imported, as its module knows it: `run`, `subprocess.run`. */
  readonly names: readonly string[];
  readonly callee: Span;
  readonly arguments: Span;
};

export type Argument = Span & { readonly name?: string };

/** A place where a name gets a value; `isAppend`: what it held before stays in it. */
export type Assignment = Span & { readonly target: Span; readonly value: Span; readonly isAppend: boolean };

export interface Code {
  readonly calls: readonly Call[];
  readonly assignments: readonly Assignment[];
  text(span: Span): string;
  /** Facts of one kind that lie in the span, by start. */
  inside(span: Span, kind: FlowKind): readonly FlowFact[];
  callsIn(span: Span): readonly Call[];
  /** Of this call itself, not of calls in its arguments. */
  argumentsOf(call: Call): readonly Argument[];
  optionsOf(call: Call): readonly { readonly name: string; readonly value: Span }[];
  /** The functions around an offset, innermost first. */
  functionsAt(offset: number): readonly Span[];
  /** Whether a name is brought in by an import of the file. */
  isImported(name: string): boolean;
}

/** All of the code that was read. */
export const EVERYTHING: Span = { start: 0, end: Number.MAX_SAFE_INTEGER };

// A callee is a chain of names; what is longer ends in one.
const LONGEST_CALLEE = 400;

/** Reads the code that touches `within`; imports are those of the whole file. */
export function readCode(syntax: SyntaxSnapshot, within: Span): Code {
  const { document } = syntax;
  // Thousands of pieces are asked for, nearly all of them of this one.
  const whole = document.slice(within.start, within.end);
  const text = ({ start, end }: Span): string =>
    start >= within.start && end <= within.end
      ? whole.slice(start - within.start, end - within.start)
      : document.slice(start, end);
  const byKind = new Map<FlowKind, FlowFact[]>();
  for (const fact of syntax.flow(within)) {
    const known = byKind.get(fact.kind);
    if (known === undefined) byKind.set(fact.kind, [fact]);
    else known.push(fact);
  }
  const all = (kind: FlowKind): readonly FlowFact[] => byKind.get(kind) ?? [];
  const modules = new Map<string, string>();
  for (const { source, names } of syntax.imports()) {
    for (const name of names) modules.set(name, source.replace(/^node:/, ""));
  }

  const calls = all("call").flatMap(({ start, end, callee, arguments: list }): readonly Call[] => {
    if (callee === undefined || list === undefined) return [];
    const written = chainOf(
      text({ start: Math.max(callee.start, callee.end - LONGEST_CALLEE), end: callee.end }),
    );
    return [{ start, end, callee, arguments: list, names: namesOf(written, modules) }];
  });
  const assignments = [...all("assignment"), ...all("append")]
    .flatMap(({ kind, start, end, target, value }): readonly Assignment[] =>
      target === undefined || value === undefined
        ? []
        : [{ start, end, target, value, isAppend: kind === "append" }],
    )
    .sort((a, b) => a.start - b.start);
  const isDirect = (call: Call, part: Span): boolean =>
    !inSpan(calls, call.arguments).some(
      (inner) => containsSpan(inner.arguments, part) && inner.arguments.start !== call.arguments.start,
    );

  return {
    calls,
    assignments,
    text,
    inside: (span, kind) => inSpan(all(kind), span),
    callsIn: (span) => inSpan(calls, span),
    argumentsOf(call) {
      const options = new Map(inSpan(all("option"), call.arguments).map((option) => [option.start, option]));
      return inSpan(all("argument"), call.arguments)
        .filter((argument) => isDirect(call, argument))
        .map((argument): Argument => {
          const { start, end } = argument;
          const option = options.get(start);
          if (option?.end !== end || option.name === undefined || option.value === undefined)
            return { start, end };
          return { ...option.value, name: text(option.name) };
        });
    },
    optionsOf: (call) =>
      inSpan(all("option"), call.arguments).flatMap((option) =>
        option.name === undefined || option.value === undefined || !isDirect(call, option)
          ? []
          : [{ name: unquoted(text(option.name)), value: option.value }],
      ),
    functionsAt: (offset) =>
      all("function")
        .filter(({ start, end }) => start <= offset && offset < end)
        .reverse(),
    isImported: (name) => modules.has(name),
  };
}

/** A string without its quotes and the letters in front of them. */
export function unquoted(text: string): string {
  return text.replace(/^[A-Za-z]{0,2}("""|'''|["'`])([^]*)\1$/, "$2");
}

/** `a.b(c)[d]?.e` as `a.b.e`. */
function chainOf(callee: string): string {
  let chain = callee;
  for (let before = ""; before !== chain; ) {
    before = chain;
    chain = chain.replace(/\([^()]*\)|\[[^[\]]*\]/g, "");
  }
  return chain
    .replace(/\?\./g, ".")
    .replace(/^(?:await|new)\s+/, "")
    .replace(/\s+|!/g, "");
}

function namesOf(chain: string, modules: ReadonlyMap<string, string>): readonly string[] {
  const [first = "", ...rest] = chain.split(".");
  const source = modules.get(first);
  if (source === undefined) return [chain];
  return [chain, [source, ...rest].join("."), `${source}.${chain}`];
}

/** Those of `items`, which are sorted by start, that lie in a span. */
function inSpan<S extends Span>(items: readonly S[], span: Span): readonly S[] {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.start ?? 0) < span.start) low = middle + 1;
    else high = middle;
  }
  const found: S[] = [];
  for (let at = low; at < items.length; at += 1) {
    const item = items[at];
    if (item === undefined || item.start >= span.end) break;
    if (item.end <= span.end) found.push(item);
  }
  return found;
}
