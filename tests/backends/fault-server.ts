// Owns an HTTP server on a bare socket that answers byte for byte what a test says, faults included.
import { readFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";

export type SeenRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** Writes the answer to the n-th request (from 0), and closes the socket or not. */
export type Answer = (socket: Socket, request: SeenRequest, n: number) => void;

export type FaultServer = {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  /** Connections on which something was asked and that are open at this moment. */
  openSockets(): number;
  /** Connections on which something was ever asked. */
  socketCount(): number;
  /** Resolves once no connection is open. */
  allClosed(): Promise<void>;
  close(): Promise<void>;
};

export async function startFaultServer(answer: Answer): Promise<FaultServer> {
  const requests: SeenRequest[] = [];
  const all = new Set<Socket>();
  const sockets = new Set<Socket>();
  let count = 0;
  let waiting: (() => void)[] = [];
  const server = createServer((socket) => {
    all.add(socket);
    let bytes = Buffer.alloc(0);
    socket.on("error", () => undefined);
    socket.on("close", () => {
      all.delete(socket);
      sockets.delete(socket);
      if (sockets.size > 0) return;
      for (const resume of waiting) resume();
      waiting = [];
    });
    socket.on("data", (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      const request = readRequest(bytes);
      if (request === undefined) return;
      // Node's fetch opens a fresh connection after an aborted one and leaves it idle; only those that ask are counted.
      if (!sockets.has(socket)) count++;
      sockets.add(socket);
      bytes = Buffer.alloc(0);
      requests.push(request);
      answer(socket, request, requests.length - 1);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    openSockets: () => sockets.size,
    socketCount: () => count,
    allClosed: () =>
      sockets.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)),
    async close() {
      for (const socket of all) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export const STREAM_HEAD = head(200, { "content-type": "text/event-stream", connection: "close" });

export function head(status: number, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Because\r\n${lines.join("")}\r\n`;
}

/** A whole answer of one status, closing. */
export function plain(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return (socket) => socket.end(head(status, { connection: "close", ...headers }) + body);
}

/** A stream that ends with the connection. */
export function stream(body: string | Buffer): Answer {
  return (socket) => {
    socket.write(STREAM_HEAD);
    socket.end(body);
  };
}

/** One chat event with this text. */
export function delta(text: string, finishReason: string | null = null): string {
  const choice = { index: 0, delta: { content: text }, finish_reason: finishReason };
  return `data: ${JSON.stringify({ choices: [choice] })}\n\n`;
}

export const DONE = "data: [DONE]\n\n";

export function recording(name: string): Buffer {
  return readFileSync(join(import.meta.dirname, "recordings", name));
}

function readRequest(bytes: Buffer): SeenRequest | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [first = "", ...lines] = bytes.subarray(0, end).toString().split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const body = bytes.subarray(end + 4);
  if (body.length < Number(headers["content-length"] ?? 0)) return undefined;
  const [method = "", path = ""] = first.split(" ");
  return { method, path, headers, body: body.toString() };
}
