// Owns the text that is typed into: TypeScript of any length, the same on every machine.

/** A module of exactly `lines` lines that parses; one block is 16 lines. */
export function typescriptOf(lines) {
  const text = [];
  for (let block = 0; text.length + BLOCK_LINES <= lines; block++) text.push(...blockOf(block));
  while (text.length < lines) text.push("// filler, so that the number of lines is exact");
  return `${text.join("\n")}\n`;
}

const BLOCK_LINES = 16;

function blockOf(block) {
  const noun = ["Order", "Invoice", "Account", "Parcel", "Ticket", "Reader", "Session"][block % 7];
  const type = `${noun}${block}`;
  return [
    `/** One ${noun.toLowerCase()} as it is stored, number ${block}. */`,
    `export interface ${type} {`,
    "  readonly id: string;",
    `  readonly amount: number;`,
    `  readonly tags: readonly string[];`,
    "}",
    "",
    `export function total${type}(entries: readonly ${type}[], limit = ${(block % 90) + 10}): number {`,
    "  let result = 0;",
    "  for (const entry of entries) {",
    `    if (entry.tags.includes("skip-${block}") || entry.amount > limit) continue;`,
    `    result += entry.amount * ${(block % 5) + 1};`,
    "  }",
    "  return result;",
    "}",
    "",
  ];
}
