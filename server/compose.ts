// Owns how the rooms are put together: the one place that builds them and hands them to each other.
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Backend } from "./backends/backend.ts";
import { childEnvironment } from "./backends/child-environment.ts";
import { meterBackends } from "./backends/metered.ts";
import { diagnose } from "./backends/models/doctor.ts";
import { createModelShop } from "./backends/models/shop.ts";
import { createBackends, SET_UP_A_MODEL } from "./backends/registry.ts";
import { createUsageLedger } from "./backends/usage-ledger.ts";
import { cacheDirectory, environmentSettings } from "./config/environment.ts";
import { createSettings, type SettingNotice } from "./config/settings.ts";
import { applyUserFile, readUserFile, userFilePath, watchUserFile } from "./config/user-file.ts";
import { createCollector } from "./context/collect.ts";
import { createDeclarations } from "./context/declarations/declarations.ts";
import { membersBehind } from "./context/members-behind.ts";
import { createDocuments } from "./documents/documents.ts";
import { nearbyFiles } from "./documents/nearby-files.ts";
import { createWorkspace, fileUri, pathOf } from "./documents/workspace.ts";
import { importEdits } from "./edits/import-edits.ts";
import { createPlanRewrite } from "./edits/plan.ts";
import { createAutoImports } from "./features/auto-imports.ts";
import { createCodeActions } from "./features/code-actions.ts";
import { createCompletions } from "./features/inline-completion.ts";
import { createNextEdits } from "./features/next-edit.ts";
import { createGenerator } from "./generate/generate.ts";
import { createIndex } from "./index/index.ts";
import { namesBehind } from "./index/members.ts";
import { reportIndex } from "./index/report.ts";
import { createSpareMemory } from "./index/spare-memory.ts";
import { createPackages } from "./project/packages.ts";
import { createProject } from "./project/project.ts";
import type { Prompt } from "./prompt/render.ts";
import { renderAction, renderFollowUp, renderInsert, renderRepair, unseenItems } from "./prompt/render.ts";
import type { House, HousePorts } from "./protocol/serve.ts";
import { createSyntax } from "./syntax/syntax.ts";
import { untilAborted } from "./trace/abort.ts";
import { describeFailure } from "./trace/failure.ts";
import { createTrace } from "./trace/trace.ts";
import { createUserChecker } from "./verify/user-checker.ts";
import { createVerifier } from "./verify/verify.ts";

/** What the command line of the server may say; each stands above the settings file. */
export type ServerOptions = {
  readonly config?: string | undefined;
  readonly backend?: string | undefined;
  readonly model?: string | undefined;
  readonly offline?: boolean | undefined;
  readonly seed?: number | undefined;
};

// It opens files for one answer, and most of its answers need no completion.
const COMMAND_LINE = "treewright";

const NO_MODEL = `no model is set up, so completions repeat words and lines of this workspace: ${SET_UP_A_MODEL}`;

/** Builds everything behind one connection. Quick: grammars, models and the network wait until they are needed. */
export function compose(options: ServerOptions, ports: HousePorts): House {
  const { env } = process;
  const cache = cacheDirectory(env);
  const trace = createTrace({
    write({ level, text }) {
      ports.log(level === "debug" ? "info" : level, text);
    },
  });

  const settings = createSettings();
  const configFile = userFilePath({ argument: options.config, env });
  const tell = (notices: readonly SettingNotice[]): void => {
    for (const notice of notices) ports.notices.tell(`setting ${notice.key}`, "warning", notice.message);
  };
  tell(applyUserFile(settings, configFile));
  tell(settings.set("environment", environmentSettings(env)));
  tell(settings.set("argv", argvSettings(options)));
  trace.setLevel(settings.current().trace);
  settings.subscribe((next) => trace.setLevel(next.trace));
  // The first look of a watch starts threads, which takes longer than the rest of this; the answer to `initialize` goes first.
  let unwatch = (): void => undefined;
  const watching = setImmediate(() => {
    unwatch = watchUserFile(configFile, () => tell(applyUserFile(settings, configFile)));
  });

  const documents = createDocuments();
  const workspace = createWorkspace();
  const syntax = createSyntax({ trace });
  documents.subscribe((event) => syntax.noteEvent(event));
  const index = createIndex({
    workspace,
    documents,
    syntax,
    trace,
    cacheDirectory: cache,
    workerEnvironment: childEnvironment(env),
  });
  const spareMemory = createSpareMemory({ documents });
  index.onChange(() => spareMemory.note());
  const declarations = createDeclarations({ index, onBuilt: () => spareMemory.note() });
  const imports = createAutoImports({
    syntax,
    findSource(name, { uri, language }) {
      const path = pathOf(uri);
      return path === undefined ? undefined : index.findSource(name, { path, language });
    },
    hasSource(name, { uri, language }) {
      const path = pathOf(uri);
      return path !== undefined && index.hasSource(name, { path, language });
    },
    write: importEdits,
  });

  const memberPorts = {
    documents,
    workspace,
    syntax,
    declarations,
    namesBehind: (path: string, name: string) => namesBehind(index, path, name),
  };
  const backends = createBackends({
    settings,
    trace,
    env,
    cacheDirectory: cache,
    trialHole: holePrompt,
    onUnfitForHoles: (reason) => ports.notices.tell("holes", "info", reason),
    nearby: (path) => nearbyFiles({ documents, workspace }, path),
    membersOf: (prompt, name) => membersBehind(memberPorts, prompt, name),
    onCompletionDecided({ rung }) {
      if (rung === 5) ports.notices.tell("no model", "info", NO_MODEL);
      else ports.notices.clear("no model");
    },
  });
  const isTypedIn = (): boolean => ports.clientFeatures.name !== COMMAND_LINE;
  documents.subscribe(({ kind }) => {
    if (kind === "opened" && isTypedIn()) backends.wake();
  });
  const ledger = createUsageLedger({
    folder: join(cache, "usage"),
    trace,
    pricesOf: (id) => settings.current().backends[id]?.prices,
  });
  const counted = meterBackends(backends, (call) => ledger.add(call));
  const userChecker = createUserChecker({
    env: childEnvironment(env),
    commandFor: (languageId) => settings.current().verify.checkers[languageId],
  });
  const packages = createPackages();
  documents.subscribe((event) => {
    if (event.kind !== "opened") return;
    const { uri, languageId } = event.document;
    const path = pathOf(uri);
    const folder = path === undefined ? undefined : workspace.folderOf(path);
    // What is read by the time of an answer is asked then; a reading never fails.
    if (path !== undefined && folder !== undefined) void packages.read({ path, folder, languageId });
  });
  const collect = createCollector({ syntax, workspace, documents, settings, trace, declarations });
  const verifier = createVerifier({
    trace,
    security: () => settings.current().verify.security,
    canImport: (name, needy) => imports.canImport(name, needy),
    knowsWord: (word) => (index.state.kind === "ready" ? index.word(word) !== undefined : undefined),
    knowsPackage(importing, source) {
      const folder = workspace.folderOf(importing.path);
      return folder === undefined ? undefined : packages.knows({ ...importing, folder }, source);
    },
    hasMember: (receiver, name) => declarations.hasMember(receiver, name),
    index,
  });
  const generator = createGenerator({
    collect,
    project: createProject({ workspace, settings, trace }),
    prompts: { renderInsert, renderAction, renderFollowUp, renderRepair, unseenItems },
    verifier,
    importEdits: (document, names) => imports.edits(document, names),
    async checkByUser(before, after, signal) {
      const path = pathOf(before.uri);
      const folder = path === undefined ? undefined : workspace.folderOf(path);
      if (path === undefined || folder === undefined) return { reports: [], reasons: [] };
      const { languageId } = before;
      const texts = { before: before.getText(), after: after.getText() };
      return userChecker.check({ path, folder, languageId, ...texts }, signal);
    },
    plan: createPlanRewrite({ extract: (languageId, text) => syntax.extract(languageId, text) }),
    backends: {
      ...counted,
      forReadingAhead: async () => (isTypedIn() ? counted.forReadingAhead() : undefined),
    },
    documents,
    snapshot: (document) => syntax.snapshot(document),
    languageOf: (path) => syntax.languageOf(path),
    settings,
    trace,
    editor: ports.clientFeatures.name,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    relativePath: (uri) => workspace.relativePath(uri),
    isExcluded: (uri) => workspace.isExcluded(uri),
    backendState(state) {
      if (state.kind === "ok") ports.notices.clear("completion backend");
      else ports.notices.tell("completion backend", "warning", describeFailure(state.failure));
    },
  });

  const completions = createCompletions({ documents, syntax, settings, generator });
  documents.subscribe((event) => completions.noteEvent(event));
  const nextEdits = createNextEdits({
    documents,
    syntax,
    trace,
    importsFor: (parsed, within) =>
      verifier
        .missingImports(parsed, within)
        .map((name) => ({ name, edits: imports.edits(parsed.document, [name]) })),
    usersOf(uri, { name, isMember }) {
      const path = pathOf(uri);
      const users = path === undefined ? [] : index.usersOf({ path, name, isMember });
      return users.map(({ path: user, ...rest }) => ({ uri: fileUri(user), ...rest }));
    },
    async read(uri) {
      const path = pathOf(uri);
      return path === undefined ? undefined : (await workspace.read(path))?.text;
    },
  });
  documents.subscribe((event) => nextEdits.noteEvent(event));

  return {
    version: packageVersion(),
    documents,
    workspace,
    syntax,
    index: {
      start: () => index.start(),
      rescan: () => index.rescan(),
      changed: (paths) => index.changed(paths),
      watch: () => index.watch(),
      async report(signal) {
        await untilAborted(declarations.whenReady(), signal);
        return reportIndex(index, signal);
      },
    },
    settings,
    trace,
    completions,
    imports,
    nextEdits,
    actions: createCodeActions({
      syntax,
      workspace,
      generator,
      trace,
      noteProblems: (document, problems) => collect.noteProblems(document, problems),
    }),
    models: createModelShop({ cacheDirectory: cache, env }),
    record: (id) => generator.record(id),
    accepted: (id) => generator.accepted(id),
    doctor: (signal) =>
      diagnose(
        {
          settings,
          backends: counted,
          env,
          cacheDirectory: cache,
          configFile,
          holePrompt,
          configProblem: () => problemIn(configFile),
          grammarProblem: () => syntax.nativeProblem(),
        },
        signal,
      ),
    status: () => backends.describe(),
    usage: (days) => ledger.read(days),
    async dispose() {
      clearImmediate(watching);
      unwatch();
      declarations.dispose();
      spareMemory.dispose();
      await index.dispose();
      syntax.dispose();
      await backends.dispose();
      await ledger.flush();
    },
  };
}

function problemIn(configFile: string): string | undefined {
  const file = readUserFile(configFile);
  return file.kind === "broken" ? file.message : undefined;
}

/** The doctor's small hole, rendered as a keystroke's prompt would be. */
function holePrompt(backend: Backend): Prompt {
  const text = "def add(a, b):\n    return a ";
  const document = createDocuments().open("untitled:add.py", "python", 1, text);
  return renderInsert(
    {
      kind: "insert-at-cursor",
      document,
      syntax: undefined,
      offset: text.length,
      scope: undefined,
      shape: "line",
      candidates: 1,
      trigger: "invoked",
    },
    [],
    { ...backend, path: () => "add.py", maxTokens: 16, temperature: 0 },
  );
}

/** `--backend` and `--model` speak for completions and edits alike. */
function argvSettings({ backend, model, offline }: ServerOptions): Readonly<Record<string, unknown>> {
  return {
    ...(backend === undefined ? {} : { "completion.backend": backend, "edits.backend": backend }),
    ...(model === undefined ? {} : { "completion.model": model, "edits.model": model }),
    ...(offline === undefined ? {} : { offline }),
  };
}

function packageVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)("../package.json");
  const isManifest = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return isManifest ? String(manifest.version) : "0.0.0";
}
