// Owns what lives as long as one initialized connection, and which work ends when a document is closed.
import type { DocumentSnapshot } from "../documents/documents.ts";
import { Failure } from "../trace/failure.ts";
import type { ClientProfile } from "./capabilities.ts";
import type { Client, Notices } from "./client.ts";
import type { House } from "./serve.ts";
import { invalidParams } from "./shapes.ts";

export type Session = {
  readonly house: House;
  readonly profile: ClientProfile;
  readonly client: Client;
  readonly notices: Notices;
  /** Aborts, as `stale`, what is under way for each open document. */
  readonly closings: Map<string, AbortController>;
  /** One mark for each piece of work that has not come to its end, answered or not. */
  readonly working: Set<symbol>;
};

/** Counts work as under way until it has come to its end, which after a cancel is later than its answer. */
export async function counted<T>({ working }: Session, work: () => T | Promise<T>): Promise<T> {
  const mark = Symbol("work");
  working.add(mark);
  try {
    return await work();
  } finally {
    working.delete(mark);
  }
}

/** The document a request is about; the request is refused where it is not open. */
export function openDocument({ house }: Session, uri: string): DocumentSnapshot {
  const document = house.documents.get(uri);
  if (document === undefined) throw invalidParams(`the document is not open: ${uri}`);
  return document;
}

/** Runs work that makes no sense any more once the document is closed. */
export async function whileOpen<T>(
  session: Session,
  uri: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const closing = session.closings.get(uri)?.signal;
  if (closing === undefined) return work(signal);
  // Not AbortSignal.any: a document stays open for hours, and its signal would remember every request.
  const both = new AbortController();
  const end = (event: Event): void => both.abort(event.target === closing ? closing.reason : signal.reason);
  signal.addEventListener("abort", end);
  closing.addEventListener("abort", end);
  try {
    return await work(both.signal);
  } catch (error) {
    // The work knows only that it was to end; here it is known why.
    closing.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", end);
    closing.removeEventListener("abort", end);
  }
}

export function endWorkOn({ closings }: Session, uri: string): void {
  closings.get(uri)?.abort(new Failure("stale", `the document was closed: ${uri}`));
  closings.delete(uri);
}
