// Owns which names may stand behind a dot after a name of a file: what a module gives away, and members that need no instance. Follows no types.
import type { SymbolId } from "./ids.ts";
import type { WorkspaceIndex } from "./index.ts";

// More are no help to anybody who guesses.
const MOST_NAMES = 500;
/** A unit of more files is a whole program, no package. */
const MOST_SHARERS = 200;

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
  if (kind !== "class") return [];
  return members.flatMap((member) => {
    const header = index.header(member);
    if (/\bcompanion object\b/.test(header)) return index.childrenOf(member);
    return /\bstatic\b/.test(header) ? [member] : [];
  });
}

/** By all files of a package. */
function* givenAway(index: WorkspaceIndex, file: number): Generator<SymbolId> {
  const sharers = index.sharersOf(file);
  for (const each of sharers.length > MOST_SHARERS ? [file] : sharers) {
    const { start, end } = index.symbolsIn(each);
    for (let symbol = start; symbol < end; symbol++) {
      const isBeside = index.kind(symbol) === "method" || index.parent(symbol) !== undefined;
      if (!isBeside && index.isExported(symbol)) yield symbol;
    }
  }
}
