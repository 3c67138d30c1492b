// Owns the rows on which texts lie around a document, and in which order.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { createDocuments } from "../../server/documents/documents.ts";
import { nearbyFiles } from "../../server/documents/nearby-files.ts";
import { createWorkspace } from "../../server/documents/workspace.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "treewright-nearby-")));
afterAll(() => rmSync(folder, { recursive: true }));
const FILES = [
  "src/deep/here.ts",
  "src/deep/beside.ts",
  "src/deep/below/leaf.ts",
  "src/above.ts",
  "top.ts",
  "other.py",
  "secret/hidden.ts",
  "node_modules/package/theirs.ts",
  ".cache/made.ts",
];
for (const file of FILES) {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), `disk ${file}`);
}
writeFileSync(join(folder, ".aiignore"), "secret/\n");

async function around(path: string, open: readonly string[]): Promise<readonly string[]> {
  const documents = createDocuments();
  for (const file of open) {
    const uri = file.includes(":") ? file : pathToFileURL(join(folder, file)).href;
    documents.open(uri, "typescript", 1, `buffer ${file}`);
  }
  const workspace = createWorkspace();
  workspace.setFolders([folder]);
  const texts: string[] = [];
  for await (const file of nearbyFiles({ documents, workspace }, path)) texts.push(file.text);
  return texts;
}

const rows: readonly [string, string, readonly string[], readonly string[]][] = [
  [
    "files of its kind, the nearest last, without what is ignored or not ours",
    "src/deep/here.ts",
    ["src/deep/here.ts"],
    ["disk top.ts", "disk src/above.ts", "disk src/deep/below/leaf.ts", "disk src/deep/beside.ts"],
  ],
  [
    "what is open is nearer than what is not, and its buffer counts",
    "src/above.ts",
    ["src/above.ts", "top.ts", "src/deep/here.ts"],
    ["disk src/deep/below/leaf.ts", "disk src/deep/beside.ts", "buffer top.ts", "buffer src/deep/here.ts"],
  ],
  [
    "around a document without a file, what is open",
    "untitled:a",
    ["untitled:a", "top.ts"],
    ["buffer top.ts"],
  ],
  [
    "a buffer of a file that may not be read is not taken",
    "untitled:a",
    ["untitled:a", "secret/hidden.ts", "untitled:b"],
    ["buffer untitled:b"],
  ],
  ["around a document that was closed meanwhile, nothing", "top.ts", ["src/above.ts"], []],
];
test.each(rows)("%s", async (_name, path, open, expected) => {
  expect(await around(path, open)).toEqual(expected);
});
