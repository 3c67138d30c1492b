// Owns the closed set of ways in which work can fail; knows nothing of LSP codes or exit codes.

/**
 * Why a piece of work ended without its result. `refused` produced nothing acceptable, `forbidden` is what no answer may
 * do (a path outside, a secret, a security finding); `bug` is ours, every other kind is the world's.
 */
export type FailureKind =
  | "cancelled"
  | "stale"
  | "unconfigured"
  | "auth"
  | "rate-limited"
  | "timeout"
  | "unavailable"
  | "bad-reply"
  | "refused"
  | "forbidden"
  | "bug";

export type FailureOptions = {
  /** What the user can change, as one lower-case sentence without a final dot. */
  readonly remedy?: string;
  /** For `rate-limited`: milliseconds until the backend wants to be asked again. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
};

/** The only error thrown on purpose. `message` names what failed, in lower case, without secrets or a final dot. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly kind: FailureKind;
  readonly remedy: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(kind: FailureKind, message: string, options: FailureOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.kind = kind;
    this.remedy = options.remedy;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Anything caught, as a Failure: aborts become `cancelled` (or the Failure they were aborted with), the unknown becomes `bug`. */
export function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof Error && (error.name === "AbortError" || error.name === "APIUserAbortError")) {
    return new Failure("cancelled", "cancelled", { cause: error });
  }
  if (error instanceof Error && error.name === "TimeoutError") {
    return new Failure("timeout", "the time limit was reached", { cause: error });
  }
  return new Failure("bug", error instanceof Error ? error.message : String(error), { cause: error });
}

/** One sentence for a person: what failed and, where known, what to change. */
export function describeFailure(failure: Failure): string {
  return failure.remedy === undefined ? failure.message : `${failure.message}: ${failure.remedy}`;
}
