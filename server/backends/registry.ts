// Owns which backend answers completions and edits, and why: settings, keys, local servers, the embedded model, in this order; sends no prompt itself.
import type { Settings, SettingsStore } from "../config/settings.ts";
import { Failure, toFailure } from "../trace/failure.ts";
import type { Trace } from "../trace/trace.ts";
import { keyVariableSet } from "./api-key.ts";
import type { Backend, BackendRole } from "./backend.ts";
import { type Clock, SYSTEM_CLOCK } from "./call-limits.ts";
import { createEmbeddedModels, type EmbeddedModels } from "./embedded-models.ts";
import { findLocalServers, preferredModel } from "./local-servers.ts";
import { createOpener, type Target } from "./open-backend.ts";
import { PROVIDERS } from "./providers.ts";

/** What answers a role; rung 5 means that nothing does, and `failure` says what to do. */
export type Answering = {
  readonly rung: 1 | 2 | 3 | 4 | 5;
  readonly backend: string;
  readonly model: string;
  readonly why: string;
  readonly failure?: Failure;
};

export interface Backends {
  /** Throws `unconfigured` with a remedy where nothing answers. Decided once, and again after a change of settings. */
  forCompletion(): Promise<Backend>;
  forEdits(): Promise<Backend>;
  /** Never throws. */
  describe(): Promise<Readonly<Record<BackendRole, Answering>>>;
  dispose(): Promise<void>;
}

export type BackendsPorts = {
  readonly settings: SettingsStore;
  readonly trace: Trace;
  readonly env: NodeJS.ProcessEnv;
  readonly cacheDirectory: string;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
  readonly embedded?: EmbeddedModels;
};

type Decision = { readonly answering: Answering; readonly backend: Backend };
type Pending = { readonly decision: Promise<Decision>; readonly failedAt: { ms: number | undefined } };

// A server that was just started or a model that was just pulled is noticed, but not by asking at every keystroke.
const REDECIDE_AFTER_MS = 10_000;

export function createBackends(ports: BackendsPorts): Backends {
  const { settings, trace, env, cacheDirectory } = ports;
  const clock = ports.clock ?? SYSTEM_CLOCK;
  const fetchPort = ports.fetch ?? fetch;
  const embedded = ports.embedded ?? createEmbeddedModels({ cacheDirectory, trace });
  const opener = createOpener({ trace, env, clock, fetch: fetchPort, embedded });

  const pending = new Map<BackendRole, Pending>();
  let inForce = relevantPart(settings.current());
  const unsubscribe = settings.subscribe((next) => {
    const part = relevantPart(next);
    if (part === inForce) return;
    inForce = part;
    pending.clear();
    void opener.close().catch((error: unknown) => trace.reportBug("closing a backend failed", error));
  });

  async function decide(role: BackendRole): Promise<Decision> {
    const target = await choose(role);
    const backend = await opener.open(role, target, settings.current());
    trace.log("info", `${role}: ${backend.id} with ${backend.model}, because ${target.why}`);
    return {
      backend,
      answering: { rung: target.rung, backend: backend.id, model: backend.model, why: target.why },
    };
  }

  async function choose(role: BackendRole): Promise<Target> {
    const { backends, offline, ...roles } = settings.current();
    const named = roles[role].backend;
    const [first] = Object.keys(backends);
    if (named !== undefined) return { rung: 1, id: named, why: `"${role}.backend" names it` };
    if (first !== undefined) {
      return { rung: 1, id: first, why: "it is the first of the configuration file" };
    }
    for (const provider of offline ? [] : PROVIDERS) {
      const variable = keyVariableSet(provider, env);
      if (variable !== undefined) return { rung: 2, id: provider.id, why: `${variable} is set` };
    }
    const [server] = await findLocalServers(fetchPort);
    if (server !== undefined) {
      const { id, baseUrl } = server.provider;
      const model = preferredModel(server.models);
      return { rung: 3, id, why: `it answers at ${baseUrl}`, ...(model === undefined ? {} : { model }) };
    }
    const [present] = await embedded.present();
    if (present !== undefined) return { rung: 4, id: "embedded", why: "its model file is present" };
    throw new Failure("unconfigured", "no model is set up", {
      remedy: "run `treewright models pull qwen2.5-coder-0.5b`, or name a backend in the configuration file",
    });
  }

  function decisionFor(role: BackendRole): Promise<Decision> {
    const known = pending.get(role);
    const failedAt = known?.failedAt.ms;
    if (known !== undefined && (failedAt === undefined || clock.now() - failedAt < REDECIDE_AFTER_MS)) {
      return known.decision;
    }
    const next: Pending = { decision: decide(role), failedAt: { ms: undefined } };
    // The caller gets the failure itself; this only remembers when it was.
    next.decision.catch(() => {
      next.failedAt.ms = clock.now();
    });
    pending.set(role, next);
    return next.decision;
  }

  async function answering(role: BackendRole): Promise<Answering> {
    try {
      return (await decisionFor(role)).answering;
    } catch (error) {
      const failure = toFailure(error);
      return { rung: 5, backend: "none", model: "none", why: failure.message, failure };
    }
  }

  return {
    forCompletion: async () => (await decisionFor("completion")).backend,
    forEdits: async () => (await decisionFor("edits")).backend,
    describe: async () => ({ completion: await answering("completion"), edits: await answering("edits") }),
    async dispose() {
      unsubscribe();
      pending.clear();
      await opener.close();
    },
  };
}

/** What of the settings decides about backends; a change of anything else leaves them running. */
function relevantPart({ backends, completion, edits, offline }: Settings): string {
  const { backend, model } = completion;
  return JSON.stringify([backends, backend, model, edits.backend, edits.model, offline]);
}
