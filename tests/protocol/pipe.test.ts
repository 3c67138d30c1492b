// Owns the tests of `serve --pipe`: the server connects to a client that listens, and listens where none does.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { createConnection, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const PROGRAM = fileURLToPath(new URL("../../dist/treewright.cjs", import.meta.url));

let folder = "";
let child: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "treewright-pipe-"));
});
afterEach(() => {
  child?.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

const start = (path: string): ChildProcess => {
  child = spawn(process.execPath, [PROGRAM, "serve", "--pipe", path], { stdio: ["ignore", "pipe", "pipe"] });
  return child;
};

/** What the server answers to `initialize`, as text. */
async function initialize(socket: Socket): Promise<string> {
  const params = { processId: null, rootUri: null, capabilities: {} };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params });
  socket.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
  let answer = "";
  for await (const chunk of socket) {
    answer += String(chunk);
    if (answer.includes("serverInfo")) break;
  }
  return answer;
}

test("connects to the pipe of a client that listens, and ends with it", async () => {
  const path = join(folder, "client");
  const listening = createServer();
  listening.listen(path);
  await once(listening, "listening");
  const accepted = once(listening, "connection") as Promise<[Socket]>;
  const server = start(path);
  const [socket] = await accepted;
  expect(await initialize(socket)).toContain('"name":"treewright"');
  listening.close();
  const [code] = await once(server, "exit");
  expect(code).toBe(1);
});

test("listens where nobody does, for its owner alone", async () => {
  const path = join(folder, "server");
  start(path);
  await vi.waitFor(() => expect(statSync(path).isSocket()).toBe(true), 5000);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const socket = createConnection(path);
  expect(await initialize(socket)).toContain('"name":"treewright"');
});

test("tells in one line where it can do neither", async () => {
  const server = start(join(folder, "no", "such", "folder"));
  let stderr = "";
  server.stderr?.on("data", (chunk) => (stderr += String(chunk)));
  const [code] = await once(server, "exit");
  expect(code).toBe(1);
  expect(stderr).toMatch(/^treewright: cannot listen on the pipe .*\n$/);
});
