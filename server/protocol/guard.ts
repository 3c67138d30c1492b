// Owns the border between requests and work: token to signal, one span each, Failure to ResponseError. Knows no method.
import { type CancellationToken, ErrorCodes, ResponseError } from "vscode-jsonrpc/node";
import { describeFailure, Failure, type FailureKind, toFailure } from "../trace/failure.ts";
import type { Trace } from "../trace/trace.ts";
import type { ErrorData } from "./extensions.ts";

// From LSP section "Error codes". The library of the whole protocol has them too, and takes 8 ms more to load.
const REQUEST_FAILED = -32803;
const CONTENT_MODIFIED = -32801;
const REQUEST_CANCELLED = -32800;

const CODES: Readonly<Record<FailureKind, number>> = {
  cancelled: REQUEST_CANCELLED,
  stale: CONTENT_MODIFIED,
  unconfigured: REQUEST_FAILED,
  auth: REQUEST_FAILED,
  "rate-limited": REQUEST_FAILED,
  timeout: REQUEST_FAILED,
  unavailable: REQUEST_FAILED,
  "bad-reply": REQUEST_FAILED,
  refused: REQUEST_FAILED,
  forbidden: REQUEST_FAILED,
  bug: ErrorCodes.InternalError,
};

export type Guarded = {
  readonly method: string;
  readonly token: CancellationToken;
  readonly trace: Trace;
};

/** Runs one request. A cancelled one is answered at once, while its work is still being ended. */
export async function guard(
  { method, token, trace }: Guarded,
  work: (signal: AbortSignal) => unknown,
): Promise<unknown> {
  const controller = new AbortController();
  const span = trace.start(method);
  const cancelled = new Promise<never>((_resolve, reject) => {
    const cancel = (): void => {
      const failure = new Failure("cancelled", `${method} was cancelled`);
      controller.abort(failure);
      reject(failure);
    };
    if (token.isCancellationRequested) cancel();
    else token.onCancellationRequested(cancel);
  });
  try {
    return await Promise.race([cancelled, startWork(controller.signal, work)]);
  } catch (error) {
    if (error instanceof ResponseError) return error;
    const failure = toFailure(error);
    span.note("failure", failure.kind);
    if (failure.kind === "bug") trace.reportBug(`${method} failed`, error);
    return toResponseError(failure);
  } finally {
    span.end();
  }
}

/** `async`, so that work which throws at once is a rejection like any other; work cancelled before its start never starts. */
async function startWork(signal: AbortSignal, work: (signal: AbortSignal) => unknown): Promise<unknown> {
  signal.throwIfAborted();
  return work(signal);
}

function toResponseError(failure: Failure): ResponseError<ErrorData> {
  return new ResponseError(CODES[failure.kind], describeFailure(failure), toErrorData(failure));
}

export function toErrorData({ kind, message, remedy }: Failure): ErrorData {
  return { kind, message, ...(remedy === undefined ? {} : { remedy }) };
}
