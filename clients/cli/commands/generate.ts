// Owns `treewright generate`: new files from a description, as a diff, as files or as JSON.
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { readChanges, writeChanges } from "../changes.ts";
import { wrongUsage } from "../failure.ts";
import { findWorkspace, realPath, toUri } from "../workspace.ts";
import { toOutcome } from "./act.ts";
import type { Invocation, Outcome } from "./invocation.ts";

export type GenerateOptions = { readonly into?: string; readonly diff?: boolean; readonly write?: boolean };

const START = { line: 0, character: 0 };

export async function generate(
  description: string,
  { into, ...options }: GenerateOptions,
  invocation: Invocation,
): Promise<Outcome> {
  if (description.trim() === "") throw wrongUsage("the description is empty", "say what to write");
  const folder = realPath(into ?? ".");
  if (existsSync(folder) && !statSync(folder).isDirectory()) {
    throw wrongUsage(`${into ?? "."} is no folder`, "give --into a folder, which may be new");
  }
  // The server puts new files beside a document; this one is there for that alone.
  const source = {
    name: "new",
    path: join(folder, "new"),
    languageId: "plaintext",
    text: "",
    byteOrderMark: "",
    isStandardInput: true,
  };
  const workspace = findWorkspace(source.path, { workspace: invocation.options.workspace });
  const server = await invocation.startServer(workspace);
  server.open(source);
  const answer = await server.execute("treewright.run", {
    v: 1,
    actionId: "new-file-from-description",
    uri: toUri(source.path),
    version: 1,
    span: { start: START, end: START },
    instruction: description,
    dryRun: true,
  });
  const changes = readChanges(answer.edit, source, workspace);
  if (options.write === true) writeChanges(changes);
  return toOutcome(answer, changes, { options, workspace, invocation });
}
