// Owns which names at a place deserve their declaration in the prompt, and how much; looks nothing up.
import type { SourceRequest } from "./source.ts";

export type WantedName = { readonly name: string; readonly score: number; readonly why: string };

const WORD = /[\p{L}_$][\p{L}\p{N}_$]*/gu;
// More names than one function uses; keeps a generated file from asking for everything.
const MOST_NAMES = 60;

/** The names, the most wanted first: types of the signature, then names of its doc comment, then imported names in the code. */
export function wantedNames(request: SourceRequest): readonly WantedName[] {
  const { document, syntax, enclosing, region, typing } = request;
  const known = new Set([
    ...syntax.symbols().map(({ name }) => name),
    ...syntax.imports().flatMap(({ names }) => names),
  ]);
  const found = new Map<string, WantedName>();
  const want = (names: Iterable<string>, score: number, why: string): void => {
    for (const name of names) {
      if (known.has(name) && !found.has(name)) found.set(name, { name, score, why });
    }
  };

  for (const symbol of request.target === undefined ? enclosing : [...enclosing, request.target]) {
    const head = { start: symbol.span.start, end: symbol.body?.span.start ?? symbol.span.end };
    if (symbol.children.length === 0 || symbol.kind !== "class") {
      want(syntax.typeNames(head), 0.95, "a type of the signature");
    } else {
      want(
        syntax.typeNames({ start: head.start, end: Math.min(head.end, head.start + 300) }),
        0.7,
        "a base type",
      );
    }
    want(symbol.doc?.text.match(WORD) ?? [], 0.8, "named in the doc comment");
  }
  const before = document.slice(region.start, typing?.start ?? region.end);
  const after = typing === undefined ? "" : document.slice(typing.end, region.end);
  want(`${before}\n${after}`.match(WORD) ?? [], 0.6, "used in the code at the cursor");
  return [...found.values()].slice(0, MOST_NAMES);
}
