// Owns the few lines of settings on top of a rules file: a small part of YAML, texts and lists of texts; refuses to guess at more.

/** Values by key, in lower case; a single text is a list of one. */
export type FrontMatter = ReadonlyMap<string, readonly string[]>;

const BLOCK = /^---[ \t]*\n(?:([^]*?)\n)?---[ \t]*(?:\n|$)/;

/** The settings, and the text below them, of a text with `\n` line endings. One without settings is all text. */
export function readFrontMatter(text: string): { readonly matter: FrontMatter; readonly body: string } {
  const found = BLOCK.exec(text);
  if (found === null) return { matter: new Map(), body: text };
  const matter = new Map<string, string[]>();
  let list: string[] = [];
  for (const line of (found[1] ?? "").split("\n")) {
    const item = /^\s*-\s+(.+)$/.exec(line)?.[1];
    if (item !== undefined) {
      list.push(unquoted(item));
      continue;
    }
    const pair = /^([\w-]+):\s*(.*)$/.exec(line);
    if (pair === null) continue;
    list = valuesOf(pair[2] ?? "");
    matter.set((pair[1] ?? "").toLowerCase(), list);
  }
  return { matter, body: text.slice(found[0].length) };
}

/** `[a, "b"]` and `a` are lists of texts; nothing is a list that may go on in the lines below. */
function valuesOf(text: string): string[] {
  const value = text.trim();
  if (value === "") return [];
  const inner = /^\[(.*)\]$/.exec(value)?.[1];
  if (inner === undefined) return [unquoted(value)];
  return [...inner.matchAll(/"[^"]*"|'[^']*'|[^\s,][^,]*/g)].map(([item]) => unquoted(item));
}

function unquoted(text: string): string {
  const value = text.trim();
  return /^(["'])(.*)\1$/.exec(value)?.[2] ?? value;
}
