// Owns which files the imports of a file lead to, and who imports a file; found when first asked, forgotten when files come or go.
import { FIRST_TARGET, LEADS_NOWHERE, UNRESOLVED } from "./columns.ts";
import type { FileId, WordId } from "./ids.ts";
import type { Project } from "./modules/family.ts";
import { modulePaths, submodulePaths, unitOf } from "./modules.ts";
import type { Store } from "./store.ts";

export type EdgePorts = {
  readonly store: Store;
  readonly project: () => Project;
  readonly folderOf: (path: string) => string | undefined;
};

export class Edges {
  readonly #ports: EdgePorts;
  /** Targets by folder, language and source: files of one folder import the same modules. */
  readonly #known = new Map<string, FileId | undefined>();
  /** The first file of a language in a folder. */
  #byFolder: Map<string, FileId> | undefined;
  /** Files by what they share their names with. */
  #units: Map<string, FileId[]> | undefined;
  #importers: { readonly starts: Uint32Array; readonly files: Uint32Array } | undefined;

  constructor(ports: EdgePorts) {
    this.#ports = ports;
  }

  /** To be called when a path came, went, or the project changed. */
  forget(): void {
    const { importTarget } = this.#ports.store.columns;
    importTarget.fill(UNRESOLVED, 0, importTarget.length);
    this.#known.clear();
    this.#byFolder = undefined;
    this.#units = undefined;
    this.#importers = undefined;
  }

  /** To be called when the imports of known files changed. */
  forgetImporters(): void {
    this.#importers = undefined;
  }

  /** Where number `edge`, an import of `file`, leads. */
  targetOf(file: FileId, edge: number): FileId | undefined {
    const { importTarget } = this.#ports.store.columns;
    let target = importTarget.data[edge] ?? LEADS_NOWHERE;
    if (target === UNRESOLVED) {
      const found = this.#find(file, edge);
      target = found === undefined ? LEADS_NOWHERE : found + FIRST_TARGET;
      importTarget.set(edge, target);
    }
    return target === LEADS_NOWHERE ? undefined : target - FIRST_TARGET;
  }

  /** The file that an imported name stands for, where it is a module. */
  submoduleOf(file: FileId, edge: number, name: WordId): FileId | undefined {
    const { store, project, folderOf } = this.#ports;
    const { columns } = store;
    const path = columns.paths[file] ?? "";
    const folder = folderOf(path);
    if (folder === undefined) return undefined;
    const languageId = this.#languageOf(file);
    const source = columns.strings.text(columns.importSource.data[edge] ?? 0);
    const wanted = { source, name: columns.strings.text(name) };
    return this.first(submodulePaths(languageId, wanted, { path, folder }, project()), languageId);
  }

  /** What the file shares its names with, as a name for it; undefined where each name has to be imported. */
  unitOf(file: FileId): string | undefined {
    const { store, folderOf } = this.#ports;
    const { columns } = store;
    const path = columns.paths[file] ?? "";
    const folder = folderOf(path);
    return folder === undefined ? undefined : unitOf(this.#languageOf(file), { path, folder });
  }

  /** The files of the same unit, this one among them; it alone where each name has to be imported. */
  sharersOf(file: FileId): readonly FileId[] {
    const unit = this.unitOf(file);
    if (unit === undefined) return [file];
    this.#units ??= this.#listUnits();
    return this.#units.get(this.#unitKey(file, unit)) ?? [file];
  }

  importersOf(target: FileId): readonly FileId[] {
    this.#importers ??= this.#listImporters();
    const { starts, files } = this.#importers;
    return [...new Set(files.subarray(starts[target] ?? 0, starts[target + 1] ?? 0))];
  }

  #find(file: FileId, edge: number): FileId | undefined {
    const { store, project, folderOf } = this.#ports;
    const { columns } = store;
    const sourceId = columns.importSource.data[edge] ?? 0;
    if (sourceId === 0) return file;
    const path = columns.paths[file] ?? "";
    const language = columns.fileLanguage.data[file] ?? 0;
    const key = `${language} ${sourceId} ${path.slice(0, path.lastIndexOf("/"))}`;
    if (!this.#known.has(key)) {
      const folder = folderOf(path);
      const source = columns.strings.text(sourceId);
      const languageId = columns.strings.text(language);
      const paths = folder === undefined ? [] : modulePaths(languageId, source, { path, folder }, project());
      this.#known.set(key, this.first(paths, languageId));
    }
    return this.#known.get(key);
  }

  #languageOf(file: FileId): string {
    const { columns } = this.#ports.store;
    return columns.strings.text(columns.fileLanguage.data[file] ?? 0);
  }

  /** The file that the first of these paths stands for; one that ends with a slash, any file of the language there. */
  first(paths: readonly string[], languageId: string): FileId | undefined {
    for (const path of paths) {
      const isFolder = path.endsWith("/");
      const file = isFolder ? this.#anyIn(path, languageId) : this.#ports.store.fileOf(path);
      if (file !== undefined) return file;
    }
    return undefined;
  }

  /** A file of the language in each folder of this name. */
  inFoldersNamed(name: string, languageId: string): readonly FileId[] {
    this.#byFolder ??= this.#listFolders();
    const found: FileId[] = [];
    for (const [key, file] of this.#byFolder) {
      if (key.endsWith(`/${name}/`) && key.startsWith(`${languageId} `)) found.push(file);
    }
    return found;
  }

  #anyIn(folder: string, languageId: string): FileId | undefined {
    this.#byFolder ??= this.#listFolders();
    return this.#byFolder.get(`${languageId} ${folder}`);
  }

  #listFolders(): Map<string, FileId> {
    const { store } = this.#ports;
    const found = new Map<string, FileId>();
    for (const file of store.files()) {
      const path = store.columns.paths[file] ?? "";
      const key = `${this.#languageOf(file)} ${path.slice(0, path.lastIndexOf("/") + 1)}`;
      if (!found.has(key)) found.set(key, file);
    }
    return found;
  }

  #listUnits(): Map<string, FileId[]> {
    const units = new Map<string, FileId[]>();
    for (const file of this.#ports.store.files()) {
      const unit = this.unitOf(file);
      if (unit === undefined) continue;
      const key = this.#unitKey(file, unit);
      const known = units.get(key);
      if (known === undefined) units.set(key, [file]);
      else known.push(file);
    }
    return units;
  }

  /** Languages have names of their own in one folder. */
  #unitKey(file: FileId, unit: string): string {
    return `${this.#languageOf(file)} ${unit}`;
  }

  #listImporters(): { readonly starts: Uint32Array; readonly files: Uint32Array } {
    const { store } = this.#ports;
    const { fileImports, fileImportsEnd, paths } = store.columns;
    const pairs: { readonly from: FileId; readonly to: FileId }[] = [];
    for (const from of store.files()) {
      const end = fileImportsEnd.data[from] ?? 0;
      for (let edge = fileImports.data[from] ?? 0; edge < end; edge += 1) {
        const to = this.targetOf(from, edge);
        if (to !== undefined && to !== from) pairs.push({ from, to });
      }
    }
    const starts = new Uint32Array(paths.length + 1);
    for (const { to } of pairs) starts[to + 1] = (starts[to + 1] ?? 0) + 1;
    for (let file = 1; file < starts.length; file += 1) {
      starts[file] = (starts[file] ?? 0) + (starts[file - 1] ?? 0);
    }
    const files = new Uint32Array(pairs.length);
    const next = starts.slice();
    for (const { from, to } of pairs) {
      const place = next[to] ?? 0;
      files[place] = from;
      next[to] = place + 1;
    }
    return { starts, files };
  }
}
