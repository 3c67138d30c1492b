// Owns the answer to copilotInlineEdit, the one method for next edits that editors have, and the same edit as a code action.
import type { CodeAction, Range } from "vscode-languageserver";
import type { NextEdit } from "../features/next-edit.ts";
import { Failure } from "../trace/failure.ts";
import { LLM_GENERATED } from "./capabilities.ts";
import { toOffset } from "./from-lsp.ts";
import { inlineEditParams } from "./params.ts";
import { openDocument, type Session } from "./session.ts";
import { fromProposal, fromSpan } from "./to-lsp.ts";

const KIND = "refactor.rewrite.next.treewright";

type InlineEdits = {
  readonly edits: readonly {
    readonly text: string;
    readonly range: Range;
    readonly textDocument: { readonly uri: string; readonly version: number };
    readonly command: {
      readonly title: string;
      readonly command: string;
      readonly arguments: readonly string[];
    };
  }[];
};

/** The next edit after the position, or of another file (version 0 where it is not open), or none. Throws `stale` where the client's text is another version. */
export async function copilotInlineEdit(session: Session, params: unknown): Promise<InlineEdits> {
  const { textDocument, position } = inlineEditParams(params, "params");
  const { encoding } = session.profile;
  const document = openDocument(session, textDocument.uri);
  if (textDocument.version !== undefined && textDocument.version !== document.version) {
    throw new Failure(
      "stale",
      `version ${textDocument.version} is not the one that is known: ${document.uri}`,
    );
  }
  const offset = toOffset(document, position, encoding);
  const next = await session.house.nextEdits.nextAnywhere(document, offset);
  if (next === undefined) return { edits: [] };
  return {
    edits: [
      {
        text: next.edit.newText,
        range: fromSpan(next.document, next.edit.span, encoding),
        textDocument: { uri: next.document.uri, version: next.document.version },
        command: { title: next.title, command: "treewright.accepted", arguments: ["next-edit"] },
      },
    ],
  };
}

/** The same as an entry of the list of code actions at `uri`, with its edit: it costs nothing to make. */
export function toNextEditAction(
  { profile, house }: Session,
  uri: string,
  { document, edit, title }: NextEdit,
): CodeAction {
  const line = document.positionAt(edit.span.start).line + 1;
  const where =
    document.uri === uri ? `line ${line}` : `${house.workspace.relativePath(document.uri)}, line ${line}`;
  return {
    title: `${title} (${where})`,
    kind: KIND,
    ...(profile.features.codeActionTags ? { tags: [LLM_GENERATED] } : {}),
    edit: fromProposal(
      { label: title, changes: [{ document, edits: [edit] }], newFiles: [] },
      profile.features,
      profile.encoding,
    ),
  };
}

/** Whether a list of code actions is to hold next edits. */
export function wantsNextEdits(only: readonly string[] | undefined): boolean {
  return (
    only === undefined || only.some((kind) => kind === "" || KIND === kind || KIND.startsWith(`${kind}.`))
  );
}
