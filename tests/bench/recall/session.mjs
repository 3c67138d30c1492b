// Owns what somebody has open who works in a file: the nearest files by imports and by path.
import { dirname } from "node:path/posix";
import { importResolver } from "./imports.mjs";

const OPEN_FILES = 20;
const EDITED_FILES = 5;

/** `(file, text) → { open, recent }`, nearest first; `recent` are those of the open files that were edited last. */
export function sessionsOf(corpus) {
  const importsOf = importResolver(corpus);
  const importers = new Map();
  for (const file of corpus.files)
    for (const target of importsOf(file)) importers.set(target, [...(importers.get(target) ?? []), file]);
  return (file, text) => {
    const linked = new Set([...importsOf(file, text), ...(importers.get(file) ?? [])]);
    const distance = (other) => (linked.has(other) ? 0 : 1) + pathDistance(file, other);
    const open = corpus.files
      .filter((other) => other !== file)
      .map((other) => ({ other, distance: distance(other) }))
      .sort((a, b) => a.distance - b.distance)
      .slice(0, OPEN_FILES)
      .map(({ other }) => other);
    return { open, recent: open.slice(0, EDITED_FILES) };
  };
}

/** Folders up and down from one file to another. */
function pathDistance(a, b) {
  const from = dirname(a).split("/");
  const to = dirname(b).split("/");
  let shared = 0;
  while (shared < from.length && from[shared] === to[shared]) shared++;
  return from.length + to.length - 2 * shared;
}
