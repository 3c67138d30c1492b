// Owns the tests of which files no model may be shown, whichever way they are asked about (R13).
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createExclusions } from "../../server/documents/exclusions.ts";
import { createWorkspace } from "../../server/documents/workspace.ts";

let base = "";
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), "treewright-exclusions-")));
});
afterEach(() => rmSync(base, { recursive: true }));

function write(path: string, text = ""): string {
  mkdirSync(dirname(join(base, path)), { recursive: true });
  writeFileSync(join(base, path), text);
  return join(base, path);
}

const isExcluded = (path: string): Promise<boolean> => createExclusions().isExcluded(join(base, path), base);

describe("by name", () => {
  test.each([
    [".env", true],
    ["deep/.env.local", true],
    [".envrc", true],
    ["staging.env", true],
    [".env.example", false],
    [".dev.vars", true],
    [".npmrc", true],
    ["server.pem", true],
    ["prod.tfvars", true],
    ["id_ed25519", true],
    [".aws/credentials", true],
    ["secrets.yml", true],
    ["secrets.py", false],
    ["environment.ts", false],
    ["key.ts", false],
  ])("%s: %s", async (path, expected) => {
    expect(await isExcluded(path)).toBe(expected);
    const workspace = createWorkspace();
    expect(await workspace.isExcluded(pathToFileURL(join(base, path)).href)).toBe(expected);
  });

  test("a link is what it leads to", async () => {
    write(".env");
    symlinkSync(join(base, ".env"), join(base, "harmless.ts"));
    expect(await isExcluded("harmless.ts")).toBe(true);
  });

  test("a text without a file is not excluded", async () => {
    expect(await createWorkspace().isExcluded("untitled:Untitled-1")).toBe(false);
  });
});

describe("by ignore files", () => {
  test.each([".aiignore", ".cursorignore", ".copilotignore"])("%s, also nested", async (name) => {
    write(name, "private/\n*.log\n");
    write(`src/${name}`, "/keys.ts\n");
    expect(await isExcluded("private/a.ts")).toBe(true);
    expect(await isExcluded("deep/private/a.ts")).toBe(true);
    expect(await isExcluded("src/app.log")).toBe(true);
    expect(await isExcluded("src/keys.ts")).toBe(true);
    expect(await isExcluded("src/web/keys.ts")).toBe(false);
    expect(await isExcluded("keys.ts")).toBe(false);
  });

  test("none takes back what another one excludes", async () => {
    write(".aiignore", "src/keys.ts\n");
    write(".cursorignore", "!src/keys.ts\n");
    write("src/.aiignore", "!keys.ts\n");
    expect(await isExcluded("src/keys.ts")).toBe(true);
  });

  test("of the repository around the workspace count, of other folders do not", async () => {
    write("repository/.aiignore", "keys.ts\n");
    const file = write("repository/package/keys.ts");
    const folder = join(base, "repository/package");
    expect(await createExclusions().isExcluded(file, folder)).toBe(false);
    mkdirSync(join(base, "repository/.git"));
    expect(await createExclusions().isExcluded(file, folder)).toBe(true);
  });

  test("what git ignores may be shown: it is not secret by that", async () => {
    write(".gitignore", "generated/\n");
    expect(await isExcluded("generated/api.ts")).toBe(false);
  });
});

test("a key does not wait for the disk: rules that change count from the next time", async () => {
  let nowMs = 0;
  const exclusions = createExclusions(() => nowMs);
  const file = write("a.ts");
  expect(await exclusions.isExcluded(file, base)).toBe(false);
  write(".aiignore", "a.ts\n");
  nowMs = 1_000;
  expect(await exclusions.isExcluded(file, base)).toBe(false);
  nowMs = 3_000;
  expect(await exclusions.isExcluded(file, base)).toBe(false);
  expect(await exclusions.isExcluded(file, base)).toBe(true);
});

test("after a pause nothing remembered is relied on", async () => {
  let nowMs = 0;
  const exclusions = createExclusions(() => nowMs);
  const file = write("a.ts");
  expect(await exclusions.isExcluded(file, base)).toBe(false);
  write(".aiignore", "a.ts\n");
  nowMs = 60_000;
  expect(await exclusions.isExcluded(file, base)).toBe(true);
});
