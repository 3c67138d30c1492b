// Owns the set-up of the context room in tests: real files in a temporary folder, real syntax, a trace that keeps its lines.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { createSettings, type SettingsStore } from "../../server/config/settings.ts";
import {
  type Collected,
  type Collector,
  type CollectorPorts,
  createCollector,
  type GenerationTask,
} from "../../server/context/collect.ts";
import { createDocuments, type Documents } from "../../server/documents/documents.ts";
import { createWorkspace } from "../../server/documents/workspace.ts";
import { createSyntax } from "../../server/syntax/syntax.ts";
import { createTrace, type LogLine, type Trace } from "../../server/trace/trace.ts";
import { parseMarked } from "../support/marked-text.ts";
import { PATIENT } from "../syntax/open-syntax.ts";

export type Scene = {
  readonly collector: Collector;
  readonly documents: Documents;
  readonly settings: SettingsStore;
  readonly trace: Trace;
  readonly lines: readonly LogLine[];
  readonly folder: string;
  write(path: string, text: string): string;
  /** Opens a file of the folder and makes an insert task at its cursor, or a rewrite task of the function around it. */
  task(path: string, marked: string, kind?: "insert-at-cursor" | "rewrite-span"): GenerationTask;
  collect(task: GenerationTask, maxTokens?: number): Promise<Collected>;
  dispose(): void;
};

// Grammars are loaded once for all scenes; documents are told apart by the folders they lie in.
const syntaxTrace = createTrace({ write: () => undefined });
const syntax = createSyntax({ limits: PATIENT, trace: syntaxTrace });

/** A workspace with these files. Deadlines never pass and time stands still unless the ports say so. */
export function openScene(
  files: Readonly<Record<string, string>>,
  ports: Partial<CollectorPorts> = {},
): Scene {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "context-")));
  const lines: LogLine[] = [];
  const trace = createTrace({ write: (line) => lines.push(line) });
  trace.setLevel("verbose");
  const documents = createDocuments();
  const workspace = createWorkspace();
  workspace.setFolders([folder]);
  documents.subscribe((event) => syntax.noteEvent(event));
  const settings = createSettings();
  const collector = createCollector({
    syntax,
    workspace,
    documents,
    settings,
    trace,
    now: () => 0,
    timeout: () => new AbortController().signal,
    atRest: (work) => work(),
    // Tests that want it say so: the files of most are opened to be asked about at once.
    atLeisure: () => undefined,
    ...ports,
  });
  const write = (path: string, text: string): string => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    return pathToFileURL(join(folder, path)).href;
  };
  for (const [path, text] of Object.entries(files)) write(path, text);

  return {
    collector,
    documents,
    settings,
    trace,
    lines,
    folder,
    write,
    task(path, marked, kind = "insert-at-cursor") {
      const { text, cursor = 0 } = parseMarked(marked);
      const uri = pathToFileURL(join(folder, path)).href;
      const document = documents.open(uri, syntax.languageOf(path), 1, text);
      const snapshot = syntax.snapshot(document);
      if (kind === "insert-at-cursor") {
        return {
          kind,
          document,
          syntax: snapshot,
          offset: cursor,
          scope: snapshot?.cursorAt(cursor),
          shape: "line",
          candidates: 1,
          trigger: "typing",
        };
      }
      const symbol = snapshot?.symbolAt(cursor);
      if (symbol === undefined) throw new Error("the cursor stands in no symbol");
      return {
        kind,
        document,
        syntax: snapshot,
        target: symbol.span,
        symbol,
        intent: { kind: "implement-body" },
        label: symbol.name,
      };
    },
    collect: (task, maxTokens = 1000) =>
      collector.collect(task, { maxTokens, deadlineMs: 50 }, new AbortController().signal),
    dispose() {
      if (syntaxTrace.bugCount > 0) throw new Error("the syntax room reported a bug");
      for (const { uri } of documents.all()) documents.close(uri);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Items as text: the path, then the header as the model sees it. */
export function shown({ items }: Pick<Collected, "items">): string {
  return items.map(({ source, path, text }) => `[${source}] ${path}\n${text}\n`).join("");
}
