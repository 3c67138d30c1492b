// Owns running one command: its server, its time limit, what is printed where, its exit code. Knows no command.
import { existsSync } from "node:fs";
import type { CommonOptions, Invocation, Outcome } from "./commands/invocation.ts";
import { CommandFailure, EXIT, toCommandFailure, wrongUsage } from "./failure.ts";
import { type Server, type ServerMessage, startServer } from "./server.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

const SCHEMA = "treewright/1";
const WARNING_MESSAGE = 2;
const INFORMATION_MESSAGE = 3;

/** What the command has opened, for the printer and for the end. */
type Opened = { root?: string; server?: Server; readonly problems: string[] };

/** Runs one command and prints its outcome; sets the exit code, and leaves no server behind. */
export async function run(
  name: string,
  options: CommonOptions,
  work: (invocation: Invocation) => Promise<Outcome>,
): Promise<void> {
  const terminal = openTerminal({ quiet: options.quiet === true, color: options.color });
  const opened: Opened = { problems: [] };
  endWhenInterrupted(opened);
  const place = (): object => (opened.root === undefined ? {} : { workspace: opened.root });
  try {
    const { fields, text, note, exitCode } = await work(openInvocation(options, terminal, opened));
    if (options.json === true) terminal.result(toJson(name, { ok: true, ...place(), ...fields }));
    else terminal.result(text);
    if (note !== undefined && options.json !== true) terminal.note(note);
    process.exitCode = exitCode ?? EXIT.done;
  } catch (caught) {
    const failure = toCommandFailure(caught);
    if (options.json === true) terminal.result(failureJson(name, failure, place()));
    // What the server said a moment ago need not be said again, unless nothing was heard of it.
    const isTold = options.quiet !== true && opened.problems.includes(describe(failure));
    if (!isTold) terminal.error(`treewright: ${describe(failure)}`);
    process.exitCode = failure.exitCode;
  } finally {
    await opened.server?.close();
  }
}

/** The JSON object of a failure. */
export function failureJson(name: string, failure: CommandFailure, place: object = {}): string {
  const { kind, message, remedy } = failure;
  const error = { kind, message, ...(remedy === undefined ? {} : { remedy }) };
  return toJson(name, { ok: false, ...place, error });
}

function openInvocation(options: CommonOptions, terminal: Terminal, opened: Opened): Invocation {
  const showMessage = ({ type, message }: ServerMessage): void => {
    if (type <= WARNING_MESSAGE) opened.problems.push(message);
    if (type <= INFORMATION_MESSAGE) terminal.note(`treewright: ${message}`);
  };
  return {
    options,
    colours: terminal.colours,
    async startServer({ root }) {
      opened.root = root;
      opened.server = await startServer(
        { root, args: serverArguments(options), signal: timeLimit(options.timeout) },
        {
          showMessage,
          showProgress: terminal.progress,
          stderr: options.quiet === true ? "ignore" : "inherit",
        },
      );
      return opened.server;
    },
  };
}

function serverArguments({ config, backend, model, offline, seed }: CommonOptions): readonly string[] {
  if (config !== undefined && !existsSync(config)) {
    throw wrongUsage(`there is no settings file ${config}`, "check the path given with --config");
  }
  const named = Object.entries({ config, backend, model, seed });
  return [
    ...named.flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag}`, value])),
    ...(offline === true ? ["--offline"] : []),
  ];
}

function timeLimit(seconds: number | undefined): AbortSignal {
  const controller = new AbortController();
  if (seconds !== undefined) {
    AbortSignal.timeout(seconds * 1000).addEventListener("abort", () => {
      const remedy = "give --timeout more seconds";
      controller.abort(new CommandFailure("timeout", `there was no result within ${seconds} s`, { remedy }));
    });
  }
  return controller.signal;
}

function endWhenInterrupted(opened: Opened): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      opened.server?.kill();
      process.exit(EXIT.interrupted);
    });
  }
}

function toJson(command: string, fields: object): string {
  return `${JSON.stringify({ schema: SCHEMA, command, ...fields })}\n`;
}

function describe({ message, remedy }: CommandFailure): string {
  return remedy === undefined ? message : `${message}: ${remedy}`;
}
