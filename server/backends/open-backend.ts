// Owns making a Backend of a chosen id: address, model, key and hole form from settings and PROVIDERS; chooses nothing itself.
import type { BackendSettings, Settings } from "../config/settings.ts";
import { Failure } from "../trace/failure.ts";
import type { Trace } from "../trace/trace.ts";
import { findKey, type KeyQuestion } from "./api-key.ts";
import type { Backend, BackendRole } from "./backend.ts";
import { type Breaker, createBreaker } from "./breaker.ts";
import type { Clock } from "./call-limits.ts";
import type { EmbeddedModels } from "./embedded-models.ts";
import { type TrialPorts, withFimTrial } from "./fim-trial.ts";
import { askForModels, canOllamaInsert, dialectInVocabulary, preferredModel } from "./local-servers.ts";
import { findModel, modelsToUse } from "./models/catalogue.ts";
import { createOpenAiBackend, isLoopback } from "./openai-backend.ts";
import { createPool } from "./pool.ts";
import { dialectOf, findProvider, PROVIDERS, type Provider, routeFim } from "./providers.ts";
import { createReplayBackend, readRecording } from "./replay.ts";

/** A backend that was chosen: id of a settings entry, a provider, `embedded` or `replay`, and why. */
export type Target = {
  readonly rung: 1 | 2 | 3 | 4;
  readonly id: string;
  readonly why: string;
  /** Known from a probe; settings stand above it. */
  readonly model?: string;
};

export type OpenerPorts = {
  readonly trace: Trace;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  readonly embedded: EmbeddedModels;
  /** How a model that is said to fill holes is tried; without it, it is believed. */
  readonly trial?: TrialPorts;
};

export interface Opener {
  /** Throws `unconfigured` naming what is missing. The same target twice is the same Backend. */
  open(role: BackendRole, target: Target, settings: Settings): Promise<Backend>;
  /** Closes everything that was opened; what is asked for later is opened anew. */
  close(): Promise<void>;
}

// A server that was named by the user gets more time to list its models than a guess at a port.
export const NAMED_SERVER_LIMIT_MS = 3000;

export function createOpener(ports: OpenerPorts): Opener {
  const { trace, env, clock, embedded } = ports;
  const opened = new Map<string, Promise<Backend>>();
  // One per origin, and longer-lived than a backend: a change of settings does not make a dead server alive.
  const breakers = new Map<string, Breaker>();

  const once = (name: string, make: () => Promise<Backend>): Promise<Backend> => {
    const known = opened.get(name);
    if (known !== undefined) return known;
    const made = make();
    opened.set(name, made);
    made.catch(() => opened.delete(name));
    return made;
  };

  async function openHttp(role: BackendRole, target: Target, settings: Settings): Promise<Backend> {
    const { id } = target;
    const questions = locateServers(id, settings, env);
    const [{ provider, entry }] = questions;
    // A command may ask the user for a password, so it waits for the first call; a missing variable is told at once.
    if (entry?.keyCommand === undefined) await Promise.all(questions.map(findKey));

    const usual = role === "completion" ? (provider.fimModel ?? provider.chatModel) : provider.chatModel;
    const model =
      settings[role].model ?? entry?.model ?? usual ?? target.model ?? (await askForModel(questions));
    return once(JSON.stringify([id, model]), async () => {
      const opening = questions.map(async (question) => {
        const backend = await openEndpoint(question, model);
        return { baseUrl: question.baseUrl, backend };
      });
      const endpoints = await Promise.all(opening);
      const [only, ...others] = endpoints;
      const backend =
        only !== undefined && others.length === 0
          ? only.backend
          : createPool({ id, endpoints, trace, clock });
      // Neither a user who set a way to fill holes is doubted, nor a provider that has an address for them.
      const isOwn = typeof provider.fim === "object" && provider.fim.form === "suffix";
      const isDoubted = (entry?.fim ?? "auto") === "auto" && backend.fim.kind !== "none" && !isOwn;
      return isDoubted && ports.trial !== undefined ? withFimTrial(backend, ports.trial) : backend;
    });
  }

  async function openEndpoint(question: KeyQuestion, model: string): Promise<Backend> {
    const { id, provider, baseUrl, entry } = question;
    const fim = entry?.fim ?? "auto";
    const isAsked = provider.fim === "ollama" && fim === "auto";
    const canInsert = isAsked && (await canOllamaInsert(baseUrl, model, ports.fetch));
    const isNameless = fim === "auto" && isInfill(provider) && dialectOf(model) === undefined;
    const dialect = isNameless ? await dialectInVocabulary(baseUrl, ports.fetch) : undefined;
    const { origin } = new URL(baseUrl);
    const breaker = breakers.get(origin) ?? createBreaker(origin, clock);
    breakers.set(origin, breaker);
    return createOpenAiBackend({
      id,
      provider,
      baseUrl,
      model,
      fim: routeFim(provider, model, dialect ?? fim, canInsert),
      key: () => findKey(question),
      breaker,
      trace,
      clock,
      fetch: ports.fetch,
    });
  }

  /** The first that answers speaks for all: they serve one model. */
  async function askForModel(questions: Located): Promise<string> {
    let what = "does not say which models it has";
    for (const question of questions) {
      const { baseUrl } = question;
      const { keyHeader } = question.provider;
      const key = await findKey(question);
      const limitMs = NAMED_SERVER_LIMIT_MS;
      const reply = await askForModels({ baseUrl, key, keyHeader, limitMs }, ports.fetch);
      const model = reply.kind === "models" ? preferredModel(reply.models) : undefined;
      if (model !== undefined) return model;
      if (reply.kind === "models") what = "offers no model";
    }
    const places = questions.map(({ baseUrl }) => baseUrl).join(", ");
    throw new Failure("unconfigured", `backend "${questions[0].id}" ${what} at ${places}`, {
      remedy: 'start it, or correct its "baseUrl" or "model"',
    });
  }

  async function openReplay(id: string, entry: BackendSettings | undefined): Promise<Backend> {
    const { recording: path, model } = entry ?? {};
    if (path === undefined) {
      throw new Failure("unconfigured", `backend "${id}" has nothing to replay`, {
        remedy: 'set its "recording" to the path of a file',
      });
    }
    const recording = await readRecording(path);
    return createReplayBackend({ id, recording, clock, ...(model === undefined ? {} : { model }) });
  }

  async function openEmbedded(role: BackendRole, id: string, model: string | undefined): Promise<Backend> {
    const present = await embedded.present();
    // In order of size: the smallest is the fastest, the largest the most able.
    const usual = role === "completion" ? present[0] : present.at(-1);
    const chosen = model === undefined ? usual : present.find((row) => row.id === model);
    if (chosen !== undefined) return once(`embedded ${chosen.id}`, () => chosen.open(role));
    if (model !== undefined && findModel(model) === undefined) {
      throw new Failure("unconfigured", `backend "${id}" has no local model ${JSON.stringify(model)}`, {
        remedy: modelsToUse(),
      });
    }
    throw new Failure("unconfigured", `the model file of backend "${id}" is not on this computer`, {
      remedy: `run \`treewright models pull ${model ?? "qwen2.5-coder-0.5b"}\``,
    });
  }

  return {
    async open(role, target, settings) {
      const { id } = target;
      const entry = Object.hasOwn(settings.backends, id) ? settings.backends[id] : undefined;
      const provider = entry?.provider ?? id;
      if (provider === "replay") return once(`replay ${id}`, () => openReplay(id, entry));
      if (provider === "embedded") return openEmbedded(role, id, settings[role].model ?? entry?.model);
      return openHttp(role, target, settings);
    },
    async close() {
      const closing = [...opened.values()];
      opened.clear();
      for (const backend of await Promise.allSettled(closing)) {
        if (backend.status === "fulfilled") await backend.value.dispose();
      }
    },
  };
}

/** One for each endpoint of a backend. */
export type Located = readonly [KeyQuestion, ...KeyQuestion[]];

/** Where a backend of this id answers over HTTP, and how its key is found. Throws `unconfigured` naming what is missing or not allowed. */
export function locateServers(id: string, settings: Settings, env: NodeJS.ProcessEnv): Located {
  const entry = Object.hasOwn(settings.backends, id) ? settings.backends[id] : undefined;
  const provider = providerOf(id, entry, settings);
  const locate = (given: string | undefined): KeyQuestion => {
    const baseUrl = checkedAddress(id, given ?? provider.baseUrl, settings.offline);
    return { id, provider, entry, baseUrl, env };
  };
  const [first, ...others] = entry?.baseUrls ?? [entry?.baseUrl];
  return [locate(first), ...others.map(locate)];
}

function isInfill({ fim }: Provider): boolean {
  return typeof fim === "object" && fim.form === "infill";
}

function providerOf(id: string, entry: BackendSettings | undefined, settings: Settings): Provider {
  const provider = findProvider(entry?.provider ?? id);
  if (provider !== undefined) return provider;
  const providers = ["embedded", "replay", ...PROVIDERS.map((row) => row.id)];
  if (entry !== undefined) {
    throw new Failure("unconfigured", `backend "${id}" has an unknown provider "${entry.provider}"`, {
      remedy: `use one of ${providers.join(", ")}`,
    });
  }
  const entries = Object.keys(settings.backends);
  throw new Failure("unconfigured", `there is no backend "${id}"`, {
    remedy: `name an entry of the configuration file or use one of ${[...entries, ...providers].join(", ")}`,
  });
}

function checkedAddress(id: string, given: string | undefined, isOffline: boolean): string {
  const baseUrl = given?.replace(/\/+$/, "");
  if (baseUrl === undefined || !URL.canParse(baseUrl)) {
    throw new Failure("unconfigured", `backend "${id}" has no address`, { remedy: 'set its "baseUrl"' });
  }
  if (isOffline && !isLoopback(baseUrl)) {
    throw new Failure("unconfigured", `backend "${id}" is not on this computer, and "offline" is on`, {
      remedy: 'turn "offline" off, or choose a local backend',
    });
  }
  return baseUrl;
}
