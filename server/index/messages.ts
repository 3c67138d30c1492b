// Owns what is said between the index and its workers.
import type { Columns } from "./columns.ts";
import type { PlacedTexts } from "./pack-texts.ts";
import type { FileStamp } from "./store.ts";

/** One file to read: from the disk, or the text of an open buffer. */
export type SourceJob = {
  readonly path: string;
  readonly languageId: string;
  readonly buffer?: string;
};

export type WorkerRequest =
  /** Answered by a `WorkerReply`. */
  | { readonly kind: "read"; readonly jobs: readonly SourceJob[] }
  /** Files of this language are about to come; not answered. */
  | { readonly kind: "prepare"; readonly languageId: string }
  /** Answered by the same texts, packed. */
  | { readonly kind: "pack"; readonly placed: PlacedTexts };

export type WorkerReply = {
  readonly columns: Columns;
  /** Nothing is kept of these, and they need no other look while they stay as they are. */
  readonly refused: readonly { readonly path: string; readonly stamp: FileStamp }[];
  readonly absent: readonly string[];
};
