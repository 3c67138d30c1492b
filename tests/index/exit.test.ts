import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { temporaryFolder, writeFiles } from "./open-index.ts";

const FUNCTION = "export function f(a: number): number {\n  return a + 1;\n}\n";

test("a server that ends while files are parsed ends in peace", async () => {
  const folder = temporaryFolder();
  const files = Array.from({ length: 60 }, (_, place) => [`src/${place}.ts`, FUNCTION.repeat(1000)] as const);
  writeFiles(folder, Object.fromEntries(files));
  const server = spawn(process.execPath, ["dist/treewright.cjs", "--stdio"], {
    env: { ...process.env, TREEWRIGHT_CACHE: join(folder, "cache") },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const send = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const rootUri = pathToFileURL(folder).href;
  send({ id: 1, method: "initialize", params: { processId: null, rootUri, capabilities: {} } });
  await once(server.stdout, "data");
  send({ method: "initialized", params: {} });
  // The report waits for every file, so the workers are at work until it is answered.
  send({ id: 2, method: "workspace/executeCommand", params: { command: "treewright.index" } });
  const ended = once(server, "exit");
  send({ id: 3, method: "shutdown" });
  send({ method: "exit" });
  server.stdout.resume();
  expect(await ended).toEqual([0, null]);
});
