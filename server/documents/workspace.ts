// Owns reading files below the workspace folders; refuses everything outside them, links that leave them, and secrets.

export type WorkspaceFile = {
  readonly uri: string;
  readonly path: string;
  readonly text: string;
  readonly modifiedMs: number;
};

export interface Workspace {
  /** Absolute paths of the folders, most specific first. */
  readonly folders: readonly string[];
  setFolders(paths: readonly string[]): void;
  /** The folder a path lies in. */
  folderOf(path: string): string | undefined;
  /** Path relative to its folder, `/` separated; the base name for a file outside of all folders. */
  relativePath(uri: string): string;
  /**
   * Text of a regular file of at most 500 kB that is no binary and no excluded secret (`.env*` and friends);
   * undefined otherwise. Served from memory while size and modification time are the same.
   */
  read(path: string): Promise<WorkspaceFile | undefined>;
}
