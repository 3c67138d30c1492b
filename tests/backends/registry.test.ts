// Owns the rows on which backend answers and why: settings, keys, local servers, embedded model; offline; keys bound to an origin.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { SYSTEM_CLOCK } from "../../server/backends/call-limits.ts";
import type { EmbeddedModels } from "../../server/backends/embedded-models.ts";
import { dialectInVocabulary, SENTINELS } from "../../server/backends/local-servers.ts";
import { diagnose } from "../../server/backends/models/doctor.ts";
import { isLoopback } from "../../server/backends/openai-backend.ts";
import { dialectOf, PROVIDERS } from "../../server/backends/providers.ts";
import { type Backends, createBackends } from "../../server/backends/registry.ts";
import { createReplayBackend } from "../../server/backends/replay.ts";
import { createSettings, type SettingsStore } from "../../server/config/settings.ts";
import { dialectFor } from "../../server/prompt/fim-dialects.ts";
import { Failure } from "../../server/trace/failure.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { DONE, delta, plain, startFaultServer, stream } from "./fault-server.ts";
import { CHAT, collect, KEY, PATIENT, textOf } from "./under-test.ts";

const folder = mkdtempSync(join(tmpdir(), "treewright-registry-"));
const recordingFile = join(folder, "answers.json");
writeFileSync(
  recordingFile,
  JSON.stringify({ answers: [{ match: { contains: "adds a and b" }, text: "a + b" }] }),
);
afterAll(() => rmSync(folder, { recursive: true }));

type World = {
  readonly file?: unknown;
  readonly client?: unknown;
  readonly env?: NodeJS.ProcessEnv;
  /** Models by the base URL of a local server. */
  readonly local?: Readonly<Record<string, readonly string[]>>;
  readonly present?: readonly string[];
  /** Whether the model is loaded, for those that load one. */
  readonly isAwake?: () => boolean;
};

type Built = {
  readonly backends: Backends;
  readonly settings: SettingsStore;
  readonly asked: readonly string[];
  readonly disposed: readonly string[];
  readonly doctorPorts: Parameters<typeof diagnose>[0];
  passMs(ms: number): void;
};

function build(world: World): Built {
  const settings = createSettings();
  settings.set("user-file", world.file ?? {});
  settings.set("client", world.client ?? {});
  const asked: string[] = [];
  const disposed: string[] = [];
  let nowMs = 0;
  const clock = { ...SYSTEM_CLOCK, now: () => nowMs };
  const embedded: EmbeddedModels = {
    present: async () =>
      (world.present ?? []).map((id) => ({
        id,
        open: async () => ({
          ...createReplayBackend({ id: "embedded", model: id, recording: { answers: [] }, clock }),
          ...(world.isAwake === undefined ? {} : { wake: world.isAwake, warm: () => Promise.resolve() }),
          dispose: async () => void disposed.push(id),
        }),
      })),
  };
  const fetchPort: typeof fetch = async (input) => {
    const url = String(input);
    asked.push(url);
    const models = world.local?.[url.replace(/\/models$/, "")];
    if (models === undefined) throw new TypeError("fetch failed");
    return Response.json({ data: models.map((id) => ({ id })) });
  };
  const trace = createTrace({ write: () => undefined });
  const env = world.env ?? {};
  const shared = { settings, trace, env, cacheDirectory: folder, clock, fetch: fetchPort };
  const backends = createBackends({ ...shared, embedded });
  return {
    backends,
    settings,
    asked,
    disposed,
    doctorPorts: { ...shared, backends, configFile: join(folder, "none.json") },
    passMs: (ms) => {
      nowMs += ms;
    },
  };
}

const OLLAMA = "http://127.0.0.1:11434/v1";
const REPLAY = { provider: "replay", recording: recordingFile };

describe("the order of resolution", () => {
  const rows: readonly [string, World, { completion: unknown; edits: unknown }][] = [
    [
      "the backend that is named",
      {
        file: { backends: { a: REPLAY, b: REPLAY }, completion: { backend: "b" } },
        env: { OPENAI_API_KEY: KEY },
      },
      { completion: [1, "b", "recording"], edits: [1, "a", "recording"] },
    ],
    [
      "a provider's id as a backend",
      {
        file: { edits: { backend: "openai", model: "gpt-x" } },
        env: { OPENAI_API_KEY: KEY },
        present: ["s"],
      },
      { completion: [2, "openai", "gpt-4.1-mini"], edits: [1, "openai", "gpt-x"] },
    ],
    [
      "the provider whose key is set, each role with its model",
      { env: { MISTRAL_API_KEY: KEY }, local: { [OLLAMA]: ["m"] } },
      { completion: [2, "mistral", "codestral-latest"], edits: [2, "mistral", "mistral-medium-latest"] },
    ],
    [
      "a local server, with its model for code",
      {
        local: { [OLLAMA]: ["nomic-embed-text", "llama3", "qwen2.5-coder:1.5b"] },
        env: { OPENAI_API_KEY: "" },
        present: ["small"],
      },
      { completion: [3, "ollama", "qwen2.5-coder:1.5b"], edits: [3, "ollama", "qwen2.5-coder:1.5b"] },
    ],
    [
      "the embedded models: the smallest for keystrokes, the largest for edits",
      { present: ["small", "large"] },
      { completion: [4, "embedded", "small"], edits: [4, "embedded", "large"] },
    ],
    [
      "one embedded model for both",
      { present: ["small"] },
      { completion: [4, "embedded", "small"], edits: [4, "embedded", "small"] },
    ],
    [
      "an embedded model by name",
      { file: { completion: { backend: "embedded", model: "large" } }, present: ["small", "large"] },
      { completion: [1, "embedded", "large"], edits: [4, "embedded", "large"] },
    ],
    [
      "a token that is set for other reasons chooses nobody",
      { env: { GITHUB_TOKEN: KEY }, present: ["small"] },
      { completion: [4, "embedded", "small"], edits: [4, "embedded", "small"] },
    ],
    [
      "a token for GitHub Models does",
      { env: { GITHUB_MODELS_TOKEN: KEY } },
      {
        completion: [2, "github-models", "openai/gpt-4.1-mini"],
        edits: [2, "github-models", "openai/gpt-4.1-mini"],
      },
    ],
    [
      "offline: no key is looked at",
      { file: { offline: true }, env: { OPENAI_API_KEY: KEY }, present: ["small"] },
      { completion: [4, "embedded", "small"], edits: [4, "embedded", "small"] },
    ],
    [
      "offline: a server on this computer still answers",
      { file: { offline: true }, env: { OPENAI_API_KEY: KEY }, local: { [OLLAMA]: ["m"] } },
      { completion: [3, "ollama", "m"], edits: [3, "ollama", "m"] },
    ],
    [
      "nothing: words and lines of the workspace for keystrokes, none for edits",
      { file: { offline: true } },
      { completion: [5, "workspace", "n-gram"], edits: [5, "none", "none"] },
    ],
    [
      "the workspace engine by name",
      { client: { completion: { backend: "workspace" } }, present: ["small"] },
      { completion: [1, "workspace", "n-gram"], edits: [4, "embedded", "small"] },
    ],
    [
      "an entry that is called workspace",
      { file: { backends: { workspace: REPLAY } } },
      { completion: [1, "workspace", "recording"], edits: [1, "workspace", "recording"] },
    ],
  ];
  test.each(rows)("%s", async (_name, world, expected) => {
    const { completion, edits } = await build(world).backends.describe();
    const brief = ({ rung, backend, model }: typeof completion): unknown => [rung, backend, model];
    expect({ completion: brief(completion), edits: brief(edits) }).toEqual(expected);
  });

  test("explicit settings ask no port", async () => {
    const { backends, asked } = build({ file: { backends: { a: REPLAY } } });
    await backends.forCompletion();
    expect(asked).toEqual([]);
  });
});

describe("what is missing is named, with a remedy", () => {
  const rows: readonly [string, World, string, unknown][] = [
    [
      "an unknown backend",
      { file: { backends: { work: REPLAY }, completion: { backend: "wrk" } } },
      'there is no backend "wrk"',
      expect.stringMatching(/^name an entry of the configuration file or use one of work, embedded, /),
    ],
    [
      "an unknown provider",
      { file: { backends: { work: { provider: "olama" } } } },
      'backend "work" has an unknown provider "olama"',
      expect.stringMatching(/^use one of embedded, replay, .*ollama/),
    ],
    [
      "no address",
      { file: { backends: { work: { provider: "openai-compatible", model: "m" } } } },
      'backend "work" has no address',
      'set its "baseUrl"',
    ],
    [
      "no key",
      { file: { backends: { work: { provider: "openai" } } } },
      'backend "work" has no key',
      "set the environment variable OPENAI_API_KEY",
    ],
    [
      "a variable that is not set",
      { file: { backends: { work: { provider: "openai", keyEnv: "WORK_KEY" } } } },
      'backend "work" has no key',
      "set the environment variable WORK_KEY",
    ],
    [
      "offline",
      { file: { offline: true, completion: { backend: "openai" } }, env: { OPENAI_API_KEY: KEY } },
      'backend "openai" is not on this computer, and "offline" is on',
      'turn "offline" off, or choose a local backend',
    ],
    [
      "a server that is not started",
      { file: { completion: { backend: "ollama" } } },
      `backend "ollama" does not say which models it has at ${OLLAMA}`,
      'start it, or correct its "baseUrl" or "model"',
    ],
    [
      "an embedded model that is not here",
      { file: { completion: { backend: "embedded" } } },
      'the model file of backend "embedded" is not on this computer',
      "run `treewright models pull qwen2.5-coder-0.5b`",
    ],
    [
      "an embedded model that there is not",
      { file: { completion: { backend: "embedded", model: "qwen2.5-coder-9b" } } },
      'backend "embedded" has no local model "qwen2.5-coder-9b"',
      "use one of qwen2.5-coder-0.5b, qwen2.5-coder-1.5b",
    ],
    [
      "a recording without a path",
      { file: { backends: { a: { provider: "replay" } } } },
      'backend "a" has nothing to replay',
      'set its "recording" to the path of a file',
    ],
  ];
  test.each(rows)("%s", async (_name, world, message, remedy) => {
    await expect(build(world).backends.forCompletion()).rejects.toMatchObject({
      kind: "unconfigured",
      message,
      remedy,
    });
  });
});

test.each<[string, World, string]>([
  ["nothing at all", {}, "no model is set up"],
  [
    "the workspace engine",
    { client: { edits: { backend: "workspace" } } },
    'backend "workspace" writes no edits',
  ],
])("%s answers no edits, and what to do is said", async (_name, world, message) => {
  await expect(build(world).backends.forEdits()).rejects.toMatchObject({
    kind: "unconfigured",
    message,
    remedy: "run `treewright models pull qwen2.5-coder-0.5b`, or name a backend in the configuration file",
  });
});

describe("R1: a key goes to one origin", () => {
  const ask = async (entry: Record<string, unknown>, env: NodeJS.ProcessEnv): Promise<string | undefined> => {
    const server = await startFaultServer(stream(delta("ok", "stop") + DONE));
    const settings = createSettings();
    settings.set("user-file", { backends: { work: { baseUrl: `${server.url}/v1`, model: "m", ...entry } } });
    const trace = createTrace({ write: () => undefined });
    const backends = createBackends({ settings, trace, env, cacheDirectory: folder });
    const backend = await backends.forCompletion();
    expect(textOf(await collect(backend.stream(CHAT, PATIENT, new AbortController().signal)))).toBe("ok");
    await backends.dispose();
    await server.close();
    return server.requests[0]?.headers["authorization"];
  };

  test("a provider's own variable does not follow another address", async () => {
    expect(await ask({ provider: "openai" }, { OPENAI_API_KEY: KEY })).toBeUndefined();
  });
  test("a variable the user names does", async () => {
    expect(await ask({ provider: "openai", keyEnv: "WORK" }, { WORK: KEY })).toBe(`Bearer ${KEY}`);
  });
  test("so does the first line of a command", async () => {
    const keyCommand = [process.execPath, "-e", `console.log("${KEY}\\nnot this")`];
    expect(await ask({ provider: "openai-compatible", keyCommand }, {})).toBe(`Bearer ${KEY}`);
  });
  describe.runIf(process.platform !== "win32")("a file that only the user may read", () => {
    const write = (name: string, text: string, mode: number): string => {
      const path = join(folder, name);
      writeFileSync(path, text, { mode });
      chmodSync(path, mode);
      return path;
    };
    test("gives its first line", async () => {
      const keyFile = write("key", `${KEY}\nnot this\n`, 0o600);
      expect(await ask({ provider: "openai-compatible", keyFile }, {})).toBe(`Bearer ${KEY}`);
    });
    test.each([
      ["that others may read", "open-key", KEY, 0o640, "others may read the keyFile of backend"],
      ["that is empty", "no-key", "\n", 0o600, "the keyFile of backend"],
      ["that is not there", undefined, "", 0, "the keyFile of backend"],
    ])("says so of one %s", async (_what, name, text, mode, says) => {
      const keyFile = name === undefined ? join(folder, "nowhere") : write(name, text, mode);
      const { backends } = build({
        file: { backends: { work: { provider: "openai", model: "m", keyFile } } },
      });
      await expect(backends.forCompletion()).rejects.toMatchObject({
        kind: "unconfigured",
        message: expect.stringContaining(`${says} "work"`),
        remedy: expect.stringContaining(`chmod 600 ${keyFile}`),
      });
    });
  });
  test("variables of the SDK send nothing", async () => {
    const before = { ...process.env };
    process.env["OPENAI_ADMIN_KEY"] = KEY;
    process.env["OPENAI_API_KEY"] = KEY;
    process.env["OPENAI_CUSTOM_HEADERS"] = `authorization: Bearer ${KEY}\nx-leak: ${KEY}`;
    process.env["OPENAI_BASE_URL"] = "http://127.0.0.1:1/v1";
    try {
      expect(await ask({ provider: "openai-compatible" }, {})).toBeUndefined();
    } finally {
      process.env = before;
    }
  });
  test("over plain http it goes to this computer alone", async () => {
    const entry = {
      provider: "openai-compatible",
      baseUrl: "http://192.0.2.1/v1",
      model: "m",
      keyEnv: "WORK",
    };
    const { backends } = build({ file: { backends: { work: entry } }, env: { WORK: KEY } });
    await expect(backends.forCompletion()).rejects.toMatchObject({
      message: 'backend "work" would send its key unencrypted',
    });
  });
  test("a command that fails says so without its output", async () => {
    const keyCommand = [process.execPath, "-e", `console.error("${KEY}"); process.exit(1)`];
    const entry = { provider: "openai", keyCommand };
    const { backends } = build({ file: { backends: { work: entry } } });
    const backend = await backends.forCompletion();
    const failure = await collect(backend.stream(CHAT, PATIENT, new AbortController().signal)).catch(String);
    expect(failure).toContain('the keyCommand of backend "work" gave no key');
    expect(failure).not.toContain("canary");
  });
});

test("Azure gets its version with every call and the key in a header of its own", async () => {
  const server = await startFaultServer((socket, request) =>
    request.method === "GET"
      ? plain(200, '{"data":[{"id":"gpt-4.1"}]}', { "content-type": "application/json" })(socket, request, 0)
      : stream(delta("ok", "stop") + DONE)(socket, request, 0),
  );
  const settings = createSettings();
  const baseUrl = `${server.url}/openai/deployments/mine?api-version=2024-10-21`;
  settings.set("user-file", { backends: { work: { provider: "azure", baseUrl, keyEnv: "WORK" } } });
  const trace = createTrace({ write: () => undefined });
  const env = { WORK: KEY };
  const backends = createBackends({ settings, trace, env, cacheDirectory: folder });
  const backend = await backends.forCompletion();
  expect(backend.model).toBe("gpt-4.1");
  await collect(backend.stream(CHAT, PATIENT, new AbortController().signal));
  expect(server.requests.map(({ path }) => path)).toEqual([
    "/openai/deployments/mine/models?api-version=2024-10-21",
    "/openai/deployments/mine/chat/completions?api-version=2024-10-21",
  ]);
  expect(server.requests.map(({ headers }) => [headers["api-key"], headers["authorization"]])).toEqual([
    [KEY, undefined],
    [KEY, undefined],
  ]);
  expect(JSON.parse(server.requests[1]?.body ?? "")).toMatchObject({ max_completion_tokens: 20 });
  await backends.dispose();
  await server.close();
});

describe("decided once", () => {
  test("the same backend serves every call, and both roles if they agree", async () => {
    const { backends, asked } = build({ local: { [OLLAMA]: ["m"] } });
    const first = await backends.forCompletion();
    const probes = asked.length;
    expect(await backends.forCompletion()).toBe(first);
    expect(asked).toHaveLength(probes);
    expect(await backends.forEdits()).toBe(first);
  });

  test("nobody who types waits for a model to load, and whoever asks for an answer does", async () => {
    let isAwake = false;
    const { backends } = build({ present: ["small"], isAwake: () => isAwake });
    expect((await backends.forCompletion("typing")).id).toBe("workspace");
    expect((await backends.forCompletion("invoked")).id).toBe("embedded");
    isAwake = true;
    expect((await backends.forCompletion("typing")).id).toBe("embedded");
    expect((await backends.describe()).completion).toMatchObject({ backend: "embedded", model: "small" });
  });

  test("a file that is opened wakes the embedded model, and looks for nothing where there is none", async () => {
    let woken = 0;
    const present = build({ present: ["small"], isAwake: () => ++woken > 1 });
    present.backends.wake();
    await vi.waitFor(() => expect(woken).toBe(1));
    const absent = build({});
    absent.backends.wake();
    await present.backends.describe();
    expect(absent.asked).toEqual([]);
    const off = build({
      present: ["small"],
      isAwake: () => ++woken > 1,
      client: { completion: { enabled: false } },
    });
    off.backends.wake();
    await off.backends.describe();
    expect(woken).toBe(1);
  });

  test("a change of settings decides anew and closes the old one", async () => {
    const { backends, settings, disposed } = build({ present: ["small"] });
    expect((await backends.forCompletion()).model).toBe("small");
    settings.set("argv", { trace: "messages" });
    await backends.forCompletion();
    expect(disposed).toEqual([]);
    settings.set("user-file", { backends: { mine: REPLAY } });
    expect((await backends.forCompletion()).id).toBe("mine");
    expect(disposed).toEqual(["small"]);
  });

  test("a failure is remembered for ten seconds", async () => {
    const { backends, asked, passMs } = build({});
    await expect(backends.forEdits()).rejects.toThrow("no model is set up");
    const probes = asked.length;
    await expect(backends.forEdits()).rejects.toThrow("no model is set up");
    expect(asked).toHaveLength(probes);
    passMs(10_001);
    await expect(backends.forEdits()).rejects.toThrow("no model is set up");
    expect(asked).toHaveLength(2 * probes);
  });

  test("the workspace engine answers until a model is found, and no key waits for the search", async () => {
    const local: Record<string, readonly string[]> = {};
    const { backends, asked, passMs } = build({ local });
    const engine = await backends.forCompletion();
    const probes = asked.length;
    expect(await backends.forCompletion()).toBe(engine);
    expect(asked).toHaveLength(probes);

    local[OLLAMA] = ["m"];
    passMs(10_001);
    expect(await backends.forCompletion()).toBe(engine);
    await vi.waitFor(async () => expect((await backends.forCompletion()).id).toBe("ollama"));
    expect(asked.filter((url) => url === `${OLLAMA}/models`)).toHaveLength(2);
  });
});

describe("the doctor", () => {
  const signal = new AbortController().signal;

  test("leads a newcomer to a model", async () => {
    const { checks, completion } = await diagnose(build({}).doctorPorts, signal);
    expect(completion).toEqual({ backend: "workspace", model: "n-gram" });
    expect(checks.map(({ id, verdict }) => [id, verdict])).toEqual([
      ["configuration", "pass"],
      ["local servers", "skipped"],
      ["model qwen2.5-coder-0.5b", "skipped"],
      ["model qwen2.5-coder-1.5b", "skipped"],
      ["completion", "warn"],
      ["edits", "fail"],
      ["grammars", "pass"],
      ["cache", "pass"],
      ["next", "fail"],
    ]);
    expect(checks.at(-1)?.message).toMatch(/^run `treewright models pull qwen2.5-coder-0.5b`/);
  });

  test("puts a broken configuration file first", async () => {
    const ports = { ...build({}).doctorPorts, configProblem: () => "the file is broken at line 3" };
    const { checks } = await diagnose(ports, signal);
    expect(checks[0]).toMatchObject({ verdict: "fail", message: "the file is broken at line 3" });
    expect(checks.at(-1)?.message).toBe(`correct ${ports.configFile}`);
  });

  test("says what keeps native grammars from loading, once a model answers", async () => {
    const remedy = "install treewright again";
    const grammarProblem = () => new Failure("unavailable", "the native code does not load", { remedy });
    const { doctorPorts } = build({ file: { backends: { a: REPLAY } } });
    const { checks } = await diagnose({ ...doctorPorts, grammarProblem }, signal);
    expect(checks).toContainEqual({
      id: "grammars",
      verdict: "warn",
      message: "the native code does not load, so files are read by WebAssembly, which takes longer",
      remedy,
    });
    expect(checks.at(-1)).toEqual({ id: "next", verdict: "warn", message: remedy });
  });

  test("says where the cache cannot be", async () => {
    const file = join(folder, "no-folder");
    writeFileSync(file, "");
    const { doctorPorts } = build({ file: { backends: { a: REPLAY } } });
    const { checks } = await diagnose({ ...doctorPorts, cacheDirectory: join(file, "cache") }, signal);
    expect(checks).toContainEqual({
      id: "cache",
      verdict: "warn",
      message: expect.stringContaining(join(file, "cache")),
      remedy: "name another folder with TREEWRIGHT_CACHE",
    });
  });

  test("tries what answers", async () => {
    const { checks } = await diagnose(build({ file: { backends: { a: REPLAY } } }).doctorPorts, signal);
    expect(checks.slice(-4)).toEqual([
      { id: "self-test completion", verdict: "pass", message: "first token after 0 ms" },
      {
        id: "prompt cache",
        verdict: "skipped",
        message: "the model does not say what it keeps of a prompt",
      },
      { id: "self-test edits", verdict: "pass", message: "first token after 0 ms" },
      { id: "next", verdict: "pass", message: "nothing needs to be changed" },
    ]);
  });

  test("shows a wrong answer", async () => {
    const file = join(folder, "wrong.json");
    writeFileSync(file, JSON.stringify({ answers: [{ text: "I am\na poet" }] }));
    const world = { file: { backends: { a: { provider: "replay", recording: file } } } };
    const { checks } = await diagnose(build(world).doctorPorts, signal);
    expect(checks.at(-2)).toMatchObject({
      verdict: "warn",
      message: "first token after 0 ms, but the answer to a small test was wrong: I am a poet",
    });
    expect(checks.at(-1)?.message).toBe("try a larger model if its suggestions are poor");
  });

  test("names a server that rejects the key", async () => {
    const server = await startFaultServer(plain(401, `{"error":{"message":"${KEY}"}}`));
    const entry = { provider: "openai-compatible", baseUrl: `${server.url}/v1`, model: "m", keyEnv: "WORK" };
    const { doctorPorts } = build({ file: { backends: { work: entry } }, env: { WORK: KEY } });
    const { checks } = await diagnose({ ...doctorPorts, fetch }, signal);
    expect(checks[1]).toEqual({
      id: "backend work",
      verdict: "fail",
      message: `${server.url}/v1 did not accept the key (status 401)`,
      remedy: "check the variable or command that holds its key",
    });
    expect(JSON.stringify(checks)).not.toContain("canary");
    await server.close();
  });
});

describe("families of models", () => {
  test.each([
    "Qwen/Qwen2.5-Coder-7B",
    "qwen3-coder-30b",
    "starcoder2-3b",
    "stable-code-3b",
    "codegemma-2b",
    "codestral-22b",
    "deepseek-coder-v2",
    "CodeLlama-7b",
    "granite-20b-code-base",
    "granite-4.0-h-tiny",
    "Seed-Coder-8B",
  ])("%s has the dialect the prompt room has for it", (model) => {
    expect(dialectOf(model)).toBe(dialectFor(model).id);
  });
  test.each(["gpt-4.1", "llama3.1", "qwen3-32b", "deepseek-chat", "claude-haiku-4-5"])(
    "%s has none",
    (model) => {
      expect(dialectOf(model)).toBeUndefined();
    },
  );
});

describe("a llama.cpp server with a model whose name says nothing", () => {
  /** A server that splits what is none of these tokens into single characters. */
  const serverWith =
    (vocabulary: readonly string[]): typeof fetch =>
    async (_input, init) => {
      let text = String(JSON.parse(String(init?.body)).content);
      const tokens: number[] = [];
      while (text !== "") {
        const token = vocabulary.find((each) => text.startsWith(each));
        tokens.push(tokens.length);
        text = text.slice(token?.length ?? 1);
      }
      return Response.json({ tokens });
    };
  const url = "http://127.0.0.1:8080/v1";

  test.each(SENTINELS)("is known by the tokens of $dialect", async ({ dialect, tokens }) => {
    expect(await dialectInVocabulary(url, serverWith(tokens))).toBe(dialect);
    const parts = { prefix: "a", suffix: "b", path: "c", files: [{ path: "d", text: "e" }] };
    const used = dialectFor(dialect)
      .render(parts)
      .filter(({ type }) => type === "special");
    expect(tokens).toEqual(expect.arrayContaining(used.map(({ text }) => text)));
  });
  test.each([
    ["no such tokens", serverWith([])],
    ["those of StarCoder", serverWith(["<fim_prefix>", "<fim_suffix>", "<fim_middle>", "<filename>"])],
    ["no answer", async () => Response.json({ error: "no" }, { status: 501 })],
  ])("is not known by %s", async (_what, server) => {
    expect(await dialectInVocabulary(url, server)).toBeUndefined();
  });
});

test("every hosted provider is spoken to over TLS", () => {
  const addresses = PROVIDERS.flatMap((row) => ("baseUrl" in row ? [row.baseUrl] : []));
  expect(addresses.length).toBeGreaterThan(15);
  expect(addresses.filter((url) => !url.startsWith("https://") && !isLoopback(url))).toEqual([]);
});
