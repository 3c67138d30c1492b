// Owns `treewright actions`: what could be done at a place.
import { readDiagnostics } from "../diagnostics.ts";
import { wrongUsage } from "../failure.ts";
import { writeRange } from "../positions.ts";
import type { ActionData, CodeAction, Diagnostic } from "../protocol.ts";
import type { Server } from "../server.ts";
import { readFile, readStandardInput, type Source, type SourceOptions } from "../source.ts";
import { fromUri, realPath, toUri } from "../workspace.ts";
import { type Invocation, type Outcome, openTarget, type Target } from "./invocation.ts";

const INVOKED = 1;

export type ActionsOptions = SourceOptions & {
  readonly kind?: string;
  readonly diagnostics?: string;
};

/** An action as the server lists it, with all that is needed to have it done. */
export type ListedAction = { readonly title: string; readonly kind: string; readonly data: ActionData };

export async function actions(
  place: string,
  options: ActionsOptions,
  invocation: Invocation,
): Promise<Outcome> {
  const target = await openTarget(place, options, invocation);
  if (options.kind !== undefined) checkKind(options.kind, target.server);
  const items = await listActions(target, options);
  const { colours } = invocation;
  const lines = items.map(({ title, data }) => {
    const where = writeRange(data.span, target.source.text);
    return `${colours.bold(data.actionId)}  ${title}  ${colours.dim(where)}\n`;
  });
  return {
    fields: {
      items: items.map(({ title, kind, data }) => ({ id: data.actionId, title, kind, range: data.span })),
    },
    text: lines.join(""),
    ...(items.length === 0 ? { note: `there is nothing to be done at ${place}` } : {}),
  };
}

export async function listActions(target: Target, options: ActionsOptions): Promise<readonly ListedAction[]> {
  const { server, source, range } = target;
  const listed = await server.request("textDocument/codeAction", {
    textDocument: { uri: toUri(source.path) },
    range,
    context: {
      diagnostics: diagnosticsFor(source, options),
      ...(options.kind === undefined ? {} : { only: [options.kind] }),
      triggerKind: INVOKED,
    },
  });
  return (listed ?? []).flatMap((action) => {
    const data = dataOf(action);
    return data === undefined ? [] : [{ title: action.title, kind: action.kind ?? "", data }];
  });
}

/** Kinds are paths: one fits where it lies above or below a kind the server has. */
function checkKind(kind: string, server: Server): void {
  const provider = server.capabilities.codeActionProvider;
  const known = (typeof provider === "object" ? provider.codeActionKinds : undefined) ?? [];
  const fits = known.some((each) => `${each}.`.startsWith(`${kind}.`) || `${kind}.`.startsWith(`${each}.`));
  if (!fits) throw wrongUsage(`there is no kind of action "${kind}"`, `use one of ${known.join(", ")}`);
}

function diagnosticsFor(source: Source, options: ActionsOptions): readonly Diagnostic[] {
  const file = options.diagnostics;
  if (file === undefined) return [];
  if (file === "-" && source.isStandardInput) {
    throw wrongUsage("both the file and the diagnostics are -", "put one of the two into a file");
  }
  const text = (file === "-" ? readStandardInput() : readFile(file)).toString("utf8");
  return readDiagnostics(text, (name) => isSame(name, source.path));
}

function isSame(name: string, path: string): boolean {
  try {
    return realPath(name.startsWith("file:") ? fromUri(name) : name) === path;
  } catch {
    // Not the name of a file on this computer.
    return false;
  }
}

function dataOf(action: CodeAction): ActionData | undefined {
  return action.data ?? action.command?.arguments?.[0];
}
