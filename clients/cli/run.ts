// Owns running one command: its server, its time limit, what is printed where, its exit code. Knows no command.
import { existsSync } from "node:fs";
import type { CommonOptions, Invocation, Outcome } from "./commands/invocation.ts";
import { CommandFailure, EXIT, toCommandFailure, wrongUsage } from "./failure.ts";
import { type ProgressValue, type Server, type ServerMessage, startServer } from "./server.ts";
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
  const isLines = options.jsonLines === true;
  const isJson = isLines || options.json === true;
  const event = isLines ? { event: "result" } : {};
  try {
    if (isLines) terminal.result(toJson(name, { event: "start" }));
    const { fields, text, note, exitCode } = await work(openInvocation(name, { options, terminal, opened }));
    if (isJson) terminal.result(toJson(name, { ...event, ok: true, ...place(), ...fields }));
    else terminal.result(text);
    if (note !== undefined && !isJson) terminal.note(note);
    process.exitCode = exitCode ?? EXIT.done;
  } catch (caught) {
    const failure = toCommandFailure(caught);
    if (isJson) terminal.result(failureJson(name, failure, { ...event, ...place() }));
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

type Opening = { readonly options: CommonOptions; readonly terminal: Terminal; readonly opened: Opened };

function openInvocation(name: string, { options, terminal, opened }: Opening): Invocation {
  const showMessage = ({ type, message }: ServerMessage): void => {
    if (type <= WARNING_MESSAGE) opened.problems.push(message);
    if (type <= INFORMATION_MESSAGE) terminal.note(`treewright: ${message}`);
  };
  let hasOwnReports = false;
  const report = (value: ProgressValue): void => {
    if (options.jsonLines !== true) terminal.progress(value);
    else if (value.kind === "report") {
      const { title, message, percentage } = value;
      terminal.result(toJson(name, { event: "progress", title, message, percentage }));
    }
  };
  return {
    options,
    colours: terminal.colours,
    report(value) {
      if (!hasOwnReports) report({ kind: "begin", title: value.title });
      hasOwnReports = true;
      report({ kind: "report", ...value });
    },
    async startServer({ root }) {
      opened.root = root;
      opened.server = await startServer(
        { root, args: serverArguments(options), signal: timeLimit(options.timeout) },
        {
          showMessage,
          showProgress: (value) => (hasOwnReports ? undefined : report(value)),
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
