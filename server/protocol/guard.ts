// Owns the border between requests and work: one span each, an end at once for what is cancelled, Failure to ResponseError. Knows no method.
import { untilAborted } from "../trace/abort.ts";
import { describeFailure, type Failure, type FailureKind, toFailure } from "../trace/failure.ts";
import type { Trace } from "../trace/trace.ts";
import type { ErrorData } from "./extensions.ts";
import { ERROR_CODES, ResponseError } from "./response-error.ts";

const CODES: Readonly<Record<FailureKind, number>> = {
  cancelled: ERROR_CODES.requestCancelled,
  stale: ERROR_CODES.contentModified,
  unconfigured: ERROR_CODES.requestFailed,
  auth: ERROR_CODES.requestFailed,
  "rate-limited": ERROR_CODES.requestFailed,
  timeout: ERROR_CODES.requestFailed,
  unavailable: ERROR_CODES.requestFailed,
  "bad-reply": ERROR_CODES.requestFailed,
  refused: ERROR_CODES.requestFailed,
  forbidden: ERROR_CODES.requestFailed,
  bug: ERROR_CODES.internalError,
};

export type Guarded = { readonly method: string; readonly trace: Trace };

/** Runs one request. A cancelled one is answered at once, while its work is still being ended. */
export async function guard(
  { method, trace }: Guarded,
  work: (signal: AbortSignal) => unknown,
  signal: AbortSignal,
): Promise<unknown> {
  const span = trace.start(method);
  try {
    return await untilAborted(startWork(signal, work), signal);
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
