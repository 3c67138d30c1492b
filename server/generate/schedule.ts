// Owns who is in flight for a document: the newer request supersedes the older, and at most two calls upstream are open at once.
import { Failure } from "../trace/failure.ts";

/** One request's turn. What it waits for ends the moment a newer request for the document begins, or with its own signal. */
export type Turn = { signalWith(signal: AbortSignal): AbortSignal; isSuperseded(): boolean; end(): void };

export interface Schedule<T> {
  /** Begins a request and supersedes the one before it. */
  begin(uri: string): Turn;
  /** What is running for a document, oldest first, for a newer request to join or to replace. */
  running(uri: string): readonly T[];
  run(uri: string, work: T): void;
  forget(uri: string, work: T): void;
  /** Waits until a call upstream may be opened; the result closes it. Rejects when `signal` aborts. */
  open(uri: string, signal: AbortSignal): Promise<() => void>;
}

type Lane<T> = {
  /** Takes the turn from the request that has it. */
  supersede: (() => void) | undefined;
  readonly running: Set<T>;
  openCalls: number;
  readonly waiting: (() => void)[];
};

// One for all: an abort without a reason makes an error with a stack for every key.
const SUPERSEDED = new Failure("cancelled", "a newer request has taken its place");

// A call that was aborted may take a moment to close; one more may start meanwhile, no third (F14).
const MOST_OPEN_CALLS = 2;

export function createSchedule<T>(): Schedule<T> {
  const lanes = new Map<string, Lane<T>>();
  const laneOf = (uri: string): Lane<T> => {
    const known = lanes.get(uri);
    if (known !== undefined) return known;
    const lane: Lane<T> = { supersede: undefined, running: new Set(), openCalls: 0, waiting: [] };
    lanes.set(uri, lane);
    return lane;
  };

  return {
    begin(uri) {
      const lane = laneOf(uri);
      let isSuperseded = false;
      // Most requests of somebody who types along are answered at once, and never wait.
      let waiting: AbortController | undefined;
      let stopListening = (): void => undefined;
      const supersede = (): void => {
        isSuperseded = true;
        waiting?.abort(SUPERSEDED);
      };
      const older = lane.supersede;
      lane.supersede = supersede;
      older?.();
      return {
        // Not AbortSignal.any, which takes several times as long.
        signalWith(signal) {
          const controller = new AbortController();
          const forward = (): void => controller.abort(signal.reason);
          signal.addEventListener("abort", forward);
          stopListening = () => signal.removeEventListener("abort", forward);
          waiting = controller;
          return controller.signal;
        },
        isSuperseded: () => isSuperseded,
        end() {
          stopListening();
          if (lane.supersede === supersede) lane.supersede = undefined;
        },
      };
    },

    running: (uri) => [...(lanes.get(uri)?.running ?? [])],
    run: (uri, work) => void laneOf(uri).running.add(work),
    forget: (uri, work) => void lanes.get(uri)?.running.delete(work),

    async open(uri, signal) {
      const lane = laneOf(uri);
      signal.throwIfAborted();
      if (lane.openCalls >= MOST_OPEN_CALLS) await roomIn(lane, signal);
      else lane.openCalls++;
      return () => {
        // A closed call hands its place on, so that the count never passes the limit.
        const next = lane.waiting.shift();
        if (next === undefined) lane.openCalls--;
        else next();
      };
    },
  };
}

function roomIn<T>(lane: Lane<T>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const enter = (): void => {
      signal.removeEventListener("abort", leave);
      resolve();
    };
    const leave = (): void => {
      lane.waiting.splice(lane.waiting.indexOf(enter), 1);
      reject(signal.reason);
    };
    lane.waiting.push(enter);
    signal.addEventListener("abort", leave, { once: true });
  });
}
