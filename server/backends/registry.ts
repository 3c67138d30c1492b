// Owns which backend answers completions and edits, and why: settings, keys, local servers, the embedded model, the workspace engine, in this order; sends no prompt itself.
import type { Settings, SettingsStore } from "../config/settings.ts";
import { Failure, toFailure } from "../trace/failure.ts";
import type { Trace } from "../trace/trace.ts";
import { keyVariableSet } from "./api-key.ts";
import type { Backend, BackendRole } from "./backend.ts";
import { type Clock, SYSTEM_CLOCK } from "./call-limits.ts";
import { createEmbeddedModels, type EmbeddedModels } from "./embedded-models.ts";
import type { TrialHole } from "./fim-trial.ts";
import { findLocalServers, preferredModel } from "./local-servers.ts";
import { createOpener, type Target } from "./open-backend.ts";
import { createPlainFetch } from "./plain-fetch.ts";
import { PROVIDERS } from "./providers.ts";
import {
  createWorkspaceEngine,
  type MembersOf,
  type Nearby,
  type WorkspaceEngine,
} from "./workspace-engine/engine.ts";

/** What answers a role. Rung 5 means that no model does: the workspace engine completes lines, and for edits `failure` says what to do. */
export type Answering = {
  readonly rung: 1 | 2 | 3 | 4 | 5;
  readonly backend: string;
  readonly model: string;
  readonly why: string;
  readonly failure?: Failure;
};

export interface Backends {
  /**
   * Throws `unconfigured` with a remedy where nothing answers. Decided once, and again after a change of settings.
   * Whoever is `typing` waits for no model to load, and no trial of it: the workspace engine answers meanwhile.
   */
  forCompletion(trigger?: "typing" | "invoked"): Promise<Backend>;
  forEdits(): Promise<Backend>;
  /** The embedded model, where it is the one that completes: whoever reads ahead fills its cache. */
  forReadingAhead(): Promise<Backend | undefined>;
  /** Somebody is about to type: begins to load the embedded model, where it is the one that completes. */
  wake(): void;
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
  /** Texts that the workspace engine learns from, beside those of prompts. */
  readonly nearby?: Nearby;
  /** What it knows of members of the names of a file. */
  readonly membersOf?: MembersOf;
  /** A small hole as a prompt for a backend; with it a model that is said to fill holes is tried on its first use. */
  readonly trialHole?: TrialHole;
  /** Hears why a model that was said to fill holes is asked in chat instead. */
  readonly onUnfitForHoles?: (reason: string) => void;
  /** Hears each time what answers completions. */
  readonly onCompletionDecided?: (answering: Answering) => void;
};

type Decision = { readonly answering: Answering; readonly backend: Backend };
/** Without a model a decision is only for now: `doubtedAt` is when that was found, and `isMakeshift` that the last rung answers meanwhile. */
type Pending = {
  readonly decision: Promise<Decision>;
  doubtedAt: number | undefined;
  isMakeshift: boolean;
};
type Makeshift = { readonly rung: 5; readonly id: "workspace"; readonly why: string };

// A server that was just started or a model that was just pulled is noticed, but not by asking at every keystroke.
const REDECIDE_AFTER_MS = 10_000;

/** What leads somebody with nothing set up to a model. */
export const SET_UP_A_MODEL =
  "run `treewright models pull qwen2.5-coder-0.5b`, or name a backend in the configuration file";

export function createBackends(ports: BackendsPorts): Backends {
  const { settings, trace, env, cacheDirectory } = ports;
  const clock = ports.clock ?? SYSTEM_CLOCK;
  const fetchPort = ports.fetch ?? fetch;
  const embedded = ports.embedded ?? createEmbeddedModels({ cacheDirectory, trace });
  const { trialHole: hole, onUnfitForHoles } = ports;
  const onUnfit = onUnfitForHoles ?? ((reason: string) => trace.log("warning", reason));
  const trial = hole === undefined ? {} : { trial: { hole, onUnfit } };
  const opener = createOpener({
    trace,
    env,
    clock,
    fetch: ports.fetch ?? createPlainFetch(),
    embedded,
    ...trial,
  });

  const pending = new Map<BackendRole, Pending>();
  const said = new Map<BackendRole, string>();
  let engine: WorkspaceEngine | undefined;
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
    const { rung, why } = target;
    const current = settings.current();
    const isEngine = target.id === "workspace" && !Object.hasOwn(current.backends, target.id);
    const backend =
      isEngine || target.rung === 5 ? openEngine(role, rung === 1) : await opener.open(role, target, current);
    const answering = { rung, backend: backend.id, model: backend.model, why };
    const words = `${role}: ${backend.id} with ${backend.model}, because ${why}`;
    if (said.get(role) !== words) trace.log("info", words);
    said.set(role, words);
    if (role === "completion") ports.onCompletionDecided?.(answering);
    return { backend, answering };
  }

  function openEngine(role: BackendRole, isNamed: boolean): Backend {
    if (role === "edits") {
      const what = isNamed ? 'backend "workspace" writes no edits' : "no model is set up";
      throw new Failure("unconfigured", what, { remedy: SET_UP_A_MODEL });
    }
    const { nearby = nothingNearby, membersOf } = ports;
    engine ??= createWorkspaceEngine({ trace, nearby, ...(membersOf === undefined ? {} : { membersOf }) });
    return engine;
  }

  async function choose(role: BackendRole): Promise<Target | Makeshift> {
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
    const why = "no model is set up; it knows words and lines of this workspace only";
    return { rung: 5, id: "workspace", why };
  }

  function begin(role: BackendRole): Pending {
    const begun: Pending = { decision: decide(role), doubtedAt: undefined, isMakeshift: false };
    begun.decision.then(
      ({ answering }) => {
        if (answering.rung !== 5) return;
        begun.doubtedAt = clock.now();
        begun.isMakeshift = true;
      },
      // The caller gets the failure itself; this only remembers when it was.
      () => {
        begun.doubtedAt = clock.now();
      },
    );
    return begun;
  }

  function decisionFor(role: BackendRole): Promise<Decision> {
    const known = pending.get(role);
    const doubtedAt = known?.doubtedAt;
    if (known !== undefined && (doubtedAt === undefined || clock.now() - doubtedAt < REDECIDE_AFTER_MS)) {
      return known.decision;
    }
    const next = begin(role);
    if (known?.isMakeshift) {
      // Nobody who types waits for the search: the engine answers until a model is found.
      known.doubtedAt = clock.now();
      next.decision.then(
        () => {
          if (pending.get(role) === known) pending.set(role, next);
        },
        () => undefined,
      );
      return known.decision;
    }
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

  async function embeddedIfChosen(): Promise<Backend | undefined> {
    // Nothing else is loaded or read ahead, so nobody else is looked for.
    if (!settings.current().completion.enabled || (await embedded.present()).length === 0) return undefined;
    const { backend } = await decisionFor("completion");
    return backend.warm === undefined ? undefined : backend;
  }

  return {
    wake() {
      // What goes wrong is told to whoever asks for a completion.
      void embeddedIfChosen()
        .then((backend) => backend?.wake?.())
        .catch(() => undefined);
    },
    forReadingAhead: embeddedIfChosen,
    async forCompletion(trigger = "invoked") {
      const { backend } = await decisionFor("completion");
      if (trigger === "typing") {
        const isAwake = backend.wake?.() ?? true;
        return isAwake ? backend : openEngine("completion", false);
      }
      await backend.settle?.();
      return backend;
    },
    forEdits: async () => (await decisionFor("edits")).backend,
    describe: async () => ({ completion: await answering("completion"), edits: await answering("edits") }),
    async dispose() {
      unsubscribe();
      pending.clear();
      await Promise.all([opener.close(), engine?.dispose()]);
    },
  };
}

async function* nothingNearby(): AsyncGenerator<never> {}

/** What of the settings decides about backends; a change of anything else leaves them running. */
function relevantPart({ backends, completion, edits, offline }: Settings): string {
  const { backend, model } = completion;
  return JSON.stringify([backends, backend, model, edits.backend, edits.model, offline]);
}
