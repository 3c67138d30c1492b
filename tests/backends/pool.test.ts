// Owns the rows on pools: who is asked, who takes over while nothing was said, and what a dead and a stalled endpoint cost.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Backend, BackendPart, StreamLimits } from "../../server/backends/backend.ts";
import { diagnose } from "../../server/backends/models/doctor.ts";
import { createPool } from "../../server/backends/pool.ts";
import { createBackends } from "../../server/backends/registry.ts";
import { createSettings } from "../../server/config/settings.ts";
import type { FimPrompt, Prompt } from "../../server/prompt/render.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { DONE, delta } from "./fault-server.ts";
import { backendAt, CHAT, collect, endOf, HASTY_CLOCK, HOLE, KEY, PATIENT, textOf } from "./under-test.ts";

type Mood = "well" | "silent" | "waits" | "cuts" | "busy";

type ModelServer = {
  readonly name: string;
  readonly url: string;
  /** What it does with the next call. */
  mood: Mood;
  /** Keys of the calls that came. */
  readonly calls: (string | undefined)[];
  /** Lets the calls that wait end. */
  release(): void;
  die(): Promise<void>;
};

async function startModelServer(name: string): Promise<ModelServer> {
  let waiting: (() => void)[] = [];
  const server: Server = createServer((request, response) => {
    if (request.url === "/v1/models") {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ data: [{ id: "one-model" }] }));
      return;
    }
    shown.calls.push(request.headers.authorization);
    response.setHeader("content-type", "text/event-stream");
    switch (shown.mood) {
      case "well":
        response.end(delta(name, "stop") + DONE);
        break;
      case "silent":
        response.flushHeaders();
        break;
      case "waits":
        response.write(delta(name));
        waiting.push(() => response.end(delta("", "stop") + DONE));
        break;
      case "cuts":
        response.write(delta(name), () => response.destroy());
        break;
      case "busy":
        response.statusCode = 429;
        response.end("{}");
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const shown: ModelServer = {
    name,
    url: `http://127.0.0.1:${port}`,
    mood: "well",
    calls: [],
    release() {
      for (const end of waiting) end();
      waiting = [];
    },
    async die() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return shown;
}

let servers: readonly ModelServer[] = [];
let nowMs = 0;
let pool: Backend;

// The first call loads it, which may take a second; no endpoint is to be blamed for that.
beforeAll(() => import("openai"));

beforeEach(async () => {
  nowMs = 0;
  servers = await Promise.all(["a", "b", "c"].map(startModelServer));
  const trace = createTrace({ write: () => undefined });
  pool = createPool({
    id: "team",
    // Their ports are chance; by their names the same documents belong to them in every run.
    endpoints: servers.map(({ name, url }) => ({ baseUrl: name, backend: backendAt(url) })),
    trace,
    clock: { now: () => nowMs },
  });
});
afterEach(async () => {
  await pool.dispose();
  await Promise.all(servers.map((server) => server.die()));
});

const never = new AbortController().signal;
/** Three shares of it are long enough for a loaded machine, and short enough to wait for in a test. */
const LIMITS: StreamLimits = { ...PATIENT, firstByteMs: 3000 };

function chat(about: string): Prompt {
  return { ...CHAT, messages: [{ role: "user", content: about }] };
}

/** Who answers for each document, one after the other. */
async function askAll(): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const path of DOCUMENTS) answers.push(await ask(chat(path)));
  return answers;
}

async function ask(prompt: Prompt): Promise<string> {
  return textOf(await collect(pool.stream(prompt, LIMITS, never)));
}

function server(name: string): ModelServer {
  const found = servers.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no server ${name}`);
  return found;
}

/** Begins a call and reads its first part. */
async function begin(prompt: Prompt): Promise<{ text: string; rest: AsyncIterator<BackendPart> }> {
  const rest = pool.stream(prompt, LIMITS, never)[Symbol.asyncIterator]();
  const first = await rest.next();
  return { text: first.done === true ? "" : textOf([first.value]), rest };
}

const DOCUMENTS = Array.from({ length: 24 }, (_, n) => `src/file-${n}.py`);

describe("who is asked", () => {
  test("a document keeps its endpoint, and documents are spread", async () => {
    const first = await askAll();
    expect(await askAll()).toEqual(first);
    expect([...new Set(first)].sort()).toEqual(["a", "b", "c"]);
  });

  test("a hole belongs to its document, whatever stands in it", async () => {
    const asked: string[] = [];
    const endpoints = ["x", "y", "z"].map((name) => ({
      baseUrl: `http://127.0.0.1/${name}`,
      backend: { ...backendAt("http://127.0.0.1:1"), stream: () => saying(asked, name) },
    }));
    const trace = createTrace({ write: () => undefined });
    const holes = createPool({ id: "holes", endpoints, trace, clock: { now: () => 0 } });
    for (const prefix of ["a", "b", "c", "d", "e", "f", "g", "h"]) {
      const prompt: FimPrompt = { ...HOLE, prefix, path: "main.py" };
      await collect(holes.stream(prompt, LIMITS, never));
    }
    expect(new Set(asked).size).toBe(1);
  });

  test("a second try goes where the first went", async () => {
    for (const path of DOCUMENTS.slice(0, 6)) {
      const question = { role: "user", content: `${path} ${"text ".repeat(50)}` } as const;
      const repair = [
        question,
        { role: "assistant", content: "x" },
        { role: "user", content: "no" },
      ] as const;
      expect(await ask({ ...CHAT, messages: repair })).toBe(await ask({ ...CHAT, messages: [question] }));
    }
  });

  test("the least busy, once two calls are ahead", async () => {
    for (const each of servers) each.mood = "waits";
    const begun = [];
    for (let n = 0; n < 6; n++) begun.push(await begin(chat("one document")));
    const counts = servers.map(({ calls }) => calls.length);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2);
    expect(begun[0]?.text).toBe(begun[1]?.text);
    expect(Math.min(...counts)).toBeGreaterThan(0);
    for (const { rest } of begun) await rest.return?.();
    for (const each of servers) each.mood = "well";
    expect(await ask(chat("one document"))).toBe(begun[0]?.text);
  });
});

async function* saying(asked: string[], name: string): AsyncGenerator<BackendPart> {
  asked.push(name);
  yield { type: "end", reason: "stop" };
}

describe("three endpoints of which one dies and one stalls", () => {
  test("every request is answered by the third, and the two are left alone", async () => {
    await server("a").die();
    server("b").mood = "silent";
    expect(new Set(await askAll())).toEqual(new Set(["c"]));
    expect(server("b").calls.length).toBeLessThanOrEqual(1);
  });

  test("after a rest they are asked again, and keep their documents if they are well", async () => {
    const before = await askAll();
    server("b").mood = "silent";
    expect(await askAll()).not.toContain("b");
    server("b").mood = "well";
    nowMs += 30_001;
    expect(await askAll()).toEqual(before);
  });

  test("one that is too busy is passed over", async () => {
    server("a").mood = "busy";
    expect(await askAll()).not.toContain("a");
  });

  test("with nobody left the last failure is told", async () => {
    await Promise.all(servers.map((each) => each.die()));
    await expect(ask(chat("x"))).rejects.toMatchObject({
      kind: "unavailable",
      message: expect.stringMatching(/^backend "test" at http.* refuses the connection$/),
    });
  });

  test("after the first token nobody takes over", async () => {
    for (const each of servers) each.mood = "cuts";
    const parts = await collect(pool.stream(chat("x"), LIMITS, never));
    expect(textOf(parts)).toMatch(/^[abc]$/);
    expect(endOf(parts)).toBe("truncated");
    expect(servers.flatMap(({ calls }) => calls)).toHaveLength(1);
  });

  test("a cancelled call is asked of nobody else", async () => {
    for (const each of servers) each.mood = "silent";
    const controller = new AbortController();
    const answer = collect(pool.stream(chat("x"), LIMITS, controller.signal));
    controller.abort();
    await expect(answer).rejects.toMatchObject({ kind: "cancelled" });
    expect(servers.flatMap(({ calls }) => calls).length).toBeLessThanOrEqual(1);
  });

  test("a wrong request is not repeated elsewhere", async () => {
    const refusing = createServer((_, response) => response.writeHead(400).end("{}"));
    await new Promise<void>((resolve) => refusing.listen(0, "127.0.0.1", resolve));
    const { port } = refusing.address() as AddressInfo;
    const urls = [`http://127.0.0.1:${port}`, `http://localhost:${port}`];
    const both = createPool({
      id: "team",
      endpoints: urls.map((url) => ({ baseUrl: url, backend: backendAt(url) })),
      trace: createTrace({ write: () => undefined }),
      clock: HASTY_CLOCK,
    });
    await expect(collect(both.stream(CHAT, LIMITS, never))).rejects.toMatchObject({ kind: "bad-reply" });
    refusing.closeAllConnections();
    await new Promise<void>((resolve) => refusing.close(() => resolve()));
  });
});

describe("in settings", () => {
  const build = (entry: Record<string, unknown>, offline = false) => {
    const settings = createSettings();
    settings.set("user-file", {
      offline,
      backends: { team: { provider: "vllm", keyEnv: "TEAM_KEY", ...entry } },
    });
    const env = { TEAM_KEY: KEY };
    const trace = createTrace({ write: () => undefined });
    const backends = createBackends({ settings, trace, env, cacheDirectory: "none" });
    return { settings, env, backends };
  };

  test("baseUrls make a pool, and the key goes to each", async () => {
    const { backends } = build({ baseUrls: servers.map(({ url }) => `${url}/v1`) });
    const backend = await backends.forEdits();
    expect(backend).toMatchObject({ id: "team", model: "one-model", isLocal: true });
    // Their ports are chance: with so many documents one of three gets none once in a hundred million runs.
    for (const path of [...DOCUMENTS, ...DOCUMENTS.map((name) => `${name}x`)]) {
      await collect(backend.stream(chat(path), LIMITS, never));
    }
    for (const { calls } of servers) expect(new Set(calls)).toEqual(new Set([`Bearer ${KEY}`]));
    await backends.dispose();
  });

  test("the model is asked of the first that answers", async () => {
    await server("a").die();
    const { backends } = build({ baseUrls: servers.map(({ url }) => `${url}/v1`) });
    expect((await backends.forCompletion()).model).toBe("one-model");
    await backends.dispose();
  });

  test.each([
    ["http://192.0.2.1:8000/v1", false, 'backend "team" would send its key unencrypted'],
    ["https://192.0.2.1/v1", true, 'backend "team" is not on this computer, and "offline" is on'],
  ])("R1: %s among them is refused", async (address, offline, message) => {
    const { backends } = build({ model: "m", baseUrls: ["http://127.0.0.1:1/v1", address] }, offline);
    await expect(backends.forCompletion()).rejects.toMatchObject({ kind: "unconfigured", message });
  });

  test("the doctor looks at each", async () => {
    await server("b").die();
    const { settings, env, backends } = build({ baseUrls: servers.map(({ url }) => `${url}/v1`) });
    const ports = { settings, env, backends, cacheDirectory: "none", configFile: "none.json" };
    const { checks } = await diagnose(ports, never);
    expect(checks.filter(({ id }) => id === "backend team").map(({ verdict }) => verdict)).toEqual([
      "pass",
      "fail",
      "pass",
    ]);
    await backends.dispose();
  });
});
