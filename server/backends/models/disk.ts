// Owns what is told about the disk that model files are written to; writes nothing.
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { Failure } from "../../trace/failure.ts";

// One wheel lies beside the growing file.
const SPARE_BYTES = 200_000_000;

/** Throws where the disk that holds `path` has no room for so many bytes. */
export async function checkSpace(path: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(path));
  if (bavail * bsize < bytes + SPARE_BYTES) throw diskFull(path, bytes + SPARE_BYTES);
}

/** That nothing more can be written to `place`; without `bytes` nobody knows how much is missing. */
export function diskFull(place: string, bytes?: number): Failure {
  const amount = bytes === undefined ? "some space" : `${Math.ceil(bytes / 1e6)} MB`;
  return new Failure("unavailable", `the disk that holds ${place} is full`, {
    remedy: `free ${amount}, or name another folder with TREEWRIGHT_CACHE`,
  });
}

/** What the file system says, in words; undefined where it is not about the file system. */
export function diskFailure(error: unknown, place: string): Failure | undefined {
  if (error instanceof Failure || !(error instanceof Error) || !("code" in error)) return undefined;
  if (error.code === "ENOSPC" || error.code === "EDQUOT") return diskFull(place);
  if (error.code !== "EACCES" && error.code !== "EPERM" && error.code !== "EROFS") return undefined;
  return new Failure("unavailable", `${place} cannot be written to`, {
    remedy: "change its permissions, or name another folder with TREEWRIGHT_CACHE",
    cause: error,
  });
}
