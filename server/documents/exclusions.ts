// Owns which files no model may be shown: secrets by their names, and what ignore files for models exclude. Reads nothing else.
import { readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import ignore, { type Ignore } from "ignore";
import { LRUCache } from "lru-cache";

export interface Exclusions {
  /**
   * Whether a file may be shown to no model. Answers from memory where the file was asked about lately, so that no key
   * waits for the disk; what has changed meanwhile counts from the next time.
   */
  isExcluded(path: string, folder: string | undefined): Promise<boolean>;
}

/**
 * Files that keep others from models, in the syntax of .gitignore and in any folder. What .gitignore itself names is not
 * kept by git, which does not make it secret: it is not searched, but shown where it is open or imported.
 */
const IGNORE_FILES = [".aiignore", ".cursorignore", ".copilotignore"] as const;

/** File names that hold secrets, wherever they lie. */
const SECRET_NAMES = [
  /^\.env(?!.*\.example$)/i,
  /.\.env$/i,
  /^\.(npmrc|netrc|pypirc|pgpass|git-credentials|htpasswd|dockercfg|dev\.vars)$/i,
  /^id_(rsa|dsa|ecdsa|ed25519)$/i,
  /^(credentials|secrets?\.(ya?ml|json|toml|ini))$/i,
  /\.(pem|key|p12|pfx|jks|keystore|ppk|kdbx|tfvars|tfstate)$/i,
];

// Keys come faster than rules change: an answer this old is used, and looked up anew behind the key (milliseconds).
const FRESH_MS = 2_000;
// After a while without keys nothing that is remembered can be relied on.
const USABLE_MS = 30_000;
const MOST_PATHS = 2_000;
const LARGEST_IGNORE_FILE_BYTES = 500_000;
const DEEPEST = 60;

type Rules = { readonly modifiedMs: number; readonly rules: Ignore };
/** The rules of one folder, for paths relative to it. */
type Level = { readonly folder: string; readonly rules: Ignore };

export function createExclusions(now: () => number = () => performance.now()): Exclusions {
  const verdicts = createMemory<boolean>(now, USABLE_MS);
  // What a verdict is looked up anew from is never older than a verdict may be.
  const levels = createMemory<readonly Level[]>(now, FRESH_MS);
  const realFolders = createMemory<string>(now, FRESH_MS);
  const known = new LRUCache<string, Rules>({ max: MOST_PATHS });

  const readRules = async (file: string): Promise<Ignore | undefined> => {
    try {
      const { mtimeMs, size } = await stat(file);
      const before = known.get(file);
      if (before?.modifiedMs === mtimeMs) return before.rules;
      if (size > LARGEST_IGNORE_FILE_BYTES) return undefined;
      const rules = ignore().add(await readFile(file, "utf8"));
      known.set(file, { modifiedMs: mtimeMs, rules });
      return rules;
    } catch {
      // Not there, or no file that could be read: it excludes nothing.
      return undefined;
    }
  };

  const readLevels = async (start: string, top: string): Promise<readonly Level[]> => {
    const read = (await foldersAbove(start, top)).flatMap((folder) =>
      IGNORE_FILES.map(async (name) => ({ folder, rules: await readRules(join(folder, name)) })),
    );
    return (await Promise.all(read)).flatMap(({ folder, rules }) =>
      rules === undefined ? [] : { folder, rules },
    );
  };

  /** Any of the files may exclude, and none may take back what another one excludes. */
  const isIgnored = async (path: string, top: string): Promise<boolean> => {
    const start = dirname(path);
    // Files of one folder have the same rules.
    const found = await levels(JSON.stringify([start, top]), () => readLevels(start, top));
    return found.some(({ folder, rules }) => rules.ignores(relative(folder, path).split(sep).join("/")));
  };

  const find = async (path: string, folder: string | undefined): Promise<boolean> => {
    // A link is what it leads to; a file that is not there yet is where it would be.
    const real = await realpath(path).catch(() => path);
    if (isSecret(path) || isSecret(real)) return true;
    if (folder === undefined) return false;
    if (path.startsWith(folder + sep) && (await isIgnored(path, folder))) return true;
    if (real === path) return false;
    const realFolder = await realFolders(folder, () => realpath(folder).catch(() => folder));
    return real.startsWith(realFolder + sep) && isIgnored(real, realFolder);
  };

  return {
    isExcluded: (path, folder) => verdicts(JSON.stringify([path, folder]), () => find(path, folder)),
  };
}

/** What is old is used until `usableMs`, and looked up anew behind the answer. */
function createMemory<Value>(
  now: () => number,
  usableMs: number,
): (key: string, find: () => Promise<Value>) => Promise<Value> {
  const answers = new LRUCache<string, { readonly value: Promise<Value>; readonly atMs: number }>({
    max: MOST_PATHS,
  });
  return (key, find) => {
    const before = answers.get(key);
    const ageMs = before === undefined ? Number.POSITIVE_INFINITY : now() - before.atMs;
    if (before !== undefined && ageMs < FRESH_MS) return before.value;
    const value = find();
    answers.set(key, { value, atMs: now() });
    return before !== undefined && ageMs < usableMs ? before.value : value;
  };
}

function isSecret(path: string): boolean {
  return SECRET_NAMES.some((pattern) => pattern.test(basename(path)));
}

/** Folders whose rules hold for the files of a folder: from that up to the workspace's, or to that of the repository around it. */
async function foldersAbove(start: string, folder: string): Promise<readonly string[]> {
  const inside: string[] = [];
  let at = start;
  for (; inside.length < DEEPEST; at = dirname(at)) {
    inside.push(at);
    if (at === folder || at === dirname(at)) break;
  }
  const above: string[] = [];
  for (; above.length < DEEPEST; at = dirname(at)) {
    if (await exists(join(at, ".git"))) return [...inside, ...above];
    if (at === dirname(at)) return inside;
    above.push(dirname(at));
  }
  return inside;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
