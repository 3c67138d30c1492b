// Owns the proof that a cell of a notebook is a document like any other, though it lies in no folder: completions and edits, by a real server.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CAPABILITIES, type Editor, startServer } from "../support/editor.ts";

const CELL = "vscode-notebook-cell:/w/analysis.ipynb#W1sZmlsZQ%3D%3D";
const OTHER = "vscode-notebook-cell:/w/analysis.ipynb#W2sZmlsZQ%3D%3D";
const STUB = "def area(width, height):\n    raise NotImplementedError\n";
const BODY = "def area(width, height):\n    return width * height\n";
const ANSWERS = [
  { match: { kind: "fim" }, text: "area(2, 3)" },
  { match: { kind: "chat" }, text: `\`\`\`python\n${BODY}\`\`\`` },
];

let folder = "";
let editor: Editor;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "treewright-notebook-"));
  const recording = join(folder, "recording.json");
  writeFileSync(recording, JSON.stringify({ answers: ANSWERS }));
  const config = join(folder, "settings.json");
  const backends = { script: { provider: "replay", recording } };
  writeFileSync(
    config,
    JSON.stringify({ backends, completion: { backend: "script" }, edits: { backend: "script" } }),
  );
  editor = startServer({ env: { TREEWRIGHT_CONFIG: config } });
  await editor.initialize({ folders: [folder], capabilities: CAPABILITIES });
});
afterAll(async () => {
  await editor.stop();
  await editor.dispose();
  rmSync(folder, { recursive: true, force: true });
});

test("a body in a cell is implemented", async () => {
  editor.open(CELL, "python", STUB);
  const start = { line: 1, character: 6 };
  const listed = (await editor.request("textDocument/codeAction", {
    textDocument: { uri: CELL },
    range: { start, end: start },
    context: { diagnostics: [], only: ["refactor.rewrite.implement"] },
  })) as readonly object[];
  const { edit } = (await editor.request("codeAction/resolve", listed[0])) as { edit: object };
  expect(editor.apply(edit)).toBe(true);
  expect(editor.text(CELL)).toBe(BODY);
});

test("a line in another cell is completed, with a name that only the first has", async () => {
  editor.open(OTHER, "python", "print()\nsize = \n");
  const { items } = (await editor.request("textDocument/inlineCompletion", {
    textDocument: { uri: OTHER },
    position: { line: 1, character: 7 },
    context: { triggerKind: 1 },
  })) as { items: readonly { insertText: string }[] };
  expect(items.map(({ insertText }) => insertText)).toEqual(["area(2, 3)"]);
});
