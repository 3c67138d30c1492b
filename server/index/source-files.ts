// Owns reading one source file for the index; refuses what is no regular file, too long, binary or written by a machine.
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from "node:fs";
import { basename } from "node:path";
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

const GENERATED_NAME = /\.(min|bundle|generated)\.\w+$|_pb2(_grpc)?\.pyi?$|\.pb\.go$|\.g\.(cs|dart)$/;
// Where generators say so: in the first comment.
const HEAD_LENGTH = 1000;
const GENERATED_HEAD =
  /@generated\b|\bDO NOT (EDIT|MODIFY)\b.*\bgenerated\b|\bgenerated\b.*\bDO NOT (EDIT|MODIFY)\b/is;
// Nobody writes lines of this length on average (UTF-16 units); what is short may be one long line.
const LONGEST_AVERAGE_LINE = 500;
const SHORTEST_MINIFIED = 5000;

export function isGenerated(path: string, text: string): boolean {
  if (GENERATED_NAME.test(basename(path)) || GENERATED_HEAD.test(text.slice(0, HEAD_LENGTH))) return true;
  if (text.length < SHORTEST_MINIFIED) return false;
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
  return text.length / lines > LONGEST_AVERAGE_LINE;
}
