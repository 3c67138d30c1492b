// Owns the tests of rules files: every format, which files each speaks about, the closest first, bounded, nothing hidden.
import { afterEach, describe, expect, test } from "vitest";
import { openProject } from "./open-project.ts";

let project: ReturnType<typeof openProject> | undefined;
afterEach(() => {
  project?.dispose();
  project = undefined;
});

/** Paths and texts of the rules told about a file, in order. */
async function rulesFor(
  files: Readonly<Record<string, string>>,
  path = "src/web/page.ts",
  maxRuleTokens?: number,
): Promise<readonly string[]> {
  project = openProject(files);
  const { items } = await project.notes(path, "", maxRuleTokens);
  return items.filter(({ role }) => role === "rule").map((item) => `${item.path}: ${item.text}`);
}

describe("every format is told", () => {
  test.each([
    ["AGENTS.md", "Use tabs."],
    ["src/AGENTS.md", "Use tabs."],
    ["CLAUDE.md", "Use tabs."],
    [".github/copilot-instructions.md", "Use tabs."],
    [".github/instructions/a.instructions.md", '---\napplyTo: "**/*.ts,**/*.tsx"\n---\nUse tabs.'],
    [".github/instructions/deep/a.instructions.md", "---\napplyTo: '**'\n---\nUse tabs."],
    [".cursor/rules/a.mdc", "---\ndescription: x\nglobs: *.ts, *.js\nalwaysApply: false\n---\nUse tabs."],
    [".cursor/rules/a.mdc", "---\nglobs:\n  - src/**/*.ts\n---\nUse tabs."],
    [".cursor/rules/a.mdc", "---\nalwaysApply: true\n---\nUse tabs."],
    ["src/.cursor/rules/a.mdc", '---\nglobs: ["web/*.ts"]\n---\nUse tabs.'],
    [".clinerules", "Use tabs."],
    [".clinerules/a.md", "Use tabs."],
    [".clinerules/a.md", '---\npaths:\n  - "src/**"\n---\nUse tabs.'],
    [".windsurfrules", "Use tabs."],
    ["GEMINI.md", "Use tabs."],
  ])("%s %j", async (path, text) => {
    expect(await rulesFor({ [path]: text })).toEqual([`${path}: Use tabs.`]);
  });

  test("in the order in which they count, the closest AGENTS.md first", async () => {
    const paths = [
      "src/web/AGENTS.md",
      "src/AGENTS.md",
      "AGENTS.md",
      "CLAUDE.md",
      ".github/copilot-instructions.md",
      ".clinerules/a.md",
      ".windsurfrules",
      "GEMINI.md",
    ];
    const files = Object.fromEntries(paths.map((path) => [path, `Rule of ${path}`]));
    expect(await rulesFor(files)).toEqual(paths.map((path) => `${path}: Rule of ${path}`));
  });
});

describe("what speaks about other files is not told", () => {
  test.each([
    ["tests/AGENTS.md", "Use tabs."],
    [".github/instructions/a.instructions.md", "---\napplyTo: '**/*.py'\n---\nUse tabs."],
    [".github/instructions/a.instructions.md", "Asked for by hand."],
    [".github/instructions/notes.md", "---\napplyTo: '**'\n---\nUse tabs."],
    [".cursor/rules/a.mdc", "---\ndescription: when asked\nalwaysApply: false\n---\nUse tabs."],
    [".cursor/rules/a.mdc", "---\nglobs: src/*.ts\n---\nUse tabs."],
    [".clinerules/a.md", "---\npaths: tests/**\n---\nUse tabs."],
    ["AGENTS.md", "<!-- nobody\nsees this -->\n@OTHER.md\n"],
  ])("%s %j", async (path, text) => {
    expect(await rulesFor({ [path]: text })).toEqual([]);
  });

  test("one text under two names is told once", async () => {
    const files = {
      "AGENTS.md": "Use tabs.\n",
      "CLAUDE.md": "@AGENTS.md\n\nUse tabs.",
      "GEMINI.md": "Use tabs.",
    };
    expect(await rulesFor(files)).toEqual(["AGENTS.md: Use tabs."]);
  });

  test("a secret, an excluded file and a file outside are no rules", async () => {
    project = openProject({
      ".aiignore": "AGENTS.md\n",
      "AGENTS.md": "Use tabs.",
      "src/AGENTS.md": "Nor this.",
    });
    expect((await project.notes("src/a.ts")).items).toEqual([]);
    expect((await project.notes("../a.ts")).items).toEqual([]);
  });
});

describe("rules are bounded", () => {
  const LONG = [
    "# Project",
    "A shop.",
    "## Setup",
    ...Array.from({ length: 50 }, (_, line) => `Run step ${line} of the installation.`),
    "## Code style",
    "Name booleans isReady.",
    "## Other",
    ...Array.from({ length: 50 }, (_, line) => `Something else ${line}.`),
  ].join("\n");

  test("a long file is shortened to what is about code", async () => {
    project = openProject({ "AGENTS.md": LONG });
    const { items } = await project.notes("a.ts", "", 60);
    expect(items.map(({ text }) => text)).toEqual([
      "# Project\nA shop.\n\n## Code style\nName booleans isReady.\n\n## Other\nSomething else 0.\nSomething else 1.\nSomething else 2.\nSomething else 3.\nSomething else 4.\nSomething else 5.",
    ]);
    expect(items[0]?.why).toMatch(/^it speaks about every file; shortened from \d+ tokens$/);
    expect(items[0]?.tokens).toBeLessThanOrEqual(60);
  });

  test("what does not fit behind the closest is left out", async () => {
    const files = { "src/AGENTS.md": "Use tabs here.", "AGENTS.md": "Use spaces. ".repeat(40) };
    expect(await rulesFor(files, "src/a.ts", 30)).toEqual(["src/AGENTS.md: Use tabs here."]);
  });

  test("no budget, a switch or a deadline leaves them out", async () => {
    project = openProject({ "AGENTS.md": "Use tabs." }, { timeout: () => AbortSignal.abort() });
    expect((await project.notes("a.ts", "", 0)).items).toEqual([]);
    const late = await project.notes("a.ts");
    expect(late.items.filter(({ role }) => role === "rule")).toEqual([]);
    expect(late.sources).toContainEqual({ id: "project-rules" });
    project.settings.set("client", { "context.sources": { "project-rules": false } });
    expect((await project.notes("a.ts")).sources.map(({ id }) => id)).not.toContain("project-rules");
  });

  test("a changed file is read again", async () => {
    project = openProject({ "AGENTS.md": "Use tabs." });
    await project.notes("a.ts");
    project.write("AGENTS.md", "Use spaces.");
    expect((await project.notes("a.ts")).items.map(({ text }) => text)).toEqual(["Use spaces."]);
  });
});

describe("R6 hidden characters", () => {
  test("are left out, counted in the reason and logged", async () => {
    project = openProject({ "AGENTS.md": "Use\u200b tabs.\u202e\u{e0041}" });
    const { items } = await project.notes("a.ts");
    expect(items[0]).toMatchObject({
      text: "Use tabs.",
      why: "it speaks about every file; without 4 hidden characters",
    });
    expect(project.lines).toEqual([
      "warning: AGENTS.md: left out 4 hidden characters, which may carry orders nobody sees",
    ]);
  });
});
