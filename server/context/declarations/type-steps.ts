// Owns the steps from the types at hand to the types they mention: signatures, members, parents; says how far each is.
import type { SymbolId, WordId } from "../../index/ids.ts";
import { COLUMN, type EvidenceTable } from "./evidence.ts";
import type { FindPorts, Look } from "./find.ts";
import { identifiersIn } from "./words.ts";

const STEPS = [
  { type: COLUMN.typeNear, member: COLUMN.memberNear },
  { type: COLUMN.typeFar, member: COLUMN.memberFar },
  { type: COLUMN.typeFarther, member: COLUMN.memberFarther },
] as const;
/** Types that are followed from one step to the next. */
const MOST_FOLLOWED = 150;

/** Returns the steps to each type that was reached, from 1 on. */
export function addTypeSteps(
  evidence: EvidenceTable,
  here: Look,
  { index, names }: FindPorts,
): ReadonlyMap<SymbolId, number> {
  const steps = new Map<SymbolId, number>();
  let front: SymbolId[] = [];
  const reach = (symbol: SymbolId | undefined, step: number, next: SymbolId[]): void => {
    if (symbol === undefined || steps.has(symbol) || index.file(symbol) === here.file) return;
    steps.set(symbol, step);
    next.push(symbol);
  };
  /** A name as the open file means it; its own declarations lead on to what they mention. */
  const enter = (text: string, step: number, next: SymbolId[], visited: Set<string>): void => {
    if (visited.has(text)) return;
    visited.add(text);
    const own = here.own.get(text);
    if (own !== undefined) {
      if (visited.size < MOST_FOLLOWED)
        for (const inner of identifiersIn(own)) enter(inner, step + 1, later, visited);
      return;
    }
    const word = index.word(text);
    if (word === undefined) return;
    const known = here.names.symbols.get(word) ?? beside?.get(word);
    const inside = inSpaces(word);
    if (known === undefined && inside === undefined) reach(names.onlyType(word), step, next);
    reach(known, step, next);
    reach(inside, step, next);
  };
  /** `Space.name`: which of the names belong together is not known, but hardly any is one of two. */
  const inSpaces = (word: WordId): SymbolId | undefined => {
    for (const space of spaces) {
      const symbol = names.shared(space).get(word);
      if (symbol !== undefined && names.isType(symbol)) return symbol;
    }
    return undefined;
  };
  const beside = here.file === undefined ? undefined : names.shared(here.file);
  const later: SymbolId[] = [];
  const visited = new Set<string>();
  const texts = [here.header, here.container?.header ?? "", ...here.around];
  const named = [...texts.flatMap((text) => [...identifiersIn(text)]), ...here.code];
  const spaces = new Set(names.wordsOf(new Set(named)).flatMap((word) => here.names.modules.get(word) ?? []));
  for (const name of named) enter(name, 1, front, visited);
  for (const [place, { type, member }] of STEPS.entries()) {
    const next: SymbolId[] = place === 0 ? later : [];
    for (const symbol of front) {
      evidence.raise(symbol, type, 1);
      for (const child of names.membersOf(symbol)) evidence.raise(child, member, 1);
      for (const link of names.links(symbol)) {
        if (names.isType(link) || place === 0) reach(link, place + 2, next);
      }
    }
    front = next.slice(0, MOST_FOLLOWED);
  }
  return steps;
}
