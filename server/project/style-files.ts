// Owns finding what the settings of a project say about the style of one file, the weightiest last; judges no code.
import { join } from "node:path";
import type { Workspace, WorkspaceFile } from "../documents/workspace.ts";
import type { CodeStyle } from "./code-style.ts";
import { readEditorConfig } from "./editorconfig.ts";
import { foldersUp, pathFrom } from "./folders.ts";
import { FORMATTERS, type Formatter } from "./formatters.ts";

export type StyleFile = {
  readonly uri: string;
  readonly path: string;
  readonly length: number;
  readonly style: CodeStyle;
};

/** The place a style is asked for. */
export type StylePlace = {
  readonly workspace: Workspace;
  readonly languageId: string;
  /** Absolute, of the file and of the workspace folder it lies in. */
  readonly path: string;
  readonly folder: string;
};

/** `.editorconfig` of all folders, then formatters, whose settings stand above it. */
export async function findStyles(place: StylePlace): Promise<readonly StyleFile[]> {
  const fitting = FORMATTERS.filter(({ languages }) => languages.includes(place.languageId));
  const [shared, ...formatted] = await Promise.all([
    editorConfigs(place),
    ...fitting.map((formatter) => closest(formatter, place)),
  ]);
  return [...shared, ...formatted.filter((each) => each !== undefined)];
}

export function mergeStyles(files: readonly StyleFile[]): CodeStyle {
  return Object.assign({}, ...files.map(({ style }) => style)) as CodeStyle;
}

/** The outermost first, from the closest that calls itself the root. */
async function editorConfigs({ workspace, path, folder: top }: StylePlace): Promise<readonly StyleFile[]> {
  const found: StyleFile[] = [];
  for (const folder of foldersUp(path, top)) {
    const file = await workspace.read(join(folder, ".editorconfig"));
    if (file === undefined) continue;
    const { isRoot, style } = readEditorConfig(file.text, pathFrom(folder, path));
    found.unshift(toStyleFile(workspace, file, style));
    if (isRoot) break;
  }
  return found;
}

async function closest(formatter: Formatter, place: StylePlace): Promise<StyleFile | undefined> {
  const { workspace, path } = place;
  for (const folder of foldersUp(path, place.folder)) {
    for (const name of formatter.files) {
      const file = await workspace.read(join(folder, name));
      const style = file && formatter.read(file.text, name, pathFrom(folder, path));
      if (file !== undefined && style !== undefined) return toStyleFile(workspace, file, style);
    }
  }
  return undefined;
}

function toStyleFile(workspace: Workspace, { uri, text }: WorkspaceFile, style: CodeStyle): StyleFile {
  return { uri, path: workspace.relativePath(uri), length: text.length, style };
}
