// Owns what can end a command without its result, and the exit code each end has.

/** The kinds of the server's failures; what this client finds wrong by itself takes the nearest one. */
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

export const EXIT = {
  done: 0,
  error: 1,
  usage: 2,
  nothingAcceptable: 3,
  limit: 4,
  forbidden: 5,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const EXIT_OF_KIND: Readonly<Record<FailureKind, ExitCode>> = {
  cancelled: EXIT.error,
  stale: EXIT.error,
  unconfigured: EXIT.error,
  auth: EXIT.error,
  "rate-limited": EXIT.limit,
  timeout: EXIT.limit,
  unavailable: EXIT.error,
  "bad-reply": EXIT.nothingAcceptable,
  refused: EXIT.nothingAcceptable,
  forbidden: EXIT.forbidden,
  bug: EXIT.error,
};

export type CommandFailureOptions = {
  readonly remedy?: string | undefined;
  /** Where the kind alone does not decide it. */
  readonly exitCode?: ExitCode;
};

/** The only error thrown on purpose; `message` and `remedy` are lower-case sentences without a final dot. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
  readonly kind: FailureKind;
  readonly remedy: string | undefined;
  readonly exitCode: ExitCode;

  constructor(kind: FailureKind, message: string, options: CommandFailureOptions = {}) {
    super(message);
    this.kind = kind;
    this.remedy = options.remedy;
    this.exitCode = options.exitCode ?? EXIT_OF_KIND[kind];
  }
}

/** The command was given in a way that cannot mean anything, whatever the files say. */
export function wrongUsage(message: string, remedy?: string): CommandFailure {
  return new CommandFailure("refused", message, { remedy, exitCode: EXIT.usage });
}

/** A file or a place in it is not what the command needs. */
export function wrongFile(message: string, remedy?: string): CommandFailure {
  return new CommandFailure("unavailable", message, { remedy, exitCode: EXIT.error });
}

/** Anything caught, as a CommandFailure. */
export function toCommandFailure(error: unknown): CommandFailure {
  if (error instanceof CommandFailure) return error;
  return new CommandFailure("bug", error instanceof Error ? error.message : String(error));
}

export function isFailureKind(value: unknown): value is FailureKind {
  return typeof value === "string" && Object.hasOwn(EXIT_OF_KIND, value);
}
