// Owns the proof that what a completion or a body uses is imported, by a real server whose workspace has it: accept command, completion item, code action.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { CAPABILITIES, type Editor, type Range, startServer } from "../support/editor.ts";

/** Long enough that a name which nobody knows is an invention. */
const NUMBERS = Array.from({ length: 20 }, (_, index) => `export const n${index} = ${index};\n`).join("");
const TYPESCRIPT = `import { n1 } from "./numbers";\n\n${NUMBERS}
export function area(width: number): number {
  return n1 * 
}

export function volume(width: number): number {
  throw new Error("not implemented");
}
`;
const FILES: Readonly<Record<string, string>> = {
  "src/numbers.ts": "export const n1 = 1;\nexport function doubled(n: number) {\n  return 2 * n;\n}\n",
  "src/ghost/one.ts": "export const twice = 1;\n",
  "src/ghost/two.ts": "export const twice = 2;\n",
  "src/main.ts": TYPESCRIPT,
  "py/one.py": "import numpy as np\n\n\ndef one():\n    return np.one\n",
  "py/two.py": "import numpy as np\n\n\ndef two():\n    return np.two\n",
  "py/three.py": '"""About."""\n\n\ndef three(rows):\n    return \n',
};
const ANSWERS = [
  { match: { kind: "fim", contains: "def three" }, text: "np.zeros(rows)" },
  { match: { kind: "fim", contains: "once again" }, text: "twice(width)" },
  { match: { kind: "fim" }, text: "doubled(width)" },
  {
    match: { kind: "chat" },
    text: "```ts\nexport function volume(width: number): number {\n  return doubled(width);\n}\n```",
  },
];

let folder = "";
let editor: Editor;
const uriOf = (path: string): string => pathToFileURL(join(folder, path)).href;

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "treewright-imports-")));
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const recording = join(folder, "recording.json");
  writeFileSync(recording, JSON.stringify({ answers: ANSWERS }));
  const settings = {
    backends: { script: { provider: "replay", recording } },
    completion: { backend: "script" },
    edits: { backend: "script" },
  };
  const config = join(folder, "settings.json");
  writeFileSync(config, JSON.stringify(settings));
  editor = startServer({ env: { TREEWRIGHT_CONFIG: config } });
  await editor.initialize({ folders: [folder], capabilities: CAPABILITIES });
  // Asked for the index, the server answers when it has read all of it.
  await editor.execute("treewright.index");
});
afterAll(async () => {
  await editor.stop();
  await editor.dispose();
  rmSync(folder, { recursive: true, force: true });
});

let opened = "";
const open = (path: string, languageId: string, text = FILES[path] ?? ""): string => {
  opened = uriOf(path);
  editor.open(opened, languageId, text);
  return opened;
};
beforeEach(() => {
  if (opened !== "") editor.close(opened);
  opened = "";
});

type Item = {
  readonly insertText: string;
  readonly command: { readonly command: string; readonly arguments: readonly unknown[] };
};

/** The first inline item at the end of the line that ends with `before`, and the end of that line. */
async function itemBehind(uri: string, before: string) {
  const lines = editor.text(uri).split("\n");
  const line = lines.findIndex((each) => each.endsWith(before));
  const position = { line, character: lines[line]?.length ?? 0 };
  const context = { triggerKind: 1 };
  const params = { textDocument: { uri }, position, context };
  const { items } = (await editor.request("textDocument/inlineCompletion", params)) as {
    items: readonly Item[];
  };
  return { item: items[0], position, params };
}

/** Takes an item as an editor does: its text first, then its command. */
async function take(uri: string, { item, position }: Awaited<ReturnType<typeof itemBehind>>) {
  if (item === undefined) throw new Error("nothing is offered");
  editor.change(uri, item.insertText, { start: position, end: position });
  const before = editor.received.length;
  await editor.execute(item.command.command, ...item.command.arguments);
  const isEdit = ({ method }: { readonly method?: string }): boolean => method === "workspace/applyEdit";
  await editor.message((message) => isEdit(message) && editor.received.indexOf(message) >= before);
}

test("a taken completion has its name put into the list of the module that is imported already", async () => {
  const uri = open("src/main.ts", "typescript");
  const offered = await itemBehind(uri, "n1 * ");
  await take(uri, offered);
  expect(editor.text(uri)).toBe(
    TYPESCRIPT.replace("{ n1 }", "{ doubled, n1 }").replace("n1 * ", "n1 * doubled(width)"),
  );
  const id = offered.item?.command.arguments[0];
  const { outcome } = (await editor.execute("treewright.trace", id)) as { outcome: string };
  expect(outcome).toBe("accepted");
});

test("a Python module comes under the name that all others give it", async () => {
  const uri = open("py/three.py", "python");
  await take(uri, await itemBehind(uri, "return "));
  expect(editor.text(uri)).toBe(
    '"""About."""\n\nimport numpy as np\n\n\ndef three(rows):\n    return np.zeros(rows)\n',
  );
});

test("a completion item brings its import along", async () => {
  const uri = open("src/main.ts", "typescript");
  const { params } = await itemBehind(uri, "n1 * ");
  const { items } = (await editor.request("textDocument/completion", params)) as {
    items: readonly { detail: string; additionalTextEdits?: unknown }[];
  };
  const at = (character: number) => ({ line: 0, character });
  expect(items[0]).toMatchObject({
    detail: "treewright, imports doubled",
    additionalTextEdits: [{ range: { start: at(9), end: at(9) }, newText: "doubled, " }],
  });
});

test("of two places that have a name none is taken, and what nobody has is an invention", async () => {
  const uri = open("src/main.ts", "typescript", TYPESCRIPT.replace("n1 * ", "/* once again */ n1 * "));
  expect((await itemBehind(uri, "n1 * ")).item).toBeUndefined();
});

test("a body that forgets an import gets it", async () => {
  const uri = open("src/main.ts", "typescript");
  const line = TYPESCRIPT.split("\n").findIndex((each) => each.includes("volume"));
  const start = { line, character: 20 };
  const listed = (await editor.request("textDocument/codeAction", {
    textDocument: { uri },
    range: { start, end: start },
    context: { diagnostics: [], only: ["refactor.rewrite.implement"] },
  })) as readonly object[];
  const { edit } = (await editor.request("codeAction/resolve", listed[0])) as { edit: object };
  expect(editor.apply(edit)).toBe(true);
  expect(editor.text(uri)).toBe(
    TYPESCRIPT.replace("{ n1 }", "{ doubled, n1 }").replace(
      'throw new Error("not implemented");',
      "return doubled(width);",
    ),
  );
});

test("an editor that runs no command has the import as the next edit, and a name typed by hand as well", async () => {
  const uri = open("src/main.ts", "typescript");
  const { item, position } = await itemBehind(uri, "n1 * ");
  editor.change(uri, item?.insertText ?? "", { start: position, end: position });
  const end = { line: position.line, character: position.character + (item?.insertText.length ?? 0) };
  const listed = await editor.request("textDocument/codeAction", {
    textDocument: { uri },
    range: { start: end, end },
    context: { diagnostics: [], only: ["refactor.rewrite.next"] },
  });
  expect(listed).toMatchObject([{ title: "Import doubled (line 1)" }]);
  const answer = await editor.request("textDocument/copilotInlineEdit", {
    textDocument: { uri },
    position: end,
  });
  const { edits } = answer as { edits: readonly { text: string; range: Range }[] };
  editor.change(uri, edits[0]?.text ?? "", edits[0]?.range);
  expect(editor.text(uri)).toBe(
    TYPESCRIPT.replace("{ n1 }", "{ doubled, n1 }").replace("n1 * ", "n1 * doubled(width)"),
  );
  expect(
    await editor.request("textDocument/copilotInlineEdit", { textDocument: { uri }, position: end }),
  ).toEqual({
    edits: [],
  });
});

test("the command line tells the import beside the text", async () => {
  const line = TYPESCRIPT.split("\n").findIndex((each) => each.endsWith("n1 * "));
  const place = `${join(folder, "src/main.ts")}:${line + 1}:15`;
  const args = ["dist/treewright.cjs", "complete", place, "--json"];
  const env = {
    ...process.env,
    TREEWRIGHT_CONFIG: join(folder, "settings.json"),
    TREEWRIGHT_CACHE: join(folder, "cache"),
  };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  const at = { line: 0, character: 9 };
  expect(JSON.parse(stdout)).toMatchObject({
    items: [{ text: "doubled(width)", imports: [{ text: "doubled, ", range: { start: at, end: at } }] }],
  });
});
