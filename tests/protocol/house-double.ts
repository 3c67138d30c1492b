// Owns a house without a model for tests of the protocol room: real documents, workspace, settings and trace, scripted work.
import { createSettings } from "../../server/config/settings.ts";
import { createDocuments, type DocumentSnapshot, type Documents } from "../../server/documents/documents.ts";
import { createWorkspace } from "../../server/documents/workspace.ts";
import type { CodeActions } from "../../server/features/code-actions.ts";
import type { Completions } from "../../server/features/inline-completion.ts";
import type { NextEdits } from "../../server/features/next-edit.ts";
import type { House, HousePorts, WorkRecord } from "../../server/protocol/serve.ts";
import { Failure } from "../../server/trace/failure.ts";
import { createTrace } from "../../server/trace/trace.ts";

// Enough for a thread to start, on a busy machine as well.
const LOOP_MS = 2_000;

/**
 * What a completion does is written in the cursor's line, and what an action does in its instruction:
 * `wait` waits for its signal, `changed` for a change, and `nothing`, `superseded`, `throw`, `fail`, `away`, `console` do what they say.
 * Anything else is offered `done`, and an action replaces its target by `DONE`.
 */
export function buildHouse({ notices }: HousePorts): House {
  const documents = createDocuments();
  const workspace = createWorkspace();
  const settings = createSettings();
  const trace = createTrace({ write: ({ level, text }) => process.stderr.write(`${level}: ${text}\n`) });
  let outcome = "offered";

  const play = async (script: string, uri: string, signal: AbortSignal): Promise<void> => {
    if (script.includes("console")) console.log("a line of a dependency");
    if (script.includes("loop")) loopFor(LOOP_MS);
    if (script.includes("reject")) await Promise.reject(new TypeError("scripted bug"));
    if (script.includes("throw")) throw new TypeError("scripted bug");
    if (script.includes("fail")) {
      throw new Failure("unavailable", "the scripted backend is away", { remedy: "start it" });
    }
    if (script.includes("changed")) await nextChange(documents, uri);
    if (script.includes("wait")) await forever(signal);
  };

  const preview: Completions["preview"] = async ({ document, offset }) => ({
    backend: "double",
    model: "scripted",
    items: [itemOf(document.uri)],
    prompt: {
      kind: "fim",
      segments: [],
      prefix: document.slice(0, offset),
      suffix: document.slice(offset, document.length),
      files: [],
      path: "a.ts",
      stop: [],
      maxTokens: 1,
      temperature: 0,
    },
    budget: { maxTokens: 10, deadlineMs: 25 },
    sources: [{ id: "siblings", found: 1, durationMs: 0 }, { id: "slow" }],
    timings: { totalMs: 2, contextMs: 1 },
  });

  const completions: Completions = {
    preview,
    noteEvent: () => undefined,
    noteCursor: () => undefined,
    async provide({ document, offset, trigger }, signal) {
      const line = document.lineText(document.positionAt(offset).line);
      if (line.includes("away")) {
        notices.tell("backend", "warning", "the scripted backend is away");
        return { kind: "nothing", reason: "the backend is away" };
      }
      await play(line, document.uri, signal);
      if (line.includes("nothing")) return { kind: "nothing", reason: "the script says so" };
      if (line.includes("superseded")) return { kind: "superseded" };
      const edit = { span: { start: offset, end: offset }, newText: "done\n  twice" };
      const count = trigger === "invoked" ? 2 : 1;
      return {
        kind: "offered",
        candidates: Array.from({ length: count }, (_, i) => ({ id: `c${i}`, edit })),
      };
    },
  };
  const nextEdits: NextEdits = {
    noteEvent: () => undefined,
    next(document) {
      if (!document.lineText(0).includes("renamed")) return undefined;
      const span = { start: document.lineStart(1), end: document.lineStart(1) + 3 };
      return { document, edit: { span, newText: "new" }, title: "Rename old to new here too" };
    },
    nextAnywhere: (document, offset) => Promise.resolve(nextEdits.next(document, offset)),
  };
  const actions: CodeActions = {
    ids: ["implement-body", "fix-diagnostic"],
    choicesOf: () => undefined,
    list: ({ span, diagnostics, only, isAutomatic }) => [
      ...(isAutomatic || (only !== undefined && !only.includes("refactor"))
        ? []
        : [
            {
              actionId: "implement-body",
              kind: "refactor.rewrite.implement.treewright",
              result: "edit" as const,
              offer: { title: "Implement it", span, symbol: "it" },
              hash: "h",
            },
          ]),
      ...diagnostics.map((diagnostic) => ({
        actionId: "fix-diagnostic",
        kind: "quickfix.treewright",
        result: "edit" as const,
        offer: { title: "Fix it", span: diagnostic.span, diagnostic },
        hash: "h",
      })),
    ],
    async preview(document, { span, instruction }, signal) {
      const previewed = await preview({ document, offset: span.start, trigger: "invoked" }, signal);
      const messages = [{ role: "user", content: instruction ?? "" }] as const;
      return {
        ...previewed,
        prompt: { kind: "chat", messages, stop: [], maxTokens: 1, temperature: 0 },
      };
    },
    async run(document, { span, instruction }, progress, signal) {
      progress("working");
      await play(instruction ?? "", document.uri, signal);
      const made = playMade(instruction ?? "", document);
      if (made !== undefined) {
        return {
          id: "g1",
          label: "Make it",
          about: document,
          changes: [],
          newFiles: [],
          checks: [],
          rounds: 1,
          ...made,
        };
      }
      return {
        id: "g1",
        label: "Implement it",
        about: document,
        changes: [{ document, edits: [{ span, newText: "DONE" }] }],
        newFiles: [],
        checks: [{ id: "parses-in-place", verdict: "pass" }],
        rounds: 1,
      };
    },
  };
  const record = (uri: string): WorkRecord => ({
    id: "g1",
    task: "implement-body",
    backend: "double",
    model: "scripted",
    timings: { totalMs: 1, contextMs: 0 },
    outcome,
    items: [itemOf(uri)],
    checks: [{ id: "parses-in-place", verdict: "trim", message: "shortened" }],
  });
  const model = { backend: "double", model: "scripted" };

  return {
    version: "0.0.0",
    documents,
    workspace,
    settings,
    trace,
    completions,
    nextEdits,
    imports: { canImport: () => false, edits: () => [] },
    actions,
    syntax: {
      snapshot: (document) => ({
        symbols: () => [
          {
            name: "whole",
            kind: "module",
            span: { start: 0, end: document.length },
            nameSpan: { start: 0, end: 1 },
            signature: "whole",
            children: [],
          },
        ],
      }),
      extract: () => undefined,
      languageOf: () => "plaintext",
    },
    index: {
      start: () => undefined,
      rescan: async () => undefined,
      changed: async () => undefined,
      watch: () => undefined,
      report: async () => ({
        files: 2,
        symbols: 3,
        words: 4,
        bytes: 500,
        filesRead: 1,
        durationMs: 6,
        languages: [{ id: "typescript", files: 2, symbols: 3, imports: 1, resolved: 1 }],
      }),
    },
    models: {
      list: async () => [{ id: "small", file: "small.gguf", bytes: 1, sha256: "00", present: false }],
      pull: async (_id, _options, progress) => progress("half", 50),
      remove: async () => undefined,
    },
    record: (id) =>
      id === undefined || id === "g1" ? record(documents.all()[0]?.uri ?? "file:///gone") : undefined,
    accepted: (id) => {
      outcome = `accepted ${id}`;
    },
    doctor: async () => ({
      checks: [{ id: "double", verdict: "pass", message: "all is scripted" }],
      completion: model,
      edits: model,
    }),
    status: async () => ({ completion: model, edits: model }),
    usage: async (days) => [
      {
        ...model,
        day: `${days} days ago`,
        requests: 2,
        estimated: 1,
        promptTokens: 30,
        cachedTokens: 20,
        outputTokens: 4,
      },
    ],
    dispose: async () => undefined,
  };
}

function itemOf(uri: string): WorkRecord["items"][number] {
  return {
    source: "siblings",
    why: "stands beside it",
    uri,
    path: "a.ts",
    span: { start: 2, end: 3 },
    text: "b",
    tokens: 1,
    score: 1,
  };
}

/** What the words of an instruction make besides an edit: `file NAME`, `words`, `findings`. */
function playMade(script: string, document: DocumentSnapshot): Partial<Made> | undefined {
  const name = /file (\S+)/.exec(script)?.[1];
  if (name !== undefined) return { newFiles: [{ uri: new URL(name, document.uri).href, text: "NEW\n" }] };
  if (script.includes("words")) return { words: "It *adds*." };
  if (script.includes("findings")) return { findings: [{ span: { start: 0, end: 1 }, message: "wrong" }] };
  return undefined;
}

type Made = Awaited<ReturnType<CodeActions["run"]>>;

/** Comes to an end only with its signal. */
function forever(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(new Failure("cancelled", "cancelled")));
  });
}

function nextChange(documents: Documents, uri: string): Promise<void> {
  return new Promise((resolve) => {
    const unsubscribe = documents.subscribe((event) => {
      if (event.kind !== "changed" || event.document.uri !== uri) return;
      unsubscribe();
      resolve();
    });
  });
}

/** Gives nobody else a turn. */
function loopFor(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
