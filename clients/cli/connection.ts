// Owns JSON-RPC over two streams: framing, requests, notifications, the server's own requests. Knows no method by name.
import type { Readable, Writable } from "node:stream";
import { CommandFailure, EXIT, isFailureKind } from "./failure.ts";
import type { Requests } from "./protocol.ts";

const HEADER_END = "\r\n\r\n";
const METHOD_NOT_FOUND = -32601;
const INVALID_PARAMS = -32602;

type Message = {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
};

export type ConnectionPorts = {
  readonly input: Readable;
  readonly output: Writable;
  /** Answers a request of the server; `undefined` means that there is no such method here. */
  readonly answer: (method: string, params: unknown) => unknown;
  readonly notice: (method: string, params: unknown) => void;
};

export interface Connection {
  /** Aborting `signal` cancels the request; the promise then rejects with the signal's reason. */
  request<Method extends keyof Requests>(
    method: Method,
    params: Requests[Method]["params"],
    signal: AbortSignal,
  ): Promise<Requests[Method]["answer"]>;
  notify(method: string, params?: object): void;
  /** Rejects everything that waits, now and later. */
  fail(failure: CommandFailure): void;
}

type Waiting = { readonly resolve: (result: unknown) => void; readonly reject: (error: unknown) => void };

export function connect(ports: ConnectionPorts): Connection {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let broken: CommandFailure | undefined;

  const send = (message: Message): void => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    ports.output.write(`Content-Length: ${Buffer.byteLength(body)}${HEADER_END}${body}`);
  };

  const receive = (message: Message): void => {
    if (message.method === undefined) {
      if (typeof message.id !== "number") return;
      const asked = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error === undefined) asked?.resolve(message.result);
      else asked?.reject(failureOf(message.error));
      return;
    }
    if (message.id === undefined || message.id === null) {
      ports.notice(message.method, message.params);
      return;
    }
    const result = ports.answer(message.method, message.params);
    const error = { code: METHOD_NOT_FOUND, message: `no such method here: ${message.method}` };
    send(result === undefined ? { id: message.id, error } : { id: message.id, result });
  };

  ports.input.on("data", readFrames(receive));

  return {
    async request(method, params, signal) {
      signal.throwIfAborted();
      if (broken !== undefined) throw broken;
      lastId += 1;
      const id = lastId;
      let cancel = (): void => undefined;
      const answer = new Promise<Requests[typeof method]["answer"]>((resolve, reject) => {
        // The method says what the answer is; the server is part of this package.
        waiting.set(id, { resolve, reject });
        cancel = () => {
          waiting.delete(id);
          send({ method: "$/cancelRequest", params: { id } });
          reject(signal.reason);
        };
      });
      signal.addEventListener("abort", cancel, { once: true });
      send({ id, method, params });
      try {
        return await answer;
      } finally {
        signal.removeEventListener("abort", cancel);
      }
    },
    notify: (method, params) => send({ method, params }),
    fail(failure) {
      broken ??= failure;
      const all = [...waiting.values()];
      waiting.clear();
      for (const { reject } of all) reject(failure);
    },
  };
}

/** Takes bytes as they come and hands on whole messages. */
function readFrames(receive: (message: Message) => void): (chunk: Buffer) => void {
  let buffered = Buffer.alloc(0);
  return (chunk) => {
    buffered = Buffer.concat([buffered, chunk]);
    for (;;) {
      const headerEnd = buffered.indexOf(HEADER_END);
      if (headerEnd < 0) return;
      const length = /Content-Length: *(\d+)/i.exec(buffered.toString("latin1", 0, headerEnd))?.[1];
      const bodyStart = headerEnd + HEADER_END.length;
      const bodyEnd = bodyStart + Number(length ?? 0);
      if (buffered.length < bodyEnd) return;
      const body = buffered.toString("utf8", bodyStart, bodyEnd);
      buffered = buffered.subarray(bodyEnd);
      receive(JSON.parse(body) as Message);
    }
  };
}

function failureOf(error: NonNullable<Message["error"]>): CommandFailure {
  const data = typeof error.data === "object" && error.data !== null ? error.data : {};
  const kind = "kind" in data && isFailureKind(data.kind) ? data.kind : "bug";
  const message = "message" in data && typeof data.message === "string" ? data.message : error.message;
  const remedy = "remedy" in data && typeof data.remedy === "string" ? data.remedy : undefined;
  const exitCode = error.code === INVALID_PARAMS ? { exitCode: EXIT.usage } : {};
  return new CommandFailure(kind, message, { remedy, ...exitCode });
}
