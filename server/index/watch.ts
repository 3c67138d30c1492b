// Owns noticing changes on the disk where the editor does not tell of them: one watch per folder that holds sources; reads nothing.
import { type FSWatcher, watch } from "node:fs";
import { join } from "node:path";

export interface FolderWatch {
  /** Watches exactly these folders from now on. */
  follow(folders: Iterable<string>): void;
  dispose(): void;
}

export type FolderWatchPorts = {
  /** Something happened to these paths; a path may be a folder, and may be gone. */
  readonly onChange: (paths: readonly string[]) => void;
  /** Told once where the system watches no more folders. */
  readonly onLimit: (reason: string) => void;
  readonly after: (ms: number, action: () => void) => () => void;
};

// Saving, formatting and switching branches touch many files within moments.
const GATHER_MS = 200;
// Each takes a handle of the system.
const MOST_FOLDERS = 8000;

/**
 * The folders come from the walk that made the index, which has left out what is ignored. A watcher package, or Node's
 * own recursive watch, would walk and stat everything a second time, `node_modules` included.
 */
export function createFolderWatch({ onChange, onLimit, after }: FolderWatchPorts): FolderWatch {
  const watchers = new Map<string, FSWatcher>();
  const changed = new Set<string>();
  let stopTimer: (() => void) | undefined;
  let isAtLimit = false;

  const note = (path: string): void => {
    changed.add(path);
    stopTimer ??= after(GATHER_MS, () => {
      stopTimer = undefined;
      const paths = [...changed];
      changed.clear();
      onChange(paths);
    });
  };

  const stop = (folder: string): void => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };

  const start = (folder: string): void => {
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        note(name === null ? folder : join(folder, name));
      });
      // A folder that was removed.
      watcher.on("error", () => stop(folder));
      watchers.set(folder, watcher);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code !== "ENOSPC" && code !== "EMFILE") return;
      isAtLimit = true;
      onLimit(code);
    }
  };

  return {
    follow(folders) {
      const wanted = new Set(folders);
      for (const folder of [...watchers.keys()]) if (!wanted.has(folder)) stop(folder);
      for (const folder of wanted) {
        if (isAtLimit || watchers.size >= MOST_FOLDERS) return;
        if (!watchers.has(folder)) start(folder);
      }
    },
    dispose() {
      stopTimer?.();
      for (const folder of [...watchers.keys()]) stop(folder);
    },
  };
}
