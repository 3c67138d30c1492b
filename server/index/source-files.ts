// Owns reading one source file for the index; refuses what is no regular file, too long, binary or written by a machine.
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from "node:fs";
import { isGenerated } from "../documents/generated.ts";
import type { FileStamp } from "./store.ts";

/**
 * Longer files are data or generated. What is shown to a model is bounded elsewhere; declarations of hand-written
 * libraries in one long file (several are over half a megabyte) are worth knowing.
 */
export const LARGEST_SOURCE_BYTES = 1_500_000;

export type ReadSource =
  | { readonly kind: "text"; readonly text: string; readonly stamp: FileStamp }
  /** It is there, and nothing of it is kept. */
  | { readonly kind: "refused"; readonly stamp: FileStamp }
  | { readonly kind: "absent" };

/** In a thread of its own, so it may wait for the disk. A FIFO or device is neither waited for nor read. */
export function readSource(path: string): ReadSource {
  let descriptor: number | undefined;
  try {
    if (!lstatSync(path).isFile()) return { kind: "absent" };
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    const opened = fstatSync(descriptor);
    if (!opened.isFile()) return { kind: "absent" };
    const stamp = { modifiedMs: opened.mtimeMs, bytes: opened.size };
    if (opened.size > LARGEST_SOURCE_BYTES) return { kind: "refused", stamp };
    const bytes = readFileSync(descriptor);
    if (bytes.length > LARGEST_SOURCE_BYTES || bytes.includes(0)) return { kind: "refused", stamp };
    const text = bytes.toString("utf8");
    return isGenerated(path, text) ? { kind: "refused", stamp } : { kind: "text", text, stamp };
  } catch (error) {
    // Deleted since it was listed, or closed to us.
    if (error instanceof Error && "code" in error) return { kind: "absent" };
    throw error;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
