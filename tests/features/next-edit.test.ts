// What follows from the last edit: a text, what is typed into it, and the text after every edit that is proposed then.

import { expect, test } from "vitest";
import { createDocuments } from "../../server/documents/documents.ts";
import { applyEdits } from "../../server/documents/text.ts";
import { createNextEdits } from "../../server/features/next-edit.ts";
import { createSyntax } from "../../server/syntax/syntax.ts";
import { createTrace } from "../../server/trace/trace.ts";
import { PATIENT } from "../syntax/open-syntax.ts";

const trace = createTrace({ write: (line) => process.stderr.write(`${line.text}\n`) });
const syntax = createSyntax({ limits: PATIENT, trace });

/** Every `⟦old⟧new⟧` of the text is typed in turn, key by key; then proposals are taken until there is none. */
function follow(
  languageId: string,
  marked: string,
): { readonly text: string; readonly titles: readonly string[] } {
  const edits: { readonly start: number; readonly old: string; readonly typed: string }[] = [];
  let text = marked;
  for (let found = /⟦([^⟧]*)⟧([^⟧]*)⟧/.exec(text); found !== null; found = /⟦([^⟧]*)⟧([^⟧]*)⟧/.exec(text)) {
    const [all, old = "", typed = ""] = found;
    edits.push({ start: found.index, old, typed });
    text = text.slice(0, found.index) + old + text.slice(found.index + all.length);
  }
  const documents = createDocuments();
  const next = createNextEdits({
    documents,
    syntax,
    trace,
    usersOf: () => [],
    importsFor: () => [],
    read: () => Promise.resolve(undefined),
  });
  documents.subscribe((event) => {
    syntax.noteEvent(event);
    next.noteEvent(event);
  });
  const uri = "file:///w/a";
  let version = 1;
  let document = documents.open(uri, languageId, version, text);
  const change = (start: number, end: number, newText: string): void => {
    const range = { start: document.positionAt(start), end: document.positionAt(end) };
    documents.change(uri, ++version, [{ range, text: newText }]);
    document = documents.get(uri) ?? document;
  };
  let [cursor, shift] = [0, 0];
  for (const { start, old, typed } of edits) {
    const at = start + shift;
    if (old !== "") change(at, at + old.length, "");
    for (let key = 0; key < typed.length; key++) change(at + key, at + key, typed[key] ?? "");
    shift += typed.length - old.length;
    cursor = at + typed.length;
  }
  const titles: string[] = [];
  for (
    let proposed = next.next(document, cursor);
    proposed !== undefined;
    proposed = next.next(document, cursor)
  ) {
    titles.push(proposed.title);
    const { span, newText } = proposed.edit;
    expect(applyEdits(document.getText(), [proposed.edit])).not.toBe(document.getText());
    change(span.start, span.end, newText);
    cursor = span.start + newText.length;
    if (titles.length > 9) throw new Error("there is no end of proposals");
  }
  expect(trace.bugCount).toBe(0);
  return { text: document.getText(), titles };
}

test.each([
  [
    "a renamed function",
    "typescript",
    "function ⟦total⟧sum⟧(a: number) { return a; }\nsum2(total(1));\n// total\nconst s = 'total';\nexport const t = total(2);\n",
    "function sum(a: number) { return a; }\nsum2(sum(1));\n// total\nconst s = 'total';\nexport const t = sum(2);\n",
  ],
  [
    "a renamed local stays in its function",
    "python",
    "def one(rows):\n    ⟦count⟧size⟧ = len(rows)\n    return count + 1\n\ndef two(count):\n    return count\n",
    "def one(rows):\n    size = len(rows)\n    return size + 1\n\ndef two(count):\n    return count\n",
  ],
  [
    "a renamed parameter",
    "javascript",
    "function area(⟦w⟧width⟧idth, height) {\n  return w * height;\n}\n"
      .replace("⟦w⟧width⟧idth", "⟦wid⟧width⟧")
      .replace("return w ", "return wid "),
    "function area(width, height) {\n  return width * height;\n}\n",
  ],
  [
    "a member is no variable of the same name",
    "typescript",
    "function f(o: { size: number }) {\n  const ⟦size⟧width⟧ = 1;\n  return o.size + size;\n}\n",
    "function f(o: { size: number }) {\n  const width = 1;\n  return o.size + width;\n}\n",
  ],
  [
    "a new parameter in TypeScript",
    "typescript",
    "function area(width: number⟦⟧, height: number⟧) { return width; }\nconst a = area(1);\nconst b = area(2);\nconst c = area(3, 4);\n",
    "function area(width: number, height: number) { return width; }\nconst a = area(1, height);\nconst b = area(2, height);\nconst c = area(3, 4);\n",
  ],
  [
    "a new first parameter in Python, where the class has a self",
    "python",
    "class A:\n    def put(self, ⟦⟧key, ⟧value):\n        pass\n\n    def all(self):\n        self.put(1)\n\nA().put(2)\n",
    "class A:\n    def put(self, key, value):\n        pass\n\n    def all(self):\n        self.put(key, 1)\n\nA().put(key, 2)\n",
  ],
  [
    "a parameter that went",
    "javascript",
    "function log(text⟦, level⟧⟧) {}\nlog('a, b', 1);\nlog(f(1, 2), 2);\nlog('c');\n",
    "function log(text) {}\nlog('a, b');\nlog(f(1, 2));\nlog('c');\n",
  ],
  [
    "a parameter with a default asks nothing of the calls",
    "python",
    "def area(w⟦⟧, h=1⟧):\n    return w * h\n\narea(1)\n",
    "def area(w, h=1):\n    return w * h\n\narea(1)\n",
  ],
  [
    "the same change made twice",
    "typescript",
    "⟦var⟧let⟧ a = 1;\n⟦var⟧let⟧ b = 2;\nvar c = 3;\nvariance();\n",
    "let a = 1;\nlet b = 2;\nlet c = 3;\nvariance();\n",
  ],
  [
    "the same insertion made twice, with what stands around it",
    "typescript",
    "const a = ⟦⟧await ⟧load(1);\nconst b = ⟦⟧await ⟧load(2);\nconst c = load(3);\nconst d = loader(4);\n",
    "const a = await load(1);\nconst b = await load(2);\nconst c = await load(3);\nconst d = loader(4);\n",
  ],
  ["a new line of code", "typescript", "a();\n⟦⟧b();\n⟧c();\n", "a();\nb();\nc();\n"],
  ["a word in a comment", "python", "# the ⟦old⟧new⟧ way\nold = 1\n", "# the new way\nnew = 1\n"],
])("%s", (_what, languageId, marked, expected) => {
  expect(follow(languageId, marked).text).toBe(expected);
});

test("says what it does", () => {
  const { titles } = follow("typescript", "function ⟦total⟧sum⟧(a: number) { return a; }\ntotal(1);\n");
  expect(titles).toEqual(["Rename total to sum here too"]);
});
