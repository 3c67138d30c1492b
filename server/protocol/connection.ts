// Owns who hears a message: handlers of requests and notifications, whoever waits for an answer of the client, and cancellation. Knows no method but `$/cancelRequest`.
import { Failure } from "../trace/failure.ts";
import type { Gate, Id, Incoming } from "./gate.ts";
import { ERROR_CODES, ResponseError } from "./response-error.ts";

export type Handlers = {
  /** Its value or rejection is the answer; a ResponseError may be either. The signal aborts with a Failure when the client cancels. */
  readonly request: (method: string, params: unknown, signal: AbortSignal) => unknown;
  /** Never fails. */
  readonly notification: (method: string, params: unknown) => void | Promise<void>;
  /** Takes one line for stderr. */
  readonly log: (line: string) => void;
};

/** A request of ours. `cancel` asks the client to give up; the answer still comes. */
export type Asked = { readonly answer: Promise<unknown>; cancel(): void };

export interface Connection {
  listen(handlers: Handlers): void;
  /** The answer rejects with a ResponseError where the client refuses. */
  request(method: string, params: unknown): Asked;
  notify(method: string, params: unknown): void;
}

type Request = Extract<Incoming, { readonly kind: "request" }>;
type Response = Extract<Incoming, { readonly kind: "response" }>;

const CANCEL = "$/cancelRequest";

/**
 * Requests and notifications are handed over in their order. What comes in one piece is read to its end first, so that
 * what was cancelled by then never begins; and work that goes on does so before the next message.
 */
export function createConnection(gate: Gate): Connection {
  const queue: Exclude<Incoming, Response>[] = [];
  /** By id as text: `1` and `"1"` count as one. */
  const underWay = new Map<string, AbortController>();
  const asked = new Map<Id, { resolve(value: unknown): void; reject(error: Error): void }>();
  let handlers: Handlers | undefined;
  let lastId = 0;
  let isPaused = false;

  const answer = async ({ id, method, params }: Request, signal: AbortSignal): Promise<void> => {
    let result: unknown;
    try {
      result = await handlers?.request(method, params, signal);
    } catch (error) {
      result = toResponseError(method, error);
    }
    underWay.delete(String(id));
    const isError = result instanceof ResponseError;
    gate.send({ id, ...(isError ? { error: result } : { result: result ?? null }) });
  };
  /** Hands a message over; whether its work goes on. */
  const begin = (message: Exclude<Incoming, Response>): boolean => {
    if (message.kind === "notification") {
      return handlers?.notification(message.method, message.params) instanceof Promise;
    }
    const controller = underWay.get(String(message.id));
    if (controller !== undefined) void answer(message, controller.signal);
    return true;
  };
  const drain = (): void => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (!begin(next) || queue.length === 0) continue;
      isPaused = true;
      setImmediate(goOn);
      return;
    }
  };
  const goOn = (): void => {
    isPaused = false;
    drain();
  };
  const settle = ({ id, result, error }: Response): void => {
    const waiting = id === null ? undefined : asked.get(id);
    if (waiting === undefined || id === null) {
      handlers?.log(`an answer came that nobody waits for: ${JSON.stringify(id)}`);
      return;
    }
    asked.delete(id);
    if (error === undefined || error === null) waiting.resolve(result);
    else waiting.reject(toRefusal(error));
  };
  const take = (message: Incoming): void => {
    if (message.kind === "response") {
      settle(message);
      return;
    }
    if (message.kind === "notification" && message.method === CANCEL) {
      underWay
        .get(idOf(message.params))
        ?.abort(new Failure("cancelled", "the editor has cancelled the request"));
      return;
    }
    if (message.kind === "request") underWay.set(String(message.id), new AbortController());
    queue.push(message);
  };

  return {
    listen(given) {
      handlers = given;
      gate.listen(take, () => {
        if (!isPaused) drain();
      });
    },
    request(method, params) {
      const id = ++lastId;
      const promise = new Promise<unknown>((resolve, reject) => asked.set(id, { resolve, reject }));
      gate.send({ id, method, params });
      return { answer: promise, cancel: () => gate.send({ method: CANCEL, params: { id } }) };
    },
    notify: (method, params) => gate.send({ method, params }),
  };
}

function idOf(params: unknown): string {
  return typeof params === "object" && params !== null && "id" in params ? String(params.id) : "";
}

/** What the client says of a request that it refuses. */
function toRefusal(error: unknown): ResponseError {
  const said = typeof error === "object" && error !== null ? error : {};
  const code = "code" in said && typeof said.code === "number" ? said.code : ERROR_CODES.internalError;
  return new ResponseError(code, "message" in said ? String(said.message) : JSON.stringify(error));
}

function toResponseError(method: string, error: unknown): ResponseError {
  if (error instanceof ResponseError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new ResponseError(ERROR_CODES.internalError, `${method} failed: ${why}`);
}
