// Owns handing what an action has made to the editor: an edit, new files, words as a document, findings as diagnostics.
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WorkspaceEdit } from "vscode-languageserver";
import { isWrittenByMachine } from "../documents/generated.ts";
import { placeOfNewFile, writeNewFile } from "../documents/new-files.ts";
import { fileUri, pathOf } from "../documents/workspace.ts";
import { describeFailure, Failure, toFailure } from "../trace/failure.ts";
import { applyEditAnswer } from "./params.ts";
import type { Session } from "./session.ts";
import { type DocumentEdits, fromProposal, fromSpan } from "./to-lsp.ts";

export type Proposal = Awaited<ReturnType<Session["house"]["actions"]["run"]>>;

export type Delivered = { readonly isApplied: boolean; readonly edit: WorkspaceEdit; readonly why?: string };

/** Every diagnostic of ours says so. */
const SOURCE = "treewright";
const WARNING = 2;

/**
 * The edit in LSP. Throws `stale` where a document has moved on since the proposal was made, `forbidden` or `refused`
 * where a new file must not be written.
 */
export async function editOf(session: Session, proposal: Proposal): Promise<WorkspaceEdit> {
  const { house, profile } = session;
  for (const { uri } of proposal.newFiles) await placeOfNewFile(house.workspace, uri);
  await Promise.all(proposal.changes.map((change) => refuseIfMoved(house, change)));
  await Promise.all(proposal.changes.map((change) => warnIfGenerated(session, change)));
  const canCreate = profile.features.resourceOperations.includes("create");
  const newFiles = canCreate ? proposal.newFiles : [];
  return fromProposal({ ...proposal, newFiles }, profile.features, profile.encoding);
}

/** Applies edits, writes files, shows words and findings: whatever the proposal holds. */
export async function deliver(session: Session, proposal: Proposal): Promise<Delivered> {
  const { profile, client } = session;
  const edit = await editOf(session, proposal);
  publishFindings(session, proposal);
  const canCreate = profile.features.resourceOperations.includes("create");
  const toWrite = canCreate ? [] : proposal.newFiles;
  if (toWrite.length > 0 && !(await writeWithConsent(session, toWrite))) {
    return { isApplied: false, edit, why: "the new files were not wanted" };
  }
  const hasEdit = proposal.changes.length > 0 || (canCreate && proposal.newFiles.length > 0);
  if (!hasEdit) {
    if (proposal.words !== undefined) await showWords(session, proposal.words);
    return { isApplied: true, edit };
  }
  if (!profile.features.applyEdit) {
    return { isApplied: false, edit, why: "the editor did not announce workspace/applyEdit: use dryRun" };
  }
  try {
    const answer = await client.ask("workspace/applyEdit", { label: proposal.label, edit });
    const { applied, failureReason } = applyEditAnswer(answer, "workspace/applyEdit");
    const [first] = proposal.newFiles;
    if (applied && first !== undefined) await show(session, first.uri);
    return { isApplied: applied, edit, ...(failureReason === undefined ? {} : { why: failureReason }) };
  } catch (error) {
    // The edit is not lost with the editor's refusal: it stays retrievable.
    return { isApplied: false, edit, why: describeFailure(toFailure(error)) };
  }
}

/** What a review has found, with ranges in the document it was about. */
export function toFindingEntries(
  { profile }: Session,
  { about, findings = [] }: Proposal,
): readonly { readonly range: ReturnType<typeof fromSpan>; readonly message: string }[] {
  return findings.map(({ span, message }) => ({ range: fromSpan(about, span, profile.encoding), message }));
}

async function refuseIfMoved(
  { documents, workspace }: Session["house"],
  { document }: DocumentEdits,
): Promise<void> {
  const { uri, version } = document;
  const open = documents.get(uri);
  const path = pathOf(uri);
  const onDisk = open === undefined && path !== undefined ? await workspace.read(path) : undefined;
  const isSame = open === undefined ? onDisk?.text === document.getText() : open.version === version;
  if (isSame) return;
  throw new Failure("stale", `${uri} changed while the edit was being made`, {
    remedy: "run the action again",
  });
}

/** The user may know better, so the edit leaves all the same. */
async function warnIfGenerated({ house, client }: Session, { document }: DocumentEdits): Promise<void> {
  if (!(await isWrittenByMachine(house.workspace, document))) return;
  const name = house.workspace.relativePath(document.uri);
  client.show(
    "warning",
    `${name} is a generated file: the change is lost when it is generated again, so change what it is made from`,
  );
}

/** An editor that cannot create files by an edit has them written here, once the user agrees. */
async function writeWithConsent(session: Session, files: Proposal["newFiles"]): Promise<boolean> {
  const { house, client } = session;
  const names = files.map(({ uri }) => house.workspace.relativePath(uri)).join(", ");
  const chosen = await client.choose(`treewright would like to create ${names}`, ["Create", "Cancel"]);
  if (chosen !== "Create") return false;
  for (const { uri, text } of files) await writeNewFile(house.workspace, uri, text);
  const [first] = files;
  if (first !== undefined) await show(session, first.uri);
  return true;
}

/** As a document of its own where the editor shows documents, else as a message. */
async function showWords(session: Session, words: string): Promise<void> {
  if (!session.profile.features.showDocument) {
    session.client.show("info", words);
    return;
  }
  const path = join(await mkdtemp(join(tmpdir(), "treewright-")), "answer.md");
  await writeFile(path, `${words}\n`);
  await show(session, fileUri(path));
}

async function show({ profile, client }: Session, uri: string): Promise<void> {
  if (!profile.features.showDocument) return;
  try {
    await client.ask("window/showDocument", { uri, takeFocus: true });
  } catch (error) {
    // The file is there all the same.
    client.log("warning", describeFailure(toFailure(error)));
  }
}

function publishFindings(session: Session, proposal: Proposal): void {
  if (proposal.findings === undefined) return;
  const { uri, version } = proposal.about;
  const found = toFindingEntries(session, proposal);
  const diagnostics = found.map((each) => ({ ...each, severity: WARNING, source: SOURCE }));
  session.client.publishDiagnostics({ uri, version, diagnostics });
}
