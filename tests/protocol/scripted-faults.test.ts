// Owns the faults that need work behind the wire: each test's name begins with its number, against a scripted house in a child process.
import { describe, expect, test, vi } from "vitest";
import type { Editor, Message } from "../support/editor.ts";
import { at, completeAt, errorOf, expectAlive, frame, URI } from "./alive.ts";
import { useServer } from "./double.ts";

const start = useServer();

/** A server that is ready, with one document. */
async function ready(text = "ab\n", env: Readonly<Record<string, string>> = {}): Promise<Editor> {
  const editor = start({ env });
  await editor.initialize();
  editor.open(URI, "typescript", text);
  return editor;
}

describe("text", () => {
  test("F10 invalid UTF-8, NUL, BOM and half a pair leave later positions right", async () => {
    const editor = start();
    await editor.initialize();
    const text = "\ufeffa\0b\\ud83dc\\n#2";
    const body = `{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"${URI}","languageId":"typescript","version":1,"text":"${text.replace("\0", "\\u0000")}"}}}`;
    const bytes = Buffer.from(body);
    bytes[bytes.indexOf("#2")] = 0xff;
    editor.write(`Content-Length: ${bytes.length}\r\n\r\n`);
    editor.write(bytes);
    const answer = await editor.request("textDocument/inlineCompletion", completeAt(at(1, 2)));
    expect(answer).toMatchObject({ items: [{ range: { start: at(1, 2), end: at(1, 2) } }] });
    const [symbol] = (await editor.execute("treewright.symbols", { uri: URI })) as { range: unknown }[];
    expect(symbol?.range).toEqual({ start: at(0, 0), end: at(1, 2) });
    await expectAlive(editor);
  });

  test("F16 an older or equal version is ignored and nothing is offered until the text is whole again", async () => {
    const editor = await ready("one");
    const change = (version: number, text: string, range?: object): void =>
      editor.notify("textDocument/didChange", {
        textDocument: { uri: URI, version },
        contentChanges: [{ text, ...(range === undefined ? {} : { range }) }],
      });
    const end = async (): Promise<unknown> => {
      const [symbol] = (await editor.execute("treewright.symbols", { uri: URI })) as {
        range: { end: unknown };
      }[];
      return symbol?.range.end;
    };
    change(1, "equal, much longer");
    expect(await end()).toEqual(at(0, 3));
    expect(await editor.request("textDocument/inlineCompletion", completeAt())).toMatchObject({ items: [] });
    change(1001, "x", { start: at(0, 0), end: at(0, 0) });
    expect(await end()).toEqual(at(0, 4));
    expect(await editor.request("textDocument/inlineCompletion", completeAt())).toMatchObject({ items: [] });
    change(1002, "whole");
    expect(await editor.request("textDocument/inlineCompletion", completeAt())).toMatchObject({
      items: [{}],
    });
    expect(editor.log()).toMatch(/not applied \(old-version\)/);
    await expectAlive(editor);
  });

  test("F17 a reversed or negative range is dropped and logged, others are put where the text allows", async () => {
    const editor = await ready("a😀b\r\nc");
    const change = (version: number, start: object, end: object): void =>
      editor.notify("textDocument/didChange", {
        textDocument: { uri: URI, version },
        contentChanges: [{ range: { start, end }, text: "" }],
      });
    change(2, at(1, 1), at(0, 0));
    change(3, at(-1, 0), at(0, 1));
    change(4, at(0, -1), at(0, 1));
    const [symbol] = (await editor.execute("treewright.symbols", { uri: URI })) as { range: unknown }[];
    expect(symbol?.range).toEqual({ start: at(0, 0), end: at(1, 1) });
    expect(editor.log().match(/not applied \(bad-range\)/g)).toHaveLength(3);
    editor.change(URI, "a😀b\r\nc");
    const place = async (line: number, character: number): Promise<unknown> => {
      const { items } = (await editor.request(
        "textDocument/inlineCompletion",
        completeAt(at(line, character)),
      )) as { items: { range: { start: unknown } }[] };
      return items[0]?.range.start;
    };
    // The editor's next version is 2, which is news to the server: the dropped changes left it at version 1.
    expect(await place(0, 2)).toEqual(at(0, 1));
    expect(await place(0, 5)).toEqual(at(0, 4));
    expect(await place(9, 9)).toEqual(at(1, 1));
    await expectAlive(editor);
  });

  test("F18 an unopened document is logged, and opening twice replaces the text", async () => {
    const editor = await ready("one");
    editor.notify("textDocument/didChange", {
      textDocument: { uri: "file:///work/b.ts", version: 2 },
      contentChanges: [{ text: "x" }],
    });
    editor.notify("textDocument/didClose", { textDocument: { uri: "file:///work/b.ts" } });
    editor.open(URI, "typescript", "another");
    const [symbol] = (await editor.execute("treewright.symbols", { uri: URI })) as { range: unknown }[];
    expect(symbol?.range).toEqual({ start: at(0, 0), end: at(0, 7) });
    expect(editor.log()).toMatch(/not-open.*b\.ts/);
    expect(editor.log()).toMatch(/closed that is not open.*b\.ts/);
    await expectAlive(editor);
  });
});

describe("requests", () => {
  test("F13 an id in flight is refused a second time; strings and 0 are ids, null is none", async () => {
    const editor = await ready("wait");
    const first = editor.requestAs("same", "textDocument/inlineCompletion", completeAt());
    editor.write(frame('{"jsonrpc":"2.0","id":"same","method":"workspace/executeCommand","params":{}}'));
    expect(await errorOf(first)).toBe(-32600);
    editor.cancel("same");
    await editor.message(({ id, error }) => id === "same" && error?.code === -32800);
    const status = { command: "treewright.status" };
    for (const id of [0, "0", "", -1, 1.5]) {
      expect(await editor.requestAs(id, "workspace/executeCommand", status)).toMatchObject({ inFlight: 0 });
    }
    editor.write(frame('{"jsonrpc":"2.0","id":null,"method":"workspace/executeCommand","params":{}}'));
    editor.write(frame('{"jsonrpc":"2.0","id":{},"method":"workspace/executeCommand","params":{}}'));
    const isRefused = ({ id, error }: Message): boolean => id === null && error?.code === -32600;
    await editor.message(isRefused);
    await editor.execute("treewright.status");
    expect(editor.received.filter(isRefused)).toHaveLength(2);
    await expectAlive(editor);
  });

  test("F14 2,000 completions, each cancelled at once, are 2,000 answers and no work", async () => {
    const editor = await ready("wait");
    const answers = Array.from({ length: 2_000 }, (_, i) => {
      const id = `storm ${i}`;
      const answer = errorOf(editor.requestAs(id, "textDocument/inlineCompletion", completeAt()));
      editor.cancel(id);
      return answer;
    });
    expect(new Set(await Promise.all(answers))).toEqual(new Set([-32800]));
    expect(editor.received.filter(({ id }) => String(id).startsWith("storm"))).toHaveLength(2_000);
    await expectAlive(editor);
  });

  test("F14 a cancelled request is answered at once and its work ended", async () => {
    const editor = await ready("wait");
    const answer = errorOf(editor.requestAs("slow", "textDocument/inlineCompletion", completeAt()));
    expect(await editor.execute("treewright.status")).toMatchObject({ inFlight: 1 });
    editor.cancel("slow");
    expect(await answer).toBe(-32800);
    await expectAlive(editor);
  });

  test("F19 a close in flight ends the work, a change makes its answer null", async () => {
    const editor = await ready("wait");
    const closed = errorOf(editor.request("textDocument/inlineCompletion", completeAt()));
    const acted = errorOf(
      editor.execute("treewright.run", {
        actionId: "implement-body",
        uri: URI,
        span: { start: at(0, 0), end: at(0, 1) },
        instruction: "wait",
        dryRun: true,
      }),
    );
    editor.close(URI);
    expect(await Promise.all([closed, acted])).toEqual([-32801, -32801]);
    editor.open(URI, "typescript", "changed");
    const changed = editor.request("textDocument/inlineCompletion", completeAt());
    editor.change(URI, "other");
    expect(await changed).toBeNull();
    await expectAlive(editor);
  });

  test.each(["throw", "reject"])(
    "F29 a handler that %ss is an internal error without a stack",
    async (how) => {
      const editor = await ready(how);
      await expect(editor.request("textDocument/inlineCompletion", completeAt())).rejects.toMatchObject({
        code: -32603,
        message: "scripted bug",
      });
      expect(editor.log()).toMatch(/bug: textDocument\/inlineCompletion failed/);
      expect(await editor.stop()).toBe(0);
    },
  );

  test("F29 nobody is named for the time in which the whole process stood still", async () => {
    const stallMs = 100;
    const editor = await ready("changed", { STALL_MS: String(stallMs) });
    const pid = editor.pid ?? expect.fail("the server is no process");
    const answer = editor.request("textDocument/inlineCompletion", completeAt());
    for (let times = 0; times < 8; times++) {
      await editor.execute("treewright.status");
      process.kill(pid, "SIGSTOP");
      await new Promise((resume) => setTimeout(resume, 1.5 * stallMs));
      process.kill(pid, "SIGCONT");
    }
    editor.change(URI, "other");
    expect(await answer).toBeNull();
    expect(editor.stderr()).toBe("");
    await expectAlive(editor);
  });

  test("F29 a handler that loops is named while it does, and answers when it is done", async () => {
    const editor = await ready("loop", { STALL_MS: "200" });
    const answer = editor.request("textDocument/inlineCompletion", completeAt());
    await vi.waitFor(() =>
      expect(editor.stderr()).toBe(
        "treewright: textDocument/inlineCompletion has kept everything else waiting for 0.2 s\n",
      ),
    );
    expect(await answer).toMatchObject({ items: [{}] });
    await expectAlive(editor);
  });
});

describe("output", () => {
  test("F28 what is written to the console lands on stderr", async () => {
    const editor = await ready("console");
    expect(await editor.request("textDocument/inlineCompletion", completeAt())).toMatchObject({
      items: [{}],
    });
    expect(editor.stderr()).toContain("a line of a dependency");
    await expectAlive(editor);
  });
});
