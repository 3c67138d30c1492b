// Owns `treewright symbols`: what the syntax tree of a file holds.
import type { SymbolEntry } from "../protocol.ts";
import { readSource, type SourceOptions } from "../source.ts";
import type { Colours } from "../terminal.ts";
import { toUri } from "../workspace.ts";
import { type Invocation, type Outcome, openSource } from "./invocation.ts";

const KIND_WIDTH = 12;

export async function symbols(
  file: string,
  options: SourceOptions,
  invocation: Invocation,
): Promise<Outcome> {
  const source = readSource(file, options);
  const { server } = await openSource(source, invocation);
  const entries = await server.execute("treewright.symbols", { uri: toUri(source.path) });
  return {
    fields: { symbols: entries },
    text: entries.map((entry) => describe(entry, 0, invocation.colours)).join(""),
    ...(entries.length === 0 ? { note: `${source.name} has no symbols` } : {}),
  };
}

function describe(entry: SymbolEntry, depth: number, colours: Colours): string {
  const line = String(entry.selectionRange.start.line + 1).padStart(5);
  const kind = colours.cyan(entry.kind.padEnd(KIND_WIDTH));
  const signature = entry.signature.replace(/\s+/g, " ");
  const children = entry.children.map((child) => describe(child, depth + 1, colours));
  return `${colours.dim(line)}  ${"  ".repeat(depth)}${kind}${signature}\n${children.join("")}`;
}
