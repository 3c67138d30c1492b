// Owns the contract between the house and a model: one prompt in, a stream of parts out. A backend knows nothing of documents.
import type { Prompt } from "../prompt/render.ts";

/** Parts of an answer. A stream that ends without an `end` part was cut off: the consumer treats it as `truncated`. */
export type BackendPart =
  | { readonly type: "text-delta"; readonly text: string; readonly likelihood?: Likelihood }
  /** May come several times, each in place of the one before. */
  | { readonly type: "usage"; readonly usage: Usage }
  | { readonly type: "warning"; readonly message: string }
  | { readonly type: "end"; readonly reason: EndReason };

/** How sure the model was of a piece of text; absent where the backend does not say, and where it drew by chance. */
export type Likelihood = {
  /** Of the piece, at least 1: a backend may give several at once. */
  readonly tokens: number;
  /** Natural logarithm of the probability of all of them together; 0 is certain. */
  readonly logProbability: number;
};

/** `stop`: finished; `length`: the token limit; `truncated`: the wire ended early; `refused`: a filter of the provider. */
export type EndReason = "stop" | "length" | "truncated" | "refused";

export type Usage = {
  readonly promptTokens: number;
  /** Prompt tokens served from a prompt or KV cache. */
  readonly cachedTokens?: number;
  readonly outputTokens: number;
  /** By length, where the backend did not count them. */
  readonly isEstimated?: true;
};

/** How a backend fills a hole: not at all, by its own prompt and suffix fields, or by a raw prompt in a dialect. */
export type FimForm =
  | { readonly kind: "none" }
  | { readonly kind: "suffix" }
  | {
      readonly kind: "dialect";
      readonly dialect: string;
      /** A prompt may end within a word, as tokens do not: the answer is made to agree with its beginning. */
      readonly finishesWords?: true;
    };

/** What a backend is wanted for: small and fast for keystrokes, able for edits; the two are chosen apart. */
export type BackendRole = "completion" | "edits";

export interface Backend {
  /** Id of the settings entry or row. */
  readonly id: string;
  readonly model: string;
  readonly fim: FimForm;
  readonly canChat: boolean;
  /** True where a prompt token costs real time (a model on this computer): budgets are smaller, layouts cache-friendly. */
  readonly isLocal: boolean;
  /** What it wants to be shown of the file, in UTF-16 units around the cursor, where it finds everything else by itself: it is given no context. */
  readonly window?: { readonly before: number; readonly after: number };
  /**
   * Streams the answer. Aborting `signal` closes the upstream call at once; the iterator then throws `cancelled`.
   * Leaving the iteration early (break, return) closes the upstream call as well.
   * Throws Failure for everything else that goes wrong.
   */
  stream(prompt: Prompt, limits: StreamLimits, signal: AbortSignal): AsyncIterable<BackendPart>;
  /** Begins to load what the first answer would wait for; true where nothing is left to load. Absent where nothing ever is. */
  wake?(): boolean;
  /** Finds out what only use can tell, such as whether the model fills holes, unless it is known; never throws. Absent where all is known. */
  settle?(): Promise<void>;
  /** Evaluates a prompt ahead without generating; absent where it would cost money or does nothing. */
  warm?(prompt: Prompt, signal: AbortSignal): Promise<void>;
  dispose(): Promise<void>;
}

/** Milliseconds; see the table of FAULTS section 4. */
export type StreamLimits = {
  readonly firstByteMs: number;
  readonly idleMs: number;
  readonly totalMs: number;
  /** Repeated attempts before the first token; never after it. */
  readonly retries: number;
  /** The first pause before a repeated attempt is a random part of this, doubled each time up to 8 s; 250 if not given. */
  readonly retryDelayMs?: number;
  /** How long a `Retry-After` is waited for; without it a 429 is never repeated. */
  readonly maxRetryAfterMs?: number;
  /** UTF-8 bytes of text after which an answer is cut; 1 MiB if not given. */
  readonly maxBytes?: number;
};

export const COMPLETION_LIMITS: StreamLimits = {
  firstByteMs: 10_000,
  idleMs: 8_000,
  totalMs: 20_000,
  retries: 1,
};
export const ACTION_LIMITS: StreamLimits = {
  firstByteMs: 60_000,
  idleMs: 30_000,
  totalMs: 300_000,
  retries: 2,
  retryDelayMs: 500,
  maxRetryAfterMs: 60_000,
  maxBytes: 8 * 1024 * 1024,
};
