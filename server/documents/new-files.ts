// Owns putting new files into the workspace: never outside of its folders, through a link that leaves them, or over a file.
import { existsSync } from "node:fs";
import { mkdir, realpath, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { Failure } from "../trace/failure.ts";
import { pathOf, type Workspace } from "./workspace.ts";

/** The path a new file may be written to. Throws Failure `forbidden` for a place outside, `refused` where something is already. */
export async function placeOfNewFile(workspace: Pick<Workspace, "folderOf">, uri: string): Promise<string> {
  const path = pathOf(uri);
  const folder = path === undefined ? undefined : workspace.folderOf(path);
  if (path === undefined || folder === undefined) {
    throw new Failure("forbidden", `${uri} lies outside of the workspace`, {
      remedy: "open its folder first",
    });
  }
  if (existsSync(path)) {
    throw new Failure("refused", `${path} is there already`, {
      remedy: "move it away, or ask for another name",
    });
  }
  const [real, root] = await Promise.all([realPathOf(path), realpath(folder)]);
  const way = relative(root, real);
  if (isAbsolute(way) || way.split(sep)[0] === "..") {
    throw new Failure("forbidden", `${path} leads out of the workspace through a link`);
  }
  return real;
}

/** Writes a file that must not be there yet, with the folders it needs. */
export async function writeNewFile(
  workspace: Pick<Workspace, "folderOf">,
  uri: string,
  text: string,
): Promise<void> {
  const path = await placeOfNewFile(workspace, uri);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: "wx" });
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
    throw new Failure("unavailable", `${path} cannot be written (${code})`, { cause });
  }
}

/** The path without symbolic links, as far as it exists. */
async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    // Not there yet: its folder decides.
    const folder = dirname(path);
    return folder === path ? path : join(await realPathOf(folder), relative(folder, path));
  }
}
