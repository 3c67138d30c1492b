// Owns what a project says about how its code is written, as items for the prompts of actions; a keystroke asks for none of it.
import type { SettingsStore } from "../config/settings.ts";
import type { ContextItem, SourceReport } from "../context/collect.ts";
import type { DocumentSnapshot } from "../documents/documents.ts";
import { estimateTokens } from "../documents/text.ts";
import { pathOf, type Workspace } from "../documents/workspace.ts";
import type { SyntaxSnapshot } from "../syntax/syntax.ts";
import { toFailure } from "../trace/failure.ts";
import type { Trace } from "../trace/trace.ts";
import type { CodeStyle } from "./code-style.ts";
import type { FoundNote, NoteRequest, NoteSource } from "./note.ts";
import { projectRules } from "./project-rules.ts";
import { findStyles, mergeStyles } from "./style-files.ts";
import { conventions, projectStyle } from "./style-notes.ts";

/** Every source of notes there is; `context.sources` of the settings turns one off by its id. */
export const NOTE_SOURCES: readonly NoteSource[] = [projectRules, conventions, projectStyle];

/** A document, and how much of the project's rules may be told; what is not read after `deadlineMs` is left out. */
export type NotesQuery = {
  readonly document: DocumentSnapshot;
  readonly syntax: SyntaxSnapshot | undefined;
  readonly maxRuleTokens: number;
  readonly deadlineMs: number;
};

export type Notes = { readonly items: readonly ContextItem[]; readonly sources: readonly SourceReport[] };

export interface Project {
  /** Rejects only where `signal` aborts. */
  notesFor(query: NotesQuery, signal: AbortSignal): Promise<Notes>;
  /** What settings of the project say about the style of a file, which need not exist; nothing for one outside. */
  styleFor(uri: string, languageId: string): Promise<CodeStyle>;
}

export type ProjectPorts = {
  readonly workspace: Workspace;
  readonly settings: SettingsStore;
  readonly trace: Trace;
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number;
  /** A signal that aborts after so many milliseconds. */
  readonly timeout?: (ms: number) => AbortSignal;
};

export function createProject(ports: ProjectPorts): Project {
  const { workspace, settings, trace } = ports;
  const now = ports.now ?? (() => performance.now());
  const timeout = ports.timeout ?? ((ms) => AbortSignal.timeout(ms));

  /** A source that fails must not keep the others from the model. */
  const run = async (source: NoteSource, request: NoteRequest): Promise<readonly FoundNote[]> => {
    try {
      return await source.find(request, { workspace, trace });
    } catch (error) {
      const failure = toFailure(error);
      if (failure.kind === "bug") trace.reportBug(`notes of ${source.id} failed`, error);
      else trace.log("debug", `notes of ${source.id}: ${failure.message}`);
      return [];
    }
  };

  return {
    async notesFor(query, signal) {
      signal.throwIfAborted();
      const request = requestFor(query, workspace);
      if (request === undefined) return { items: [], sources: [] };
      const switches = settings.current().context.sources;
      const sources = NOTE_SOURCES.filter(({ id }) => switches[id] ?? true);
      const limit = AbortSignal.any([signal, timeout(query.deadlineMs)]);
      const told = await Promise.all(
        sources.map(async (source): Promise<Notes> => {
          const startMs = now();
          const notes = await Promise.race([run(source, request), aborted(limit)]);
          if (notes === undefined) return { items: [], sources: [{ id: source.id }] };
          return {
            items: notes.map((note) => toItem(source.id, note)),
            sources: [{ id: source.id, found: notes.length, durationMs: now() - startMs }],
          };
        }),
      );
      signal.throwIfAborted();
      return {
        items: told.flatMap(({ items }) => items),
        sources: told.flatMap((each) => each.sources),
      };
    },
    async styleFor(uri, languageId) {
      const path = pathOf(uri);
      const folder = path === undefined ? undefined : workspace.folderOf(path);
      if (path === undefined || folder === undefined) return {};
      return mergeStyles(await findStyles({ workspace, languageId, path, folder }));
    },
  };
}

/** Undefined outside of every workspace folder; a document without a path counts as one in the first folder. */
function requestFor(query: NotesQuery, workspace: Workspace): NoteRequest | undefined {
  const path = pathOf(query.document.uri);
  const folder = path === undefined ? workspace.folders[0] : workspace.folderOf(path);
  if (folder === undefined) return undefined;
  const isAboutTests = TEST_PATH.test(workspace.relativePath(query.document.uri));
  return { ...query, folder, path: path ?? `${folder}/untitled`, isAboutTests };
}

const TEST_PATH = /(?:^|\/)(?:tests?|__tests__|specs?)\/|(?:^|\/)test_[^/]*$|[._-](?:test|spec)\.[^./]+$/;

function toItem(source: string, note: FoundNote): ContextItem {
  return { ...note, source, score: 1, tokens: estimateTokens(note.text.length + note.path.length) };
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
}
