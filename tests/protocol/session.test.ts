// Owns the tests of what is answered to which client, over a real connection to a house without a model.
import { afterEach, describe, expect, test } from "vitest";
import { type House, serve } from "../../server/protocol/serve.ts";
import {
  CAPABILITIES,
  connectServer,
  type Editor,
  type Range,
  type WorkspaceEdit,
} from "../support/editor.ts";
import { buildHouse } from "./house-double.ts";

const URI = "file:///work/a.ts";
const at = (line: number, character: number) => ({ line, character });
const range = (line: number, from: number, to: number): Range => ({
  start: at(line, from),
  end: at(line, to),
});

let editor: Editor;
let house: House;
afterEach(() => editor.dispose());

type Options = {
  readonly capabilities?: object;
  readonly initializationOptions?: unknown;
  readonly text?: string;
};

/** Starts a session in this process, with one open document. */
async function begin({ text = "function it() {}\n", ...options }: Options = {}): Promise<unknown> {
  editor = connectServer((transport) => {
    serve({ ...transport, answerWithinMs: 50 }, (ports) => (house = buildHouse(ports)));
  });
  const result = await editor.initialize(options);
  editor.open(URI, "typescript", text);
  return result;
}

const { textDocument, workspace } = CAPABILITIES;
const { completion, codeAction } = textDocument;
const withoutInline = { completion, codeAction };
const withoutResolve = {
  codeActionLiteralSupport: codeAction.codeActionLiteralSupport,
  tagSupport: codeAction.tagSupport,
};
const COMMANDS = [
  "treewright.run",
  "treewright.accepted",
  "treewright.cancel",
  "treewright.status",
  "treewright.trace",
  "treewright.doctor",
  "treewright.symbols",
  "treewright.context",
  "treewright.index",
  "treewright.models",
  "treewright.usage",
];

describe("what is announced", () => {
  const always = {
    textDocumentSync: { openClose: true, change: 2, save: true },
    executeCommandProvider: { commands: COMMANDS },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  };
  const kinds = ["quickfix", "refactor.extract", "refactor.rewrite", "source"];
  const list = { completionProvider: { resolveProvider: true, triggerCharacters: [] } };

  test.each<readonly [string, object, unknown, object]>([
    ["nothing", {}, undefined, { codeActionProvider: true }],
    [
      "everything",
      { ...CAPABILITIES, general: { positionEncodings: ["utf-32", "utf-8", "utf-16"] } },
      undefined,
      {
        positionEncoding: "utf-32",
        inlineCompletionProvider: {},
        codeActionProvider: { resolveProvider: true, codeActionKinds: kinds },
      },
    ],
    [
      "everything, and wishes for a list",
      CAPABILITIES,
      { treewright: { completion: { inList: true } } },
      {
        inlineCompletionProvider: {},
        ...list,
        codeActionProvider: { resolveProvider: true, codeActionKinds: kinds },
      },
    ],
    ["a list only", { textDocument: { completion: {} } }, undefined, { ...list, codeActionProvider: true }],
    [
      "an inline completion told beside its capabilities",
      {},
      { clientCapabilities: { textDocument: { inlineCompletion: {} } } },
      { inlineCompletionProvider: {}, codeActionProvider: true },
    ],
    [
      "actions it does not resolve",
      { textDocument: { codeAction: withoutResolve } },
      undefined,
      { codeActionProvider: { resolveProvider: false, codeActionKinds: kinds } },
    ],
    [
      "encodings of its own",
      { general: { positionEncodings: ["utf-7", 8] } },
      undefined,
      { codeActionProvider: true },
    ],
  ])("to a client with %s", async (_name, capabilities, initializationOptions, announced) => {
    expect(await begin({ capabilities, initializationOptions })).toEqual({
      serverInfo: { name: "treewright", version: "0.0.0" },
      capabilities: { ...always, ...announced },
    });
  });

  test.each([
    [1, CAPABILITIES],
    [2, { textDocument: withoutInline }],
    [3, { textDocument: { codeAction: textDocument.codeAction } }],
    [4, { workspace }],
    [5, {}],
  ])("rung %i", async (rung, capabilities) => {
    await begin({ capabilities });
    expect(await editor.execute("treewright.status")).toMatchObject({ rung, openDocuments: 1, inFlight: 0 });
  });
});

describe("inline completion", () => {
  const ask = (triggerKind: number, position = at(0, 15), more: object = {}) =>
    editor.request("textDocument/inlineCompletion", {
      textDocument: { uri: URI },
      position,
      context: { triggerKind, ...more },
    });
  const item = (id: string) => ({
    insertText: "done\n  twice",
    range: range(0, 15, 15),
    command: { title: "", command: "treewright.accepted", arguments: [id] },
  });

  test("offers one candidate while typing and several by hand", async () => {
    await begin();
    expect(await ask(2)).toEqual({ items: [item("c0")] });
    expect(await ask(1)).toEqual({ items: [item("c0"), item("c1")] });
    await editor.execute("treewright.accepted", "c1");
    expect(await editor.execute("treewright.trace")).toMatchObject({ outcome: "accepted c1" });
  });

  test("says nothing with an empty list, and null where it was superseded", async () => {
    await begin({ text: "nothing\nsuperseded\n" });
    expect(await ask(2, at(0, 0))).toEqual({ items: [], why: { reason: "the script says so" } });
    expect(await ask(2, at(1, 0))).toBeNull();
  });

  test("is empty without a backend, which is said once", async () => {
    await begin({ text: "away" });
    for (let i = 0; i < 3; i++) expect(await ask(2, at(0, 0))).toMatchObject({ items: [] });
    const shown = editor.received.filter(({ method }) => method === "window/showMessage");
    expect(shown.map(({ params }) => params)).toEqual([{ type: 2, message: "the scripted backend is away" }]);
  });
});

describe("the completion list", () => {
  const complete = (position: object) =>
    editor.request("textDocument/completion", { textDocument: { uri: URI }, position });

  test("offers plain text, sorted last, over the word before the cursor", async () => {
    await begin({ text: "let a = fo\n" });
    expect(await complete(at(0, 10))).toEqual({
      isIncomplete: true,
      items: [
        {
          label: "fodone",
          detail: "treewright",
          kind: 1,
          sortText: "zzzz0",
          preselect: false,
          insertTextFormat: 1,
          filterText: "fo",
          textEdit: { range: range(0, 8, 10), newText: "fodone\n  twice" },
          data: { id: "c0", languageId: "typescript" },
        },
      ],
    });
  });

  test("resolves to a fenced preview, whatever the text holds", async () => {
    await begin();
    const item = {
      label: "x",
      own: 1,
      data: { id: "c0", languageId: "markdown" },
      textEdit: { range: range(0, 0, 0), newText: "````\n" },
    };
    expect(await editor.request("completionItem/resolve", item)).toEqual({
      ...item,
      documentation: { kind: "markdown", value: "`````markdown\n````\n\n`````" },
    });
  });
});

describe("code actions", () => {
  const diagnostic = { range: range(0, 0, 8), message: "wrong", code: 2304, source: "ts", data: { own: 1 } };
  const list = (context: object = { diagnostics: [] }) =>
    editor.request("textDocument/codeAction", { textDocument: { uri: URI }, range: range(0, 9, 9), context });
  const reference = {
    v: 1,
    actionId: "implement-body",
    uri: URI,
    version: 1,
    span: range(0, 9, 9),
    symbol: "it",
    hash: "h",
  };
  const kind = "refactor.rewrite.implement.treewright";

  test("are listed to be resolved where the client resolves edits", async () => {
    await begin();
    expect(await list({ diagnostics: [diagnostic] })).toEqual([
      { title: "Implement it", kind, tags: [1], data: reference },
      {
        title: "Fix it",
        kind: "quickfix.treewright",
        tags: [1],
        diagnostics: [diagnostic],
        data: {
          v: 1,
          actionId: "fix-diagnostic",
          uri: URI,
          version: 1,
          span: range(0, 0, 8),
          hash: "h",
          diagnostic: { range: range(0, 0, 8), message: "wrong", code: "2304", source: "ts" },
        },
      },
    ]);
    expect(await list({ diagnostics: [], only: ["quickfix"] })).toEqual([]);
    expect(await list({ diagnostics: [], triggerKind: 2 })).toEqual([]);
  });

  test("are listed with a command where the client does not resolve, and as bare commands below that", async () => {
    const command = { title: "Implement it", command: "treewright.run", arguments: [reference] };
    await begin({ capabilities: { textDocument: { codeAction: withoutResolve } } });
    expect(await list()).toEqual([{ title: "Implement it", kind, tags: [1], command }]);
    await editor.dispose();
    await begin({ capabilities: {} });
    expect(await list()).toEqual([command]);
  });

  test("resolve to a versioned edit, and keep what else the client sent", async () => {
    await begin();
    const action = { title: "Implement it", own: 1, data: { ...reference, span: range(0, 14, 16) } };
    const resolved = (await editor.request("codeAction/resolve", action)) as { edit: WorkspaceEdit };
    const edit = {
      documentChanges: [
        {
          textDocument: { uri: URI, version: 1 },
          edits: [{ range: range(0, 14, 16), newText: "DONE" }],
        },
      ],
    };
    expect(resolved).toEqual({ ...action, edit });
    expect(editor.apply(resolved.edit)).toBe(true);
    expect(editor.text(URI)).toBe("function it() DONE\n");
  });

  test("come too late where the text has moved on", async () => {
    await begin();
    const resolved = editor.request("codeAction/resolve", { data: { ...reference, instruction: "changed" } });
    editor.change(URI, "something else");
    await expect(resolved).rejects.toMatchObject({
      code: -32801,
      message: `${URI} changed while the edit was being made: run the action again`,
      data: { kind: "stale", remedy: "run the action again" },
    });
  });
});

describe("treewright.run", () => {
  const request = { actionId: "implement-body", uri: URI, span: range(0, 14, 16) };
  const progressOf = (token: unknown) =>
    editor.received
      .filter(
        ({ method, params }) => method === "$/progress" && (params as { token: unknown }).token === token,
      )
      .map(({ params }) => (params as { value: { kind: string; message?: string } }).value);
  const ended = () =>
    editor.message(
      ({ params }) => (params as { value?: { kind?: string } } | undefined)?.value?.kind === "end",
    );
  const shown = () => editor.message(({ method }) => method === "window/showMessage");

  test("answers at once, reports, and has the edit applied", async () => {
    await begin();
    const started = (await editor.execute("treewright.run", request)) as { id: string };
    expect(started).toEqual({ id: started.id, state: "started" });
    await ended();
    expect(editor.text(URI)).toBe("function it() DONE\n");
    expect(progressOf(started.id)).toEqual([
      { kind: "begin", title: "implement-body", cancellable: true },
      { kind: "report", message: "working" },
      { kind: "end", message: "done" },
    ]);
    expect(await editor.execute("treewright.trace", started.id)).toMatchObject({ traceId: "g1" });
  });

  test("sends plain changes and log messages to a client that knows no more", async () => {
    await begin({ capabilities: { workspace: { applyEdit: true } } });
    await editor.execute("treewright.run", request);
    await editor.message(({ params }) =>
      /: done$/.test((params as { message?: string } | undefined)?.message ?? ""),
    );
    expect(editor.text(URI)).toBe("function it() DONE\n");
    const asked = editor.received.filter(({ id, method }) => id !== undefined && method !== undefined);
    expect(asked.map(({ method, params }) => [method, params])).toEqual([
      [
        "workspace/applyEdit",
        {
          label: "Implement it",
          edit: { changes: { [URI]: [{ range: range(0, 14, 16), newText: "DONE" }] } },
        },
      ],
    ]);
  });

  test.each<readonly [string, (id: string) => unknown]>([
    ["the progress", (id) => editor.notify("window/workDoneProgress/cancel", { token: id })],
    ["a command with its id", (id) => editor.execute("treewright.cancel", id)],
    ["a command for all", () => editor.execute("treewright.cancel")],
  ])("is cancelled through %s, and nothing is applied or shown", async (_name, cancel) => {
    await begin();
    const { id } = (await editor.execute("treewright.run", { ...request, instruction: "wait" })) as {
      id: string;
    };
    await editor.message(
      ({ params }) => (params as { value?: { kind?: string } } | undefined)?.value?.kind === "report",
    );
    await cancel(id);
    await ended();
    expect(progressOf(id).at(-1)).toEqual({ kind: "end", message: "cancelled" });
    expect(editor.received.some(({ method }) => method === "window/showMessage")).toBe(false);
    expect(editor.text(URI)).toBe("function it() {}\n");
  });

  test("shows why nothing came", async () => {
    await begin();
    await editor.execute("treewright.run", { ...request, instruction: "fail" });
    await ended();
    const messages = editor.received.filter(({ method }) => method === "window/showMessage");
    expect(messages.at(-1)?.params).toEqual({ type: 1, message: "the scripted backend is away: start it" });
  });

  test("does not apply to a text that has moved on", async () => {
    await begin();
    await editor.execute("treewright.run", { ...request, instruction: "changed" });
    editor.change(URI, "something else");
    expect((await shown()).params).toMatchObject({
      message: expect.stringContaining("run the action again"),
    });
    expect(editor.text(URI)).toBe("something else");
  });

  test("with dryRun answers with the edit, its checks and its record", async () => {
    await begin();
    const finished = await editor.execute("treewright.run", { ...request, dryRun: true });
    expect(finished).toEqual({
      id: "treewright-run-1",
      state: "proposed",
      edit: {
        documentChanges: [
          { textDocument: { uri: URI, version: 1 }, edits: [{ range: range(0, 14, 16), newText: "DONE" }] },
        ],
      },
      checks: [{ id: "parses-in-place", verdict: "pass" }],
      rounds: 1,
      record: {
        traceId: "g1",
        task: "implement-body",
        backend: "double",
        model: "scripted",
        timings: { totalMs: 1, contextMs: 0 },
        outcome: "offered",
        items: [
          {
            source: "siblings",
            why: "stands beside it",
            path: "a.ts",
            range: range(0, 2, 3),
            text: "b",
            tokens: 1,
            score: 1,
          },
        ],
        checks: [{ id: "parses-in-place", verdict: "warn", message: "shortened" }],
      },
    });
    expect(editor.text(URI)).toBe("function it() {}\n");
  });

  test("with wait answers after applying, with progress on the request's own token", async () => {
    await begin();
    const finished = await editor.request("workspace/executeCommand", {
      command: "treewright.run",
      arguments: [{ ...request, wait: true }],
      workDoneToken: 7,
    });
    expect(finished).toMatchObject({ state: "applied" });
    expect(editor.text(URI)).toBe("function it() DONE\n");
    expect(progressOf(7).map(({ kind }) => kind)).toEqual(["begin", "report", "end"]);
  });

  test("F25 an edit the client refuses is kept, and the user told why", async () => {
    await begin();
    editor.answer("workspace/applyEdit", () => ({ applied: false, failureReason: "read only" }));
    const { id } = (await editor.execute("treewright.run", request)) as { id: string };
    expect((await shown()).params).toEqual({
      type: 2,
      message: 'the editor did not apply "Implement it": read only',
    });
    expect(await editor.execute("treewright.trace", id)).toMatchObject({
      refusedEdit: { documentChanges: [{ textDocument: { uri: URI } }] },
    });
  });

  test.each([
    ["never answers", () => undefined, /did not answer workspace\/applyEdit within 0.05 s/],
    ["answers nonsense", () => 5, /workspace\/applyEdit must be an object/],
    [
      "fails",
      () => {
        throw new Error("no");
      },
      /refused workspace\/applyEdit/,
    ],
  ])("F25 a client that %s keeps its text, and the session goes on", async (_name, answer, why) => {
    await begin();
    editor.answer("workspace/applyEdit", answer);
    const finished = await editor.execute("treewright.run", { ...request, wait: true });
    expect(finished).toMatchObject({ state: "not-applied", failureReason: expect.stringMatching(why) });
    expect(await editor.execute("treewright.status")).toMatchObject({ inFlight: 0 });
  });
});

describe("settings", () => {
  const capabilities = {
    workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
  };
  const settled = () => editor.execute("treewright.status");

  test("are pulled, stand above initializationOptions key by key, and are pulled again on a change", async () => {
    let maxTokens = 64;
    const pull = async (): Promise<void> => {
      await editor.message(({ method }) => method === "workspace/configuration");
      await settled();
    };
    editor = connectServer((transport) => serve(transport, (ports) => (house = buildHouse(ports))));
    editor.answer("workspace/configuration", () => [{ completion: { maxTokens } }]);
    await editor.initialize({ capabilities, initializationOptions: { treewright: { offline: true } } });
    await pull();
    expect(house.settings.current()).toMatchObject({ offline: true, completion: { maxTokens: 64 } });
    maxTokens = 32;
    editor.notify("workspace/didChangeConfiguration", { settings: null });
    await settled();
    await settled();
    expect(house.settings.current()).toMatchObject({ offline: true, completion: { maxTokens: 32 } });
    const registered = editor.received.find(({ method }) => method === "client/registerCapability");
    expect(registered?.params).toEqual({
      registrations: [
        {
          id: "treewright-settings",
          method: "workspace/didChangeConfiguration",
          registerOptions: { section: "treewright" },
        },
      ],
    });
  });

  test("are taken as pushed where the client can not be asked, and what was not taken is shown once", async () => {
    await begin({ capabilities: {} });
    const settings = {
      treewright: { completion: { enabled: false }, backends: { evil: { provider: "openai" } } },
    };
    editor.notify("workspace/didChangeConfiguration", { settings });
    editor.notify("workspace/didChangeConfiguration", { settings });
    await settled();
    expect(house.settings.current().completion.enabled).toBe(false);
    expect(house.settings.current().backends).not.toHaveProperty("evil");
    const shown = editor.received.filter(({ method }) => method === "window/showMessage");
    expect(shown).toHaveLength(1);
    expect(shown[0]?.params).toMatchObject({ type: 2, message: expect.stringContaining("backends") });
  });

  test.each([
    ["never answers", () => undefined],
    ["answers nonsense", () => "settings"],
    ["has none", () => [null]],
  ])("F25 a client that %s leaves the settings as they were", async (_name, answer) => {
    editor = connectServer((transport) => {
      serve({ ...transport, answerWithinMs: 50 }, (ports) => (house = buildHouse(ports)));
    });
    editor.answer("workspace/configuration", answer);
    await editor.initialize({ capabilities, initializationOptions: { offline: true } });
    await editor.message(({ method }) => method === "workspace/configuration");
    await settled();
    expect(house.settings.current().offline).toBe(true);
  });
});

describe("the workspace", () => {
  test("follows the editor's folders", async () => {
    editor = connectServer((transport) => serve(transport, (ports) => (house = buildHouse(ports))));
    await editor.initialize({ folders: ["/work/one", "/work/two"] });
    editor.notify("workspace/didChangeWorkspaceFolders", {
      event: { added: [{ uri: "file:///work/three" }], removed: [{ uri: "file:///work/one" }] },
    });
    await editor.execute("treewright.status");
    expect([...house.workspace.folders].sort()).toEqual(["/work/three", "/work/two"]);
  });

  test("is where the first file lies for a client without folders", async () => {
    await begin();
    await editor.execute("treewright.status");
    expect(house.workspace.folders).toEqual(["/work"]);
  });
});

describe("other commands", () => {
  test("report and download models", async () => {
    await begin();
    const models = [{ id: "small", file: "small.gguf", bytes: 1, sha256: "00", present: false }];
    expect(await editor.execute("treewright.models", { verb: "list" })).toEqual({ models });
    const pulled = await editor.request("workspace/executeCommand", {
      command: "treewright.models",
      arguments: [{ verb: "pull", id: "small", source: "hub" }],
      workDoneToken: "pull",
    });
    expect(pulled).toEqual({ models });
    expect(
      editor.received.filter(({ method }) => method === "$/progress").map(({ params }) => params),
    ).toEqual([
      { token: "pull", value: { kind: "begin", title: "downloading small", cancellable: false } },
      { token: "pull", value: { kind: "report", message: "half", percentage: 50 } },
      { token: "pull", value: { kind: "end", message: "done" } },
    ]);
  });

  test("tell what was used, of 30 days or as many as are asked for", async () => {
    await begin();
    const sums = { requests: 2, estimated: 1, promptTokens: 30, cachedTokens: 20, outputTokens: 4 };
    expect(await editor.execute("treewright.usage")).toEqual({
      days: 30,
      usage: [{ day: "30 days ago", backend: "double", model: "scripted", ...sums }],
    });
    expect(await editor.execute("treewright.usage", { days: 7 })).toMatchObject({ days: 7 });
    await expect(editor.execute("treewright.usage", { days: 93 })).rejects.toMatchObject({
      code: -32602,
      message: "arguments[0].days must be from 1 to 92",
    });
  });

  test("tell what would be sent, for a place and for an action", async () => {
    await begin();
    const item = { source: "siblings", path: "a.ts", range: range(0, 2, 3), text: "b" };
    const sources = [{ id: "siblings", found: 1, durationMs: 0 }, { id: "slow" }];
    const text = editor.text(URI);
    expect(await editor.execute("treewright.context", { uri: URI, position: at(0, 4) })).toMatchObject({
      backend: "double",
      items: [item],
      prompt: { kind: "fim", text: text.slice(0, 4), suffix: text.slice(4), tokens: expect.any(Number) },
      budget: { maxTokens: 10, usedTokens: 1, deadlineMs: 25 },
      timings: { totalMs: 2, contextMs: 1, sources },
    });
    const action = { actionId: "implement-body", uri: URI, span: range(0, 0, 1), instruction: "do it" };
    expect(await editor.execute("treewright.context", { action })).toMatchObject({
      prompt: { kind: "chat", messages: [{ role: "user", content: "do it" }] },
    });
    await expect(editor.execute("treewright.context", { uri: URI })).rejects.toMatchObject({ code: -32602 });
  });

  test("tell symbols and what the doctor says", async () => {
    await begin();
    expect(await editor.execute("treewright.symbols", { uri: URI })).toEqual([
      {
        name: "whole",
        kind: "module",
        range: { start: at(0, 0), end: at(1, 0) },
        selectionRange: range(0, 0, 1),
        signature: "whole",
        children: [],
      },
    ]);
    expect(await editor.execute("treewright.doctor")).toMatchObject({
      checks: [
        { id: "double" },
        {
          id: "editor",
          verdict: "pass",
          message: expect.stringMatching(/ shows suggestions in the text and /),
        },
      ],
    });
    await expect(editor.execute("treewright.trace", "gone")).rejects.toMatchObject({
      code: -32803,
      message: "no record has the id gone",
    });
  });
});

describe("next edits", () => {
  const text = "renamed\nold\n";
  const place = { textDocument: { uri: URI, version: 1 }, position: at(0, 3) };
  const edit = { range: range(1, 0, 3), newText: "new" };

  test("are answered in the way of copilotInlineEdit", async () => {
    await begin({ text });
    expect(await editor.request("textDocument/copilotInlineEdit", place)).toEqual({
      edits: [
        {
          text: "new",
          range: edit.range,
          textDocument: { uri: URI, version: 1 },
          command: {
            title: "Rename old to new here too",
            command: "treewright.accepted",
            arguments: ["next-edit"],
          },
        },
      ],
    });
  });

  test("are none where nothing follows, and refused for another version", async () => {
    await begin();
    expect(await editor.request("textDocument/copilotInlineEdit", place)).toEqual({ edits: [] });
    const other = { ...place, textDocument: { uri: URI, version: 7 } };
    await expect(editor.request("textDocument/copilotInlineEdit", other)).rejects.toMatchObject({
      code: -32801,
    });
  });

  test("are the last of the code actions, with their edit", async () => {
    await begin({ text });
    const listed = await editor.request("textDocument/codeAction", {
      textDocument: { uri: URI },
      range: range(0, 0, 0),
      context: { diagnostics: [], only: ["refactor.rewrite.next"] },
    });
    expect(listed).toEqual([
      {
        title: "Rename old to new here too (line 2)",
        kind: "refactor.rewrite.next.treewright",
        tags: [1],
        edit: { documentChanges: [{ textDocument: { uri: URI, version: 1 }, edits: [edit] }] },
      },
    ]);
  });
});
