// Owns when the text of an open buffer goes to the index: when the keys rest, and the disk again when it is closed.
import { pathToFileURL } from "node:url";
import type { Documents } from "../documents/documents.ts";
import { pathOf } from "../documents/workspace.ts";
import type { Builder } from "./build.ts";

export type BufferPorts = {
  readonly documents: Documents;
  readonly builder: Pick<Builder, "update" | "refresh">;
  readonly after: (ms: number, action: () => void) => () => void;
};

// Long after the completion that a pause asks for was answered.
const REST_MS = 700;

/** Returns the way to stop. */
export function followBuffers({ documents, builder, after }: BufferPorts): () => void {
  const waiting = new Map<string, () => void>();
  const later = (uri: string, action: () => void): void => {
    waiting.get(uri)?.();
    waiting.set(
      uri,
      after(REST_MS, () => {
        waiting.delete(uri);
        action();
      }),
    );
  };
  const unsubscribe = documents.subscribe((event) => {
    const uri = event.kind === "closed" ? event.uri : event.document.uri;
    const path = pathOf(uri);
    if (path === undefined) return;
    switch (event.kind) {
      // It is what lies on the disk, as a rule.
      case "opened":
        break;
      case "changed":
        later(uri, () => {
          const document = documents.get(uri);
          if (document !== undefined) void builder.update(path, document.getText());
        });
        break;
      case "closed":
        later(uri, () => void builder.refresh([path]));
        break;
    }
  });
  return () => {
    unsubscribe();
    for (const stop of waiting.values()) stop();
  };
}

/** Whether an editor has a path open: then its text is the buffer's. */
export function isOpen(documents: Documents, path: string): boolean {
  return documents.get(pathToFileURL(path).href) !== undefined;
}
