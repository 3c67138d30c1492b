// Owns the server's arguments, its transport and its exit codes; everything else is built by compose.ts.
import { createConnection, createServer, type Socket } from "node:net";
import { parseArgs } from "node:util";
import { compose, type ServerOptions } from "./compose.ts";
import { serve, type Transport } from "./protocol/serve.ts";
import { redirectStdout } from "./protocol/stdout.ts";

const WRONG_USAGE = 2;
// With their numbers: a process that a signal ends says so by 128 and the number.
const SIGNALS = [
  ["SIGHUP", 1],
  ["SIGINT", 2],
  ["SIGTERM", 15],
] as const;

const argv = process.argv.slice(2).filter((argument) => argument !== "serve");
const arguments_ = readArguments(argv);
if (arguments_ === undefined) process.exitCode = WRONG_USAGE;
else if (arguments_.pipe === undefined) serveStdio(arguments_.options);
else servePipe(arguments_.pipe, arguments_.options);

function readArguments(
  args: readonly string[],
): { pipe: string | undefined; options: ServerOptions } | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        stdio: { type: "boolean" },
        pipe: { type: "string" },
        config: { type: "string" },
        backend: { type: "string" },
        model: { type: "string" },
        offline: { type: "boolean" },
        seed: { type: "string" },
        // Sent by vscode-languageclient; the initialize request carries it as well.
        clientProcessId: { type: "string" },
      },
    });
    const seed = values.seed === undefined ? undefined : Number(values.seed);
    if (seed !== undefined && !Number.isSafeInteger(seed)) {
      throw new TypeError(`--seed takes a whole number, not ${JSON.stringify(values.seed)}`);
    }
    return { pipe: values.pipe, options: { ...values, seed } };
  } catch (error) {
    process.stderr.write(`treewright: ${error instanceof Error ? error.message : String(error)}\n`);
    return undefined;
  }
}

function serveStdio(options: ServerOptions): void {
  const output = redirectStdout();
  run({ input: process.stdin, output, exit: (code) => process.exit(code) }, options);
}

/** Connects to the client's pipe, as the protocol says; where nobody listens yet, listens there for one client. */
function servePipe(path: string, options: ServerOptions): void {
  redirectStdout();
  const start = (socket: Socket): void => {
    run({ input: socket, output: socket, exit: (code) => process.exit(code) }, options);
  };
  const socket = createConnection(path);
  socket.once("connect", () => {
    start(socket);
  });
  socket.once("error", (error) => {
    if (!("code" in error) || (error.code !== "ENOENT" && error.code !== "ECONNREFUSED")) {
      fail(`cannot use the pipe ${path}: ${error.message}`);
      return;
    }
    const previousMask = process.umask(0o177);
    const server = createServer((client) => {
      server.close();
      start(client);
    });
    server.once("error", (cause) => {
      fail(`cannot listen on the pipe ${path}: ${cause.message}`);
    });
    server.listen(path, () => process.umask(previousMask));
  });
}

function run(transport: Transport, options: ServerOptions): void {
  const { stop } = serve(transport, (ports) => compose(options, ports));
  for (const [signal, number] of SIGNALS) process.once(signal, () => stop(128 + number));
}

function fail(message: string): void {
  process.stderr.write(`treewright: ${message}\n`);
  process.exit(1);
}
