// Owns the notifications that keep our buffers, folders and settings equal to the editor's; logs what it does not apply.
import { dirname } from "node:path";
import { pathOf } from "../documents/workspace.ts";
import { toChanges } from "./from-lsp.ts";
import {
  configurationAnswer,
  configurationParams,
  didChangeParams,
  didCloseParams,
  didOpenParams,
  setTraceParams,
  watchedFilesParams,
  workspaceFoldersParams,
} from "./params.ts";
import { endWorkOn, type Session } from "./session.ts";

export function didOpen(session: Session, params: unknown): void {
  const { house, closings } = session;
  const { uri, languageId, version, text } = didOpenParams(params, "params").textDocument;
  if (house.documents.get(uri) !== undefined) {
    house.trace.log("warning", `a document was opened again, the newer text is taken: ${uri}`);
    endWorkOn(session, uri);
  }
  closings.set(uri, new Set());
  house.documents.open(uri, languageId, version, text);
  const path = pathOf(uri);
  // A client that opens single files has a workspace all the same: where the first one lies.
  if (house.workspace.folders.length === 0 && path !== undefined) house.workspace.setFolders([dirname(path)]);
}

export function didChange({ house, profile }: Session, params: unknown): void {
  const { textDocument, contentChanges } = didChangeParams(params, "params");
  const { uri, version } = textDocument;
  const document = house.documents.get(uri);
  const outcome =
    document === undefined
      ? "not-open"
      : house.documents.change(uri, version, toChanges(document, contentChanges, profile.encoding));
  if (outcome !== "applied") {
    house.trace.log("warning", `a change to version ${version} was not applied (${outcome}): ${uri}`);
  }
}

export function didClose(session: Session, params: unknown): void {
  const { uri } = didCloseParams(params, "params").textDocument;
  endWorkOn(session, uri);
  if (!session.house.documents.close(uri)) {
    session.house.trace.log("warning", `a document was closed that is not open: ${uri}`);
  }
}

export async function didChangeWorkspaceFolders(
  { house: { workspace, index } }: Session,
  params: unknown,
): Promise<void> {
  const { added, removed } = workspaceFoldersParams(params, "params").event;
  const gone = pathsOf(removed);
  workspace.setFolders([...workspace.folders.filter((path) => !gone.includes(path)), ...pathsOf(added)]);
  await index.rescan();
}

export async function didChangeWatchedFiles({ house }: Session, params: unknown): Promise<void> {
  await house.index.changed(pathsOf(watchedFilesParams(params, "params").changes));
}

export function pathsOf(folders: readonly { readonly uri: string }[]): readonly string[] {
  return folders.map(({ uri }) => pathOf(uri)).filter((path) => path !== undefined);
}

export function setTrace({ house }: Session, params: unknown): void {
  house.trace.setLevel(setTraceParams(params, "params").value);
}

/** `initializationOptions` stay in force for the keys that configuration does not mention. */
export function takeSettings({ house, notices }: Session, initial: unknown, configured: unknown): void {
  const values = { ...sectionOf(initial), ...sectionOf(configured) };
  for (const { key, message } of house.settings.set("client", values)) {
    notices.tell(`setting ${key}`, "warning", message);
  }
}

export async function didChangeConfiguration(
  session: Session,
  initial: unknown,
  params: unknown,
): Promise<void> {
  if (session.profile.features.configuration) await pullSettings(session, initial);
  else takeSettings(session, initial, configurationParams(params, "params").settings);
}

export async function pullSettings(session: Session, initial: unknown): Promise<void> {
  const items = [{ section: "treewright" }];
  const answer = await session.client.ask("workspace/configuration", { items });
  takeSettings(session, initial, configurationAnswer(answer, "workspace/configuration")[0]);
}

/** Settings stand in a section of our name, or are the object itself. */
function sectionOf(value: unknown): object {
  if (typeof value !== "object" || value === null) return {};
  if ("treewright" in value) return sectionOf(value.treewright);
  // Sent by vim-tabby beside its settings, and read as capabilities.
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== "clientCapabilities"));
}
