// Owns which names may stand behind a dot after a name of a file: what a module gives away, and members that need no instance. Follows no types.
import type { SymbolId } from "./ids.ts";
import type { WorkspaceIndex } from "./index.ts";

// More are no help to anybody who guesses.
const MOST_NAMES = 500;

/** Each once; none where the name means nothing the index knows. `path` is absolute. */
export function namesBehind(index: WorkspaceIndex, path: string, name: string): readonly string[] {
  const file = index.fileOf(path);
  const meaning = file === undefined ? undefined : index.meaningOf(file, name);
  if (meaning === undefined) return [];
  const symbols =
    meaning.kind === "symbol" ? ofDeclaration(index, meaning.symbol) : [...givenAway(index, meaning.file)];
  const words = new Set(symbols.map((symbol) => index.name(symbol)));
  return [...words].slice(0, MOST_NAMES).map((word) => index.text(word));
}

function ofDeclaration(index: WorkspaceIndex, symbol: SymbolId): readonly SymbolId[] {
  const members = index.childrenOf(symbol);
  const kind = index.kind(symbol);
  if (kind === "enum" || kind === "module") return members;
  return kind === "class" ? members.filter((member) => /\bstatic\b/.test(index.header(member))) : [];
}

function* givenAway(index: WorkspaceIndex, file: number): Generator<SymbolId> {
  const { start, end } = index.symbolsIn(file);
  for (let symbol = start; symbol < end; symbol++) {
    if (index.parent(symbol) === undefined && index.isExported(symbol)) yield symbol;
  }
}
