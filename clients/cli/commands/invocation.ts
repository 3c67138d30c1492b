// Owns what every command is given and what it hands back; does neither the work nor the printing.
import type { ExitCode } from "../failure.ts";
import { locate, readPlace } from "../positions.ts";
import type { Range } from "../protocol.ts";
import type { Server } from "../server.ts";
import { isSource, readSource, type Source, type SourceOptions } from "../source.ts";
import type { Colours } from "../terminal.ts";
import { findWorkspace, type Workspace } from "../workspace.ts";

/** Flags that every command knows. */
export type CommonOptions = {
  readonly json?: boolean;
  readonly jsonLines?: boolean;
  readonly workspace?: string;
  readonly backend?: string;
  readonly model?: string;
  readonly timeout?: number;
  readonly config?: string;
  readonly offline?: boolean;
  readonly seed?: string;
  readonly quiet?: boolean;
  readonly color: boolean;
};

export type Invocation = {
  readonly options: CommonOptions;
  readonly colours: Colours;
  /** Starts the server on a workspace; it is closed when the command has ended. */
  startServer(workspace: Workspace): Promise<Server>;
  /** How far a command of many steps is; from then on the server's own reports are not shown. */
  report(value: { readonly title: string; readonly message: string; readonly percentage: number }): void;
};

export type Outcome = {
  /** Fields of the JSON object beside `schema`, `command`, `ok` and `workspace`. */
  readonly fields: object;
  /** What people get on stdout. */
  readonly text: string;
  /** What people get on stderr beside it. */
  readonly note?: string;
  readonly exitCode?: ExitCode;
};

/** A place in a file, its file opened on the server. */
export type Target = {
  readonly source: Source;
  readonly range: Range;
  readonly workspace: Workspace;
  readonly server: Server;
};

export async function openTarget(
  place: string,
  options: SourceOptions,
  invocation: Invocation,
): Promise<Target> {
  const written = readPlace(place, isSource);
  const source = readSource(written.file, options);
  const range = locate({ ...written, file: source.name }, source.text);
  return { source, range, ...(await openSource(source, invocation)) };
}

export async function openSource(
  source: Source,
  invocation: Invocation,
): Promise<{ readonly workspace: Workspace; readonly server: Server }> {
  const workspace = findWorkspace(source.path, { workspace: invocation.options.workspace });
  const server = await invocation.startServer(workspace);
  server.open(source);
  return { workspace, server };
}

// A first look at a million lines takes this long; later ones take a fraction of a second.
const LONGEST_WAIT_MS = 10_000;

/**
 * Gives the server time to look at the workspace: an editor is there long before anything is asked of it, a command is
 * not. A workspace that takes longer, or that cannot be read, is no reason to do nothing.
 */
export async function waitForIndex(server: Server): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LONGEST_WAIT_MS);
  });
  const known = server.execute("treewright.index", undefined).catch(() => undefined);
  await Promise.race([known, limit]);
  clearTimeout(timer);
}
