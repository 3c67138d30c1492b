// Owns the diagnosis for people whom nothing, or the wrong thing, answers: checks in order, and the one thing to change.
import { existsSync } from "node:fs";
import { access, constants, stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { SettingsStore } from "../../config/settings.ts";
import type { Prompt } from "../../prompt/render.ts";
import { Failure, toFailure } from "../../trace/failure.ts";
import { findKey, type KeyQuestion, keyVariableSet } from "../api-key.ts";
import { ACTION_LIMITS, type Backend, type StreamLimits, type Usage } from "../backend.ts";
import { type Clock, SYSTEM_CLOCK } from "../call-limits.ts";
import { FILLED } from "../fim-trial.ts";
import { askForModels, findLocalServers } from "../local-servers.ts";
import { locateServers, NAMED_SERVER_LIMIT_MS } from "../open-backend.ts";
import { PROVIDERS } from "../providers.ts";
import { type Answering, type Backends, SET_UP_A_MODEL } from "../registry.ts";
import { readRecording } from "../replay.ts";
import { quoteReply } from "../wire-failures.ts";
import { CATALOGUE, isPresent } from "./catalogue.ts";
import { diskFailure } from "./disk.ts";

export type Diagnosed = {
  readonly id: string;
  readonly verdict: "pass" | "warn" | "fail" | "skipped";
  readonly message: string;
  readonly remedy?: string;
};

export type Diagnosis = {
  /** The last one, `next`, names the one thing to change. */
  readonly checks: readonly Diagnosed[];
  readonly completion: { readonly backend: string; readonly model: string };
  readonly edits: { readonly backend: string; readonly model: string };
};

export type DoctorPorts = {
  readonly settings: SettingsStore;
  readonly backends: Backends;
  readonly env: NodeJS.ProcessEnv;
  readonly cacheDirectory: string;
  /** Path of the user's configuration file, there or not. */
  readonly configFile: string;
  /** What is wrong with that file at this moment, in words. */
  readonly configProblem?: () => string | undefined;
  /** What keeps native grammars from loading on this computer. */
  readonly grammarProblem?: () => Failure | undefined;
  /** The prompt of a small hole for a backend, `def add(a, b):\n    return a ` before and nothing after it; without it completions are tried in chat. */
  readonly holePrompt?: (backend: Backend) => Prompt;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
};

/** Looks at everything that decides who answers, then asks both answerers something small. Never throws but for an abort. */
export async function diagnose(ports: DoctorPorts, signal: AbortSignal): Promise<Diagnosis> {
  const answering = await ports.backends.describe();
  const checks: Diagnosed[] = [
    checkConfigFile(ports),
    ...(await Promise.all(namedBackends(ports).map((id) => checkBackend(id, ports)))).flat(),
    await checkLocalServers(ports),
    ...CATALOGUE.map((row) => checkModelFile(row, ports.cacheDirectory)),
    answererCheck("completion", answering.completion),
    answererCheck("edits", answering.edits),
    checkGrammars(ports),
    await checkCache(ports.cacheDirectory),
  ];
  // The workspace engine has nothing to say about a hole that it never saw.
  if (answering.completion.failure === undefined && answering.completion.backend !== "workspace") {
    const backend = await ports.backends.forCompletion();
    const hole = ports.holePrompt?.(backend);
    const expected = hole?.kind === "fim" ? FILLED : /\bb\b/;
    const test = hole === undefined ? CHAT_TEST : { prompt: hole, expected };
    const tested = await selfTest("self-test completion", { backend, ...test }, ports, signal);
    checks.push(tested);
    if (backend.isLocal && tested.verdict !== "fail")
      checks.push(await checkPromptCache(backend, test.prompt, signal));
  }
  if (answering.edits.failure === undefined) {
    const backend = await ports.backends.forEdits();
    checks.push(await selfTest("self-test edits", { backend, ...CHAT_TEST }, ports, signal));
  }
  return {
    checks: [...checks, nextStep(checks)],
    completion: { backend: answering.completion.backend, model: answering.completion.model },
    edits: { backend: answering.edits.backend, model: answering.edits.model },
  };
}

function checkConfigFile({ configFile, configProblem }: DoctorPorts): Diagnosed {
  const id = "configuration";
  const problem = configProblem?.();
  if (problem !== undefined)
    return { id, verdict: "fail", message: problem, remedy: `correct ${configFile}` };
  if (existsSync(configFile)) return { id, verdict: "pass", message: `${configFile} is in force` };
  return { id, verdict: "pass", message: `there is no file ${configFile}, so the defaults are in force` };
}

/** Entries of the configuration, backends named elsewhere, and providers whose key is in the environment. */
function namedBackends({ settings, env }: DoctorPorts): readonly string[] {
  const { backends, completion, edits, offline } = settings.current();
  const withKey = offline ? [] : PROVIDERS.filter((provider) => keyVariableSet(provider, env) !== undefined);
  const named = [
    ...Object.keys(backends),
    completion.backend,
    edits.backend,
    ...withKey.map((provider) => provider.id),
  ];
  return [...new Set(named.filter((id) => id !== undefined))];
}

/** One check, or one for each endpoint of a pool. */
async function checkBackend(id: string, ports: DoctorPorts): Promise<readonly Diagnosed[]> {
  const checkId = `backend ${id}`;
  try {
    const settings = ports.settings.current();
    const entry = Object.hasOwn(settings.backends, id) ? settings.backends[id] : undefined;
    const provider = entry?.provider ?? id;
    if (provider === "workspace") {
      return [{ id: checkId, verdict: "pass", message: "words and lines of the workspace, without a model" }];
    }
    if (provider === "embedded") {
      return [{ id: checkId, verdict: "pass", message: "a model on this computer, see the model files" }];
    }
    if (provider === "replay") {
      const { answers } = await readRecording(entry?.recording ?? "");
      return [{ id: checkId, verdict: "pass", message: `a recording with ${answers.length} answers` }];
    }
    const servers = locateServers(id, settings, ports.env);
    return await Promise.all(servers.map((server) => checkServer(checkId, server, ports)));
  } catch (error) {
    const { message, remedy } = toFailure(error);
    return [{ id: checkId, verdict: "fail", message, ...remedyOf(remedy) }];
  }
}

async function checkServer(checkId: string, server: KeyQuestion, ports: DoctorPorts): Promise<Diagnosed> {
  const { baseUrl } = server;
  const { keyHeader } = server.provider;
  const key = await findKey(server);
  const reply = await askForModels(
    { baseUrl, key, keyHeader, limitMs: NAMED_SERVER_LIMIT_MS },
    ports.fetch ?? fetch,
  );
  switch (reply.kind) {
    case "models":
      return {
        id: checkId,
        verdict: "pass",
        message: `${baseUrl} answers with ${reply.models.length} models`,
      };
    case "status":
      return checkStatus(checkId, baseUrl, reply.status);
    case "silent":
      return {
        id: checkId,
        verdict: "fail",
        message: `${baseUrl} does not answer as a model server does`,
        remedy: `start it, or correct the "baseUrl" of backend "${server.id}"`,
      };
  }
}

function checkStatus(id: string, baseUrl: string, status: number): Diagnosed {
  if (status === 401 || status === 403) {
    const remedy = "check the variable or command that holds its key";
    return { id, verdict: "fail", message: `${baseUrl} did not accept the key (status ${status})`, remedy };
  }
  // Some servers do not list their models and answer well all the same; the self-test tells.
  return { id, verdict: "warn", message: `${baseUrl} does not list its models (status ${status})` };
}

async function checkLocalServers(ports: DoctorPorts): Promise<Diagnosed> {
  const id = "local servers";
  const servers = await findLocalServers(ports.fetch ?? fetch);
  if (servers.length === 0) {
    return { id, verdict: "skipped", message: "no model server answers at the usual ports of this computer" };
  }
  const found = servers.map(
    ({ provider, models }) => `${provider.id} at ${provider.baseUrl} (${models.length})`,
  );
  return { id, verdict: "pass", message: `servers and their number of models: ${found.join(", ")}` };
}

function checkModelFile(row: (typeof CATALOGUE)[number], cacheDirectory: string): Diagnosed {
  const id = `model ${row.id}`;
  if (isPresent(cacheDirectory, row)) return { id, verdict: "pass", message: `${row.file} is present` };
  return {
    id,
    verdict: "skipped",
    message: `${row.file} is not on this computer`,
    remedy: `run \`treewright models pull ${row.id}\``,
  };
}

function checkGrammars({ grammarProblem }: DoctorPorts): Diagnosed {
  const id = "grammars";
  const problem = grammarProblem?.();
  if (problem === undefined) return { id, verdict: "pass", message: "grammars load on this computer" };
  const message = `${problem.message}, so files are read by WebAssembly, which takes longer`;
  return { id, verdict: "warn", message, ...remedyOf(problem.remedy) };
}

/** Models, the index and the usage are kept there; without it everything works and is forgotten. */
async function checkCache(folder: string): Promise<Diagnosed> {
  const id = "cache";
  // It is made when something is to be kept.
  let place = folder;
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  try {
    if (!(await stat(place)).isDirectory())
      throw new Failure("unavailable", `${place} is no folder, so ${folder} cannot be made`);
    await access(place, constants.W_OK);
    const { bavail, bsize } = await statfs(place);
    const message = `${folder} can be written to, with ${((bavail * bsize) / 1e9).toFixed(1)} GB free`;
    return { id, verdict: "pass", message };
  } catch (error) {
    const { message, remedy } = diskFailure(error, folder) ?? toFailure(error);
    return {
      id,
      verdict: "warn",
      message,
      ...remedyOf(remedy ?? "name another folder with TREEWRIGHT_CACHE"),
    };
  }
}

function answererCheck(id: string, { rung, backend, model, why, failure }: Answering): Diagnosed {
  if (failure === undefined) {
    const message = `"${backend}" with ${model} is asked, because ${why}`;
    return rung === 5
      ? { id, verdict: "warn", message, remedy: SET_UP_A_MODEL }
      : { id, verdict: "pass", message };
  }
  const { message, remedy } = failure;
  return { id, verdict: "fail", message, ...(remedy === undefined ? {} : { remedy }) };
}

const CHAT_TEST = {
  expected: /a\s*\+\s*b/,
  prompt: {
    kind: "chat",
    messages: [
      { role: "user", content: "Write the expression that adds a and b. No words, only the expression." },
    ],
    stop: [],
    maxTokens: 24,
    temperature: 0,
  },
} as const;

// Whoever asks what is wrong wants the first failure, not the third.
const TEST_LIMITS: StreamLimits = { ...ACTION_LIMITS, retries: 0 };

type SelfTest = { readonly backend: Backend; readonly prompt: Prompt; readonly expected: RegExp };

/** Asks once and measures. A wrong answer is a warning: the model works, but may be unfit. */
async function selfTest(
  id: string,
  { backend, prompt, expected }: SelfTest,
  ports: DoctorPorts,
  signal: AbortSignal,
): Promise<Diagnosed> {
  const clock = ports.clock ?? SYSTEM_CLOCK;
  const startedAt = clock.now();
  let firstAt: number | undefined;
  let text = "";
  let tokens = 0;
  try {
    for await (const part of backend.stream(prompt, TEST_LIMITS, signal)) {
      if (part.type === "usage") tokens = part.usage.outputTokens;
      if (part.type !== "text-delta") continue;
      firstAt ??= clock.now();
      text += part.text;
    }
  } catch (error) {
    const failure = toFailure(error);
    if (signal.aborted) throw failure;
    return { id, verdict: "fail", message: failure.message, ...remedyOf(failure.remedy) };
  }
  if (firstAt === undefined) return { id, verdict: "warn", message: "the model answered with nothing" };
  const decodeMs = clock.now() - firstAt;
  // The first token is the start of the measurement, so one less was made in it.
  const speed =
    tokens > 1 && decodeMs > 0 ? `, ${(((tokens - 1) * 1000) / decodeMs).toFixed(0)} tokens/s` : "";
  const timing = `first token after ${(firstAt - startedAt).toFixed(0)} ms${speed}`;
  if (expected.test(text)) return { id, verdict: "pass", message: timing };
  const message = `${timing}, but the answer to a small test was wrong: ${quoteReply(text, [])}`;
  return { id, verdict: "warn", message, remedy: "try a larger model if its suggestions are poor" };
}

/** The same prompt once more: a model that keeps what it has read answers the next key sooner. */
async function checkPromptCache(backend: Backend, prompt: Prompt, signal: AbortSignal): Promise<Diagnosed> {
  const id = "prompt cache";
  let usage: Usage | undefined;
  try {
    for await (const part of backend.stream(prompt, TEST_LIMITS, signal)) {
      if (part.type === "usage") usage = part.usage;
    }
  } catch (error) {
    const failure = toFailure(error);
    if (signal.aborted) throw failure;
    return { id, verdict: "warn", message: failure.message, ...remedyOf(failure.remedy) };
  }
  const { cachedTokens, promptTokens = 0 } = usage ?? {};
  if (cachedTokens === undefined) {
    return { id, verdict: "skipped", message: "the model does not say what it keeps of a prompt" };
  }
  const message = `${cachedTokens} of ${promptTokens} tokens were kept when the same prompt came again`;
  return { id, verdict: "pass", message };
}

function remedyOf(remedy: string | undefined): { readonly remedy?: string } {
  return remedy === undefined ? {} : { remedy };
}

/** The first failure's remedy; what only warns comes after. */
function nextStep(checks: readonly Diagnosed[]): Diagnosed {
  const worst =
    checks.find(({ verdict }) => verdict === "fail") ?? checks.find(({ verdict }) => verdict === "warn");
  if (worst === undefined) return { id: "next", verdict: "pass", message: "nothing needs to be changed" };
  return { id: "next", verdict: worst.verdict, message: worst.remedy ?? worst.message };
}
