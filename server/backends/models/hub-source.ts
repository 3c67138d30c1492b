// Owns fetching one file over HTTP so that a broken transfer is continued; knows no checksums.
import { type FileHandle, open, rm, stat } from "node:fs/promises";
import type { ReadableStreamDefaultReader } from "node:stream/web";
import { Failure, toFailure } from "../../trace/failure.ts";
import type { CatalogueRow } from "./catalogue.ts";
import type { SourceRequest } from "./pull.ts";

const HUB = "https://huggingface.co";
// Behind a firewall that drops packets nothing else would end the wait, and the wheels are there as well.
const ANSWER_LIMIT_MS = 8_000;
const SILENCE_LIMIT_MS = 20_000;

/** Makes `part` as long as the file is, from what is there of it; HF_ENDPOINT names a mirror. */
export async function fetchFromHub(request: SourceRequest, signal: AbortSignal): Promise<void> {
  const { row, part, env } = request;
  const mirror = env["HF_ENDPOINT"];
  const base = mirror === undefined || mirror === "" ? HUB : mirror.replace(/\/+$/, "");
  const url = `${base}/${row.repo}/resolve/main/${row.file}`;
  for (;;) {
    const before = await sizeOf(part);
    if (before === row.bytes) return;
    if (before > row.bytes) await rm(part);
    let failure: Failure | undefined;
    try {
      await fetchRest(url, Math.min(before, row.bytes), request, signal);
    } catch (error) {
      if (signal.aborted) throw toFailure(signal.reason);
      failure = toFailure(error);
      if (failure.kind !== "unavailable") throw error;
    }
    const after = await sizeOf(part);
    // Whatever came before the transfer broke is kept, and as long as something comes it is worth going on.
    if (after < row.bytes && after <= before) throw failure ?? cutShort(url, after, row);
  }
}

/** Size of a file, 0 where there is none. */
export async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}

async function fetchRest(
  url: string,
  have: number,
  { row, part, fetch, report }: SourceRequest,
  signal: AbortSignal,
): Promise<void> {
  const { host } = new URL(url);
  const watch = watchSilence(host, signal);
  const headers = have > 0 ? { range: `bytes=${have}-` } : {};
  let file: FileHandle | undefined;
  try {
    report(have, `asking ${host}`);
    watch.within(ANSWER_LIMIT_MS);
    const response = await unlessUnreachable(watch.signal, host, () =>
      fetch(url, { headers, signal: watch.signal }),
    );
    const start = startOf(response, host, have, row);
    file = await open(part, start === 0 ? "w" : "a");
    const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader();
    for (let bytes = start; reader !== undefined; ) {
      watch.within(SILENCE_LIMIT_MS);
      const { value, done } = await unlessUnreachable(watch.signal, host, () => reader.read());
      if (done) return;
      bytes += value.length;
      if (bytes > row.bytes) throw otherFile(host, row);
      await file.write(value);
      report(bytes, `fetching from ${host}`);
    }
  } finally {
    watch.stop();
    await file?.close();
  }
}

/** Where in the file the answer begins; throws where it is no part of the file we want. */
function startOf(response: Response, host: string, have: number, row: CatalogueRow): number {
  const { status, headers } = response;
  if (status !== 200 && status !== 206) {
    if (status === 416) throw otherFile(host, row);
    throw new Failure("unavailable", `${host} answered ${status} for ${row.repo}/${row.file}`, {
      remedy: "check HF_ENDPOINT, or pull from the wheels",
    });
  }
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get("content-range") ?? "") ?? [];
  const length = status === 206 ? total : headers.get("content-length");
  if (length !== null && length !== undefined && Number(length) !== row.bytes) throw otherFile(host, row);
  if (headers.get("content-type")?.startsWith("text/html") === true) throw otherFile(host, row);
  if (status === 200) return 0;
  if (Number(start) !== have) throw otherFile(host, row);
  return have;
}

/** Aborts with a Failure when what is waited for does not come in time. */
function watchSilence(host: string, signal: AbortSignal) {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  return {
    signal: AbortSignal.any([signal, controller.signal]),
    within(ms: number): void {
      clearTimeout(timer);
      timer = setTimeout(() => {
        controller.abort(unreachable(host, `no answer within ${ms / 1000} s`));
      }, ms);
    },
    stop: () => clearTimeout(timer),
  };
}

async function unlessUnreachable<Result>(
  signal: AbortSignal,
  host: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted) throw toFailure(signal.reason);
    throw unreachable(host, reasonOf(error), error);
  }
}

/** `fetch failed` says nothing; what is wrong stands in the innermost cause. */
function reasonOf(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(inner instanceof Error)) return String(inner);
  return "code" in inner && typeof inner.code === "string" ? inner.code : inner.message;
}

function unreachable(host: string, why: string, cause?: unknown): Failure {
  return new Failure("unavailable", `${host} cannot be reached (${why})`, {
    remedy: "check the network, or name a mirror with HF_ENDPOINT",
    cause,
  });
}

function cutShort(url: string, bytes: number, row: CatalogueRow): Failure {
  return new Failure("unavailable", `${new URL(url).host} stopped at ${bytes} of ${row.bytes} bytes`, {
    remedy: "run the same command again: it goes on from there",
  });
}

function otherFile(host: string, row: CatalogueRow): Failure {
  return new Failure("bad-reply", `${host} gave something else than ${row.file}`, {
    remedy: "check HF_ENDPOINT, or pull from the wheels",
  });
}
