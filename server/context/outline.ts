// Owns declarations as header text that looks like code: signatures without bodies; knows two ways of writing blocks, no grammar.
import { containsSpan, type Span } from "../documents/text.ts";
import type { BlockStyle } from "../syntax/languages.ts";
import type { CodeSymbol, SymbolKind } from "../syntax/symbols.ts";

export type OutlineOptions = {
  readonly block: BlockStyle;
  /** Members that lie wholly in here are left out. */
  readonly except?: Span;
  /** Print the doc comment of the symbol itself. */
  readonly withDoc?: true;
};

// A class of hundreds of members would fill the budget alone.
const MOST_MEMBERS = 40;
const LONGEST_DOC = 400;
const INDENT = { brace: "  ", end: "  ", indent: "    " } as const;
const WITH_MEMBERS: readonly SymbolKind[] = ["class", "interface", "enum", "module"];

/**
 * A symbol and its members by their signatures.
 *
 * @example outlineOf(foo, { block: "brace" }) // "class Foo {\n  bar(x: number): string;\n}"
 */
export function outlineOf(symbol: CodeSymbol, options: OutlineOptions): string {
  return linesOf(symbol, options).join("\n");
}

/** A head with lines inside of its block. */
export function indented(head: string, lines: readonly string[], block: OutlineOptions["block"]): string {
  return inBlock(head, lines, block).join("\n");
}

/** A signature as it stands before a block. */
export function headOf(signature: string): string {
  return signature.replace(/\s*[:{]?$/, "");
}

/** One signature, closed as the language closes it; values of constants and what the syntax room cut off become `…`. */
export function signatureLine(
  { signature, kind }: Pick<CodeSymbol, "signature" | "kind">,
  block: OutlineOptions["block"],
): string {
  if (isShortened(signature)) return signature;
  const bare = shortened(signature, kind).replace(/\s*(?:=>|[:;,{])$/, "");
  if (block === "brace") return kind === "enum-member" ? `${bare},` : `${bare};`;
  if (block === "end") return bare;
  return CALLABLE.includes(kind) ? `${bare}: ...` : bare;
}

// A value longer than this is code, not a header (UTF-16 units, with its name and type).
const LONGEST_VALUE = 120;
const CUT_SIGNATURE = 700;
/** What is shown of a longer value: enough to tell what it is made of. */
const VALUE_START = 60;
const VALUES: readonly SymbolKind[] = ["constant", "variable", "field", "property"];

function shortened(signature: string, kind: SymbolKind): string {
  const value = signature.indexOf(" = ");
  const isLongValue = VALUES.includes(kind) && value > 0 && signature.length > LONGEST_VALUE;
  if (isLongValue) return `${signature.slice(0, value + VALUE_START).trimEnd()} …`;
  return isCut(signature) ? `${signature} …` : signature;
}

/** Whether the syntax room left out the end of a signature. */
export function isCut(signature: string): boolean {
  return signature.length >= CUT_SIGNATURE;
}

// The index reads no comments inside of values.
const COMMENT_OR_STRING = / ?\/\*.*?(?:\*\/|$)|(["'`])(?:[^\\]|\\.)*?\1/g;
/** A type of this length says what the value would say (UTF-16 units). */
const TELLING_TYPE = 30;

/** A signature without comments, and without the value where a type is written. */
export function withoutExtras(signature: string, kind: SymbolKind): string {
  const bare = signature.replaceAll(COMMENT_OR_STRING, (found, quote?: string) =>
    quote === undefined ? "" : found,
  );
  const colon = VALUES.includes(kind) ? bare.indexOf(": ") : -1;
  const value = colon < 0 ? -1 : valueIn(bare);
  return value - colon > TELLING_TYPE ? bare.slice(0, value).trimEnd() : bare;
}

/** Where the value begins; -1 without one. */
function valueIn(signature: string): number {
  let depth = 0;
  for (let place = 0; place < signature.length; place += 1) {
    const sign = signature[place] ?? "";
    const isArrow = signature[place - 1] === "=";
    if ("([{<".includes(sign)) depth += 1;
    else if (")]}".includes(sign) || (sign === ">" && !isArrow)) depth -= 1;
    else if (depth === 0 && signature.startsWith(" = ", place)) return place;
  }
  return -1;
}

const MODIFIERS =
  /^(?:export (?!default)|declare |public |final |override |readonly |async |pub(?:\([^)]*\))? )+/;
/** Enough behind a name to tell what it takes (UTF-16 units). */
const MOST_BEHIND_NAME = 40;
const CUT = "…";

/**
 * The beginning of a signature, up to a little behind the name, without what is said of most: `export`, `public`, `async`.
 * It ends with a whole word: half of one is a name that there is not, which small models copy.
 */
export function beginningOf(signature: string, name: string): string {
  const bare = signature.replace(MODIFIERS, "");
  const end = Math.max(0, bare.indexOf(name)) + name.length + MOST_BEHIND_NAME;
  if (bare.length <= end + CUT.length) return bare;
  const isWithinWord = /^[\w$]/.test(bare.slice(end));
  const beginning = isWithinWord ? bare.slice(0, end).replace(/[\w$]+$/, "") : bare.slice(0, end);
  return beginning.trimEnd() + CUT;
}

/** Whether it is the beginning of a signature only. */
export function isShortened(signature: string): boolean {
  return signature.endsWith(CUT);
}

const CALLABLE: readonly SymbolKind[] = ["function", "method", "constructor"];

function linesOf(symbol: CodeSymbol, options: OutlineOptions): readonly string[] {
  const { block, except, withDoc } = options;
  // An alias of an object type holds its members in its signature; where that was cut, they are listed instead.
  const isCutType = symbol.kind === "type" && symbol.children.length > 0 && isCut(symbol.signature);
  const alias = isCutType ? /^[^{]*= ?(?=\{)/.exec(symbol.signature) : null;
  if (!WITH_MEMBERS.includes(symbol.kind) && alias === null) {
    const line = signatureLine(symbol, block);
    return withDoc ? withDocOf(symbol, [line], block) : [line];
  }
  const members = symbol.children
    .filter(({ span }) => except === undefined || !containsSpan(except, span))
    .slice(0, MOST_MEMBERS)
    .flatMap((member) =>
      CALLABLE.includes(member.kind) ? [signatureLine(member, block)] : linesOf(member, { block }),
    );
  const lines = inBlock(headOf(alias?.[0] ?? symbol.signature), members, block);
  return withDoc ? withDocOf(symbol, lines, block) : lines;
}

function inBlock(head: string, inside: readonly string[], block: BlockStyle): readonly string[] {
  const lines = inside.map((line) => INDENT[block] + line);
  switch (block) {
    case "brace":
      return [`${head} {`, ...lines, "}"];
    case "end":
      return [head, ...lines, "end"];
    case "indent":
      return [`${head}:`, ...(lines.length === 0 ? [`${INDENT.indent}...`] : lines)];
  }
}

/** The doc comment above, or as the first line inside where the language puts it there. */
function withDocOf(
  { doc, span }: CodeSymbol,
  lines: readonly string[],
  block: OutlineOptions["block"],
): readonly string[] {
  if (doc === undefined || doc.text.length > LONGEST_DOC) return lines;
  const docLines = doc.text.split(/\r\n?|\n/).map((line) => line.trim());
  if (doc.span.start < span.start) return [...docLines.map(alignStars), ...lines];
  const [head = "", ...rest] = lines;
  return [head.replace(/ \.\.\.$/, ""), ...docLines.map((line) => INDENT[block] + line), ...rest];
}

function alignStars(line: string): string {
  return line.startsWith("*") ? ` ${line}` : line;
}
