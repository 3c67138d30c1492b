// Owns which files hold a project's rules for those who write code in it, and which of them speak about a file; reads nothing.
import type { FrontMatter } from "./front-matter.ts";
import { matchesGlob, splitGlobs } from "./glob.ts";

export type RuleFormat = {
  /** Of the file, or of the folder with the files, below the folder it speaks for. */
  readonly path: string;
  /** Whether folders between the workspace and the file may have their own. */
  readonly where: "workspace" | "every-folder";
  /** Names of the files that count, where `path` is a folder. */
  readonly names?: RegExp;
  /** Patterns of the files it speaks about; undefined for none. Without this function it speaks about all. */
  patterns?(matter: FrontMatter): readonly string[] | undefined;
};

export const EVERY_FILE = "**";
const EVERYTHING = [EVERY_FILE] as const;

/** Order in the table is order in the prompt: where two rules differ, the first counts. */
export const RULE_FORMATS: readonly RuleFormat[] = [
  { path: "AGENTS.md", where: "every-folder" },
  { path: "CLAUDE.md", where: "every-folder" },
  { path: ".github/copilot-instructions.md", where: "workspace" },
  {
    path: ".github/instructions",
    where: "workspace",
    names: /\.instructions\.md$/,
    patterns: (matter) => globsIn(matter, "applyto"),
  },
  {
    path: ".cursor/rules",
    where: "every-folder",
    names: /\.mdc$/,
    patterns: (matter) => (matter.get("alwaysapply")?.[0] === "true" ? EVERYTHING : globsIn(matter, "globs")),
  },
  {
    path: ".clinerules",
    where: "workspace",
    names: /\.(?:md|txt)$/,
    patterns: (matter) => (matter.has("paths") ? globsIn(matter, "paths") : EVERYTHING),
  },
  { path: ".windsurfrules", where: "workspace" },
  { path: "GEMINI.md", where: "every-folder" },
];

/** The pattern by which rules speak about a file, whose path counts from the folder they speak for. */
export function patternFor(format: RuleFormat, matter: FrontMatter, path: string): string | undefined {
  const patterns = format.patterns === undefined ? EVERYTHING : format.patterns(matter);
  return patterns?.find((pattern) => matchesGlob(path, pattern));
}

function globsIn(matter: FrontMatter, key: string): readonly string[] | undefined {
  return matter.get(key)?.flatMap(splitGlobs);
}
