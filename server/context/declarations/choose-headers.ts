// Owns which declarations are told within a budget, and as which text: headers, members under the header of their type; knows no evidence.
import type { FileId, SymbolId } from "../../index/ids.ts";
import type { WorkspaceIndex } from "../../index/index.ts";
import type { BlockStyle } from "../../syntax/languages.ts";
import type { SymbolKind } from "../../syntax/symbols.ts";
import { estimateMore, estimateTokens } from "../choose.ts";
import {
  beginningOf,
  headOf,
  indented,
  isCut,
  isShortened,
  signatureLine,
  withoutExtras,
} from "../outline.ts";
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
/** Divided by the tokens there are, this is the least probability: a small budget is one of a local model, which reads a header for 0.1 s. */
const LEAST_PROBABILITY_BY_TOKENS = 5;
/** Less likely ones are told by the beginning of their header: that there is such a thing, and how it is called. */
const LEAST_WHOLE = 0.05;

/** No header is shorter. */
const LEAST_TOKENS = 4;

/** Greedily, the most useful for its length first; what does not fit is skipped. */
export function chooseHeaders(
  likely: readonly Likely[],
  maxTokens: number,
  ports: HeaderPorts,
): readonly ChosenHeader[] {
  const { index, memory } = ports;
  if (memory.texts.size > MOST_TEXTS) memory.clear();
  const shownFile = (file: FileId): ShownFile => {
    const known = memory.files.get(file) ?? ports.nameOf(index.pathOf(file));
    memory.files.set(file, known);
    return known;
  };
  const groups = new Map<SymbolId, Group>();
  const files = new Set<FileId>();
  let left = maxTokens;
  for (const candidate of ranked(likely, LEAST_PROBABILITY_BY_TOKENS / maxTokens, ports)) {
    if (left < LEAST_TOKENS) break;
    const { symbol, form } = candidate;
    const parent = index.parent(symbol);
    const owner = parent ?? symbol;
    const group = groups.get(owner) ?? newGroup(textOf(owner, ports), candidate);
    if (isTold(group, symbol, owner)) continue;
    const file = index.file(symbol);
    let cost = form.tokens;
    if (parent === undefined) cost -= groups.has(owner) ? group.head.tokens : 0;
    else if (!groups.has(owner)) cost += group.head.tokens;
    if (!files.has(file)) cost += estimateTokens("", shownFile(file).path);
    if (cost > left) continue;
    left -= cost;
    files.add(file);
    groups.set(owner, group);
    if (parent === undefined) group.own = form;
    else group.members.set(symbol, form);
    if (group.best.probability < candidate.probability) group.best = candidate;
  }
  return [...groups].map(([symbol, group]) => ({
    file: shownFile(index.file(symbol)),
    symbol,
    members: membersOf(group).map(([member]) => member),
    text: groupText(group),
    probability: group.best.probability,
    likeliest: group.best.symbol,
  }));
}

type Ranked = Likely & { readonly form: Form; readonly density: number };

/** The most useful for their length first. */
function ranked(likely: readonly Likely[], least: number, ports: HeaderPorts): readonly Ranked[] {
  return likely
    .filter(({ probability }) => probability >= least)
    .map(({ symbol, probability }) => {
      const shown = shownAs(symbol, ports.index);
      const { whole, short } = textOf(shown, ports);
      const form = probability < LEAST_WHOLE ? short : whole;
      return { symbol: shown, probability, form, density: probability / form.tokens ** COST_POWER };
    })
    .sort((a, b) => b.density - a.density || a.symbol - b.symbol);
}

/** A declaration with those of its members that are told. */
type Group = {
  readonly text: HeaderText;
  /** What stands above members where the declaration itself is not told. */
  readonly head: Form;
  own: Form | undefined;
  readonly members: Map<SymbolId, Form>;
  best: Ranked;
};

function newGroup(text: HeaderText, best: Ranked): Group {
  return { text, head: text.short, own: undefined, members: new Map(), best };
}

function isTold({ text, own, members }: Group, symbol: SymbolId, owner: SymbolId): boolean {
  if (symbol === owner) return own !== undefined;
  return members.has(symbol) || (text.hasMembersInside && own === text.whole);
}

/** In the order of the text; an alias of an object type that is told whole needs none. */
function membersOf({ text, own, members }: Group): readonly (readonly [SymbolId, Form])[] {
  return text.hasMembersInside && own === text.whole ? [] : [...members].sort(([a], [b]) => a - b);
}

/** A longer alias of an object type is not told whole for one of its members (UTF-16 units). */
const LONGEST_ALIAS = 100;

/** The alias of a small object type has its members in its header. */
function shownAs(symbol: SymbolId, index: WorkspaceIndex): SymbolId {
  const parent = index.parent(symbol);
  if (parent === undefined || index.kind(parent) !== "type") return symbol;
  return index.header(parent).length > LONGEST_ALIAS ? symbol : parent;
}

/** A header as it is told. */
type Form = {
  /** Alone, and as the head of a block. */
  readonly line: string;
  readonly head: string;
  readonly tokens: number;
};

type HeaderText = {
  readonly block: BlockStyle;
  /** The whole header holds the members as well. */
  readonly hasMembersInside: boolean;
  readonly whole: Form;
  readonly short: Form;
};

function textOf(symbol: SymbolId, ports: HeaderPorts): HeaderText {
  const { texts } = ports.memory;
  const known = texts.get(symbol);
  if (known !== undefined) return known;
  const made = headerText(symbol, ports);
  texts.set(symbol, made);
  return made;
}

function headerText(symbol: SymbolId, { index, blockOf }: HeaderPorts): HeaderText {
  const block = blockOf(index.languageOf(index.file(symbol)));
  const kind = index.kind(symbol);
  const name = index.text(index.name(symbol));
  const header = index.header(symbol);
  const signature = withoutExtras(header, kind);
  const beginning = beginningOf(signature, name);
  const whole = formOf(signature, kind, block);
  return {
    block,
    hasMembersInside: kind === "type" && header.includes("{") && !isCut(header),
    whole,
    short: beginning.length < signature.length ? formOf(beginning, kind, block) : whole,
  };
}

function formOf(signature: string, kind: SymbolKind, block: BlockStyle): Form {
  const isBlock = WITH_MEMBERS.has(kind);
  const head = isBlock ? headOf(signature) : headBefore(signature);
  const line = isBlock ? closed(head, block) : signatureLine({ signature, kind }, block);
  return { line, head, tokens: estimateMore(line) };
}

const WITH_MEMBERS: ReadonlySet<SymbolKind> = new Set(["class", "interface", "enum", "module"]);

/** The head of a type none of whose members is told. */
function closed(head: string, block: BlockStyle): string {
  if (isShortened(head)) return head;
  switch (block) {
    case "brace":
      return `${head} {…}`;
    case "end":
      return head;
    case "indent":
      return `${head}: ...`;
  }
}

/** What stands before the members of an object: `type Options =`. */
function headBefore(signature: string): string {
  const brace = signature.indexOf("{");
  return (brace < 0 ? headOf(signature) : signature.slice(0, brace)).trimEnd();
}

function groupText(group: Group): string {
  const { text, own, head } = group;
  const members = membersOf(group);
  if (members.length === 0) return (own ?? head).line;
  return indented(
    (own ?? head).head,
    members.map(([, { line }]) => line),
    text.block,
  );
}
