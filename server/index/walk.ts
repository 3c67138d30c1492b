// Owns which files of the workspace are sources: walks its folders, honours ignore files, never follows a link; reads no source.
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import ignore, { type Ignore } from "ignore";
import type { FileStamp } from "./store.ts";

export type Listing = {
  readonly sources: ReadonlyMap<string, FileStamp>;
  /** Texts of files that say where modules lie, by path. */
  readonly manifests: ReadonlyMap<string, string>;
  /** Every folder that was walked. */
  readonly folders: ReadonlySet<string>;
};

export type WalkPorts = {
  readonly isSource: (path: string) => boolean;
  readonly isManifest: (name: string) => boolean;
  /** Told of each source as it is found. */
  readonly onSource?: (path: string, stamp: FileStamp) => void;
  /** Lets other work of this thread go first, where it has waited long enough. */
  readonly pause: () => Promise<void> | undefined;
};

/** The rules that hold in a folder: its own ignore files first, then those of the folders above. */
type Rules = { readonly folder: string; readonly own: Ignore | undefined; readonly above: Rules | undefined };

const IGNORE_FILES = [".gitignore", ".ignore", ".aiignore", ".cursorignore", ".copilotignore"] as const;
/** Folders that hold what nobody here has written, wherever they lie. Those that begin with a dot are left out, too. */
const NEVER = new Set(["node_modules", "bower_components", "__pycache__", "site-packages"]);
/** Folders that hold what was built, where they lie beside a file that says how to build. */
const BUILT = new Set(["dist", "build", "out", "target"]);
const BUILD_FILES =
  /^(package\.json|pyproject\.toml|setup\.py|Cargo\.toml|pom\.xml|build\.gradle(\.kts)?|CMakeLists\.txt|go\.mod)$/;
const LONGEST_IGNORE_FILE = 200_000;
const LONGEST_MANIFEST = 200_000;
const MOST_SOURCES = 100_000;
// A tree this deep is a circle of mounts or a trap.
const DEEPEST = 60;

/** Lists what lies below the folders, a folder at a time. What cannot be read is left out. */
export async function listSources(folders: readonly string[], ports: WalkPorts): Promise<Listing> {
  const sources = new Map<string, FileStamp>();
  const manifests = new Map<string, string>();
  const walked = new Set<string>();
  const waiting = [...folders].reverse().map((folder) => ({ folder, rules: rulesAbove(folder), depth: 0 }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { folder, depth } = next;
    if (walked.has(folder) || depth > DEEPEST || sources.size >= MOST_SOURCES) continue;
    const entries = entriesOf(folder);
    if (entries.some(({ name }) => name === "pyvenv.cfg")) continue;
    walked.add(folder);
    const rules = rulesOf(
      folder,
      entries.map(({ name }) => name),
      next.rules,
    );
    const builds = entries.some(({ name }) => BUILD_FILES.test(name));
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (isOut(entry.name, builds) || isIgnored(rules, path, "folder")) continue;
        waiting.push({ folder: path, rules, depth: depth + 1 });
      } else if (entry.isFile()) {
        const manifest = ports.isManifest(entry.name) ? readBounded(path, LONGEST_MANIFEST) : undefined;
        if (manifest !== undefined) manifests.set(path, manifest);
        if (!ports.isSource(entry.name) || isIgnored(rules, path, "file")) continue;
        const stamp = stampOf(path);
        if (stamp === undefined) continue;
        sources.set(path, stamp);
        ports.onSource?.(path, stamp);
      }
    }
    await ports.pause();
  }
  return { sources, manifests, folders: walked };
}

function isOut(folderName: string, isBesideBuildFile: boolean): boolean {
  return folderName.startsWith(".") || NEVER.has(folderName) || (isBesideBuildFile && BUILT.has(folderName));
}

/** Whether a change of this file changes what the walk lists. */
export function isIgnoreFile(name: string): boolean {
  return IGNORE_FILES.some((each) => each === name);
}

export function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Whether the walk would list a path, which need not be there yet. */
export function isListed(path: string, folder: string): boolean {
  let rules = rulesAbove(folder);
  for (const step of stepsBetween(folder, path)) {
    const names = entriesOf(dirname(step)).map(({ name }) => name);
    rules = rulesOf(dirname(step), names, rules);
    const isLast = step === path;
    if (isIgnored(rules, step, isLast ? "file" : "folder")) return false;
    if (isLast) return true;
    const builds = names.some((name) => BUILD_FILES.test(name));
    if (isOut(basename(step), builds)) return false;
  }
  return false;
}

export function stampOf(path: string): FileStamp | undefined {
  try {
    const stat = lstatSync(path);
    return stat.isFile() ? { modifiedMs: stat.mtimeMs, bytes: stat.size } : undefined;
  } catch {
    // Gone since it was listed.
    return undefined;
  }
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // Closed to us, or gone.
    return [];
  }
}

/** Every path from below `folder` down to `path`. */
function stepsBetween(folder: string, path: string): readonly string[] {
  const names = relative(folder, path).split(sep);
  return names.map((_, index) => join(folder, ...names.slice(0, index + 1)));
}

/** The rules of the repository around a folder that is only a part of it. */
function rulesAbove(folder: string): Rules | undefined {
  const above: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    if (entriesOf(at).some(({ name }) => name === ".git")) break;
    if (at === dirname(at)) return undefined;
    above.unshift(dirname(at));
  }
  return above.reduce<Rules | undefined>((rules, at) => rulesOf(at, [...IGNORE_FILES], rules), undefined);
}

function rulesOf(folder: string, names: readonly string[], above: Rules | undefined): Rules | undefined {
  const texts = IGNORE_FILES.filter((name) => names.includes(name))
    .map((name) => readBounded(join(folder, name), LONGEST_IGNORE_FILE))
    .filter((text) => text !== undefined);
  return texts.length === 0 ? above : { folder, own: ignore().add(texts.join("\n")), above };
}

/** The innermost rule that says anything decides. */
function isIgnored(rules: Rules | undefined, path: string, what: "file" | "folder"): boolean {
  for (let at = rules; at !== undefined; at = at.above) {
    const inside = path.slice(at.folder.length + 1).replaceAll(sep, "/");
    const verdict = at.own?.test(what === "folder" ? `${inside}/` : inside);
    if (verdict?.ignored === true) return true;
    if (verdict?.unignored === true) return false;
  }
  return false;
}

function readBounded(path: string, longest: number): string | undefined {
  const stamp = stampOf(path);
  if (stamp === undefined || stamp.bytes > longest) return undefined;
  try {
    return readFileSync(path, "utf8");
  } catch {
    // Closed to us.
    return undefined;
  }
}
