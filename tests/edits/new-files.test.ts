// Checks which paths an answer may write: none that leaves the folder, and none that a program or an assistant obeys.
import { describe, expect, test } from "vitest";
import { refusedPath } from "../../server/edits/new-files.ts";

describe("R3 what a program or an assistant obeys is written by no answer", () => {
  test.each([
    ".cursor/mcp.json",
    ".cursor/rules/a.mdc",
    ".claude/settings.json",
    ".gemini/settings.json",
    ".mcp.json",
    ".vscode/tasks.json",
    ".idea/workspace.xml",
    ".devcontainer/devcontainer.json",
    ".treewright.json",
    "AGENTS.md",
    "docs/Agents.md",
    "CLAUDE.md",
    "GEMINI.md",
    ".windsurfrules",
    ".clinerules/a.md",
    ".github/workflows/ci.yml",
    ".gitlab-ci.yml",
    ".circleci/config.yml",
    "Jenkinsfile",
    ".git/hooks/pre-commit",
    ".Git/config",
    ".gitattributes",
    ".husky/pre-commit",
    ".pre-commit-config.yaml",
    ".bash_profile",
    ".zprofile",
    ".zshenv",
    ".npmrc",
    ".yarnrc.yml",
    "package.json",
    "packages/app/package.json",
    "node_modules/a/index.js",
    ".aiignore",
  ])("%s", (path) => {
    expect(refusedPath(path)).toBe("belongs to a tool");
  });
});

describe("what leaves its folder or means another file is written by no answer", () => {
  test.each([
    ["../a.ts", "leaves its folder"],
    ["a/../../b.ts", "leaves its folder"],
    ["a//b.ts", "leaves its folder"],
    ["/etc/passwd", "is absolute"],
    ["C:/a.ts", "is absolute"],
    ["~/a.ts", "is absolute"],
    ["a\\..\\b.ts", "is not written with slashes"],
    ["a.ts:stream", "is not written with slashes"],
    ["nul.ts", "means another file on some systems"],
    ["a./b.ts", "means another file on some systems"],
    ["a\u202E.ts", "holds hidden characters"],
    ["", "is empty or too long"],
  ])("%j", (path, reason) => {
    expect(refusedPath(path)).toBe(reason);
  });
});

test.each([
  "src/agents.ts",
  "src/package.ts",
  "README.md",
  ".gitignore",
  "src/cursor/mcp.ts",
  "tests/a.test.ts",
])("%s may be written", (path) => {
  expect(refusedPath(path)).toBeUndefined();
});
