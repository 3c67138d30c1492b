// Owns who may use what a file gives away: files that import a name of it, through re-exports too, and those that see it without an import. Reads no text.
import type { FileId, WordId } from "./ids.ts";
import { bindingsOf, type LookupPorts } from "./lookup.ts";

/** A file that may use a name of another one. */
export type NameUser = {
  readonly path: string;
  /** What the name is called there. */
  readonly local: string;
  /** The module that it is a member of there, where the file imports that as a whole. */
  readonly of?: string;
};

export type Used = {
  readonly path: string;
  readonly name: string;
  /** A member of something in the file: whoever imports anything of the file may use it. */
  readonly isMember: boolean;
};

// Barrels of barrels are common, a chain of eight is not.
const DEEPEST = 8;
// What more files use than this is changed by other means.
const MOST_USERS = 200;

/** By path. None for a member that other files have as well: nobody can tell whose it is. */
export function usersOf(ports: LookupPorts, used: Used): readonly NameUser[] {
  const { store, names } = ports;
  const file = store.fileOf(used.path);
  const word = store.columns.strings.find(used.name);
  if (file === undefined || word === undefined) return [];
  if (used.isMember) {
    const { symbolFile, symbolUp } = store.columns;
    const members = names.named(word).filter((symbol) => symbolUp.data[symbol] !== 0);
    const owners = members.map((symbol) => symbolFile.data[symbol] ?? 0);
    if (owners.some((owner) => owner !== file) || owners.length > 1) return [];
  }
  const users = new Users(ports, used.isMember);
  const unit = ports.edges.sharersOf(file).filter((other) => other !== file);
  for (const sibling of unit) users.add(sibling, used.name, undefined);
  for (const each of [file, ...unit]) users.follow(each, word, DEEPEST);
  if (!used.isMember) users.addImportersOfModule(file, used.name);
  return users.all().filter(({ path }) => path !== used.path);
}

class Users {
  readonly #ports: LookupPorts;
  readonly #isMember: boolean;
  readonly #found = new Map<FileId, NameUser>();
  readonly #visited = new Set<string>();

  constructor(ports: LookupPorts, isMember: boolean) {
    this.#ports = ports;
    this.#isMember = isMember;
  }

  add(file: FileId, local: string, of: string | undefined): void {
    if (this.#found.has(file) || this.#found.size >= MOST_USERS) return;
    const path = this.#ports.store.columns.paths[file] ?? "";
    this.#found.set(file, { path, local, ...(of === undefined ? {} : { of }) });
  }

  all(): readonly NameUser[] {
    return [...this.#found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** Those who import the name from `target`, and those who have it from them. */
  follow(target: FileId, name: WordId, depth: number): void {
    const key = `${target} ${name}`;
    if (depth === 0 || this.#visited.has(key)) return;
    this.#visited.add(key);
    for (const importer of this.#ports.edges.importersOf(target)) {
      this.#followInto(importer, { target, name, depth });
    }
  }

  /** Those who import `target` by a name that its package gives it: `from package import module`. */
  addImportersOfModule(target: FileId, name: string): void {
    const { store, edges } = this.#ports;
    const { strings, paths, bindingImported } = store.columns;
    const module = strings.find(moduleName(paths[target] ?? ""));
    if (module === undefined || !bindingImported.data.includes(module)) return;
    for (const importer of store.files()) {
      for (const { edge, imported, local } of bindingsOf(store, importer)) {
        if (imported !== module || edges.submoduleOf(importer, edge, module) !== target) continue;
        this.add(importer, name, strings.text(local));
      }
    }
  }

  #followInto(
    importer: FileId,
    { target, name, depth }: { readonly target: FileId; readonly name: WordId; readonly depth: number },
  ): void {
    const { store, edges } = this.#ports;
    const { strings, importIsReExport } = store.columns;
    const star = strings.find("*");
    for (const { edge, imported, local } of bindingsOf(store, importer)) {
      if (edges.targetOf(importer, edge) !== target) continue;
      const isAll = imported === star;
      const isReExport = importIsReExport.data[edge] === 1;
      if (this.#isMember) this.add(importer, strings.text(name), undefined);
      else if (isAll && local === star) this.add(importer, strings.text(name), undefined);
      else if (isAll) this.add(importer, strings.text(name), this.#namespaceOf(edge, local));
      else if (imported === name) this.add(importer, strings.text(local), undefined);
      if (isReExport && (isAll || this.#isMember || imported === name)) {
        this.follow(importer, isAll || this.#isMember ? name : local, depth - 1);
      }
    }
  }

  /** `import a.b` brings in `a`, but what is in the module is a member of `a.b`. */
  #namespaceOf(edge: number, local: WordId): string {
    const { strings, importSource } = this.#ports.store.columns;
    const [name, source] = [strings.text(local), strings.text(importSource.data[edge] ?? 0)];
    return source.startsWith(`${name}.`) ? source : name;
  }
}

/** Of a file that stands for its folder, the name of that. */
function moduleName(path: string): string {
  const [, folder = "", stem = ""] = /([^/]*)\/([^/.]*)[^/]*$/.exec(path) ?? [];
  return stem.startsWith("__") ? folder : stem;
}
