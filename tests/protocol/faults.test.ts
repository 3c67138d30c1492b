// Owns the faults of the wire that need no work behind it: each test's name begins with its number, against the built server.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test, vi } from "vitest";
import { CAPABILITIES, type Editor, startServer } from "../support/editor.ts";
import { at, completeAt, errorOf, expectAlive, frame, URI } from "./alive.ts";

const MEBIBYTE = 1024 * 1024;

const started: Editor[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((editor) => editor.dispose()));
});

function start(): Editor {
  const editor = startServer();
  started.push(editor);
  return editor;
}

/** A server that is ready, with one document. */
async function ready(text = "ab\n"): Promise<Editor> {
  const editor = start();
  await editor.initialize();
  editor.open(URI, "typescript", text);
  return editor;
}

describe("lifecycle", () => {
  test("F01 a request before initialize is refused, a notification is dropped", async () => {
    const editor = start();
    editor.notify("textDocument/didOpen", { textDocument: { uri: URI } });
    expect(await errorOf(editor.request("textDocument/completion", {}))).toBe(-32002);
    expect(await errorOf(editor.request("shutdown"))).toBe(-32002);
    await editor.initialize();
    expect(await editor.execute("treewright.status")).toMatchObject({ openDocuments: 0 });
    await expectAlive(editor);
  });

  test("F02 a second initialize and a request after shutdown are refused", async () => {
    const editor = await ready();
    expect(await errorOf(editor.initialize())).toBe(-32600);
    expect(await editor.request("shutdown")).toBeNull();
    expect(await errorOf(editor.execute("treewright.status"))).toBe(-32600);
    expect(await errorOf(editor.request("shutdown"))).toBe(-32600);
    editor.notify("exit");
    expect(await editor.exited).toBe(0);
  });

  test("F03 exit before and after shutdown, and the end of the input", async () => {
    const abrupt = await ready();
    abrupt.notify("exit");
    const early = start();
    early.notify("exit");
    const orderly = await ready();
    const ended = await ready();
    ended.end();
    expect(await Promise.all([abrupt.exited, early.exited, orderly.stop(), ended.exited])).toEqual([
      1, 1, 0, 1,
    ]);
  });

  test("F04 the server ends when the process named by initialize is gone, though its input stays open", async () => {
    const parent = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    const editor = start();
    await editor.initialize({ processId: parent.pid ?? null });
    expect(await editor.execute("treewright.status")).toMatchObject({ inFlight: 0 });
    parent.kill("SIGKILL");
    await once(parent, "exit");
    expect(await editor.exited).toBe(1);
  });
});

describe("framing", () => {
  test.each([
    ["no length", "Content-Type: x\r\n\r\n{}"],
    ["NaN", "Content-Length: NaN\r\n\r\n{}"],
    ["a negative length", "Content-Length: -5\r\n\r\n{}"],
    ["an empty length", "Content-Length:\r\n\r\n{}"],
    ["two lengths", "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"],
    ["10 GB", "Content-Length: 10000000000\r\n\r\n{}"],
  ])("F05 a header with %s ends the server with one line", async (_name, bytes) => {
    const editor = start();
    editor.write(bytes);
    expect(await editor.exited).toBe(1);
    expect(editor.stderr().trimEnd().split("\n")).toHaveLength(1);
    expect(editor.stderr()).toMatch(/^treewright: the input can not be read any further/);
  });

  test("F05 a body of 65 MiB is skipped without being held", async () => {
    const editor = await ready();
    await editor.execute("treewright.status");
    const before = peakMemory(editor);
    editor.write(`Content-Length: ${65 * MEBIBYTE}\r\n\r\n`);
    for (let i = 0; i < 65; i++) editor.write(Buffer.alloc(MEBIBYTE, "x"));
    const answer = await editor.message(({ error }) => error?.code === -32700);
    expect(answer.id).toBeNull();
    expect(peakMemory(editor) - before).toBeLessThan(100 * MEBIBYTE);
    await expectAlive(editor);
  });

  test("F06 a header without an end is cut off", async () => {
    const editor = start();
    editor.write("x".repeat(MEBIBYTE));
    expect(await editor.exited).toBe(1);
    expect(editor.stderr()).toMatch(/8 KiB/);
  });

  test("F07 a body that breaks off is the end of the input", async () => {
    const editor = await ready();
    editor.write('Content-Length: 500\r\n\r\n{"jsonrpc":"2.0"');
    editor.end();
    expect(await editor.exited).toBe(1);
  });

  test("F08 one byte per write, and 500 messages in one, are answered like any other", async () => {
    const editor = await ready();
    const request = (id: number): string =>
      frame(
        JSON.stringify({ jsonrpc: "2.0", id, method: "textDocument/inlineCompletion", params: completeAt() }),
      );
    for (const byte of Buffer.from(request(1001))) editor.write(Buffer.from([byte]));
    editor.write(Array.from({ length: 500 }, (_, i) => request(2000 + i)).join(""));
    await editor.message(({ id }) => id === 2499);
    const answers = editor.received.filter(({ id }) => typeof id === "number" && id > 1000);
    expect(answers.map(({ id }) => id)).toEqual([1001, ...Array.from({ length: 500 }, (_, i) => 2000 + i)]);
    expect(new Set(answers.map(({ result }) => JSON.stringify(result)))).toHaveLength(1);
    await expectAlive(editor);
  });

  test("F08 a whole conversation in one write is answered", async () => {
    const editor = start();
    const say = (message: object): string => frame(JSON.stringify({ jsonrpc: "2.0", ...message }));
    editor.write(
      say({ id: 1, method: "initialize", params: { capabilities: CAPABILITIES } }) +
        say({ method: "initialized", params: {} }) +
        say({ id: 2, method: "workspace/executeCommand", params: { command: "treewright.status" } }) +
        say({ id: 3, method: "shutdown" }) +
        say({ method: "exit" }),
    );
    expect(await editor.exited).toBe(0);
    const answers = editor.received.filter(({ method }) => method === undefined);
    expect(answers.map(({ id }) => id).sort()).toEqual([1, 2, 3]);
  });

  test("F09 broken JSON is answered, a batch ignored, what is no JSON-RPC refused", async () => {
    const editor = await ready();
    editor.write(frame('{"jsonrpc": "2.0", "id": 7,'));
    editor.write(frame(""));
    editor.write(frame('[{"jsonrpc":"2.0","id":8,"method":"shutdown"}]'));
    editor.write(frame('{"id":9,"method":"shutdown"}'));
    editor.write(frame('{"jsonrpc":"2.0","id":10,"method":5}'));
    editor.write(frame("5"));
    editor.write(frame('{"jsonrpc":"2.0","id":11}'));
    await editor.message(({ id }) => id === 11);
    const refused = editor.received.filter(({ error }) => error !== undefined);
    expect(refused.map(({ id, error }) => [id, error?.code])).toEqual([
      [null, -32700],
      [null, -32700],
      [9, -32600],
      [10, -32600],
      [null, -32600],
      [11, -32600],
    ]);
    await expectAlive(editor);
  });

  test("F09 JSON 100,000 deep is an error or an answer, never the end", async () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    const editor = await ready();
    const send = (id: number, method: string, params: string): void =>
      editor.write(frame(`{"jsonrpc":"2.0","id":${id},"method":"${method}","params":${params}}`));
    editor.write(frame(deep));
    editor.write(frame(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":${deep}}`));
    send(101, "textDocument/completion", deep);
    send(102, "completionItem/resolve", `{"label":"x","deep":${deep}}`);
    send(103, "unknown/method", deep);
    await editor.message(({ id }) => id === 103);
    const answers = editor.received.filter(({ id }) => typeof id === "number" && id > 100);
    expect(answers.map(({ id, error }) => [id, error?.code])).toEqual([
      [101, -32602],
      [102, -32603],
      [103, -32601],
    ]);
    await expectAlive(editor);
  });
});

describe("requests", () => {
  const METHODS = [
    "textDocument/inlineCompletion",
    "textDocument/completion",
    "completionItem/resolve",
    "textDocument/codeAction",
    "codeAction/resolve",
    "workspace/executeCommand",
  ];
  const WRONG: readonly unknown[] = [
    undefined,
    null,
    5,
    "text",
    [],
    [1, 2],
    { textDocument: 1, data: 1, command: 1 },
    {
      textDocument: { uri: 1 },
      position: "0",
      data: { id: 5 },
      textEdit: { newText: 5 },
      command: "treewright.run",
      arguments: {},
    },
    {
      textDocument: { uri: URI },
      position: at(-1, 0),
      range: {},
      context: [],
      data: {},
      command: "treewright.unknown",
    },
  ];

  test("F11 params of the wrong type are refused, for every method in turn", async () => {
    const editor = await ready();
    for (const method of METHODS) {
      for (const params of WRONG) {
        expect([method, params, await errorOf(editor.request(method, params))]).toEqual([
          method,
          params,
          -32602,
        ]);
      }
    }
    await expectAlive(editor);
  });

  test("F11 every command refuses arguments of the wrong type by the name of what is wrong", async () => {
    const editor = await ready();
    const wrong: readonly (readonly [string, unknown, RegExp])[] = [
      ["treewright.run", { actionId: "a", uri: URI }, /arguments\[0\]\.span must be an object/],
      [
        "treewright.run",
        { actionId: "implement-body", uri: "file:///b", span: { start: at(0, 0), end: at(0, 0) } },
        /not open/,
      ],
      [
        "treewright.run",
        { actionId: "dance", uri: "file:///b", span: { start: at(0, 0), end: at(0, 0) } },
        /there is no action "dance": use one of (?=.*\bfix-diagnostic\b)(?=.*\bimplement-body\b)(?=.*\bapply-instruction\b)/,
      ],
      [
        "treewright.run",
        { actionId: "implment-boby", uri: "file:///b", span: { start: at(0, 0), end: at(0, 0) } },
        /there is no action "implment-boby": did you mean "implement-body"\?$/,
      ],
      ["treewright.accepted", { id: 1 }, /arguments\[0\] must be a string/],
      ["treewright.cancel", 5, /arguments\[0\] must be a string/],
      ["treewright.trace", 5, /arguments\[0\] must be a string/],
      ["treewright.symbols", "file:///b", /arguments\[0\] must be an object/],
      ["treewright.symbols", { uri: "file:///not/there.ts" }, /neither open nor readable/],
      ["treewright.models", { verb: "buy" }, /one of list, pull, remove/],
      ["treewright.models", { verb: "pull" }, /arguments\[0\]\.id/],
      ["constructor", {}, /unknown command constructor/],
    ];
    for (const [command, argument, message] of wrong) {
      await expect(editor.execute(command, argument)).rejects.toMatchObject({
        code: -32602,
        message: expect.stringMatching(message),
      });
    }
    await expectAlive(editor);
  });

  test("F11 notifications with wrong params, and a wrong initialize, are logged or refused", async () => {
    const editor = start();
    expect(await errorOf(editor.request("initialize", { capabilities: 5 }))).toBe(-32602);
    await editor.initialize();
    const notifications = [
      "textDocument/didOpen",
      "textDocument/didChange",
      "textDocument/didClose",
      "workspace/didChangeWorkspaceFolders",
      "workspace/didChangeConfiguration",
      "window/workDoneProgress/cancel",
      "$/setTrace",
    ];
    for (const method of notifications) {
      for (const params of [undefined, null, 5, [], { textDocument: 5, event: 5, value: "bogus" }]) {
        editor.notify(method, params);
      }
    }
    for (const params of [undefined, null, 5, {}, { id: {} }]) editor.notify("$/cancelRequest", params);
    expect(await editor.execute("treewright.status")).toMatchObject({ openDocuments: 0 });
    for (const method of notifications) expect(editor.log()).toContain(`${method}: params`);
    await expectAlive(editor);
  });

  test("F12 an unknown request is refused, an unknown notification met with silence", async () => {
    const editor = await ready();
    editor.notify("$/unknown", {});
    editor.notify("unknown/notification", [1]);
    expect(await errorOf(editor.request("$/unknown", {}))).toBe(-32601);
    expect(await errorOf(editor.request("toString"))).toBe(-32601);
    expect(await errorOf(editor.request("unknown/request", {}))).toBe(-32601);
    expect(editor.stderr()).toBe("");
    await expectAlive(editor);
  });

  test("F15 a cancel of an unknown, finished or foreign id is met with silence", async () => {
    const editor = await ready();
    await editor.requestAs("finished", "textDocument/inlineCompletion", completeAt());
    for (const id of ["finished", "unknown", 4711]) editor.cancel(id);
    await editor.execute("treewright.status");
    expect(editor.received.filter(({ method }) => method === undefined)).toHaveLength(3);
    expect(editor.stderr()).toBe("");
    // A cancel that came too early does not reach a later request of the same id.
    expect(await editor.requestAs("unknown", "textDocument/inlineCompletion", completeAt())).toMatchObject(
      {},
    );
    await expectAlive(editor);
  });
});

describe("output", () => {
  test("F26 a client that reads nothing holds the server up and not its memory, and gets every answer later", async () => {
    const editor = await ready();
    await editor.execute("treewright.status");
    const before = peakMemory(editor);
    editor.stopReading();
    // The answer names the method that is not known.
    const method = "x".repeat(MEBIBYTE);
    const answers = Array.from({ length: 80 }, () => errorOf(editor.request(method)));
    await settledMemory(editor);
    const grown = peakMemory(editor) - before;
    editor.readOn();
    expect(new Set(await Promise.all(answers))).toEqual(new Set([-32601]));
    expect(grown).toBeLessThan(100 * MEBIBYTE);
    await expectAlive(editor);
  });

  test("F27 a client that closes our output ends the server quietly", async () => {
    const editor = await ready();
    await editor.execute("treewright.status");
    editor.closeOutput();
    editor.notify("textDocument/didChange", {});
    await expect(editor.execute("treewright.status")).rejects.toThrow("the server ended with code 1");
    expect(editor.stderr()).not.toMatch(/EPIPE/);
  });
});

/** Resolves when the process takes no more memory from one look to the next. */
async function settledMemory(editor: Editor): Promise<void> {
  let last = 0;
  await vi.waitFor(
    () => {
      const now = peakMemory(editor);
      const hasGrown = now > last;
      last = now;
      expect(hasGrown).toBe(false);
    },
    { timeout: 20_000, interval: 300 },
  );
}

/** Bytes of memory the process ever held. */
function peakMemory(editor: Editor): number {
  const status = readFileSync(`/proc/${editor.pid}/status`, "utf8");
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}
