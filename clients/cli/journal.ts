// Owns remembering which files of a long piece of work are done, so that it goes on there after an interruption.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

export interface Journal {
  /** The file was finished by an earlier run and has not changed since. */
  isDone(path: string): boolean;
  add(path: string): void;
  remove(): void;
}

/** The journal of the work that `task` describes; the same words are the same work. */
export function openJournal(task: string): Journal {
  const { env } = process;
  const cache =
    env["TREEWRIGHT_CACHE"] ?? join(env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "treewright");
  const file = join(cache, "fix", `${hash(task).slice(0, 32)}.json`);
  const done = new Map<string, string>(existsSync(file) ? readEntries(file) : []);
  return {
    isDone: (path) => done.has(path) && existsSync(path) && done.get(path) === hash(readFileSync(path)),
    add(path) {
      done.set(path, hash(readFileSync(path)));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify([...done]));
    },
    remove: () => rmSync(file, { force: true }),
  };
}

/** A journal that cannot be read counts as none: then the work begins anew. */
function readEntries(file: string): readonly [string, string][] {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    return Array.isArray(value)
      ? value.filter(
          (each): each is [string, string] =>
            Array.isArray(each) && each.every((part) => typeof part === "string"),
        )
      : [];
  } catch {
    return [];
  }
}

function hash(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
