// Owns the way out: offsets, edits, candidates and offers become LSP shapes, in any encoding and at the client's level. No logic.
import type {
  CodeAction,
  CodeActionTag,
  Command,
  CompletionItem,
  Diagnostic,
  InlineCompletionItem,
  TextEdit as LspTextEdit,
  Position,
  Range,
  WorkspaceEdit,
} from "vscode-languageserver";
import type { ClientFeatures } from "../config/client-features.ts";
import type { DocumentSnapshot } from "../documents/documents.ts";
import type { Span, TextEdit } from "../documents/text.ts";
import type { ListedAction } from "../features/code-actions.ts";
import { LLM_GENERATED, type PositionEncoding } from "./capabilities.ts";
import type { RunArguments } from "./extensions.ts";
import { encodedLength } from "./from-lsp.ts";

const PLAIN_TEXT = 1;
const KIND_TEXT = 1;
const LONGEST_LABEL = 80;

export function fromOffset(document: DocumentSnapshot, offset: number, encoding: PositionEncoding): Position {
  const position = document.positionAt(offset);
  if (encoding === "utf-16") return position;
  let character = 0;
  for (const symbol of document.lineText(position.line).slice(0, position.character)) {
    character += encodedLength(symbol, encoding);
  }
  return { line: position.line, character };
}

export function fromSpan(document: DocumentSnapshot, span: Span, encoding: PositionEncoding): Range {
  return {
    start: fromOffset(document, span.start, encoding),
    end: fromOffset(document, span.end, encoding),
  };
}

export function fromEdit(
  document: DocumentSnapshot,
  edit: TextEdit,
  encoding: PositionEncoding,
): LspTextEdit {
  return { range: fromSpan(document, edit.span, encoding), newText: edit.newText };
}

export type DocumentEdits = { readonly document: DocumentSnapshot; readonly edits: readonly TextEdit[] };

export type ProposedChanges = {
  readonly label: string;
  readonly changes: readonly DocumentEdits[];
  readonly newFiles: readonly { readonly uri: string; readonly text: string }[];
};

/**
 * Versioned where the client takes versions, so that it refuses what came too late. What touches several files says so
 * in an annotation, where the client shows them, and is confirmed by the user. New files need a client that creates them.
 */
export function fromProposal(
  { label, changes, newFiles }: ProposedChanges,
  features: ClientFeatures,
  encoding: PositionEncoding,
): WorkspaceEdit {
  const isAnnotated = features.changeAnnotations && changes.length + newFiles.length > 1;
  const mark = isAnnotated ? { annotationId: ANNOTATION } : {};
  const converted = changes.map(({ document, edits }) => ({
    document,
    edits: edits.map((edit) => ({ ...fromEdit(document, edit, encoding), ...mark })),
  }));
  if (!features.documentChanges && newFiles.length === 0) {
    return { changes: Object.fromEntries(converted.map(({ document, edits }) => [document.uri, edits])) };
  }
  const created = newFiles.flatMap(({ uri, text }) => [
    { kind: "create" as const, uri, options: { overwrite: false, ignoreIfExists: false }, ...mark },
    { textDocument: { uri, version: null }, edits: [{ range: START, newText: text, ...mark }] },
  ]);
  return {
    documentChanges: [
      ...created,
      ...converted.map(({ document: { uri, version }, edits }) => ({
        // A file that no editor has open has no version.
        textDocument: { uri, version: version === 0 ? null : version },
        edits,
      })),
    ],
    ...(isAnnotated ? { changeAnnotations: { [ANNOTATION]: { label, needsConfirmation: true } } } : {}),
  };
}

const ANNOTATION = "treewright";
const START: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

type Offered = { readonly id: string; readonly edit: TextEdit; readonly toImport?: readonly string[] };

export function toInlineItem(
  document: DocumentSnapshot,
  candidate: Offered,
  encoding: PositionEncoding,
): InlineCompletionItem {
  const { id, edit, toImport } = candidate;
  return {
    insertText: edit.newText,
    range: fromSpan(document, edit.span, encoding),
    command: {
      title: "",
      command: "treewright.accepted",
      // Some clients send the command back as it is, others the first argument alone.
      arguments: toImport === undefined ? [id] : [id, { uri: document.uri, names: toImport }],
    },
  };
}

/**
 * The range is stretched to the start of the word under the cursor: every client filters by the text in it,
 * and a client without ranges replaces exactly that word.
 */
export function toListItem(
  document: DocumentSnapshot,
  candidate: Offered & { readonly rank: number; readonly imports: readonly TextEdit[] },
  encoding: PositionEncoding,
): CompletionItem {
  const { toImport = [], imports } = candidate;
  const { span, newText } = candidate.edit;
  const { line, character } = document.positionAt(span.start);
  const word = /[\p{L}\p{N}_$]*$/u.exec(document.lineText(line).slice(0, character))?.[0] ?? "";
  const start = span.start - word.length;
  const filterText = document.slice(start, span.end);
  const firstLine = newText.split(/\r\n|\r|\n/).find((each) => each.trim() !== "") ?? "";
  return {
    label: (word + firstLine).trim().slice(0, LONGEST_LABEL),
    detail: imports.length === 0 ? "treewright" : `treewright, imports ${toImport.join(", ")}`,
    kind: KIND_TEXT,
    sortText: `zzzz${candidate.rank}`,
    preselect: false,
    insertTextFormat: PLAIN_TEXT,
    ...(filterText === "" ? {} : { filterText }),
    textEdit: fromEdit(document, { span: { start, end: span.end }, newText: word + newText }, encoding),
    ...(imports.length === 0
      ? {}
      : { additionalTextEdits: imports.map((edit) => fromEdit(document, edit, encoding)) }),
    data: { id: candidate.id, languageId: document.languageId },
  };
}

/** A preview of what would be inserted; the fence is longer than any in the text. */
export function toPreview(languageId: string, text: string): { kind: "markdown"; value: string } {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return { kind: "markdown", value: `${fence}${languageId}\n${text}\n${fence}` };
}

/** A list entry in the form this client can take: to be resolved, with a command, or as a bare command. */
export function toCodeAction(
  document: DocumentSnapshot,
  listed: ListedAction,
  answered: readonly Diagnostic[],
  { features, encoding }: { readonly features: ClientFeatures; readonly encoding: PositionEncoding },
): CodeAction | Command {
  const { title } = listed.offer;
  const data = runArgumentsOf(document, listed, encoding);
  const command = { title, command: "treewright.run", arguments: [data] };
  if (!features.codeActionLiterals) return command;
  return {
    title,
    kind: listed.kind,
    ...(answered.length === 0 ? {} : { diagnostics: [...answered] }),
    ...(features.codeActionTags ? { tags: [LLM_GENERATED satisfies CodeActionTag] } : {}),
    ...(canResolve(listed, features) ? { data } : { command }),
  };
}

/** Only an edit can be the answer to a resolve; everything else is brought by the command. */
function canResolve({ result, isAsking }: ListedAction, features: ClientFeatures): boolean {
  if (!features.codeActionResolve || isAsking === true) return false;
  return result === "edit" || (result === "files" && features.resourceOperations.includes("create"));
}

function runArgumentsOf(
  document: DocumentSnapshot,
  { actionId, offer, hash }: ListedAction,
  encoding: PositionEncoding,
): RunArguments {
  const { symbol, diagnostic } = offer;
  return {
    v: 1,
    actionId,
    uri: document.uri,
    version: document.version,
    span: fromSpan(document, offer.span, encoding),
    hash,
    ...(symbol === undefined ? {} : { symbol }),
    ...(diagnostic === undefined
      ? {}
      : {
          diagnostic: {
            range: fromSpan(document, diagnostic.span, encoding),
            message: diagnostic.message,
            ...(diagnostic.code === undefined ? {} : { code: diagnostic.code }),
            ...(diagnostic.source === undefined ? {} : { source: diagnostic.source }),
          },
        }),
  };
}
