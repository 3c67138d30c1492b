// Owns the faults of editors and texts around a completion, through a real server with a scripted model: odd characters and line ends in every encoding, clients that never cancel, always cancel, or send changes out of order.
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorOf, expectAlive } from "../protocol/alive.ts";
import { CAPABILITIES, type Editor, type Range, startServer } from "../support/editor.ts";

const ENCODINGS = ["utf-8", "utf-16", "utf-32"] as const;
type Encoding = (typeof ENCODINGS)[number];
type Position = Range["start"];

const ANSWERS = [
  { match: { contains: "slow_" }, chunks: ["width", " * ", "height"], delayMs: 15 },
  { match: { contains: "block_" }, text: "if rows:\n        return rows\n    return []" },
  { match: { contains: "braces_" }, text: "if (rows) {\n    return rows;\n  }\n  return [];" },
  { text: "width * height" },
];

let folder = "";
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "treewright-presentation-")));
  const recording = join(folder, "recording.json");
  writeFileSync(recording, JSON.stringify({ answers: ANSWERS }));
  const settings = {
    backends: { script: { provider: "replay", recording } },
    completion: { backend: "script" },
  };
  writeFileSync(join(folder, "settings.json"), JSON.stringify(settings));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function start(encoding: Encoding, capabilities: object = CAPABILITIES): Promise<Editor> {
  const editor = startServer({ env: { TREEWRIGHT_CONFIG: join(folder, "settings.json") } });
  const general = { positionEncodings: [encoding] };
  await editor.initialize({ capabilities: { ...capabilities, general } });
  return editor;
}

/** How many units of the encoding a text has; counted without the server's own code. */
function unitsOf(text: string, encoding: Encoding): number {
  if (encoding === "utf-8") return Buffer.byteLength(text);
  return encoding === "utf-16" ? text.length : [...text].length;
}

function positionOf(text: string, offset: number, encoding: Encoding): Position {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length - 1, character: unitsOf(lines.at(-1) ?? "", encoding) };
}

/** The text with a range replaced, as an editor of this encoding does it. */
function replaced(text: string, { start: from, end }: Range, newText: string, encoding: Encoding): string {
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((found) => found.index + found[0].length)];
  const offsetOf = ({ line, character }: Position): number => {
    const lineStart = starts[line] ?? text.length;
    let [offset, units] = [lineStart, 0];
    for (const sign of text.slice(lineStart)) {
      if (units >= character) break;
      offset += sign.length;
      units += unitsOf(sign, encoding);
    }
    return offset;
  };
  return text.slice(0, offsetOf(from)) + newText + text.slice(offsetOf(end));
}

type Items = { readonly items: readonly { readonly insertText: string; readonly range: Range }[] } | null;

const URI = "file:///work/shapes.py";
/** Another document for each text: what was typed in one says nothing of the next. */
const documentOf = (index: number, marked: string): readonly [uri: string, languageId: string] =>
  marked.includes("function")
    ? [`file:///work/${index}.js`, "javascript"]
    : [`file:///work/${index}.py`, "python"];

const INVOKED = 1;
const TYPING = 2;

const complete = (editor: Editor, position: Position, triggerKind = TYPING, uri = URI) =>
  editor.request("textDocument/inlineCompletion", {
    textDocument: { uri },
    position,
    context: { triggerKind },
  }) as Promise<Items>;

/** A text with the cursor `‸`, and the text after the suggestion was taken. */
const TEXTS: readonly (readonly [name: string, marked: string, after: string])[] = [
  ["F10 a byte order mark before the cursor", "\uFEFFarea = ‸\n", "\uFEFFarea = width * height\n"],
  ["F10 a byte order mark above it", "\uFEFFx = 1\narea = ‸", "\uFEFFx = 1\narea = width * height"],
  ["F17 CRLF", "x = 1\r\narea = ‸\r\ny = 2\r\n", "x = 1\r\narea = width * height\r\ny = 2\r\n"],
  [
    "F17 CRLF, and a block",
    "x = 1\r\n\r\ndef block_one(rows):\r\n    ‸\r\n",
    "x = 1\r\n\r\ndef block_one(rows):\r\n    if rows:\r\n        return rows\r\n    return []\r\n",
  ],
  ["F17 CR alone", "x = 1\rarea = ‸\ry = 2\r", "x = 1\rarea = width * height\ry = 2\r"],
  [
    "F17 CR alone, and a block",
    "const x = 1;\r\rfunction braces_one(rows) {\r  ‸\r}\r",
    "const x = 1;\r\rfunction braces_one(rows) {\r  if (rows) {\r    return rows;\r  }\r  return [];\r}\r",
  ],
  [
    "F17 all line ends in one text",
    "a = 1\r\nb = 2\rc = 3\narea = ‸",
    "a = 1\r\nb = 2\rc = 3\narea = width * height",
  ],
  [
    "F20 combining marks",
    "e\u0301toile = 'n\u0303'; area = ‸\n",
    "e\u0301toile = 'n\u0303'; area = width * height\n",
  ],
  ["F20 pairs before the cursor", "s = '👩‍👩‍👧 𝒳'; area = ‸\n", "s = '👩‍👩‍👧 𝒳'; area = width * height\n"],
  ["F20 wide letters", "面積 = 1\n長さ = ‸\n", "面積 = 1\n長さ = width * height\n"],
  ["F20 tabs", "if x:\n\tarea = ‸\n", "if x:\n\tarea = width * height\n"],
  ["F10 NUL", "s = '\0'\narea = ‸\n", "s = '\0'\narea = width * height\n"],
];

describe.each(ENCODINGS)("texts in %s", (encoding) => {
  let editor: Editor;
  beforeAll(async () => {
    editor = await start(encoding);
  });
  afterAll(async () => {
    await expectAlive(editor);
    await editor.dispose();
  });

  test.each(TEXTS)("%s", async (name, marked, after) => {
    const offset = marked.indexOf("‸");
    const text = marked.replace("‸", "");
    const [uri, languageId] = documentOf(
      TEXTS.findIndex(([each]) => each === name),
      marked,
    );
    editor.open(uri, languageId, text);
    const answer = await complete(editor, positionOf(text, offset, encoding), TYPING, uri);
    editor.close(uri);
    const item = answer?.items[0];
    expect(item && replaced(text, item.range, item.insertText, encoding)).toBe(after);
    expect(item?.range.start).toEqual(item?.range.end);
  });
});

test.each([
  ["utf-16", 6],
  ["utf-8", 7],
] as const)("F17 a cursor in the middle of a character stands before it: %s", async (encoding, character) => {
  const editor = await start(encoding);
  const text = "s = '😀' + \n";
  editor.open(URI, "python", text);
  const answer = await complete(editor, { line: 0, character }, INVOKED);
  expect(answer?.items).toHaveLength(1);
  for (const { range, insertText } of answer?.items ?? []) {
    expect(range.start).toEqual({ line: 0, character: 5 });
    expect(replaced(text, range, insertText, encoding)).not.toMatch(
      /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/,
    );
  }
  // The same place in a change: the pair goes as a whole or not at all.
  editor.notify("textDocument/didChange", {
    textDocument: { uri: URI, version: 2 },
    contentChanges: [{ range: { start: { line: 0, character }, end: { line: 0, character } }, text: "x" }],
  });
  const end = { line: 0, character: unitsOf("s = 'x😀' + ", encoding) };
  expect((await complete(editor, end))?.items[0]).toMatchObject({
    insertText: "width * height",
    range: { start: end, end },
  });
  await expectAlive(editor);
  await editor.dispose();
});

/** Types a line key by key; `ask` is called after each key. */
async function type(
  editor: Editor,
  line: string,
  ask: (position: Position, key: number) => void,
): Promise<void> {
  for (const [index, key] of [...line].entries()) {
    const at = { line: 0, character: index };
    editor.change(URI, key, { start: at, end: at });
    ask({ line: 0, character: index + 1 }, index);
  }
}

test("F14 a client that never cancels gets one answer each, in order, and the last has the text", async () => {
  const editor = await start("utf-16");
  editor.open(URI, "python", "");
  const answered: number[] = [];
  const answers: Promise<Items>[] = [];
  await type(editor, "slow_area = ", (position, key) => {
    const answer = complete(editor, position);
    answers.push(answer);
    void answer.then(() => answered.push(key));
  });
  const results = await Promise.all(answers);
  expect(results.at(-1)?.items[0]?.insertText).toBe("width * height");
  // What an older request is answered belongs to a text that is gone.
  expect(results.slice(0, -1).filter((each) => each !== null && each.items.length > 0)).toEqual([]);
  expect(answered).toEqual([...answered].sort((a, b) => a - b));
  await expectAlive(editor);
  await editor.dispose();
});

test("F14 a client that cancels everything has every request answered, and is served when it does not", async () => {
  const editor = await start("utf-16");
  editor.open(URI, "python", "");
  const answers: Promise<unknown>[] = [];
  await type(editor, "slow_area = ", (position, key) => {
    const id = `key ${key}`;
    const context = { triggerKind: TYPING };
    const params = { textDocument: { uri: URI }, position, context };
    answers.push(errorOf(editor.requestAs(id, "textDocument/inlineCompletion", params)));
    editor.cancel(id);
    // Twice, and one that never was.
    editor.cancel(id);
    editor.cancel(`${id} again`);
  });
  const cancelled = -32800;
  const results = await Promise.all(answers);
  const others = results.filter((each) => each !== cancelled);
  expect(others.filter((each) => JSON.stringify(each) !== '{"result":null}')).toEqual([]);
  const last = await complete(editor, { line: 0, character: "slow_area = ".length });
  expect(last?.items[0]?.insertText).toBe("width * height");
  await expectAlive(editor);
  await editor.dispose();
});

test("F16 a client whose changes come out of order is offered nothing wrong, and all again once it sends the whole text", async () => {
  const editor = await start("utf-16");
  editor.open(URI, "python", "");
  const change = (version: number, text: string, character?: number): void => {
    const at = { line: 0, character: character ?? 0 };
    const range = character === undefined ? {} : { range: { start: at, end: at } };
    editor.notify("textDocument/didChange", {
      textDocument: { uri: URI, version },
      contentChanges: [{ ...range, text }],
    });
  };
  change(2, "area", 0);
  change(4, "= ", 5);
  change(3, " ", 4);
  const end = { line: 0, character: 7 };
  expect(await complete(editor, end)).toMatchObject({
    items: [],
    why: { reason: expect.stringContaining("out of step") },
  });
  change(5, "area = ");
  expect((await complete(editor, end))?.items[0]?.insertText).toBe("width * height");
  await expectAlive(editor);
  await editor.dispose();
});

test("F19 a document that is closed or opened anew under a request leaves no answer for another text", async () => {
  const editor = await start("utf-16");
  editor.open(URI, "python", "slow_area = ");
  const closed = errorOf(complete(editor, { line: 0, character: 12 }));
  editor.close(URI);
  editor.open(URI, "python", "other = 1\n");
  expect(await closed).toBe(-32801);
  const changed = complete(editor, { line: 0, character: 9 });
  editor.change(URI, "");
  expect([null, { items: [] }]).toContainEqual(pickItems(await changed));
  await expectAlive(editor);
  await editor.dispose();
});

function pickItems(answer: Items): object | null {
  return answer && { items: answer.items };
}

test("F17 completion items keep to the line of the cursor in every text", async () => {
  const { completion, codeAction } = CAPABILITIES.textDocument;
  const editor = await start("utf-16", { ...CAPABILITIES, textDocument: { completion, codeAction } });
  for (const [index, [name, marked, after]] of TEXTS.entries()) {
    const [uri, languageId] = documentOf(index, marked);
    const text = marked.replace("‸", "");
    editor.open(uri, languageId, text);
    const position = positionOf(text, marked.indexOf("‸"), "utf-16");
    const { items } = (await editor.request("textDocument/completion", {
      textDocument: { uri },
      position,
    })) as { items: readonly { textEdit: { range: Range; newText: string } }[] };
    editor.close(uri);
    const edit = items[0]?.textEdit;
    expect(edit && replaced(text, edit.range, edit.newText, "utf-16"), name).toBe(after);
    expect(edit?.range).toMatchObject({ start: { line: position.line }, end: position });
  }
  await expectAlive(editor);
  await editor.dispose();
});
