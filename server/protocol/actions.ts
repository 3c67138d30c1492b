// Owns the answers to codeAction and codeAction/resolve; the list asks no model.
import type { CodeAction, Command, Diagnostic } from "vscode-languageserver";
import { editOf } from "./delivery.ts";
import { toDiagnostic, toSpan } from "./from-lsp.ts";
import { toNextEditAction, wantsNextEdits } from "./next-edits.ts";
import { codeAction, codeActionParams, rawDiagnostics } from "./params.ts";
import { propose } from "./runs.ts";
import { openDocument, type Session } from "./session.ts";
import { toCodeAction } from "./to-lsp.ts";

/** `CodeActionTriggerKind.Automatic`. */
const AUTOMATIC = 2;

export function listCodeActions(session: Session, params: unknown): readonly (CodeAction | Command)[] {
  const { textDocument, range, context } = codeActionParams(params, "params");
  const { profile, house } = session;
  const document = openDocument(session, textDocument.uri);
  if (house.documents.isDirty(document.uri)) return [];
  const span = toSpan(document, range, profile.encoding);
  // Editors ask again at each place where the cursor rests.
  if (span.start === span.end) house.completions.noteCursor(document, span.end);
  const diagnostics = context.diagnostics.map((each) => toDiagnostic(document, each, profile.encoding));
  const listed = house.actions.list({
    document,
    span,
    diagnostics,
    ...(context.only === undefined ? {} : { only: context.only }),
    isAutomatic: context.triggerKind === AUTOMATIC,
  });
  // Each was checked as a part of `codeActionParams`; here with the fields that are the client's own affair.
  const sent = rawDiagnostics(params, "params").context.diagnostics as readonly Diagnostic[];
  const next =
    profile.features.codeActionLiterals && wantsNextEdits(context.only)
      ? house.nextEdits.next(document, span.start)
      : undefined;
  const actions = listed.map((each) => {
    const answered = sent.filter(
      (_, index) => each.offer.diagnostic === diagnostics[index] && index < diagnostics.length,
    );
    return toCodeAction(document, each, answered, profile);
  });
  return next === undefined ? actions : [...actions, toNextEditAction(session, document.uri, next)];
}

export async function resolveCodeAction(
  session: Session,
  params: unknown,
  signal: AbortSignal,
): Promise<CodeAction> {
  const { data } = codeAction(params, "params");
  const proposal = await propose(session, data, () => undefined, signal);
  // What the client sent is given back with the edit added.
  return { ...(params as CodeAction), edit: await editOf(session, proposal) };
}
