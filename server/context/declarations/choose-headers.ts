// Owns which declarations are told within a budget, and as which text: headers, members under the header of their type; knows no evidence.
import type { FileId, SymbolId } from "../../index/ids.ts";
import type { WorkspaceIndex } from "../../index/index.ts";
import type { BlockStyle } from "../../syntax/languages.ts";
import { estimateTokens } from "../choose.ts";
import { headOf, indented, isCut, signatureLine } from "../outline.ts";
import type { Likely } from "./ranking.ts";

export type ShownFile = { readonly uri: string; readonly path: string };

/** A declaration with those of its members that are told. */
export type ChosenHeader = {
  readonly file: ShownFile;
  readonly symbol: SymbolId;
  /** In the order of the text. */
  readonly members: readonly SymbolId[];
  readonly text: string;
  /** Of the likeliest of them. */
  readonly probability: number;
  readonly likeliest: SymbolId;
};

export type HeaderPorts = {
  readonly index: WorkspaceIndex;
  /** How blocks are written in a language. */
  readonly blockOf: (languageId: string) => BlockStyle;
  /** How a file is named to others: its URI, and the path that is shown above its headers. */
  readonly nameOf: (path: string) => ShownFile;
  /** What was found out before; to be cleared when the index changes. */
  readonly memory: HeaderMemory;
};

/** From question to question most candidates are the same. */
export class HeaderMemory {
  readonly texts = new Map<SymbolId, HeaderText>();
  readonly files = new Map<FileId, ShownFile>();

  clear(): void {
    this.texts.clear();
    this.files.clear();
  }
}

// Headers of this many declarations are kept, some 3 MB.
const MOST_TEXTS = 10_000;

/**
 * How much a long header is held against it: 0 would take the likeliest first, 1 the most useful per token. Both ends
 * find less than the middle on the packages that the weights were fitted on.
 */
const COST_POWER = 0.6;
/** Less likely ones are wrong more than nineteen times out of twenty, and a local model reads each for 0.1 s. */
const LEAST_PROBABILITY = 0.01;

/** Greedily, the most useful for its length first; what does not fit is skipped. */
export function chooseHeaders(
  likely: readonly Likely[],
  maxTokens: number,
  ports: HeaderPorts,
): readonly ChosenHeader[] {
  const { index, memory } = ports;
  const { texts } = memory;
  if (texts.size > MOST_TEXTS) memory.clear();
  const textOf = (symbol: SymbolId): HeaderText => {
    const known = texts.get(symbol);
    if (known !== undefined) return known;
    const made = headerText(symbol, ports);
    texts.set(symbol, made);
    return made;
  };
  const shownFile = (file: FileId): ShownFile => {
    const known = memory.files.get(file) ?? ports.nameOf(index.pathOf(file));
    memory.files.set(file, known);
    return known;
  };
  const ranked: Ranked[] = [];
  for (const { symbol, probability } of likely) {
    if (probability < LEAST_PROBABILITY) continue;
    const shown = shownAs(symbol, index);
    const { tokens } = textOf(shown);
    ranked.push({ symbol: shown, probability, tokens, density: probability / tokens ** COST_POWER });
  }
  ranked.sort((a, b) => b.density - a.density || a.symbol - b.symbol);

  const groups = new Map<SymbolId, { members: Set<SymbolId>; best: Ranked }>();
  const files = new Set<number>();
  let left = maxTokens;
  for (const candidate of ranked) {
    const { symbol, tokens } = candidate;
    const parent = index.parent(symbol);
    const owner = parent ?? symbol;
    const group = groups.get(owner);
    if (group !== undefined && (parent === undefined || group.members.has(symbol))) continue;
    const file = index.file(symbol);
    let cost = tokens;
    if (group === undefined && parent !== undefined) cost += textOf(parent).tokens;
    if (!files.has(file)) cost += estimateTokens("", shownFile(file).path);
    if (cost > left) continue;
    left -= cost;
    files.add(file);
    const known = group ?? { members: new Set<SymbolId>(), best: candidate };
    if (parent !== undefined) known.members.add(symbol);
    if (known.best.probability < candidate.probability) known.best = candidate;
    groups.set(owner, known);
  }
  return [...groups].map(([symbol, { members, best }]) => {
    const inOrder = [...members].sort((a, b) => a - b);
    const text = groupText(textOf(symbol), inOrder.map(textOf));
    const file = shownFile(index.file(symbol));
    return { file, symbol, members: inOrder, text, probability: best.probability, likeliest: best.symbol };
  });
}

type Ranked = Likely & { readonly tokens: number; readonly density: number };

/** The alias of an object type has its members in its header already, unless that is cut. */
function shownAs(symbol: SymbolId, index: WorkspaceIndex): SymbolId {
  const parent = index.parent(symbol);
  if (parent === undefined || index.kind(parent) !== "type") return symbol;
  return isCut(index.header(parent)) ? symbol : parent;
}

type HeaderText = {
  readonly block: BlockStyle;
  readonly hasMembers: boolean;
  /** Alone, and as the head of a block. */
  readonly line: string;
  readonly head: string;
  readonly tokens: number;
};

function headerText(symbol: SymbolId, { index, blockOf }: HeaderPorts): HeaderText {
  const block = blockOf(index.languageOf(index.file(symbol)));
  const kind = index.kind(symbol);
  const signature = index.header(symbol);
  const line = signatureLine({ signature, kind }, block);
  const hasMembers = kind === "class" || kind === "interface" || kind === "enum" || kind === "module";
  const head = hasMembers ? headOf(signature) : headBefore(signature);
  // Its path is counted once for all headers of a file.
  return { block, hasMembers, line, head, tokens: estimateTokens(line, "") - PATH_TOKENS };
}

/** What stands before the members of an object: `type Options =`. */
function headBefore(signature: string): string {
  const brace = signature.indexOf("{");
  return (brace < 0 ? headOf(signature) : signature.slice(0, brace)).trimEnd();
}

const PATH_TOKENS = 4;

function groupText({ block, line, head, hasMembers }: HeaderText, members: readonly HeaderText[]): string {
  if (members.length === 0 && !hasMembers) return line;
  return indented(
    head,
    members.map((member) => member.line),
    block,
  );
}
