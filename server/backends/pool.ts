// Owns several endpoints of one model as one Backend: who is asked, and who next while nothing was said yet; speaks no wire itself.
import { createHash } from "node:crypto";
import type { Prompt } from "../prompt/render.ts";
import { Failure, type FailureKind, toFailure } from "../trace/failure.ts";
import type { Trace } from "../trace/trace.ts";
import type { Backend, BackendPart, StreamLimits } from "./backend.ts";
import type { Clock } from "./call-limits.ts";
import { sessionOf } from "./session.ts";

export type PoolPorts = {
  readonly id: string;
  /** At least one; each with a breaker of its own, which refuses at once while its endpoint is left alone. */
  readonly endpoints: readonly Endpoint[];
  readonly trace: Trace;
  readonly clock: Pick<Clock, "now">;
};

export type Endpoint = { readonly baseUrl: string; readonly backend: Backend };

type Member = Endpoint & { outstanding: number; suspectUntil: number };

// The next endpoint is asked after these; what any other failure says of the request would be true everywhere.
const FAILED_OVER: readonly FailureKind[] = ["unavailable", "timeout", "rate-limited"];

// One failure is enough to ask others first, since they are there; the breaker knows whom not to ask at all.
const SUSPECT_MS = 30_000;

// A warm prompt cache is worth waiting behind one other call, and not behind two.
const MOST_AHEAD = 1;

/**
 * The prompts of a document go to one endpoint, whose prompt cache knows them, while that is well and not much busier
 * than the others. Before the first token another endpoint takes over; after it the text is all there is.
 */
export function createPool({ id, endpoints, trace, clock }: PoolPorts): Backend {
  const members = endpoints.map((endpoint): Member => ({ ...endpoint, outstanding: 0, suspectUntil: 0 }));
  const [first] = endpoints;
  if (first === undefined) throw new Failure("bug", `the pool "${id}" has no endpoints`);

  /** The best of those not asked yet. */
  function choose(candidates: readonly Member[], session: string): Member | undefined {
    const now = clock.now();
    const well = candidates.filter((member) => member.suspectUntil <= now);
    const usable = well.length > 0 ? well : candidates;
    const least = Math.min(...usable.map((member) => member.outstanding));
    return usable
      .filter((member) => member.outstanding <= least + MOST_AHEAD)
      .reduce<Member | undefined>((best, member) => {
        const isBetter = best === undefined || weight(session, member) > weight(session, best);
        return isBetter ? member : best;
      }, undefined);
  }

  async function* ask(
    member: Member,
    prompt: Prompt,
    limits: StreamLimits,
    signal: AbortSignal,
  ): AsyncGenerator<BackendPart> {
    member.outstanding++;
    try {
      for await (const part of member.backend.stream(prompt, limits, signal)) {
        if (part.type === "text-delta") member.suspectUntil = 0;
        yield part;
      }
    } catch (error) {
      if (FAILED_OVER.includes(toFailure(error).kind)) member.suspectUntil = clock.now() + SUSPECT_MS;
      throw error;
    } finally {
      member.outstanding--;
    }
  }

  return {
    ...traitsOf(first.backend),
    id,
    isLocal: endpoints.every(({ backend }) => backend.isLocal),
    async *stream(prompt, limits, signal) {
      const session = sessionOf(prompt);
      const startedAt = clock.now();
      const untried = new Set(members);
      for (;;) {
        const member = choose([...untried], session);
        if (member === undefined) throw new Failure("bug", `the pool "${id}" has nobody left to ask`);
        const share = shareOf(limits, clock.now() - startedAt, untried.size);
        untried.delete(member);
        let hasStarted = false;
        try {
          for await (const part of ask(member, prompt, share, signal)) {
            hasStarted = true;
            yield part;
          }
          return;
        } catch (error) {
          const failure = toFailure(error);
          const canGoOn = !hasStarted && untried.size > 0 && FAILED_OVER.includes(failure.kind);
          if (!canGoOn || signal.aborted) throw failure;
          trace.log("info", `${failure.message}; another endpoint is asked`);
        }
      }
    },
    async dispose() {
      await Promise.all(endpoints.map(({ backend }) => backend.dispose()));
    },
  };
}

function traitsOf({ model, fim, canChat }: Backend): Pick<Backend, "model" | "fim" | "canChat"> {
  return { model, fim, canChat };
}

/** The time to the first token is shared among those who may still be asked; only the last one repeats anything. */
function shareOf(limits: StreamLimits, spentMs: number, left: number): StreamLimits {
  const rest = { ...limits, totalMs: limits.totalMs - spentMs };
  if (left === 1) return rest;
  const firstByteMs = Math.max(0, limits.firstByteMs - spentMs) / left;
  return { ...rest, firstByteMs, retries: 0, maxRetryAfterMs: 0 };
}

/** Rendezvous hashing: every server of a team prefers the same endpoint, and a lost one moves its own sessions only. */
function weight(session: string, { baseUrl }: Member): number {
  return createHash("sha256").update(`${baseUrl}\n${session}`).digest().readUInt32BE();
}
