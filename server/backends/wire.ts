// Owns one streamed call over HTTP through the openai SDK: what leaves, how often, who may be called; knows no prompts.

import type { OpenAI } from "openai";
import { untilAborted } from "../trace/abort.ts";
import { Failure, toFailure } from "../trace/failure.ts";
import type { Trace } from "../trace/trace.ts";
import type { BackendPart, StreamLimits } from "./backend.ts";
import type { Breaker } from "./breaker.ts";
import { type Clock, inWords, pause, startCallTimers } from "./call-limits.ts";
import { keyHeaders } from "./local-servers.ts";
import { delayBeforeRetry } from "./retry.ts";
import { type WireParty, wireFailure } from "./wire-failures.ts";
import { type EventReading, readParts } from "./wire-reply.ts";

/** A call to make and how its events are read. `path` goes behind the base URL, or is a whole URL of the same origin. */
export type WireRequest = {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly read: (event: unknown) => EventReading;
};

export type WirePorts = {
  readonly id: string;
  /** May end in a query, such as Azure's `api-version`, which then goes with every call. */
  readonly baseUrl: string;
  /** Where the key goes if not into `authorization`. */
  readonly keyHeader?: "api-key" | undefined;
  /** Asked for once, before the first call; its value is bound to the origin of `baseUrl`. */
  readonly key: () => Promise<string | undefined>;
  readonly breaker: Breaker;
  readonly trace: Trace;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
};

export interface Wire {
  stream(request: WireRequest, limits: StreamLimits, signal: AbortSignal): AsyncGenerator<BackendPart>;
}

// What leaves with a request; the SDK would add a description of this computer and whatever OPENAI_CUSTOM_HEADERS holds.
const SENT_HEADERS = ["content-type", "accept"];

export function createWire(ports: WirePorts): Wire {
  const { id, breaker, clock, trace } = ports;
  const { origin, pathname, searchParams } = new URL(ports.baseUrl);
  let connecting: Promise<{ client: OpenAI; party: WireParty }> | undefined;
  let rejectedKey: Failure | undefined;

  async function connect(): Promise<{ client: OpenAI; party: WireParty }> {
    const key = await ports.key();
    if (key !== undefined) trace.addSecret(key);
    const { OpenAI } = await import("openai");
    const client = new OpenAI({
      apiKey: key ?? "none",
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      baseURL: `${origin}${pathname.replace(/\/$/, "")}`,
      defaultQuery: Object.fromEntries(searchParams),
      maxRetries: 0,
      // Ours end first; this one would only cover the time to the headers.
      timeout: 2 ** 31 - 1,
      logLevel: "off",
      fetchOptions: { redirect: "error" },
      fetch: (url, init) =>
        ports.fetch(url, { ...init, headers: chosenHeaders(init?.headers, key, ports.keyHeader) }),
    });
    return { client, party: { id, origin, secrets: key === undefined ? [] : [key] } };
  }

  async function* attempt(
    request: WireRequest,
    limits: StreamLimits,
    totalMs: number,
    signal: AbortSignal,
  ): AsyncGenerator<BackendPart> {
    const timers = startCallTimers({ who: `backend "${id}"`, limits, totalMs, clock }, signal);
    let party: WireParty = { id, origin, secrets: [] };
    let outcome: Failure | undefined = new Failure("cancelled", "left early");
    try {
      connecting ??= connect();
      const connection = await connecting;
      party = connection.party;
      const posted = connection.client.post(request.path, { body: request.body, signal: timers.signal });
      const response = await untilAborted(posted.asResponse(), timers.signal);
      for await (const part of readParts(request.read, { response, limits, timers, party, clock })) {
        if (part.type === "end") outcome = undefined;
        yield part;
      }
    } catch (error) {
      outcome = timers.signal.aborted
        ? toFailure(timers.signal.reason)
        : wireFailure(error, party, clock.date());
      throw outcome;
    } finally {
      timers.stop();
      breaker.leave(outcome);
      if (outcome?.kind === "auth") rejectedKey = outcome;
      // A key that could not be had may be there the next time.
      if (outcome?.kind === "unconfigured") connecting = undefined;
    }
  }

  async function waitWhileHeld(limits: StreamLimits, signal: AbortSignal): Promise<void> {
    const heldMs = breaker.heldForMs();
    if (heldMs === 0) return;
    if (heldMs > (limits.maxRetryAfterMs ?? 0)) {
      throw new Failure("rate-limited", `backend "${id}" at ${origin} asked to be left alone`, {
        remedy: `ask again in ${inWords(heldMs)}, or choose another backend`,
        retryAfterMs: heldMs,
      });
    }
    await pause(heldMs, clock, signal);
  }

  return {
    async *stream(request, limits, signal) {
      const startedAt = clock.now();
      for (let attempts = 0; ; attempts++) {
        if (signal.aborted) throw toFailure(signal.reason);
        if (rejectedKey !== undefined) throw rejectedKey;
        await waitWhileHeld(limits, signal);
        breaker.enter();
        let hasStarted = false;
        try {
          const leftMs = limits.totalMs - (clock.now() - startedAt);
          for await (const part of attempt(request, limits, leftMs, signal)) {
            hasStarted = true;
            yield part;
          }
          return;
        } catch (error) {
          const failure = toFailure(error);
          const delayMs = hasStarted
            ? undefined
            : delayBeforeRetry(failure, attempts, limits, () => clock.random());
          if (delayMs === undefined || clock.now() - startedAt + delayMs > limits.totalMs) throw failure;
          trace.log("info", `${failure.message}; asked again in ${inWords(delayMs)}`);
          await pause(delayMs, clock, signal);
        }
      }
    },
  };
}

/** As a plain record, which is made sooner than one of Headers. */
function chosenHeaders(
  given: ConstructorParameters<typeof Headers>[0],
  key: string | undefined,
  keyHeader: "api-key" | undefined,
): Readonly<Record<string, string>> {
  const headers = given instanceof Headers ? given : new Headers(given);
  // Compression saves nothing on tokens, delays them, and Node's fetch hangs for ever on a body that is badly compressed.
  const chosen: Record<string, string> = { "user-agent": "treewright", "accept-encoding": "identity" };
  for (const name of SENT_HEADERS) {
    const value = headers.get(name);
    if (value !== null) chosen[name] = value;
  }
  return { ...chosen, ...keyHeaders(key, keyHeader) };
}
