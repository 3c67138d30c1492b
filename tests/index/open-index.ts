// Owns an index over a folder of files that a test writes; the workers are the real ones.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { createDocuments } from "../../server/documents/documents.ts";
import { createWorkspace } from "../../server/documents/workspace.ts";
import { createIndex, type IndexPorts, type WorkspaceIndex } from "../../server/index/index.ts";
import { createSyntax } from "../../server/syntax/syntax.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { PATIENT } from "../syntax/open-syntax.ts";

export type Files = Readonly<Record<string, string>>;

export function writeFiles(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "treewright-index-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export type OpenIndex = {
  readonly folder: string;
  readonly index: WorkspaceIndex;
  readonly documents: ReturnType<typeof createDocuments>;
  readonly lines: string[];
  /** Kind, name and header of every symbol of a file, indented by depth. */
  outline(path: string): string;
  /** What a name at the top of a file means: `path: header`, or the path of a module. */
  meaning(path: string, name: string): string | undefined;
};

/** Read as a whole before it is handed over. */
export async function openIndex(
  files: Files,
  ports: Partial<IndexPorts> & { readonly folder?: string } = {},
): Promise<OpenIndex> {
  const folder = ports.folder ?? temporaryFolder();
  writeFiles(folder, files);
  const lines: string[] = [];
  const trace = createTrace({ write: ({ text }) => lines.push(text) });
  const workspace = createWorkspace();
  workspace.setFolders([folder]);
  const documents = createDocuments();
  const index = createIndex({
    workspace,
    documents,
    syntax: createSyntax({ limits: PATIENT, trace }),
    trace,
    ...ports,
  });
  onTestFinished(() => index.dispose());
  await index.whenReady();

  const relative = (path: string): string => path.slice(folder.length + 1);
  const fileOf = (path: string): number => {
    const file = index.fileOf(join(folder, path));
    if (file === undefined) throw new RangeError(`${path} is not in the index`);
    return file;
  };
  return {
    folder,
    index,
    documents,
    lines,
    outline(path) {
      const { start, end } = index.symbolsIn(fileOf(path));
      const rows: string[] = [];
      for (let symbol = start; symbol < end; symbol += 1) {
        let depth = 0;
        for (let up = index.parent(symbol); up !== undefined; up = index.parent(up)) depth += 1;
        rows.push(`${"  ".repeat(depth)}${index.kind(symbol)} ${index.header(symbol)}\n`);
      }
      return rows.join("");
    },
    meaning(path, name) {
      const meaning = index.meaningOf(fileOf(path), name);
      if (meaning === undefined) return undefined;
      if (meaning.kind === "module") return relative(index.pathOf(meaning.file));
      return `${relative(index.pathOf(index.file(meaning.symbol)))}: ${index.header(meaning.symbol)}`;
    },
  };
}
