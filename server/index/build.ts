// Owns the pass over the workspace: what is new is read by the workers, what is gone is forgotten; merges what they hand over.
import { basename } from "node:path";
import type { Documents } from "../documents/documents.ts";
import type { Workspace } from "../documents/workspace.ts";
import type { Syntax } from "../syntax/syntax.ts";
import { describeFailure, toFailure } from "../trace/failure.ts";
import type { Trace } from "../trace/trace.ts";
import { isOpen } from "./buffers.ts";
import { finishColumns } from "./columns.ts";
import { Edges } from "./edges.ts";
import type { FileId } from "./ids.ts";
import { ImportNames } from "./import-names.ts";
import type { IndexChange, IndexState } from "./index.ts";
import type { SourceJob, WorkerReply } from "./messages.ts";
import type { Project } from "./modules/family.ts";
import { createProject, isManifest } from "./modules.ts";
import { NameIndex } from "./names.ts";
import { isWorthPacking, type Packing, packStore } from "./packing.ts";
import { type IndexFile, indexFile, type SavedIndex } from "./persist.ts";
import { createWorkerPool } from "./pool.ts";
import { type FileStamp, Store } from "./store.ts";
import { digestOf, indexVersion } from "./version.ts";
import { isFolder, isIgnoreFile, isListed, type Listing, listSources } from "./walk.ts";
import { createFolderWatch, type FolderWatch } from "./watch.ts";

/** What answers questions; replaced as a whole when everything is numbered anew. */
export type Known = {
  readonly store: Store;
  readonly names: NameIndex;
  readonly imports: ImportNames;
  readonly edges: Edges;
  readonly project: () => Project;
};

export interface Builder {
  readonly known: Known;
  readonly progress: Pick<IndexState, "kind" | "filesRead" | "durationMs">;
  start(): void;
  whenReady(): Promise<void>;
  rescan(): Promise<void>;
  update(path: string, text: string): Promise<void>;
  refresh(paths: readonly string[]): Promise<void>;
  /** Files or folders that came, changed or went. */
  changed(paths: readonly string[]): Promise<void>;
  /** Notices changes on the disk by itself from now on. */
  watch(): void;
  dispose(): Promise<void>;
}

export type BuilderPorts = {
  readonly workspace: Pick<Workspace, "folders" | "folderOf">;
  readonly documents: Documents;
  readonly syntax: Pick<Syntax, "languageOf" | "language" | "version">;
  readonly trace: Trace;
  readonly cacheDirectory?: string;
  readonly workerEnvironment: NodeJS.ProcessEnv;
  readonly after: (ms: number, action: () => void) => () => void;
  readonly now: () => number;
  readonly tell: (change: IndexChange) => void;
};

// An editor that starts opens files and asks for its first answers; the index needs both processors.
const FIRST_IDLE_MS = 300;
// How long the walk may keep other work of this thread waiting.
const SLICE_MS = 1;
// A store is copied when this share of it is dead, and more symbols than a large file has.
const DEAD_SHARE = 0.25;
const MOST_DEAD = 20_000;
// Copying and writing the index of a million lines takes 10 ms of this thread.
const SAVE_MS = 60_000;

export function createBuilder(ports: BuilderPorts): Builder {
  const { workspace, documents, syntax, trace, cacheDirectory, after, now, tell } = ports;
  let project: Project = createProject(new Map());
  let known = knownOf(new Store());
  let kind: IndexState["kind"] = "empty";
  let filesRead = 0;
  let startedMs = 0;
  let endedMs = 0;
  let pass: Promise<void> | undefined;
  let isDisposed = false;
  let stopStartTimer = (): void => undefined;
  let stopSaveTimer = (): void => undefined;
  let nextPass: Promise<void> | undefined;
  let file: IndexFile | undefined;
  let isDirty = false;
  let packing: Packing | undefined;
  let lastManifests = "";
  let folders: ReadonlySet<string> = new Set();
  let folderWatch: FolderWatch | undefined;
  const pool = createWorkerPool({
    env: ports.workerEnvironment,
    after,
    onDeath: (path, reason) => trace.log("warning", `the indexer could not read ${path}: ${reason}`),
  });

  function knownOf(store: Store): Known {
    const edges = new Edges({ store, project: () => project, folderOf: (path) => workspace.folderOf(path) });
    const [names, imports] = [new NameIndex(store), new ImportNames(store)];
    return { store, names, imports, edges, project: () => project };
  }

  const languageOf = (path: string): string | undefined => {
    const id = syntax.languageOf(path);
    const language = syntax.language(id);
    return language === undefined || language.holds === "data" ? undefined : id;
  };
  const jobsOf = (paths: Iterable<string>): readonly SourceJob[] =>
    [...paths].flatMap((path) => {
      const languageId = languageOf(path);
      return languageId === undefined ? [] : [{ path, languageId }];
    });

  /** What a worker handed over, in place of what was known. */
  const merge = (reply: WorkerReply): void => {
    if (isDisposed) return;
    const { store, names, imports, edges } = known;
    const before = store.columns.paths.length;
    const absorbed = store.absorb(new Store(reply.columns));
    const others = reply.refused.map(({ path, stamp }) => addEmpty(path, stamp));
    others.push(...reply.absent.flatMap(removed));
    const files = [...absorbed.map(({ file }) => file), ...others];
    const reshaped = [...absorbed.flatMap(({ file, isReshaped }) => (isReshaped ? file : [])), ...others];
    filesRead += files.length;
    names.update();
    imports.update(files);
    if (store.columns.paths.length > before || reply.absent.length > 0) edges.forget();
    else if (reshaped.length > 0) edges.forgetImporters();
    tell({ kind: "files", files, reshaped });
    saveLater();
    if (store.deadSymbols > MOST_DEAD && store.deadSymbols > store.symbolCount * DEAD_SHARE) renumber();
  };

  /** A file of which nothing is kept is known all the same, so that it is not read again while it stays as it is. */
  const addEmpty = (path: string, stamp: WorkerReply["refused"][number]["stamp"]): FileId =>
    known.store.add({
      path,
      stamp,
      languageId: languageOf(path) ?? "plaintext",
      symbols: [],
      imports: [],
      exportAliases: [],
      words: { ofBody: () => new Uint32Array(0), ofFile: () => new Uint32Array(0) },
    });

  const removed = (path: string): readonly FileId[] => {
    const file = known.store.fileOf(path);
    if (file === undefined) return [];
    known.store.remove(path);
    return [file];
  };

  const renumber = (): void => {
    known = knownOf(known.store.copy());
    tell({ kind: "renumbered" });
  };

  /** Asked anew after each wait. */
  const isOver = (): boolean => isDisposed;

  const run = async (): Promise<void> => {
    const isFirst = kind === "empty";
    startedMs = now();
    filesRead = 0;
    const saved = isFirst ? await loadSaved() : undefined;
    kind = "building";
    const languages = new Set<string>();
    const outdated: string[] = [];
    const listing = await listSources(workspace.folders, {
      isSource: (name) => languageOf(name) !== undefined,
      isManifest,
      onSource(path, stamp) {
        if (!isOutdated(path, stamp)) return;
        outdated.push(path);
        const languageId = languageOf(path);
        if (languageId === undefined || languages.has(languageId)) return;
        languages.add(languageId);
        pool.prepare(languageId);
      },
      pause: slices(now),
    });
    if (isOver()) return;
    project = createProject(listing.manifests);
    const manifests = digestOf(listing.manifests);
    if (manifests !== (saved?.manifests ?? lastManifests)) known.edges.forget();
    lastManifests = manifests;
    folders = listing.folders;
    forgetOthers(listing);
    await pool.read(jobsOf(outdated), merge);
    if (isOver()) return;
    if (outdated.length > 0) known.names.sort();
    endedMs = now();
    kind = "ready";
    tell({ kind: "ready" });
    folderWatch?.follow(folders);
    trace.log("debug", `indexed ${known.store.fileCount} files in ${Math.round(endedMs - startedMs)} ms`);
    if (isDirty) await save();
    pack();
  };

  /** Nobody waits for it. */
  const pack = (): void => {
    const { store } = known;
    if (isDisposed || packing !== undefined || !isWorthPacking(store)) return;
    packing = packStore(store, ports.workerEnvironment);
    void packing.done.then((isPacked) => {
      packing = undefined;
      if (!isPacked) return;
      saveLater();
      tell({ kind: "packed" });
    });
  };

  const openFile = (): IndexFile | undefined =>
    cacheDirectory === undefined || workspace.folders.length === 0
      ? undefined
      : indexFile({ cacheDirectory, folders: workspace.folders, version: indexVersion(syntax) });

  const loadSaved = async (): Promise<SavedIndex | undefined> => {
    kind = "loading";
    file = openFile();
    const saved = await file?.load();
    if (saved === undefined) return undefined;
    known = knownOf(new Store(saved.columns));
    tell({ kind: "renumbered" });
    return saved;
  };

  const save = async (): Promise<void> => {
    isDirty = false;
    stopSaveTimer();
    try {
      await file?.save({ columns: finishColumns(known.store.columns), manifests: lastManifests });
    } catch (error) {
      // Most likely the disk is full. The index works without, and the next session reads the files again.
      trace.log("info", `the index could not be written: ${error instanceof Error ? error.message : ""}`);
    }
  };

  /** What changed is written when it has been enough, or at the end. */
  const saveLater = (): void => {
    isDirty = true;
    if (kind !== "ready") return;
    stopSaveTimer();
    stopSaveTimer = after(SAVE_MS, () => void save());
  };

  const forgetOthers = ({ sources }: Listing): void => {
    const gone = [...known.store.files()]
      .map((file) => known.store.columns.paths[file] ?? "")
      .filter((path) => !sources.has(path) && !isOpen(documents, path));
    const files = gone.flatMap(removed);
    if (files.length === 0) return;
    known.edges.forget();
    saveLater();
    tell({ kind: "files", files, reshaped: files });
  };

  const isOutdated = (path: string, stamp: FileStamp): boolean => {
    const file = known.store.fileOf(path);
    const same = file === undefined ? undefined : known.store.stampOf(file);
    if (same?.modifiedMs === stamp.modifiedMs && same.bytes === stamp.bytes) return false;
    // A buffer is newer than its file.
    return same === undefined || same.bytes >= 0 || !isOpen(documents, path);
  };

  const begin = (): Promise<void> => {
    pass ??= runOrTell();
    return pass;
  };

  const runOrTell = (): Promise<void> =>
    run().catch((error: unknown) => {
      kind = "ready";
      trace.log("warning", `the workspace cannot be indexed: ${describeFailure(toFailure(error))}`);
    });

  /** One more pass, after the one that is running; several calls meanwhile mean one. */
  const rescan = (): Promise<void> => {
    if (pass === undefined || isDisposed) return Promise.resolve();
    nextPass ??= pass.then(() => {
      nextPass = undefined;
      pass = runOrTell();
      return pass;
    });
    return nextPass;
  };

  const refresh = async (paths: readonly string[]): Promise<void> => {
    const wanted = paths.filter((path) => isWanted(path) && !isOpen(documents, path));
    await pool.read(jobsOf(wanted), merge);
  };

  const changed = (paths: readonly string[]): Promise<void> => {
    const isStructure = (path: string): boolean => {
      const name = basename(path);
      return isManifest(name) || isIgnoreFile(name) || folders.has(path) || isFolder(path);
    };
    return paths.some(isStructure) ? rescan() : refresh(paths);
  };

  const isWanted = (path: string): boolean => {
    const folder = workspace.folderOf(path);
    return folder !== undefined && (known.store.fileOf(path) !== undefined || isListed(path, folder));
  };

  return {
    get known() {
      return known;
    },
    get progress() {
      const end = kind === "ready" ? endedMs : now();
      return { kind, filesRead, durationMs: kind === "empty" ? 0 : end - startedMs };
    },
    start() {
      stopStartTimer = after(FIRST_IDLE_MS, () => void begin());
    },
    whenReady: begin,
    rescan,
    refresh,
    changed,
    watch() {
      folderWatch = createFolderWatch({
        after,
        onChange: (paths) => void changed(paths),
        onLimit: (reason) =>
          trace.log(
            "info",
            `changes of some folders are noticed late, the system watches no more: ${reason}`,
          ),
      });
      folderWatch.follow(folders);
    },
    async update(path, text) {
      const languageId = languageOf(path);
      if (languageId === undefined || !isWanted(path)) return;
      await pool.read([{ path, languageId, buffer: text }], merge);
    },
    async dispose() {
      isDisposed = true;
      stopStartTimer();
      stopSaveTimer();
      folderWatch?.dispose();
      if (isDirty && kind === "ready") await save();
      await Promise.all([packing?.stop(), pool.dispose()]);
    },
  };
}

/** Lets other work go first whenever a slice of time was used up. */
function slices(now: () => number): () => Promise<void> | undefined {
  let sliceStart = now();
  return () => {
    if (now() - sliceStart < SLICE_MS) return undefined;
    return new Promise((resolve) => {
      setImmediate(() => {
        sliceStart = now();
        resolve();
      });
    });
  };
}
