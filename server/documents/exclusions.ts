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

type Answer = { readonly verdict: Promise<boolean>; readonly atMs: number };
type Rules = { readonly modifiedMs: number; readonly rules: Ignore };

export function createExclusions(now: () => number = () => performance.now()): Exclusions {
  const answers = new LRUCache<string, Answer>({ max: MOST_PATHS });
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

  /** Any of the files may exclude, and none may take back what another one excludes. */
  const isIgnored = async (path: string, folder: string): Promise<boolean> => {
    const levels = await levelsOf(path, folder);
    const verdicts = levels.flatMap((level) =>
      IGNORE_FILES.map(async (name) => {
        const rules = await readRules(join(level, name));
        return rules?.ignores(relative(level, path).split(sep).join("/")) ?? false;
      }),
    );
    return (await Promise.all(verdicts)).includes(true);
  };

  const find = async (path: string, folder: string | undefined): Promise<boolean> => {
    // A link is what it leads to; a file that is not there yet is where it would be.
    const real = await realpath(path).catch(() => path);
    if (isSecret(path) || isSecret(real)) return true;
    if (folder === undefined) return false;
    const realFolder = await realpath(folder).catch(() => folder);
    if (path.startsWith(folder + sep) && (await isIgnored(path, folder))) return true;
    return real !== path && real.startsWith(realFolder + sep) && isIgnored(real, realFolder);
  };

  const ask = (key: string, path: string, folder: string | undefined): Answer => {
    const answer = { verdict: find(path, folder), atMs: now() };
    answers.set(key, answer);
    return answer;
  };

  return {
    isExcluded(path, folder) {
      const key = JSON.stringify([path, folder]);
      const before = answers.get(key);
      const ageMs = before === undefined ? Number.POSITIVE_INFINITY : now() - before.atMs;
      if (before !== undefined && ageMs < FRESH_MS) return before.verdict;
      const asked = ask(key, path, folder);
      return before !== undefined && ageMs < USABLE_MS ? before.verdict : asked.verdict;
    },
  };
}

function isSecret(path: string): boolean {
  return SECRET_NAMES.some((pattern) => pattern.test(basename(path)));
}

/** Folders whose rules hold for a file: from its own up to the workspace's, or to that of the repository around it. */
async function levelsOf(path: string, folder: string): Promise<readonly string[]> {
  const inside: string[] = [];
  let at = dirname(path);
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
