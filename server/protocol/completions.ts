// Owns the answers to inline completion and completion; a backend's trouble is never one of them.
import type { CompletionItem, CompletionList, InlineCompletionList, Range } from "vscode-languageserver";
import type { DocumentSnapshot } from "../documents/documents.ts";
import type { TextEdit } from "../documents/text.ts";
import type { CompletionQuery } from "../features/inline-completion.ts";
import type { WhyNothing } from "./extensions.ts";
import { toOffset, toSpan } from "./from-lsp.ts";
import { toErrorData } from "./guard.ts";
import { completionItem, completionParams, inlineCompletionParams } from "./params.ts";
import { openDocument, type Session, whileOpen } from "./session.ts";
import { fromSpan, toInlineItem, toListItem, toPreview } from "./to-lsp.ts";

/** `InlineCompletionTriggerKind.Invoked`. */
const INVOKED = 1;

type Outcome = Awaited<ReturnType<Session["house"]["completions"]["provide"]>>;
type Candidate = Extract<Outcome, { readonly kind: "offered" }>["candidates"][number];

/** No items: there is nothing to offer. `null`: a newer request, or the newer text, has taken this one's place. */
export async function inlineCompletion(
  session: Session,
  params: unknown,
  signal: AbortSignal,
): Promise<(InlineCompletionList & WhyNothing) | null> {
  const { textDocument, position, context } = inlineCompletionParams(params, "params");
  const { encoding } = session.profile;
  const document = openDocument(session, textDocument.uri);
  const selected = context.selectedCompletionInfo;
  const query: CompletionQuery = {
    document,
    offset: toOffset(document, position, encoding),
    trigger: context.triggerKind === INVOKED ? "invoked" : "typing",
    ...(context.candidates === undefined ? {} : { candidates: context.candidates }),
    ...(selected === undefined
      ? {}
      : { selected: { span: toSpan(document, selected.range, encoding), text: selected.text } }),
  };
  const outcome = await provide(session, query, signal);
  switch (outcome.kind) {
    case "offered":
      return {
        items: outcome.candidates.map((each) => ({
          ...toInlineItem(document, each, encoding),
          ...(context.candidates === undefined ? {} : importField(session, document, each)),
        })),
      };
    case "nothing": {
      const { reason, failure } = outcome;
      return { items: [], why: { reason, ...(failure && { failure: toErrorData(failure) }) } };
    }
    case "superseded":
      return null;
  }
}

export async function completion(
  session: Session,
  params: unknown,
  signal: AbortSignal,
): Promise<CompletionList | null> {
  const { textDocument, position } = completionParams(params, "params");
  const { encoding } = session.profile;
  const document = openDocument(session, textDocument.uri);
  // Typing and asking by hand look the same here: the protocol has one trigger kind for both.
  const query = { document, offset: toOffset(document, position, encoding), trigger: "typing" } as const;
  const outcome = await provide(session, query, signal);
  if (outcome.kind === "superseded") return null;
  const candidates = outcome.kind === "offered" ? outcome.candidates : [];
  return {
    isIncomplete: true,
    items: candidates.map((candidate, rank) => {
      const imports = importsOf(session, document, candidate);
      return toListItem(document, { ...candidate, rank, imports }, encoding);
    }),
  };
}

/** For the command line, which takes nothing by a command. */
function importField(
  session: Session,
  document: DocumentSnapshot,
  candidate: Candidate,
): { readonly imports?: readonly { readonly text: string; readonly range: Range }[] } {
  const imports = importsOf(session, document, candidate);
  if (imports.length === 0) return {};
  const { encoding } = session.profile;
  return {
    imports: imports.map(({ span, newText }) => ({
      text: newText,
      range: fromSpan(document, span, encoding),
    })),
  };
}

/** The edits that import what a candidate needs; such clients apply them together with it. */
function importsOf(
  { house }: Session,
  document: DocumentSnapshot,
  { edit, toImport }: Candidate,
): readonly TextEdit[] {
  if (toImport === undefined) return [];
  const lineOf = (offset: number): number => document.positionAt(offset).line;
  // On the cursor's own line it might touch the text that is completed, which clients may not take.
  const isBeside = ({ span }: TextEdit): boolean =>
    lineOf(span.end) < lineOf(edit.span.start) || lineOf(span.start) > lineOf(edit.span.end);
  const imports = house.imports.edits(document, toImport);
  return imports.every(isBeside) ? imports : [];
}

/** Adds the preview; all it needs came with the item. */
export function resolveCompletion(params: unknown): CompletionItem {
  const { data, textEdit } = completionItem(params, "params");
  // The shape was checked just now; whatever else the client sent along goes back as it came.
  const item = params as CompletionItem;
  if (data === undefined || textEdit === undefined) return item;
  return { ...item, documentation: toPreview(data.languageId, textEdit.newText) };
}

/** What is offered for a text that is no longer there has been superseded by it. */
async function provide(session: Session, query: CompletionQuery, signal: AbortSignal): Promise<Outcome> {
  const { completions, documents } = session.house;
  const { uri } = query.document;
  if (documents.isDirty(uri)) {
    return { kind: "nothing", reason: "the text is out of step with the editor's: open the file again" };
  }
  const outcome = await whileOpen(session, uri, signal, (both) => completions.provide(query, both));
  return outcome.kind === "offered" && !isCurrent(session, query.document) ? { kind: "superseded" } : outcome;
}

function isCurrent({ house }: Session, document: DocumentSnapshot): boolean {
  return house.documents.get(document.uri)?.version === document.version;
}
