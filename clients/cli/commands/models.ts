// Owns `treewright models`: which local models there are, fetching and removing them.
import type { Commands, ModelEntry } from "../protocol.ts";
import type { Colours } from "../terminal.ts";
import { findWorkspace, realPath } from "../workspace.ts";
import type { Invocation, Outcome } from "./invocation.ts";

const BYTES_IN_MB = 1_000_000;

export type ModelsArgument = Commands["treewright.models"]["argument"];

export async function models(argument: ModelsArgument, invocation: Invocation): Promise<Outcome> {
  const workspace = findWorkspace(realPath("."), { workspace: invocation.options.workspace });
  const server = await invocation.startServer(workspace);
  const answer = await server.execute("treewright.models", argument);
  const told = answer.models.filter(({ id }) => argument.id === undefined || id === argument.id);
  return {
    fields: { models: answer.models },
    text: told.map((model) => describe(model, invocation.colours)).join(""),
  };
}

function describe({ id, bytes, present, path, file }: ModelEntry, colours: Colours): string {
  const state = present ? colours.green("present") : colours.dim("absent ");
  const size = `${Math.round(bytes / BYTES_IN_MB)} MB`.padStart(8);
  return `${state}  ${colours.bold(id)}  ${size}  ${colours.dim(path ?? file)}\n`;
}
