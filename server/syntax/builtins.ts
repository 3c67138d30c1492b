// Owns the words a language knows without a definition: names in grammars/*/builtins.txt, members of its own types in members.txt, modules that come with it in modules.txt; knows no trees.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The words of one file of a language folder with those it inherits; undefined where there is none. */
export function readWords(
  folder: string,
  file: "builtins" | "members" | "modules",
): ReadonlySet<string> | undefined {
  const path = join(folder, `${file}.txt`);
  if (!existsSync(path)) return undefined;
  const text = readFileSync(path, "utf8");
  const parent = /^; inherits: (\S+)/.exec(text)?.[1];
  const own = text.replace(/^;.*$/gm, "").split(/\s+/).filter(Boolean);
  const inherited = parent === undefined ? undefined : readWords(join(folder, "..", parent), file);
  return new Set([...own, ...(inherited ?? [])]);
}
