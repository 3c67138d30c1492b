// Owns what an index depends on beside the texts: our own code and queries, the grammars, the manifests.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Syntax } from "../syntax/syntax.ts";
import { workerPath } from "./pool.ts";

/** Another one means that the same text may read differently. */
export function indexVersion(syntax: Pick<Syntax, "version">): string {
  return createHash("sha256").update(syntax.version()).update(readFileSync(workerPath())).digest("hex");
}

export function digestOf(texts: ReadonlyMap<string, string>): string {
  const hash = createHash("sha256");
  for (const path of [...texts.keys()].sort()) hash.update(`${path}\0${texts.get(path) ?? ""}\0`);
  return hash.digest("hex");
}
