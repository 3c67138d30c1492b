// Owns the tests of what is read from the workspace and, above all, what is not.
import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWorkspace } from "../../server/documents/workspace.ts";

let base: string;
let folder: string;
beforeAll(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), "treewright-workspace-")));
  folder = join(base, "project");
  mkdirSync(join(folder, "nested"), { recursive: true });
  const files: Record<string, string | Buffer> = {
    "a.ts": "const a = 1;\n",
    "nested/b.py": "b = 2\n",
    "big.txt": "x".repeat(500_001),
    "binary.dat": Buffer.from([65, 0, 66]),
    ".env": "KEY=1",
    ".env.local": "KEY=1",
    ".env.example": "KEY=",
    "server.pem": "secret",
    ".aiignore": "private/\n*.log\n",
    ".cursorignore": "cursor.txt\n",
    "app.log": "log",
    "cursor.txt": "text",
    "../outside.txt": "outside",
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  mkdirSync(join(folder, "private"));
  writeFileSync(join(folder, "private/c.ts"), "c");
  symlinkSync(join(base, "outside.txt"), join(folder, "leaves.txt"));
  symlinkSync(join(folder, "a.ts"), join(folder, "stays.ts"));
  symlinkSync(join(folder, ".env"), join(folder, "harmless.txt"));
  symlinkSync(join(folder, "loop"), join(folder, "loop"));
  symlinkSync(base, join(folder, "up"));
  execFileSync("mkfifo", [join(folder, "pipe.ts")]);
});
afterAll(() => {
  rmSync(base, { recursive: true });
});

function workspace(...folders: string[]) {
  const created = createWorkspace();
  created.setFolders(folders);
  return created;
}

describe("reading", () => {
  test.each([
    ["a file", "a.ts", "const a = 1;\n"],
    ["a file in a folder", "nested/b.py", "b = 2\n"],
    ["a link that stays inside", "stays.ts", "const a = 1;\n"],
    ["an example of an environment", ".env.example", "KEY="],
    ["F24 a file that is not there", "gone.ts", undefined],
    ["a folder", "nested", undefined],
    ["a file that is too large", "big.txt", undefined],
    ["a binary", "binary.dat", undefined],
    ["an environment", ".env", undefined],
    ["another environment", ".env.local", undefined],
    ["a key", "server.pem", undefined],
    ["a secret under another name", "harmless.txt", undefined],
    ["what .aiignore names", "app.log", undefined],
    ["a folder that .aiignore names", "private/c.ts", undefined],
    ["what .cursorignore names", "cursor.txt", undefined],
    ["F48 a path that climbs out", "../outside.txt", undefined],
    ["F48 a link that leaves", "leaves.txt", undefined],
    ["F48 a file behind a folder link that leaves", "up/outside.txt", undefined],
    ["F23 a link to itself", "loop", undefined],
    ["F23 a FIFO", "pipe.ts", undefined],
  ])("%s", async (_name, path, text) => {
    expect((await workspace(folder).read(join(folder, path)))?.text).toBe(text);
  });

  test("F23 a device is not opened", async () => {
    expect(await workspace("/dev").read("/dev/zero")).toBeUndefined();
  });

  test("sees a file again once it changed", async () => {
    const path = join(folder, "changing.ts");
    const reader = workspace(folder);
    writeFileSync(path, "old");
    expect((await reader.read(path))?.text).toBe("old");
    writeFileSync(path, "new");
    utimesSync(path, 1, 1);
    expect((await reader.read(path))?.text).toBe("new");
  });
});

describe("folders", () => {
  test("the most specific one owns a path", () => {
    const nested = join(folder, "nested");
    const both = workspace(folder, nested);
    expect(both.folders).toEqual([nested, folder]);
    expect(both.folderOf(join(nested, "b.py"))).toBe(nested);
    expect(both.relativePath(pathToFileURL(join(nested, "b.py")).href)).toBe("b.py");
    expect(workspace(folder).relativePath(pathToFileURL(join(nested, "b.py")).href)).toBe("nested/b.py");
    expect(workspace(folder).folderOf(`${folder}-other/a.ts`)).toBeUndefined();
    expect(workspace().relativePath("untitled:Untitled-1")).toBe("untitled:Untitled-1");
  });
});
