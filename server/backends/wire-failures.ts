// Owns the words for what goes wrong on the wire: status codes, sockets, bodies; never repeats a key.
import { Failure } from "../trace/failure.ts";
import { inWords } from "./call-limits.ts";
import { numberAt, textAt, valueAt } from "./json.ts";
import { readRetryAfter } from "./retry.ts";

/** Whom the messages are about. */
export type WireParty = {
  /** Id of the backend. */
  readonly id: string;
  readonly origin: string;
  readonly secrets: readonly string[];
};

const LONGEST_QUOTE = 200;

// What providers say with a status that otherwise means "too fast"; asking again soon changes nothing.
const NO_CREDIT = /insufficient[_ ](quota|balance|credit)|exceeded your current quota|billing/i;
const NO_CREDIT_REST_MS = 60_000;

// Shapes in which keys are handed out or echoed back, masked or not; the known key itself is removed first.
const KEY_SHAPES =
  /\b(?:Bearer\s+\S+|(?:sk|pk|rk|gsk|xai|key|hf|AIza|eyJ)[-_*.]?[\w*.-]{8,}|[A-Za-z0-9+/_-]{40,}={0,2})/g;

/** For whoever gets an answer that no model server gives. */
export const CHECK_ADDRESS = "check its baseUrl: it must be that of an OpenAI-compatible API";

/** Text of a server for a message: one line, at most 200 characters, without keys. */
export function quoteReply(text: string, secrets: readonly string[]): string {
  let quoted = text;
  for (const secret of secrets) if (secret !== "") quoted = quoted.replaceAll(secret, "[secret]");
  quoted = quoted
    .replace(KEY_SHAPES, "[secret]")
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim();
  return quoted.length > LONGEST_QUOTE ? `${quoted.slice(0, LONGEST_QUOTE)}…` : quoted;
}

/** What a call threw, as a Failure: our own pass, statuses and socket errors get words and a kind. */
export function wireFailure(error: unknown, party: WireParty, dateMs: number): Failure {
  if (error instanceof Failure) return error;
  const status = numberAt(error, "status");
  if (status !== undefined && error instanceof Error) {
    const headers = valueAt(error, "headers");
    const retryAfter = headers instanceof Headers ? headers.get("retry-after") : undefined;
    // The SDK puts the status in front of what the server said.
    const said = error.message.replace(/^\d{3} (status code \(no body\))?/, "");
    return statusFailure(status, said, readRetryAfter(retryAfter, dateMs), party);
  }
  return socketFailure(error, party);
}

/** An error inside an answer that began well: `{ "error": { "message", "code" | "type" } }`, or TGI's `{ "error", "error_type" }`. */
export function replyError(event: unknown, party: WireParty): Failure | undefined {
  const error = valueAt(event, "error");
  if (error === undefined || error === null) return undefined;
  const said = textAt(error, "message") ?? (typeof error === "string" ? error : JSON.stringify(error));
  const code = numberAt(error, "code") ?? numberAt(error, "status");
  if (code !== undefined && code >= 400) return statusFailure(code, said, undefined, party);
  const types = [textAt(error, "type"), textAt(error, "code"), textAt(event, "error_type")];
  const type = types.join(" ");
  if (/^unexpected endpoint/i.test(said)) return statusFailure(404, said, undefined, party);
  if (/rate.?limit|quota/i.test(type)) return statusFailure(429, said, undefined, party);
  if (/overloaded|unavailable|server_error/i.test(type)) return statusFailure(503, said, undefined, party);
  return new Failure(
    "bad-reply",
    `backend "${party.id}" at ${party.origin} reported an error: ${quoteReply(said, party.secrets)}`,
    { remedy: CHANGE_WHAT_IT_SAYS },
  );
}

const CHANGE_WHAT_IT_SAYS = `change what it says, or choose another model with "model"`;

function statusFailure(
  status: number,
  said: string,
  retryAfterMs: number | undefined,
  party: WireParty,
): Failure {
  const who = `backend "${party.id}" at ${party.origin}`;
  const quote = quoteReply(said, party.secrets);
  const quoted = quote === "" ? "" : `: ${quote}`;
  if (status === 401 || status === 403) {
    // What a server says about a key may contain it, so nothing of it is repeated.
    return new Failure("auth", `${who} did not accept the key (status ${status})`, {
      remedy: "check the variable or command that holds its key, and what the key is allowed to do",
    });
  }
  if (status === 402 || (status === 429 && NO_CREDIT.test(said))) {
    return new Failure("rate-limited", `${who} has no credit left for this key (status ${status})`, {
      remedy: "add credit to the account, or choose another backend",
      retryAfterMs: NO_CREDIT_REST_MS,
    });
  }
  if (status === 429) {
    return new Failure("rate-limited", `${who} wants fewer requests (status 429)`, {
      remedy:
        retryAfterMs === undefined
          ? "wait, or choose another backend"
          : `ask again in ${inWords(retryAfterMs)}, or choose another backend`,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }
  if ([500, 502, 503, 529].includes(status)) {
    return new Failure("unavailable", `${who} is in trouble (status ${status})${quoted}`, {
      remedy: "try again later",
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }
  if (status === 408 || status === 504) {
    return new Failure("timeout", `${who} gave up by itself (status ${status})`, {
      remedy: "try again later, or choose a faster model",
    });
  }
  if (status === 404) {
    return new Failure("unconfigured", `${who} does not know what was asked for (status 404)${quoted}`, {
      remedy: `check "model" and "baseUrl" of this backend`,
    });
  }
  return new Failure("bad-reply", `${who} refused the request (status ${status})${quoted}`, {
    remedy: CHANGE_WHAT_IT_SAYS,
  });
}

const SOCKET_WORDS: readonly (readonly [RegExp, string, string])[] = [
  [/ECONNREFUSED/, "refuses the connection", "start the server, or correct its baseUrl"],
  [/ENOTFOUND|EAI_AGAIN/, "has an unknown host name", "check baseUrl and the network"],
  [/CERT|SSL|TLS|SELF_SIGNED|VERIFY/, "failed the TLS check", "check its certificate, or correct baseUrl"],
  [
    /ETIMEDOUT|CONNECT_TIMEOUT|EHOSTUNREACH|ENETUNREACH/,
    "cannot be reached",
    "check baseUrl and the network",
  ],
];

function socketFailure(error: unknown, party: WireParty): Failure {
  const who = `backend "${party.id}" at ${party.origin}`;
  const chain = causesOf(error);
  const trace = chain.map((cause) => `${textAt(cause, "code") ?? ""} ${textOf(cause)}`).join("\n");
  if (/unexpected redirect/.test(trace)) {
    return new Failure("refused", `${who} redirects elsewhere, which is not followed`, {
      remedy: "set baseUrl to the final address if you trust it",
      cause: error,
    });
  }
  if (/\bZ_[A-Z]+_ERROR|HPE_|ERR_BROTLI|incorrect header check/.test(trace)) {
    return new Failure("bad-reply", `${who} sent bytes that are no answer`, {
      remedy: CHECK_ADDRESS,
      cause: error,
    });
  }
  for (const [pattern, words, remedy] of SOCKET_WORDS) {
    if (pattern.test(trace)) return new Failure("unavailable", `${who} ${words}`, { remedy, cause: error });
  }
  return new Failure("unavailable", `${who} closed the connection`, {
    remedy: "try again later",
    cause: error,
  });
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : "";
}

function causesOf(error: unknown): readonly unknown[] {
  const causes: unknown[] = [];
  let cause = error;
  // Five are more than any library wraps, and a cycle ends.
  while (cause instanceof Error && causes.length < 5) {
    causes.push(cause);
    cause = cause.cause;
  }
  return causes;
}
