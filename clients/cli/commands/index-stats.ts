// Owns `treewright index`: what the index knows of the workspace, once it has read all of it.
import type { IndexReport } from "../index-report.ts";
import { findWorkspace, realPath } from "../workspace.ts";
import type { Invocation, Outcome } from "./invocation.ts";

export type IndexOptions = { readonly stats?: boolean };

export const INDEX_HELP = `With --json:
  index  { files, symbols, words, bytes, filesRead, durationMs, languages: [{ id, files, symbols, imports, resolved }] };
         bytes of memory, filesRead were not known from an earlier session, resolved imports lead to files of the workspace`;

export async function indexStats({ stats }: IndexOptions, invocation: Invocation): Promise<Outcome> {
  const workspace = findWorkspace(realPath("."), { workspace: invocation.options.workspace });
  const server = await invocation.startServer(workspace);
  const index = await server.execute("treewright.index", undefined);
  const rows = stats === true ? languageRows(index) : [];
  return {
    fields: { index },
    text: [inWords(index), ...rows].map((line) => `${line}\n`).join(""),
  };
}

function inWords({ files, symbols, filesRead, durationMs, bytes }: IndexReport): string {
  const size = (bytes / 1e6).toFixed(1);
  return `${count(symbols)} symbols in ${count(files)} files, ${count(filesRead)} of them read now: ${Math.round(durationMs)} ms, ${size} MB`;
}

const HEADINGS = ["language", "files", "symbols", "imports", "in the workspace"] as const;

function languageRows({ languages }: IndexReport): readonly string[] {
  const rows = languages.map(({ id, files, symbols, imports, resolved }) => [
    id,
    ...[files, symbols, imports, resolved].map(count),
  ]);
  const table = [[...HEADINGS], ...rows];
  const widths = HEADINGS.map((_, column) => Math.max(...table.map((row) => (row[column] ?? "").length)));
  return table.map(([first = "", ...numbers]) =>
    [
      first.padEnd(widths[0] ?? 0),
      ...numbers.map((cell, column) => cell.padStart(widths[column + 1] ?? 0)),
    ].join("  "),
  );
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}
