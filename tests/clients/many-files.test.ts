// Owns the tests of commands that work through many places: fix, review and generate, as scripts use them.
import { execFile, execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { realPath } from "../../clients/cli/workspace.ts";

const PROGRAM = fileURLToPath(new URL("../../dist/treewright.cjs", import.meta.url));
const SLOW = { timeout: 60_000 };

const CODE = `def area(width, height):
    return widht * height


def volume(width, height, depth):
    return width * heigth * depth
`;
const FIXED = CODE.replace("widht", "width").replace("heigth", "height");
const REPORT = "shapes.py:2:12: F821 undefined name widht\nshapes.py:6:20: F821 undefined name heigth\n";
const fenced = (code: string): string => `\`\`\`python\n${code}\`\`\``;
const [AREA = "", VOLUME = ""] = FIXED.split("\n\n\n");
const ANSWERS = [
  { match: { contains: "undefined name widht" }, text: fenced(`import math\n\n\n${AREA}\n`) },
  { match: { contains: "undefined name heigth" }, text: fenced(VOLUME) },
  { match: { contains: ["Find mistakes", "def area"] }, text: "2: The name is misspelt." },
  { match: { contains: "a greeting" }, text: "File: hello.py\n```python\nprint('hello')\n```\n" },
  { match: { contains: "a key" }, text: "File: ../../id_rsa.txt\n```\nsecret\n```\n" },
  { match: { contains: "Explain" }, text: "It multiplies." },
  { text: "no" },
];

let folder = "";
beforeEach(() => {
  folder = realPath(mkdtempSync(join(tmpdir(), "treewright-many-")));
  const git = (...args: readonly string[]): void =>
    void execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: folder });
  git("init", "-q");
  const recording = join(folder, "recording.json");
  writeFileSync(recording, JSON.stringify({ answers: ANSWERS }));
  const backends = { script: { provider: "replay", recording } };
  writeFileSync(join(folder, "config.json"), JSON.stringify({ backends, edits: { backend: "script" } }));
  writeFileSync(join(folder, "shapes.py"), CODE.replace("widht", "width"));
  writeFileSync(join(folder, "report.txt"), REPORT);
  git("add", "shapes.py");
  git("commit", "-q", "-m", "shapes");
  writeFileSync(join(folder, "shapes.py"), CODE);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Result = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

function run(...args: readonly string[]): Promise<Result> {
  const config = join(folder, "config.json");
  const env = {
    ...process.env,
    TREEWRIGHT_CONFIG: config,
    TREEWRIGHT_CACHE: join(folder, ".cache"),
    NO_COLOR: "1",
  };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [PROGRAM, ...args],
      { cwd: folder, env },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    );
    child.stdin?.end();
  });
}

const text = (name: string): string => readFileSync(join(folder, name), "utf8");

describe("fix", SLOW, () => {
  test("fixes all that is reported, also below lines that an earlier fix has added", async () => {
    const { code, stderr } = await run("fix", "--diagnostics", "report.txt", "--write");
    expect({ code, text: text("shapes.py") }).toEqual({ code: 0, text: FIXED });
    expect(stderr).toContain("wrote shapes.py");
    // Nothing is left to go on with.
    expect(readdirSync(join(folder, ".cache", "fix"))).toEqual([]);
  });

  test("goes on where an earlier run ended", async () => {
    const both = "shapes.py:2:12: F821 undefined name widht\nother.py:1:1: X999 something else\n";
    writeFileSync(join(folder, "report.txt"), both);
    writeFileSync(join(folder, "other.py"), "def f():\n    return 1\n");
    expect(await run("fix", "--diagnostics", "report.txt", "--write")).toMatchObject({ code: 0 });
    const fixed = text("shapes.py");
    const again = await run("fix", "--diagnostics", "report.txt", "--write");
    expect(again).toMatchObject({ code: 3 });
    expect(again.stderr).not.toContain("widht");
    expect(text("shapes.py")).toBe(fixed);
  });

  test("tells what it could not fix, and writes nothing where that is all", async () => {
    writeFileSync(join(folder, "report.txt"), "shapes.py:1:1: X999 something else\n");
    const { code, stderr } = await run("fix", "--diagnostics", "report.txt", "--write");
    expect(code).toBe(3);
    expect(stderr).toContain("shapes.py:1: not fixed: X999 something else");
    expect(text("shapes.py")).toBe(CODE);
  });

  test("leaves a read-only file alone", async () => {
    chmodSync(join(folder, "shapes.py"), 0o444);
    const { code, stderr } = await run("fix", "--diagnostics", "report.txt", "--write");
    expect(code).toBe(1);
    expect(stderr).toContain("shapes.py is read-only, so nothing was written");
    expect(text("shapes.py")).toBe(CODE);
  });

  test("prints each event on a line of its own, the result as the last", async () => {
    const { stdout } = await run("fix", "--diagnostics", "report.txt", "--json-lines");
    const events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { readonly event: string });
    expect(events.map(({ event }) => event)).toEqual(["start", "progress", "progress", "result"]);
    expect(events.at(-1)).toMatchObject({ ok: true, changes: [{ path: "shapes.py" }], unfixed: [] });
  });
});

describe("review", SLOW, () => {
  test("tells what is wrong in lines that changed since a revision", async () => {
    expect(await run("review", "--since", "HEAD")).toMatchObject({
      code: 0,
      stdout: "shapes.py:2:5: The name is misspelt.\n",
    });
  });

  test.each([["--since=--output=x"], ["--since=nowhere"]])("refuses %s", async (since) => {
    const { code } = await run("review", since);
    expect([1, 2]).toContain(code);
    expect(existsSync(join(folder, "x"))).toBe(false);
  });
});

describe("generate", SLOW, () => {
  test("writes what is described into a folder that may be new", async () => {
    expect(await run("generate", "a greeting", "--into", "greetings", "--write")).toMatchObject({ code: 0 });
    expect(text("greetings/hello.py")).toBe("print('hello')\n");
  });

  test("F48 writes nothing where the model names a path outside", async () => {
    const { code, stderr } = await run("generate", "a key", "--into", "greetings", "--write");
    expect(code).toBe(3);
    expect(stderr).toContain("leaves its folder");
  });
});

test("act prints words where an action ends in words", SLOW, async () => {
  expect(await run("act", "explain", "shapes.py:2")).toMatchObject({ code: 0, stdout: "It multiplies.\n" });
});

test("next follows a renamed function into a file that imports it, place by place", SLOW, async () => {
  const user = "from shapes import area\n\nprint(area(1, 2))\n";
  writeFileSync(join(folder, "user.py"), user);
  writeFileSync(join(folder, "shapes.py"), CODE.replace("widht", "width").replace("area", "surface"));
  const next = () => run("next", "shapes.py:1:12", "--write");
  expect(await next()).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^user\.py:1:20-1:24: Rename area to surface here too\n/),
  });
  expect(await next()).toMatchObject({ code: 0 });
  expect(text("user.py")).toBe(user.replaceAll("area", "surface"));
  expect(await next()).toMatchObject({ code: 3 });
});
