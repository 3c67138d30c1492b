// Owns the tests of diffs and of writing: real git takes the diffs, and no file is written that has changed.
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Change, readChanges, writeChanges } from "../../clients/cli/changes.ts";
import type { Range } from "../../clients/cli/protocol.ts";
import { readSource } from "../../clients/cli/source.ts";
import { findWorkspace, realPath } from "../../clients/cli/workspace.ts";

let folder = "";
beforeEach(() => {
  folder = realPath(mkdtempSync(join(tmpdir(), "treewright-changes-")));
  execFileSync("git", ["init", "--quiet"], { cwd: folder });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("git takes the diff, and the file is then what the edit makes of it", () => {
  const rows: readonly (readonly [name: string, file: string, before: string, after: string])[] = [
    ["a line in the middle", "a.py", lines(9), lines(9).replace("line 5", "five")],
    ["two hunks", "a.py", lines(40), lines(40).replace("line 3\n", "").replace("line 33", "x\ny")],
    ["no newline at the end", "a.py", "a\nb", "a\nc"],
    ["a newline at the end comes", "a.py", "a\nb", "a\nb\n"],
    ["a newline at the end goes", "a.py", "a\nb\n", "a\nb"],
    [
      "CRLF",
      "a.py",
      lines(9).replaceAll("\n", "\r\n"),
      lines(9).replace("line 5", "five\nsix").replaceAll("\n", "\r\n"),
    ],
    ["CR", "a.py", "a\rb\rc", "a\rx\rc"],
    ["a byte order mark", "a.py", "\uFEFFa\nb\n", "\uFEFFa\nc\n"],
    ["a file that was empty", "a.py", "", "a\n"],
    ["a blank in the name", "my file.py", "a\n", "b\n"],
    ["a folder and letters beyond ASCII", "dir/naïve 木.py", "a\n", "b\n"],
    ["quotes and a tab in the name", 'a"b\tc.py', "a\n", "b\n"],
    ["text that looks like a diff", "a.py", "--- a\n+++ b\n@@ -1 +1 @@\n", "--- a\n+++ c\n@@ -1 +1 @@\n"],
  ];
  test.each(rows)("%s", (_name, file, before, after) => {
    const [change] = changesOf(file, before, after);
    expect(change?.status).toBe("modified");
    execFileSync("git", ["apply", "--whitespace=nowarn"], { cwd: folder, input: change?.diff ?? "" });
    expect(readFileSync(join(folder, file), "utf8")).toBe(after);
  });

  test("a new file", () => {
    const source = sourceOf("a.py", "a\n");
    const uri = pathToFileURL(join(folder, "tests", "test_a.py")).href;
    const edits = [{ range: at(0, 0, 0, 0), newText: "import a\n" }];
    const edit = {
      documentChanges: [{ kind: "create", uri } as const, { textDocument: { uri, version: null }, edits }],
    };
    const [change] = readChanges(edit, source, findWorkspace(source.path, {}));
    expect(change).toMatchObject({ status: "created", after: "import a\n" });
    execFileSync("git", ["apply"], { cwd: folder, input: change?.diff ?? "" });
    expect(readFileSync(join(folder, "tests", "test_a.py"), "utf8")).toBe("import a\n");
  });

  test("outside of a repository and of the folder the command runs in, paths start at the workspace", () => {
    rmSync(join(folder, ".git"), { recursive: true });
    mkdirSync(join(folder, "project"));
    writeFileSync(join(folder, "project", "package.json"), "{}");
    const path = join(folder, "project", "a.ts");
    expect(findWorkspace(path, {})).toEqual({
      root: join(folder, "project"),
      diffRoot: join(folder, "project"),
    });
    expect(findWorkspace(path, { workspace: folder }).root).toBe(folder);
  });
});

describe("writing", () => {
  test("replaces the text, keeps the mode and leaves nothing beside it", () => {
    const changes = changesOf("run.py", "a\n", "b\n");
    chmodSync(join(folder, "run.py"), 0o755);
    writeChanges(changes);
    expect(readFileSync(join(folder, "run.py"), "utf8")).toBe("b\n");
    expect(statSync(join(folder, "run.py")).mode & 0o777).toBe(0o755);
    expect(readdirSync(folder).sort()).toEqual([".git", "run.py"]);
  });

  test("follows a link to the file it means", () => {
    writeFileSync(join(folder, "real.py"), "a\n");
    symlinkSync("real.py", join(folder, "link.py"));
    const source = readSource(join(folder, "link.py"), {});
    writeChanges(replaceAll(source.path, "b\n"));
    expect(readFileSync(join(folder, "real.py"), "utf8")).toBe("b\n");
    expect(statSync(join(folder, "link.py")).isFile()).toBe(true);
  });

  test.each([
    ["has changed", (path: string) => writeFileSync(path, "other\n")],
    ["has gone", (path: string) => rmSync(path)],
  ])("refuses a file that %s since it was read, and writes no other", (_name, spoil) => {
    const changes = [...changesOf("a.py", "a\n", "A\n"), ...changesOf("b.py", "b\n", "B\n")];
    spoil(join(folder, "b.py"));
    expect(() => writeChanges(changes)).toThrow(`${join(folder, "b.py")} has changed since it was read`);
    expect(readFileSync(join(folder, "a.py"), "utf8")).toBe("a\n");
  });
});

/** The change from one whole text to another, as one edit of the lines between what both have in common. */
function changesOf(file: string, before: string, after: string): readonly Change[] {
  sourceOf(file, before);
  return replaceAll(join(folder, file), after);
}

function replaceAll(path: string, after: string): readonly Change[] {
  const source = readSource(path, {});
  const newText = after.replace(/^\uFEFF/, "");
  const edits = [{ range: at(0, 0, 1_000_000, 0), newText }];
  return readChanges({ changes: { [pathToFileURL(path).href]: edits } }, source, findWorkspace(path, {}));
}

function sourceOf(file: string, text: string): ReturnType<typeof readSource> {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return readSource(path, {});
}

function lines(count: number): string {
  return Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join("");
}

function at(startLine: number, start: number, endLine: number, end: number): Range {
  return { start: { line: startLine, character: start }, end: { line: endLine, character: end } };
}
