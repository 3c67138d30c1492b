// Owns what a file itself shows of how it is written: quotes, semicolons, names, the tests' framework; says nothing it has not seen often.
import type { DocumentSnapshot } from "../documents/documents.ts";
import type { CodeSymbol } from "../syntax/symbols.ts";
import type { SyntaxSnapshot } from "../syntax/syntax.ts";
import type { CodeStyle } from "./code-style.ts";
import { styleOf } from "./code-style.ts";
import { type TestFramework, testFrameworkIn } from "./test-frameworks.ts";

export type Conventions = {
  readonly style: Pick<CodeStyle, "quotes" | "semicolons">;
  /** How names of several words are written in functions. */
  readonly names: "camelCase" | "snake_case" | undefined;
  readonly tests: TestFramework | undefined;
};

// Enough to know how a file is written (UTF-16 units).
const MOST_READ = 60_000;
// Fewer cases than this are chance; more exceptions than one in ten are no convention.
const FEWEST = 4;
const SHARE = 0.9;
const SCRIPTS: readonly string[] = [
  "typescript",
  "typescriptreact",
  "javascript",
  "javascriptreact",
  "vue",
  "svelte",
];
/** Languages in which both quotes make the same string. */
const QUOTE_LANGUAGES: readonly string[] = [...SCRIPTS, "python"];

export function conventionsOf(document: DocumentSnapshot, syntax: SyntaxSnapshot | undefined): Conventions {
  const { languageId } = document;
  const text = document.slice(0, Math.min(document.length, MOST_READ));
  const lines = text.split(/\r\n?|\n/);
  return {
    style: styleOf({
      quotes: QUOTE_LANGUAGES.includes(languageId) ? quotesIn(lines) : undefined,
      semicolons: SCRIPTS.includes(languageId) ? semicolonsIn(lines) : undefined,
    }),
    names: namesIn(syntax?.symbols() ?? []),
    tests: testFrameworkIn(languageId, text),
  };
}

/** By strings in which either quote would do, outside of comments of one line. */
function quotesIn(lines: readonly string[]): CodeStyle["quotes"] | undefined {
  const counts = { single: 0, double: 0 };
  for (const line of lines) {
    if (/^\s*(?:\/\/|#|\*|\/\*)/.test(line) || /"""|'''/.test(line)) continue;
    for (const [, quote] of line.matchAll(/(["'])[^"'\\]*\1/g)) counts[quote === '"' ? "double" : "single"]++;
  }
  return mostly("single", counts.single, "double", counts.double);
}

/** By statements that begin with a word of the language and end on their line. */
function semicolonsIn(lines: readonly string[]): boolean | undefined {
  let [withOne, without] = [0, 0];
  for (const [index, line] of lines.entries()) {
    if (!/^\s*(?:import|export|const|let|var|return|throw|await)\b/.test(line)) continue;
    const code = line.trimEnd();
    if (code.endsWith(";")) withOne++;
    // What goes on in the next line has not ended here.
    else if (
      /[\w)\]'"`]$/.test(code) &&
      !/^\s*(?:[.?:|&+*/=,)\]}-]|in\b|of\b)/.test(lines[index + 1] ?? "")
    ) {
      without++;
    }
  }
  return mostly(true, withOne, false, without);
}

function namesIn(symbols: readonly CodeSymbol[]): Conventions["names"] {
  const names = callablesIn(symbols).map(({ name }) => name.replace(/^_+/, ""));
  const snake = names.filter((name) => /^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$/.test(name)).length;
  const camel = names.filter((name) => /^[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+$/.test(name)).length;
  return mostly("snake_case" as const, snake, "camelCase" as const, camel);
}

function callablesIn(symbols: readonly CodeSymbol[]): readonly CodeSymbol[] {
  return symbols.flatMap((symbol) => [
    ...(symbol.kind === "function" || symbol.kind === "method" ? [symbol] : []),
    ...callablesIn(symbol.children),
  ]);
}

function mostly<A, B>(one: A, ones: number, other: B, others: number): A | B | undefined {
  const all = ones + others;
  if (all < FEWEST) return undefined;
  if (ones >= all * SHARE) return one;
  return others >= all * SHARE ? other : undefined;
}
