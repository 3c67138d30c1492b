// Owns which names may stand behind a dot in an open document: what a module or a class gives away, else members of the type before the dot.
import type { DocumentSnapshot, Documents } from "../documents/documents.ts";
import { pathOf, type Workspace } from "../documents/workspace.ts";
import type { Syntax } from "../syntax/syntax.ts";
import type { Declarations } from "./declarations/declarations.ts";
import { siteOf } from "./declarations/site.ts";
import { placeOf } from "./place.ts";

/** What a prompt shows of a document; `path` is that of prompts. */
export type ShownText = { readonly path: string; readonly prefix: string; readonly suffix: string };

export type MembersBehindPorts = {
  readonly documents: Pick<Documents, "all">;
  readonly workspace: Pick<Workspace, "relativePath">;
  readonly syntax: Pick<Syntax, "snapshotAt">;
  readonly declarations: Pick<Declarations, "membersBehind">;
  /** What a name of a file gives away without an instance; `path` is absolute. */
  readonly namesBehind: (path: string, name: string) => readonly string[];
};

// Two places of a document that are alike for so long are the same.
const COMPARED_LENGTH = 200;

/** Empty where nobody knows. `name` stands alone before the dot at the end of the prefix. */
export function membersBehind(ports: MembersBehindPorts, shown: ShownText, name: string): readonly string[] {
  const { documents, workspace, syntax, declarations, namesBehind } = ports;
  const document = documents.all().find(({ uri }) => workspace.relativePath(uri) === shown.path);
  const path = document && pathOf(document.uri);
  if (document === undefined || path === undefined) return [];
  const given = namesBehind(path, name);
  const offset = offsetIn(document, shown);
  if (given.length > 0 || offset === undefined) return given;
  const tree = syntax.snapshotAt(document, offset);
  const place = placeOf(
    {
      kind: "insert-at-cursor",
      document,
      syntax: tree,
      offset,
      scope: tree?.cursorAt(offset),
      shape: "line",
      candidates: 1,
      trigger: "typing",
    },
    shown.path,
    0,
  );
  return place === undefined ? [] : declarations.membersBehind(siteOf(place, path));
}

/** Where the prefix ends; undefined where both ends of the document are out of sight. */
function offsetIn(document: DocumentSnapshot, { prefix, suffix }: ShownText): number | undefined {
  const end = prefix.slice(-COMPARED_LENGTH);
  return [prefix.length, document.length - suffix.length].find(
    (offset) => document.slice(Math.max(0, offset - end.length), offset) === end,
  );
}
