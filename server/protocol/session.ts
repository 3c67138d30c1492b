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
  /** What is under way for each open document, to be aborted as `stale` when it is closed. */
  readonly closings: Map<string, Set<AbortController>>;
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
  const open = session.closings.get(uri);
  if (open === undefined) return work(signal);
  const controller = new AbortController();
  const end = (): void => controller.abort(signal.reason);
  signal.addEventListener("abort", end);
  open.add(controller);
  try {
    return await work(controller.signal);
  } catch (error) {
    // The work knows only that it was to end; here it is known why.
    if (!signal.aborted) controller.signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", end);
    open.delete(controller);
  }
}

export function endWorkOn({ closings }: Session, uri: string): void {
  const closed = new Failure("stale", `the document was closed: ${uri}`);
  for (const controller of closings.get(uri) ?? []) controller.abort(closed);
  closings.delete(uri);
}
