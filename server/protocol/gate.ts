// Owns the bytes and the lifecycle in front of the connection: limits, order of initialize and shutdown, ids in flight. Knows no method's meaning.
import type { Readable, Writable } from "node:stream";
import { createFrameReader, frame } from "./framing.ts";
import { ERROR_CODES } from "./response-error.ts";

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

export type Id = string | number;

/** A message that may pass. The id of a response is null where the other side could not read what it answers. */
export type Incoming =
  | { readonly kind: "request"; readonly id: Id; readonly method: string; readonly params: unknown }
  | { readonly kind: "notification"; readonly method: string; readonly params: unknown }
  | { readonly kind: "response"; readonly id: Id | null; readonly result: unknown; readonly error: unknown };
/** A request, a notification or a response. */
export type Outgoing =
  | { readonly id?: Id; readonly method: string; readonly params: unknown }
  | { readonly id: Id; readonly result: unknown }
  | { readonly id: Id; readonly error: unknown };

type Sorted = Incoming | { readonly kind: "invalid"; readonly id: Id | null; readonly why: string };

export interface Gate {
  /** Begins to read; `pieceOver` is called once all messages of a piece of input have been taken. */
  listen(take: (message: Incoming) => void, pieceOver: () => void): void;
  send(message: Outgoing): void;
}

export function createGate(ports: GatePorts): Gate {
  const { input, output } = ports;
  let stage: "fresh" | "running" | "shut-down" | "over" = "fresh";
  let pass: (message: Incoming) => void = () => undefined;
  /** Methods of the requests let through and not yet answered; `1` and `"1"` count as one id. */
  const inFlight = new Map<string, string>();

  const leave = (code: number): void => {
    if (stage === "over") return;
    stage = "over";
    ports.exit(code);
  };
  const write = (body: string): void => {
    if (stage === "over" || output.destroyed) return;
    output.write(frame(body));
    if (output.writableLength > LARGEST_QUEUE_BYTES && !input.isPaused()) {
      input.pause();
      output.once("drain", () => input.resume());
    }
  };
  const refuse = (id: Id | null, code: number, message: string): void => {
    ports.log(message);
    write(JSON.stringify({ jsonrpc: "2.0", id, error: { code, message } }));
  };

  /** Why a request may not pass, as code and words. */
  const objection = (id: Id, method: string): readonly [number, string] | undefined => {
    if (stage === "fresh" && method !== "initialize")
      return [ERROR_CODES.notInitialized, `${method} came before initialize`];
    if (stage === "running" && method === "initialize")
      return [ERROR_CODES.invalidRequest, "initialize came a second time"];
    if (stage === "shut-down") return [ERROR_CODES.invalidRequest, `${method} came after shutdown`];
    if (inFlight.has(String(id)))
      return [ERROR_CODES.invalidRequest, `the id ${JSON.stringify(id)} is in flight already`];
    return undefined;
  };
  const takeRequest = (request: Extract<Incoming, { readonly kind: "request" }>): void => {
    const { id, method } = request;
    const why = objection(id, method);
    if (why !== undefined) {
      refuse(id, ...why);
      return;
    }
    inFlight.set(String(id), method);
    if (method === "initialize") stage = "running";
    if (method === "shutdown") stage = "shut-down";
    pass(request);
  };
  const takeNotification = (notification: Extract<Incoming, { readonly kind: "notification" }>): void => {
    const { method, params } = notification;
    if (method !== "exit" && stage !== "running") return;
    if (method === "$/cancelRequest" && !inFlight.has(String(idOf(params)))) return;
    pass(notification);
  };

  const takeBody = (bytes: Buffer): void => {
    let parsed: unknown;
    try {
      parsed = JSON.parse(bytes.toString("utf8"));
    } catch {
      refuse(null, ERROR_CODES.parseError, "a message is no JSON");
      return;
    }
    if (Array.isArray(parsed)) {
      ports.log("a JSON-RPC batch was ignored: the protocol has none");
      return;
    }
    const sorted = sort(parsed);
    switch (sorted.kind) {
      case "request":
        takeRequest(sorted);
        return;
      case "notification":
        takeNotification(sorted);
        return;
      case "response":
        if (stage === "running") pass(sorted);
        return;
      case "invalid":
        refuse(sorted.id, ERROR_CODES.invalidRequest, sorted.why);
    }
  };

  const takeBytes = createFrameReader({
    body: takeBody,
    skipped: (bytes) =>
      refuse(null, ERROR_CODES.parseError, `a message of ${bytes} bytes was skipped: 64 MiB is the limit`),
    lost: (why) => {
      ports.log(`the input can not be read any further: ${why}`);
      leave(1);
    },
  });
  const endOfInput = (): void => leave(stage === "shut-down" ? 0 : 1);
  // A client that went away reads no complaints.
  output.on("error", () => leave(1));

  return {
    listen(take, pieceOver) {
      pass = take;
      input.on("data", (bytes: Buffer) => {
        takeBytes(bytes);
        pieceOver();
      });
      input.on("end", endOfInput).on("close", endOfInput).on("error", endOfInput);
    },
    send(message) {
      const isResponse = !("method" in message);
      if (isResponse) {
        // A refused initialize may be tried again.
        if (inFlight.get(String(message.id)) === "initialize" && "error" in message) stage = "fresh";
        inFlight.delete(String(message.id));
      }
      const isWaiting = output.writableLength > LARGEST_QUEUE_BYTES;
      if (isWaiting && !isResponse && DROPPABLE_METHODS.includes(message.method)) return;
      write(stringify(message));
    },
  };
}

function sort(value: unknown): Sorted {
  if (typeof value !== "object" || value === null) return invalid(null, "a message is no object");
  const id = idOf(value);
  if (!("jsonrpc" in value) || value.jsonrpc !== "2.0") return invalid(id, "a message is not JSON-RPC 2.0");
  if ("method" in value) {
    const { method } = value;
    if (typeof method !== "string") return invalid(id, "a message has a method that is no string");
    const params = "params" in value ? value.params : undefined;
    if (!("id" in value)) return { kind: "notification", method, params };
    if (id === null) return invalid(null, `${method} has an id that is neither a string nor a number`);
    return { kind: "request", id, method, params };
  }
  const result = "result" in value ? value.result : undefined;
  const error = "error" in value ? value.error : undefined;
  const isResponse = "id" in value && ("result" in value || "error" in value);
  return isResponse
    ? { kind: "response", id, result, error }
    : invalid(id, "a message is no request, notification or response");
}

function invalid(id: Id | null, why: string): Sorted {
  return { kind: "invalid", id, why };
}

function idOf(value: unknown): Id | null {
  if (typeof value !== "object" || value === null || !("id" in value)) return null;
  return typeof value.id === "string" || typeof value.id === "number" ? value.id : null;
}

/** What nests too deep to be written (a client's own data sent back to it) becomes an error, so that the id is still answered. */
function stringify(message: Outgoing): string {
  try {
    return JSON.stringify({ jsonrpc: "2.0", ...message });
  } catch (cause) {
    const code = ERROR_CODES.internalError;
    const error = { code, message: `the answer can not be written: ${String(cause)}` };
    return JSON.stringify({ jsonrpc: "2.0", id: message.id ?? null, error });
  }
}
