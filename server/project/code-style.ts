// Owns the facts of style that settings of a project can state, and how each is told in a few words; reads nothing.

/** What is missing is not stated. */
export type CodeStyle = {
  /** One level of indentation: a tab or some spaces. */
  readonly indentUnit?: string;
  readonly quotes?: "single" | "double";
  readonly semicolons?: boolean;
  /** Characters in a line, at most. */
  readonly lineWidth?: number;
  readonly lineEnding?: "\n" | "\r\n" | "\r";
  readonly finalNewline?: boolean;
};

/** The facts a model needs to know; line endings and the end of the file are put right without it. */
export function describeStyle({ indentUnit, quotes, semicolons, lineWidth }: CodeStyle): string[] {
  const facts: string[] = [];
  if (indentUnit !== undefined) {
    facts.push(indentUnit === "\t" ? "indent with tabs" : `indent with ${indentUnit.length} spaces`);
  }
  if (quotes !== undefined) facts.push(`strings in ${quotes} quotes`);
  if (semicolons !== undefined) facts.push(semicolons ? "end statements with semicolons" : "no semicolons");
  if (lineWidth !== undefined) facts.push(`lines of at most ${lineWidth} characters`);
  return facts;
}

/** A level of so many spaces; undefined where the number makes no sense. */
export function spaces(count: unknown): string | undefined {
  const number = Number(count);
  return Number.isInteger(number) && number >= 1 && number <= 16 ? " ".repeat(number) : undefined;
}

/** A style of the facts that are stated. */
export function styleOf(facts: { readonly [Key in keyof CodeStyle]: CodeStyle[Key] | undefined }): CodeStyle {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
