// Owns a language server as a child process seen from outside: frames in, frames out; knows nothing of what it serves.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const TREEWRIGHT = [
  fileURLToPath(new URL("../../../dist/treewright.cjs", import.meta.url)),
  "--stdio",
];
export const BARE_SERVER = [fileURLToPath(new URL("bare-server.cjs", import.meta.url))];
export const NULL_FORWARDER = [fileURLToPath(new URL("null-forwarder.cjs", import.meta.url))];

/** What a current editor says about itself, as far as it matters here. */
export const CAPABILITIES = {
  general: { positionEncodings: ["utf-16"] },
  textDocument: { synchronization: {}, inlineCompletion: {} },
};

/** Starts `node ...args`, or another program. `exited` resolves with the exit code; stderr goes to ours unless it is silenced. */
export function startServer(args, { env = {}, cwd, program = process.execPath, isSilent = false } = {}) {
  const child = spawn(program, args, {
    stdio: ["pipe", "pipe", isSilent ? "ignore" : "inherit"],
    env: { ...process.env, ...env },
    cwd,
  });
  const waiting = new Map();
  const exited = new Promise((resolve) => child.once("exit", resolve));
  let nextId = 1;
  let pending = Buffer.alloc(0);

  child.stdout.on("data", (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (;;) {
      const headerEnd = pending.indexOf("\r\n\r\n");
      if (headerEnd < 0) return;
      const length = Number(/content-length: *(\d+)/i.exec(pending.toString("latin1", 0, headerEnd))?.[1]);
      const end = headerEnd + 4 + length;
      if (pending.length < end) return;
      receive(JSON.parse(pending.toString("utf8", headerEnd + 4, end)));
      pending = pending.subarray(end);
    }
  });
  void exited.then((code) => {
    for (const { reject } of waiting.values()) reject(new Error(`the server ended with ${code}`));
  });

  function receive(message) {
    if (message.method === undefined) {
      const { resolve, reject } = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error === undefined) resolve(message.result);
      else reject(new Error(message.error.message));
    } else if (message.id !== undefined) {
      const result =
        message.method === "workspace/configuration" ? message.params.items.map(() => null) : null;
      send({ id: message.id, result });
    }
  }

  function send(message) {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  /** Its id, for whoever wants to cancel it, and the answer to come. */
  function numbered(method, params) {
    const id = nextId++;
    const answer = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
    send({ id, method, params });
    return [id, answer];
  }

  const request = (method, params) => numbered(method, params)[1];

  return {
    pid: child.pid,
    exited,
    request,
    numbered,
    notify: (method, params) => send({ method, params }),
    initialize: (rootUri = null, initializationOptions = undefined, capabilities = CAPABILITIES) =>
      request("initialize", {
        processId: process.pid,
        initializationOptions,
        rootUri,
        workspaceFolders: rootUri === null ? null : [{ uri: rootUri, name: "bench" }],
        capabilities,
      }),
    async stop() {
      await request("shutdown");
      send({ method: "exit" });
      await exited;
    },
  };
}
