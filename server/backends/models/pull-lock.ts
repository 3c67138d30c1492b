// Owns that two pulls of one file do not run at once; a lock whose process is gone counts for nothing.
import { readFile, rm, writeFile } from "node:fs/promises";
import { Failure } from "../../trace/failure.ts";

/** Returns what gives the lock back; throws `unavailable` where another process holds it. */
export async function acquireLock(path: string, file: string): Promise<() => Promise<void>> {
  for (;;) {
    try {
      await writeFile(path, String(process.pid), { flag: "wx" });
      return () => rm(path, { force: true });
    } catch (error) {
      if (!isErrno(error, "EEXIST")) throw error;
    }
    const holder = await holderOf(path);
    if (holder !== undefined) {
      throw new Failure("unavailable", `process ${holder} is already fetching ${file}`, {
        remedy: `wait for it, or delete ${path} if it is no pull of ours`,
      });
    }
    await rm(path, { force: true });
  }
}

/** The living process that holds the lock. */
async function holderOf(path: string): Promise<number | undefined> {
  const pid = Number(await readFile(path, "utf8").catch(() => ""));
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  try {
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    // Someone else's process may not be signalled, but it lives.
    return isErrno(error, "EPERM") ? pid : undefined;
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
