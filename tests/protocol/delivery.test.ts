// Owns the tests of what reaches the editor besides edits: new files, words, findings, and the choices it is asked for.
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { serve } from "../../server/protocol/serve.ts";
import { CAPABILITIES, connectServer, type Editor } from "../support/editor.ts";
import { buildHouse } from "./house-double.ts";

const span = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
let editor: Editor;
let folder: string;
let uri: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "treewright-delivery-")));
  uri = pathToFileURL(join(folder, "a.ts")).href;
});
afterEach(async () => {
  await editor.dispose();
  rmSync(folder, { recursive: true, force: true });
});

async function begin(workspaceEdit: object = {}, more: object = {}): Promise<void> {
  editor = connectServer((transport) => {
    serve({ ...transport, answerWithinMs: 200 }, buildHouse);
  });
  const workspace = { ...CAPABILITIES.workspace, workspaceEdit: { documentChanges: true, ...workspaceEdit } };
  await editor.initialize({ capabilities: { ...CAPABILITIES, workspace, ...more }, folders: [folder] });
  editor.open(uri, "typescript", "const it = 1;\n");
}

/** Runs the action to its end; the double makes what the instruction says. */
function run(instruction: string): Promise<unknown> {
  return editor.execute("treewright.run", {
    v: 1,
    actionId: "implement-body",
    uri,
    span,
    instruction,
    wait: true,
  });
}

test("a client that creates files gets a new file in the edit", async () => {
  await begin({ resourceOperations: ["create"] });
  let edit: unknown;
  editor.answer("workspace/applyEdit", (params) => {
    ({ edit } = params as { readonly edit: unknown });
    return { applied: true };
  });
  await expect(run("file b.ts")).resolves.toMatchObject({ state: "applied" });
  const created = pathToFileURL(join(folder, "b.ts")).href;
  expect(edit).toEqual({
    documentChanges: [
      { kind: "create", uri: created, options: { overwrite: false, ignoreIfExists: false } },
      { textDocument: { uri: created, version: null }, edits: [{ range: span, newText: "NEW\n" }] },
    ],
  });
});

test("for any other client the server writes it, once the user agrees", async () => {
  await begin();
  editor.answer("window/showMessageRequest", () => ({ title: "Create" }));
  await expect(run("file sub/b.ts")).resolves.toMatchObject({ state: "applied" });
  expect(readFileSync(join(folder, "sub/b.ts"), "utf8")).toBe("NEW\n");
});

test.each([["Cancel"], [null]])("nothing is written where the user says %s", async (title) => {
  await begin();
  editor.answer("window/showMessageRequest", () => title && { title });
  await expect(run("file b.ts")).resolves.toMatchObject({ state: "not-applied" });
  expect(existsSync(join(folder, "b.ts"))).toBe(false);
});

test("F48 a new file outside of the workspace, or through a link that leaves it, is forbidden", async () => {
  await begin({ resourceOperations: ["create"] });
  symlinkSync(tmpdir(), join(folder, "link"));
  await expect(run("file ../b.ts")).rejects.toMatchObject({ data: { kind: "forbidden" } });
  await expect(run("file link/b.ts")).rejects.toMatchObject({ data: { kind: "forbidden" } });
});

test("a file that is there is never written over", async () => {
  await begin({ resourceOperations: ["create"] });
  writeFileSync(join(folder, "b.ts"), "OLD\n");
  await expect(run("file b.ts")).rejects.toMatchObject({ data: { kind: "refused" } });
});

test("words are shown as a document where the editor shows documents", async () => {
  await begin({}, { window: { showDocument: { support: true } } });
  let shown = "";
  editor.answer("window/showDocument", (params) => {
    shown = readFileSync(fileURLToPath((params as { readonly uri: string }).uri), "utf8");
    return { success: true };
  });
  await expect(run("words")).resolves.toMatchObject({ state: "applied", words: "It *adds*." });
  expect(shown).toBe("It *adds*.\n");
});

test("words are a message where it does not", async () => {
  await begin();
  await run("words");
  await expect(editor.message(({ method }) => method === "window/showMessage")).resolves.toMatchObject({
    params: { message: "It *adds*." },
  });
});

test("findings become diagnostics of the version they were made for", async () => {
  await begin();
  await expect(run("findings")).resolves.toMatchObject({ findings: [{ message: "wrong" }] });
  const { params } = await editor.message(({ method }) => method === "textDocument/publishDiagnostics");
  expect(params).toEqual({
    uri,
    version: 1,
    diagnostics: [
      {
        range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
        message: "wrong",
        severity: 2,
        source: "treewright",
      },
    ],
  });
});

test("a change of a generated file leaves with one plain warning, applied or resolved", async () => {
  await begin();
  const generated = pathToFileURL(join(folder, "api.ts")).href;
  editor.open(generated, "typescript", "// Code generated by make. DO NOT EDIT.\nconst it = 1;\n");
  editor.answer("workspace/applyEdit", () => ({ applied: true }));
  const wish = { v: 1, actionId: "implement-body", span, instruction: "edit" };
  const request = { ...wish, wait: true };
  const warnings = (): readonly unknown[] =>
    editor.received.flatMap((each) =>
      "method" in each && each.method === "window/showMessage" ? [each.params] : [],
    );
  await editor.execute("treewright.run", { ...request, uri });
  expect(warnings()).toEqual([]);
  await editor.execute("treewright.run", { ...request, uri: generated });
  const message =
    "api.ts is a generated file: the change is lost when it is generated again, so change what it is made from";
  expect(warnings()).toEqual([{ type: 2, message }]);
  const data = { ...wish, uri: generated };
  await editor.request("codeAction/resolve", { title: "Implement it", data });
  expect(warnings()).toHaveLength(2);
});
