// Owns finding the rules that a project has for a file, the closest first, as texts that people see as well; judges no rule.
import { join } from "node:path";
import { visibleText } from "../documents/visible-text.ts";
import type { Workspace } from "../documents/workspace.ts";
import { foldersUp, pathFrom } from "./folders.ts";
import { readFrontMatter } from "./front-matter.ts";
import { EVERY_FILE, patternFor, RULE_FORMATS, type RuleFormat } from "./rule-formats.ts";

export type RuleFile = {
  readonly path: string;
  readonly uri: string;
  /** Without settings, comments and hidden characters. */
  readonly text: string;
  /** How much of the file that nobody sees was left out, in characters. */
  readonly hiddenCharacters: number;
  /** Of the whole file. */
  readonly length: number;
  /** Which files it speaks about, as the end of the sentence "it speaks about …". */
  readonly about: string;
};

// A project with more rules than this for one file is not read by people either.
const MOST_FILES_IN_FOLDER = 100;

/** Where rules are looked for: `place` is the folder they speak for, `folder` that of the workspace. */
type Search = {
  readonly workspace: Workspace;
  readonly path: string;
  readonly folder: string;
  readonly place: string;
};

/** Rules for the file at `path`, in the order in which they count. The workspace reads, and keeps what did not change. */
export async function findRules(
  workspace: Workspace,
  path: string,
  folder: string,
): Promise<readonly RuleFile[]> {
  const found = await Promise.all(
    RULE_FORMATS.flatMap((format) => {
      const places = format.where === "workspace" ? [folder] : foldersUp(path, folder);
      return places.map((place) => rulesIn(format, { workspace, path, folder, place }));
    }),
  );
  return withoutDoubles(found.flat());
}

async function rulesIn(format: RuleFormat, search: Search): Promise<readonly RuleFile[]> {
  const at = join(search.place, format.path);
  const { names } = format;
  const below = names === undefined ? [] : await search.workspace.filesBelow(at, MOST_FILES_IN_FOLDER);
  const paths = [at, ...below.filter((each) => names?.test(each))];
  const read = await Promise.all(paths.map((each) => readRules(format, each, search)));
  return read.filter((each) => each !== undefined);
}

async function readRules(format: RuleFormat, at: string, search: Search): Promise<RuleFile | undefined> {
  const { workspace, path, folder, place } = search;
  const file = await workspace.read(at);
  if (file === undefined) return undefined;
  const { matter, body } = readFrontMatter(file.text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n"));
  const pattern = patternFor(format, matter, pathFrom(place, path));
  if (pattern === undefined) return undefined;
  const visible = visibleText(body);
  const text = withoutComments(visible).replace(INCLUDE, "").trim();
  if (text === "") return undefined;
  return {
    path: workspace.relativePath(file.uri),
    uri: file.uri,
    text,
    hiddenCharacters: body.length - visible.length,
    length: file.text.length,
    about: pattern === EVERY_FILE ? everyFileBelow(pathFrom(folder, place)) : pattern,
  };
}

// A line that only names another file, which is on the list itself or meant for a tool that reads it.
const INCLUDE = /^@\S+[ \t]*$/gm;

/** Comments of Markdown are for nobody who reads the page, so they are no place for orders. */
function withoutComments(text: string): string {
  const pieces: string[] = [];
  let from = 0;
  for (;;) {
    const start = text.indexOf("<!--", from);
    const end = start < 0 ? -1 : text.indexOf("-->", start);
    if (end < 0) break;
    pieces.push(text.slice(from, start));
    from = end + "-->".length;
  }
  return pieces.join("") + text.slice(from);
}

/** One text under two names, such as a link, is told once. */
function withoutDoubles(rules: readonly RuleFile[]): readonly RuleFile[] {
  const texts = new Set<string>();
  return rules.filter(({ text }) => {
    const isNew = !texts.has(text);
    texts.add(text);
    return isNew;
  });
}

function everyFileBelow(place: string): string {
  return place === "" ? "every file" : `every file below ${place}`;
}
