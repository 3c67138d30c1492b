// Owns the bytes and the lifecycle in front of the LSP library: limits, order of initialize and shutdown, ids in flight. Knows no method's meaning.
import type { Readable, Writable } from "node:stream";
import type { Event, Message, MessageReader, MessageWriter } from "vscode-jsonrpc/node";
import { createFrameReader, frame } from "./framing.ts";

export type GatePorts = {
  readonly input: Readable;
  readonly output: Writable;
  /** The conversation is over; called once. */
  readonly exit: (code: number) => void;
  /** Takes one line for stderr. */
  readonly log: (line: string) => void;
};

// Beyond this the client does not keep up: what it can do without is dropped, then no more is read.
const LARGEST_QUEUE_BYTES = 16 * 1024 * 1024;
const DROPPABLE_METHODS: readonly unknown[] = ["$/progress", "window/logMessage", "$/logTrace"];

/** Codes of JSON-RPC and LSP that only the gate answers with. */
const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const INTERNAL_ERROR = -32603;
const NOT_INITIALIZED = -32002;

type Id = string | number;
type Sorted =
  | { readonly kind: "request"; readonly id: Id; readonly method: string }
  | { readonly kind: "notification"; readonly method: string; readonly params: unknown }
  | { readonly kind: "response" }
  | { readonly kind: "invalid"; readonly id: Id | null; readonly why: string };

/** A reader and a writer for the library's `createMessageConnection`; they share what is in flight. */
export function createGate(ports: GatePorts): {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
} {
  const { input, output } = ports;
  let stage: "fresh" | "running" | "shut-down" | "over" = "fresh";
  let pass: (message: Message) => void = () => undefined;
  /** Methods of the requests let through and not yet answered; `1` and `"1"` count as one id, as they do in the library. */
  const inFlight = new Map<string, string>();

  const leave = (code: number): void => {
    if (stage === "over") return;
    stage = "over";
    ports.exit(code);
  };
  const send = (body: string): void => {
    if (stage === "over" || output.destroyed) return;
    output.write(frame(body));
    if (output.writableLength > LARGEST_QUEUE_BYTES && !input.isPaused()) {
      input.pause();
      output.once("drain", () => input.resume());
    }
  };
  const refuse = (id: Id | null, code: number, message: string): void => {
    ports.log(message);
    send(JSON.stringify({ jsonrpc: "2.0", id, error: { code, message } }));
  };

  /** Why a request may not pass, as code and words. */
  const objection = (id: Id, method: string): readonly [number, string] | undefined => {
    if (stage === "fresh" && method !== "initialize")
      return [NOT_INITIALIZED, `${method} came before initialize`];
    if (stage === "running" && method === "initialize")
      return [INVALID_REQUEST, "initialize came a second time"];
    if (stage === "shut-down") return [INVALID_REQUEST, `${method} came after shutdown`];
    if (inFlight.has(String(id)))
      return [INVALID_REQUEST, `the id ${JSON.stringify(id)} is in flight already`];
    return undefined;
  };
  const takeRequest = (message: Message, id: Id, method: string): void => {
    const why = objection(id, method);
    if (why !== undefined) {
      refuse(id, ...why);
      return;
    }
    inFlight.set(String(id), method);
    if (method === "initialize") stage = "running";
    if (method === "shutdown") stage = "shut-down";
    pass(message);
  };
  const takeNotification = (message: Message, method: string, params: unknown): void => {
    if (method !== "exit" && stage !== "running") return;
    if (method === "$/cancelRequest" && !inFlight.has(String(idOf(params)))) return;
    pass(message);
  };

  const takeBody = (bytes: Buffer): void => {
    let parsed: unknown;
    try {
      parsed = JSON.parse(bytes.toString("utf8"));
    } catch {
      refuse(null, PARSE_ERROR, "a message is no JSON");
      return;
    }
    if (Array.isArray(parsed)) {
      ports.log("a JSON-RPC batch was ignored: the protocol has none");
      return;
    }
    const sorted = sort(parsed);
    // The library tells the three kinds apart by the same fields that were looked at just now.
    const message = parsed as Message;
    switch (sorted.kind) {
      case "request":
        takeRequest(message, sorted.id, sorted.method);
        return;
      case "notification":
        takeNotification(message, sorted.method, sorted.params);
        return;
      case "response":
        if (stage === "running") pass(message);
        return;
      case "invalid":
        refuse(sorted.id, INVALID_REQUEST, sorted.why);
    }
  };

  const takeBytes = createFrameReader({
    body: takeBody,
    skipped: (bytes) =>
      refuse(null, PARSE_ERROR, `a message of ${bytes} bytes was skipped: 64 MiB is the limit`),
    lost: (why) => {
      ports.log(`the input can not be read any further: ${why}`);
      leave(1);
    },
  });
  const endOfInput = (): void => leave(stage === "shut-down" ? 0 : 1);
  // A client that went away reads no complaints.
  output.on("error", () => leave(1));

  return {
    reader: {
      onError: silence,
      onClose: silence,
      onPartialMessage: silence,
      listen(callback) {
        pass = callback;
        input.on("data", takeBytes).on("end", endOfInput).on("close", endOfInput).on("error", endOfInput);
        return { dispose: () => input.off("data", takeBytes) };
      },
      dispose: () => undefined,
    },
    writer: {
      onError: silence,
      onClose: silence,
      write(message) {
        const id = "id" in message && !("method" in message) ? message.id : undefined;
        if (typeof id === "string" || typeof id === "number") {
          // A refused initialize may be tried again.
          if (inFlight.get(String(id)) === "initialize" && "error" in message) stage = "fresh";
          inFlight.delete(String(id));
        }
        const isWaiting = output.writableLength > LARGEST_QUEUE_BYTES;
        if (!isWaiting || !("method" in message) || !DROPPABLE_METHODS.includes(message.method)) {
          send(stringify(message, id));
        }
        return Promise.resolve();
      },
      end: () => undefined,
      dispose: () => undefined,
    },
  };
}

const silence: Event<never> = () => ({ dispose: () => undefined });

function sort(value: unknown): Sorted {
  if (typeof value !== "object" || value === null) return invalid(null, "a message is no object");
  const id = idOf(value);
  if (!("jsonrpc" in value) || value.jsonrpc !== "2.0") return invalid(id, "a message is not JSON-RPC 2.0");
  if ("method" in value) {
    if (typeof value.method !== "string") return invalid(id, "a message has a method that is no string");
    if (!("id" in value)) {
      return {
        kind: "notification",
        method: value.method,
        params: "params" in value ? value.params : undefined,
      };
    }
    if (id === null) return invalid(null, `${value.method} has an id that is neither a string nor a number`);
    return { kind: "request", id, method: value.method };
  }
  const isResponse = "id" in value && ("result" in value || "error" in value);
  return isResponse ? { kind: "response" } : invalid(id, "a message is no request, notification or response");
}

function invalid(id: Id | null, why: string): Sorted {
  return { kind: "invalid", id, why };
}

function idOf(value: unknown): Id | null {
  if (typeof value !== "object" || value === null || !("id" in value)) return null;
  return typeof value.id === "string" || typeof value.id === "number" ? value.id : null;
}

/** What nests too deep to be written (a client's own data sent back to it) becomes an error, so that the id is still answered. */
function stringify(message: Message, id: unknown): string {
  try {
    return JSON.stringify(message);
  } catch (cause) {
    const error = { code: INTERNAL_ERROR, message: `the answer can not be written: ${String(cause)}` };
    return JSON.stringify({ jsonrpc: "2.0", id: id ?? null, error });
  }
}
