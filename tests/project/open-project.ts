// Owns the set-up of the project room in tests: real files in a temporary folder, a trace that keeps its lines.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { createSettings } from "../../server/config/settings.ts";
import { createDocuments } from "../../server/documents/documents.ts";
import { createWorkspace } from "../../server/documents/workspace.ts";
import { createProject, type Notes, type ProjectPorts } from "../../server/project/project.ts";
import { createSyntax } from "../../server/syntax/syntax.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { PATIENT } from "../syntax/open-syntax.ts";

// Grammars are loaded once for all scenes.
const syntax = createSyntax({ limits: PATIENT, trace: createTrace({ write: () => undefined }) });

/** A workspace with these files. Deadlines never pass unless the ports say so. */
export function openProject(files: Readonly<Record<string, string>>, ports: Partial<ProjectPorts> = {}) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "project-")));
  const lines: string[] = [];
  const trace = createTrace({ write: ({ level, text }) => lines.push(`${level}: ${text}`) });
  const workspace = createWorkspace();
  workspace.setFolders([folder]);
  const settings = createSettings();
  const documents = createDocuments();
  documents.subscribe((event) => syntax.noteEvent(event));
  const project = createProject({
    workspace,
    settings,
    trace,
    now: () => 0,
    timeout: () => new AbortController().signal,
    ...ports,
  });
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  return {
    settings,
    lines,
    folder,
    write,
    /** What is told about a file, which need not exist. */
    notes(path: string, text = "", maxRuleTokens = 2000): Promise<Notes> {
      const uri = pathToFileURL(join(folder, path)).href;
      const document = documents.open(uri, syntax.languageOf(path), 1, text);
      const query = {
        document,
        syntax: syntax.snapshot(document),
        maxRuleTokens,
        deadlineMs: 1000,
      };
      return project.notesFor(query, new AbortController().signal);
    },
    style: (path: string) =>
      project.styleFor(pathToFileURL(join(folder, path)).href, syntax.languageOf(path)),
    dispose() {
      if (trace.bugCount > 0) throw new Error(lines.join("\n"));
      for (const { uri } of documents.all()) documents.close(uri);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
