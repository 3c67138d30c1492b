// Owns whether a machine writes a file: by its name, its head, the shape of its lines, and what .gitattributes say; changes nothing.
import { basename, dirname, join, relative, sep } from "node:path";
import ignore from "ignore";
import type { DocumentSnapshot } from "./documents.ts";
import { pathOf, type Workspace } from "./workspace.ts";

const GENERATED_NAME = /\.(min|bundle|generated)\.\w+$|_pb2(_grpc)?\.pyi?$|\.pb\.go$|\.g\.(cs|dart)$/;
// Where generators say so: in the first comment.
const HEAD_LENGTH = 1000;
const GENERATED_HEAD =
  /@generated\b|\bDO NOT (EDIT|MODIFY)\b.*\b(auto)?generated\b|\b(auto)?generated\b.*\bDO NOT (EDIT|MODIFY)\b/is;
// Said of a whole file, or of a part of it: reason to warn, none to leave the file out.
const NOT_TO_EDIT = /\bDO NOT (EDIT|MODIFY)\b/;
// Nobody writes lines of this length on average (UTF-16 units); what is short may be one long line.
const LONGEST_AVERAGE_LINE = 500;
const SHORTEST_MINIFIED = 5000;

/** What a text says of itself; `path` may be relative. */
export function isGenerated(path: string, text: string): boolean {
  if (GENERATED_NAME.test(basename(path)) || GENERATED_HEAD.test(text.slice(0, HEAD_LENGTH))) return true;
  if (text.length < SHORTEST_MINIFIED) return false;
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
  return text.length / lines > LONGEST_AVERAGE_LINE;
}

/** The same, and what the project says of it: attributes of the folder that is nearest to the file count. */
export async function isWrittenByMachine(
  workspace: Pick<Workspace, "folderOf" | "read">,
  document: DocumentSnapshot,
): Promise<boolean> {
  const path = pathOf(document.uri);
  if (path === undefined) return false;
  const text = document.getText();
  if (isGenerated(path, text) || NOT_TO_EDIT.test(text.slice(0, HEAD_LENGTH))) return true;
  const top = workspace.folderOf(path);
  if (top === undefined) return false;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const attributes = await workspace.read(join(folder, ".gitattributes"));
    const said = attributes && attributeOf(attributes.text, relative(folder, path).split(sep).join("/"));
    if (said !== undefined) return said;
    if (folder === top || folder === dirname(folder)) return false;
  }
}

const ATTRIBUTE = /^([-!]?)linguist-generated(?:=(\w+))?$/;

/** The last line that fits a path counts. */
function attributeOf(text: string, path: string): boolean | undefined {
  const lines = text.split(/\r\n?|\n/).reverse();
  for (const line of lines) {
    const [pattern = "", ...attributes] = line.trim().split(/\s+/);
    const found = attributes.map((each) => ATTRIBUTE.exec(each)).find((each) => each !== null);
    if (found === undefined || /^[#!]/.test(pattern)) continue;
    if (!ignore().add(pattern).ignores(path)) continue;
    const [, sign, value = "true"] = found;
    return sign === "" && value !== "false";
  }
  return undefined;
}
