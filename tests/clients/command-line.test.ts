// Owns the tests of the command line as scripts use it: the built program, a scripted model, output and exit codes.
import { execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { realPath } from "../../clients/cli/workspace.ts";

const PROGRAM = fileURLToPath(new URL("../../dist/treewright.cjs", import.meta.url));
const SLOW_MS = 60_000;
// Every case starts two processes, a few at a time, on whatever else the machine is doing.
const CASES = { concurrent: true, timeout: 60_000 };

const CODE = `def mean(values: list[float]) -> float:
    """Return the arithmetic mean; 0.0 for an empty list."""
    raise NotImplementedError


def area(width: float, height: float) -> float:
    return
`;
const IMPLEMENTED = `def mean(values: list[float]) -> float:
    """Return the arithmetic mean; 0.0 for an empty list."""
    return sum(values) / len(values) if values else 0.0
`;
const DIFF = `diff --git a/shapes.py b/shapes.py
--- a/shapes.py
+++ b/shapes.py
@@ -1,6 +1,6 @@
 def mean(values: list[float]) -> float:
     """Return the arithmetic mean; 0.0 for an empty list."""
-    raise NotImplementedError
+    return sum(values) / len(values) if values else 0.0
 
 
 def area(width: float, height: float) -> float:
`;
const ANSWERS = [
  { match: { kind: "chat", contains: "say nothing useful" }, text: "I cannot do that." },
  { match: { kind: "chat", contains: "never answer" }, text: "late", delayMs: SLOW_MS },
  {
    match: { kind: "chat", contains: "provider is down" },
    error: { kind: "unavailable", message: "the provider is down", remedy: "wait" },
  },
  { match: { kind: "chat" }, text: `\`\`\`python\n${IMPLEMENTED}\`\`\`` },
  { match: { kind: "fim", contains: "# be silent" }, text: "" },
  { match: { kind: "fim" }, text: " width * height", usage: { promptTokens: 30, outputTokens: 4 } },
];

let folder = "";
beforeAll(() => {
  folder = realPath(mkdtempSync(join(tmpdir(), "treewright-cli-")));
  mkdirSync(join(folder, ".git"));
  mkdirSync(join(folder, "empty"));
  const recording = join(folder, "recording.json");
  writeFileSync(recording, JSON.stringify({ answers: ANSWERS }));
  const backends = { script: { provider: "replay", recording } };
  const settings = { backends, completion: { backend: "script" }, edits: { backend: "script" } };
  writeFileSync(join(folder, "config.json"), JSON.stringify(settings));
  writeFileSync(join(folder, "shapes.py"), CODE);
  writeFileSync(join(folder, "binary.py"), Buffer.from([0x7f, 0x45, 0, 0xff]));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Result = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

function run(args: readonly string[], input = ""): Promise<Result> {
  const env = {
    ...process.env,
    TREEWRIGHT_CONFIG: join(folder, "config.json"),
    TREEWRIGHT_CACHE: join(folder, "cache"),
    FORCE_COLOR: "",
    NO_COLOR: "",
  };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [PROGRAM, ...args],
      { cwd: folder, env },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    );
    child.stdin?.end(input);
  });
}

async function json(args: readonly string[]): Promise<Record<string, unknown>> {
  const { stdout } = await run([...args, "--json"]);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe("results", CASES, () => {
  test("complete prints the text, and the JSON of CLI contract", async () => {
    const silent = await run(["complete", "-:2:4", "--path", "silent.py"], "# be silent\nx =\n");
    expect(silent).toMatchObject({ code: 3, stdout: "", stderr: expect.stringContaining("nothing to say") });
    expect(await run(["complete", "shapes.py:7:11", "--quiet"])).toEqual({
      code: 0,
      stdout: " width * height\n",
      stderr: "",
    });
    expect(await json(["complete", "shapes.py:7:11"])).toEqual({
      schema: "treewright/1",
      command: "complete",
      ok: true,
      workspace: folder,
      items: [{ text: " width * height", range: range(6, 10, 6, 10) }],
      backend: "script",
      model: "recording",
      timings: {
        totalMs: expect.any(Number),
        firstTokenMs: expect.any(Number),
        contextMs: expect.any(Number),
      },
      usage: { promptTokens: 30, outputTokens: 4 },
      traceId: expect.any(String),
    });
  });

  test("actions lists what can be done, by kind", async () => {
    const implement = {
      id: "implement-body",
      title: "Implement mean",
      kind: "refactor.rewrite.implement.treewright",
      range: range(0, 0, 2, 29),
    };
    expect(await json(["actions", "shapes.py:3"])).toMatchObject({ ok: true, items: [implement] });
    expect(await json(["actions", "shapes.py:3", "--kind", "refactor"])).toMatchObject({
      items: [implement],
    });
    expect(await json(["actions", "shapes.py:3", "--kind", "quickfix"])).toMatchObject({ items: [] });
    expect((await run(["actions", "shapes.py:1-3"])).stdout).toBe(
      [
        "implement-body  Implement mean",
        "simplify  Simplify the selected lines",
        "explain  Explain the selected lines",
        "review-selection  Review the selected lines",
        "translate-to-language  Translate to another language",
      ]
        .map((line) => `${line}  1:1-3:30\n`)
        .join(""),
    );
  });

  test("a diagnostic from standard input makes a fix", async () => {
    const printed = "shapes.py:7:5: error: a number is missing";
    const { stdout } = await run(
      ["actions", "shapes.py:7", "--kind", "quickfix", "--diagnostics", "-", "--json"],
      printed,
    );
    expect(JSON.parse(stdout)).toMatchObject({
      items: [{ id: "fix-diagnostic", title: "Fix: a number is missing" }],
    });
  });

  test("act prints a diff, and all of it as JSON", async () => {
    const { code, stdout } = await run(["act", "implement-body", "shapes.py:3", "--diff"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: DIFF });
    expect(await json(["act", "implement-body", "shapes.py:3"])).toMatchObject({
      command: "act",
      ok: true,
      changes: [{ path: "shapes.py", status: "modified", edits: [expect.anything()], diff: DIFF }],
      checks: expect.arrayContaining([{ id: "parses-in-place", verdict: "pass" }]),
      rounds: 1,
      backend: "script",
      model: "recording",
    });
  });

  test("act works on standard input under the name it is given", async () => {
    const { stdout } = await run(["act", "implement-body", "-:3", "--path", "shapes.py", "--diff"], CODE);
    expect(stdout).toBe(DIFF);
  });

  test("act --write changes the file and leaves nothing beside it", async () => {
    const project = join(folder, "written");
    mkdirSync(project);
    writeFileSync(join(project, "shapes.py"), CODE);
    const { code, stdout, stderr } = await run(["act", "implement-body", "written/shapes.py:3", "--write"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toContain("wrote written/shapes.py (+1 −1)");
    const written = CODE.replace(
      "raise NotImplementedError",
      "return sum(values) / len(values) if values else 0.0",
    );
    expect(readFileSync(join(project, "shapes.py"), "utf8")).toBe(written);
    expect(readdirSync(project)).toEqual(["shapes.py"]);
  });

  test("context shows what a completion would be told, and the JSON of CLI contract", async () => {
    const { code, stdout } = await run(["context", "shapes.py:7:11"]);
    expect({ code, stdout: stdout.replace(/[\d.]+ ms/g, "N ms") }).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/prompt {2}fim, \d+ tokens, for recording \(script\)\n {4}def mean/),
    });
    const answer = await json(["context", "shapes.py:7:11"]);
    expect(answer).toMatchObject({
      command: "context",
      ok: true,
      workspace: folder,
      items: [],
      prompt: { kind: "fim", text: CODE.trimEnd(), suffix: "\n", tokens: expect.any(Number) },
      budget: { maxTokens: 768, usedTokens: 0, deadlineMs: 25 },
      timings: {
        totalMs: expect.any(Number),
        contextMs: expect.any(Number),
        sources: expect.arrayContaining([{ id: "siblings", found: 0, durationMs: expect.any(Number) }]),
      },
    });
  });

  test("context shows an action's conversation, and is refused as the action is", async () => {
    const answer = await json(["context", "shapes.py:3", "--for", "implement-body"]);
    expect(answer).toMatchObject({
      prompt: {
        kind: "chat",
        messages: [
          { role: "system", content: expect.any(String) },
          { role: "user", content: expect.stringContaining("Write the body of the function `mean`") },
        ],
      },
    });
    const instructed = ["context", "shapes.py:6-7", "--for", "apply-instruction", "--instruction", "in cm"];
    expect((await run(instructed)).stdout).toContain("in cm");
    expect(await run(["context", "shapes.py:1-2"])).toMatchObject({ code: 2 });
    expect(await run(["context", "shapes.py:7", "--for", "juggle"])).toMatchObject({ code: 3 });
  });

  test("context without a model shows what one would be told", async () => {
    writeFileSync(join(folder, "no-model.json"), "{}");
    const bare = await run([
      "context",
      "shapes.py:7:11",
      "--config",
      join(folder, "no-model.json"),
      "--offline",
    ]);
    expect(bare.stdout).toContain("for none");
    expect(bare.stderr).toContain("no model is set up");
  });

  test("symbols prints the outline", async () => {
    const { stdout } = await run(["symbols", "shapes.py"]);
    expect(stdout.split("\n").map((line) => line.replace(/ +/g, " ").trim())).toEqual([
      "1 function def mean(values: list[float]) -> float:",
      "6 function def area(width: float, height: float) -> float:",
      "",
    ]);
    expect(await json(["symbols", "shapes.py"])).toMatchObject({
      symbols: [
        {
          name: "mean",
          kind: "function",
          range: range(0, 0, 2, 29),
          selectionRange: range(0, 4, 0, 8),
          children: [],
        },
        { name: "area" },
      ],
    });
  });

  test("models lists files, doctor tells who answers", async () => {
    expect(await json(["models"])).toMatchObject({
      command: "models",
      models: expect.arrayContaining([
        expect.objectContaining({ id: "qwen2.5-coder-0.5b", bytes: 491400064, present: expect.any(Boolean) }),
      ]),
    });
    expect(await json(["doctor"])).toMatchObject({
      command: "doctor",
      checks: expect.arrayContaining([expect.objectContaining({ id: "edits", verdict: "pass" })]),
      edits: { backend: "script" },
    });
  });
});

test("usage tells what was used, as JSON and for people", { timeout: 60_000 }, async () => {
  expect(await json(["complete", "shapes.py:7:11"])).toMatchObject({
    usage: { promptTokens: 30, outputTokens: 4 },
  });
  const { days, usage, total } = await json(["usage", "--days", "2"]);
  expect({ days, usage }).toMatchObject({
    days: 2,
    usage: [{ backend: "script", model: "recording", requests: expect.any(Number) }],
  });
  expect(total).toMatchObject({ requests: expect.any(Number), promptTokens: expect.any(Number) });
  expect(await run(["usage"])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d{4}-\d\d-\d\d {2}\d+ requests?.* recording \(script\)\ntotal /),
  });
  expect(await run(["usage", "--days", "93"])).toMatchObject({ code: 2 });
});

describe("failures: one sentence, no stack, an exit code", CASES, () => {
  const rows: readonly (readonly [args: readonly string[], code: number, sentence: string])[] = [
    [["complete", "none.py:1"], 1, "there is no file none.py: check the path"],
    [["complete", "empty:1"], 1, "empty is a folder: give a file"],
    [["complete", "binary.py:1"], 1, "binary.py is a binary file or is not UTF-8: give a text file in UTF-8"],
    [
      ["complete", "shapes.py:99"],
      1,
      "shapes.py has 7 lines, so there is no line 99: give a line of the file",
    ],
    [
      ["complete", "shapes.py:7:99"],
      1,
      "line 7 of shapes.py has 10 characters, so there is no column 99: give a column up to 11",
    ],
    [
      ["complete", "shapes.py"],
      2,
      '"shapes.py" names no place in a file: write FILE:LINE, FILE:LINE:COLUMN or FILE:LINE-LINE, counted from 1',
    ],
    [
      ["complete", "shapes.py:1-2"],
      2,
      "a completion belongs at one place: write FILE:LINE:COLUMN without an end",
    ],
    [["complete", "-:1"], 2, "standard input has no name: add --path NAME, the file it stands for"],
    [
      ["actions", "shapes.py:1", "--kind", "magic"],
      2,
      'there is no kind of action "magic": use one of quickfix, refactor.extract, refactor.rewrite, source',
    ],
    [
      ["actions", "shapes.py:1", "--workspace", "none"],
      2,
      "the workspace none is no folder: give --workspace a folder that exists",
    ],
    [
      ["actions", "shapes.py:1", "--config", "none.json"],
      2,
      "there is no settings file none.json: check the path given with --config",
    ],
    [["act", "implement-body", "shapes.py:6"], 3, "implement-body does not apply at line 6"],
    [
      ["act", "implement-body", "-:3", "--path", "shapes.py", "--write"],
      2,
      "standard input cannot be written to",
    ],
    [["act", "apply-instruction", "shapes.py:1", "--instruction", "say nothing useful"], 3, ""],
    [
      ["act", "apply-instruction", "shapes.py:1", "--instruction", "provider is down"],
      1,
      "the provider is down: wait",
    ],
    [
      ["act", "apply-instruction", "shapes.py:1", "--instruction", "never answer", "--timeout", "1"],
      4,
      "there was no result within 1 s: give --timeout more seconds",
    ],
  ];
  test.each(rows)("%j → %i", async (args, code, sentence) => {
    const result = await run(args, args.some((arg) => arg.startsWith("-:")) ? CODE : "");
    expect(result).toMatchObject({ code, stdout: "" });
    expect(result.stderr).toContain(`treewright: ${sentence}`);
    expect(result.stderr).not.toMatch(/^ +at /m);
    expect(readFileSync(join(folder, "shapes.py"), "utf8")).toBe(CODE);
  });

  test("with --json they are an object on stdout as well", async () => {
    expect(await json(["complete", "none.py:1"])).toEqual({
      schema: "treewright/1",
      command: "complete",
      ok: false,
      error: { kind: "unavailable", message: "there is no file none.py", remedy: "check the path" },
    });
    expect(await json(["complete"])).toMatchObject({ ok: false, error: { kind: "refused" } });
  });

  test.each([
    [[]],
    [["conplete", "a.py:1"]],
    [["complete"]],
    [["complete", "a.py:1", "--nonsense"]],
    [["complete", "a.py:1", "-n", "many"]],
    [["complete", "a.py:1", "-n", "6"]],
    [["act", "dance", "shapes.py:1"]],
  ])("%j is wrong usage", async (args) => {
    expect(await run(args)).toMatchObject({ code: 2, stdout: "" });
  });

  test("help is no failure, for every command", async () => {
    for (const command of [
      "complete",
      "actions",
      "act",
      "symbols",
      "index",
      "models",
      "doctor",
      "usage",
      "serve",
    ]) {
      const { code, stdout } = await run([command, "--help"]);
      expect(code).toBe(0);
      expect(stdout).toContain(`Usage: treewright ${command}`);
    }
  });
});

test("an interrupted command exits with 130 and leaves no server and no change", {
  timeout: 60_000,
}, async () => {
  const args = ["act", "apply-instruction", "shapes.py:1", "--instruction", "never answer", "--write"];
  const env = { ...process.env, TREEWRIGHT_CONFIG: join(folder, "config.json") };
  const child = spawn(process.execPath, [PROGRAM, ...args, "--json"], {
    cwd: folder,
    env,
    stdio: "ignore",
  });
  const server = await childOf(child.pid ?? 0);
  child.kill("SIGINT");
  const code = await new Promise((resolve) => child.once("exit", resolve));
  expect(code).toBe(130);
  await expect.poll(() => isAlive(server), { timeout: 10_000 }).toBe(false);
  expect(readFileSync(join(folder, "shapes.py"), "utf8")).toBe(CODE);
});

function range(startLine: number, start: number, endLine: number, end: number): object {
  return { start: { line: startLine, character: start }, end: { line: endLine, character: end } };
}

/** The first child process of a process, once there is one. */
async function childOf(pid: number): Promise<number> {
  const find = (): number | undefined =>
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .find((each) => parentOf(each) === pid);
  await expect.poll(find, { timeout: 10_000 }).toBeDefined();
  return find() ?? 0;
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
  } catch {
    // It ended between listing and reading.
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
