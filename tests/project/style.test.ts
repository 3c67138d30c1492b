// Owns the tests of facts of style: what each settings file says, which of them counts, what the file itself shows.
import { afterEach, describe, expect, test } from "vitest";
import { openProject } from "./open-project.ts";

let project: ReturnType<typeof openProject> | undefined;
afterEach(() => {
  project?.dispose();
  project = undefined;
});

async function factsFor(
  files: Readonly<Record<string, string>>,
  path = "src/page.ts",
  text = "",
): Promise<readonly string[]> {
  project = openProject(files);
  const { items } = await project.notes(path, text);
  return items.filter(({ role }) => role === "fact").map((item) => `${item.path}: ${item.text}`);
}

const EDITORCONFIG = `root = true
; every file
[*]
indent_style = space
indent_size = 4
end_of_line = crlf
insert_final_newline = true
max_line_length = 100 # of people

[*.{ts,tsx}]
indent_size = 2
quote_type = single

[Makefile]
indent_style = tab
[*.go]
indent_style = tab
`;

describe(".editorconfig", () => {
  test.each([
    ["a.py", { indentUnit: "    " }],
    ["deep/b.tsx", { indentUnit: "  ", quotes: "single" }],
    ["Makefile", { indentUnit: "\t" }],
    ["cmd/main.go", { indentUnit: "\t" }],
  ])("says for %s", async (path, style) => {
    project = openProject({ ".editorconfig": EDITORCONFIG });
    expect(await project.style(path)).toEqual({
      lineEnding: "\r\n",
      finalNewline: true,
      lineWidth: 100,
      ...style,
    });
  });

  test("of a closer folder counts more, and root hides those above", async () => {
    const outer = "[*]\nindent_style = tab\nmax_line_length = 90\n";
    const inner = "[*.ts]\nindent_style = space\nindent_size = 8\n";
    project = openProject({ ".editorconfig": outer, "src/.editorconfig": inner });
    expect(await project.style("src/a.ts")).toEqual({ indentUnit: " ".repeat(8), lineWidth: 90 });
    project.write("src/.editorconfig", `root=true\n${inner}`);
    expect(await project.style("src/a.ts")).toEqual({ indentUnit: " ".repeat(8) });
  });

  test("that makes no sense says nothing", async () => {
    const text =
      "indent_size = 3\n[*\nindent_size = many\n[*]\nindent_size = 999\nend_of_line\n= x\nquote_type = both\n";
    project = openProject({ ".editorconfig": text });
    expect(await project.style("a.ts")).toEqual({});
    expect(await project.style("../outside.ts")).toEqual({});
  });
});

describe("formatters", () => {
  test.each([
    [".prettierrc", "{}", "a.ts", { quotes: "double", semicolons: true }],
    [
      ".prettierrc",
      "semi: false # none\nsingleQuote: true\ntabWidth: 4\nprintWidth: 90\n",
      "a.ts",
      { quotes: "single", semicolons: false, indentUnit: "    ", lineWidth: 90 },
    ],
    [
      ".prettierrc.json",
      '{"useTabs": true, "overrides": [{"files": "*.test.ts", "options": {"semi": false}}]}',
      "src/a.test.ts",
      { quotes: "double", semicolons: false, indentUnit: "\t" },
    ],
    ["package.json", '{"prettier": {"singleQuote": true}}', "a.js", { quotes: "single", semicolons: true }],
    ["package.json", '{"name": "x"}', "a.js", {}],
    ["biome.json", "{}", "a.ts", { quotes: "double", semicolons: true, indentUnit: "\t", lineWidth: 80 }],
    [
      "biome.jsonc",
      '{ // ours\n"formatter": {"indentStyle": "space", "lineWidth": 110}, "javascript": {"formatter": {"quoteStyle": "single", "semicolons": "asNeeded"}},}',
      "a.ts",
      { quotes: "single", semicolons: false, indentUnit: "  ", lineWidth: 110 },
    ],
    ["biome.json", '{"formatter": {"enabled": false}}', "a.ts", {}],
    [
      ".eslintrc.json",
      '{"rules": {"quotes": ["error", "single"], "semi": [2, "never"], "indent": ["warn", 4]}}',
      "a.ts",
      { quotes: "single", semicolons: false, indentUnit: "    " },
    ],
    [
      "pyproject.toml",
      "[tool.black]\nline-length = 99\n",
      "a.py",
      { quotes: "double", indentUnit: "    ", lineWidth: 99 },
    ],
    [
      "pyproject.toml",
      '[tool.ruff]\nline-length = 120\nindent-width = 2\n[tool.ruff.format]\nquote-style = "single"\n',
      "a.py",
      { quotes: "single", indentUnit: "  ", lineWidth: 120 },
    ],
    [
      "ruff.toml",
      'line-length = 90\n[format]\nindent-style = "tab"\n',
      "a.py",
      { indentUnit: "\t", lineWidth: 90 },
    ],
    ["pyproject.toml", "[project]\nname = 'x'\n", "a.py", {}],
    [".prettierrc", '{"singleQuote": true}', "a.py", {}],
    [".prettierrc", "{broken", "a.ts", { quotes: "double", semicolons: true }],
  ])("%s %s", async (file, text, path, style) => {
    project = openProject({ [file]: text });
    expect(await project.style(path)).toEqual(style);
  });

  test("stand above .editorconfig, and the closest above the others", async () => {
    const files = {
      ".editorconfig": "[*]\nindent_style = tab\nend_of_line = lf\n",
      ".prettierrc": '{"tabWidth": 4}',
      "web/.prettierrc": '{"tabWidth": 3}',
    };
    project = openProject(files);
    expect(await project.style("web/a.ts")).toMatchObject({ indentUnit: "   ", lineEnding: "\n" });
    expect(await project.style("a.ts")).toMatchObject({ indentUnit: "    " });
  });
});

describe("what is told of it", () => {
  const SINGLE = "import a from 'a'\nconst b = 'b'\nconst c = 'c'\nlet d = ['d']\n";

  test("names the file that says so, once each", async () => {
    const files = { ".editorconfig": EDITORCONFIG, ".prettierrc": "semi: false\ntabWidth: 2" };
    expect(await factsFor(files)).toEqual([
      ".prettierrc: indent with 2 spaces, strings in double quotes, no semicolons",
      ".editorconfig: lines of at most 100 characters",
    ]);
  });

  test("what the file itself shows counts more", async () => {
    expect(await factsFor({ ".prettierrc": "tabWidth: 2" }, "src/page.ts", SINGLE)).toEqual([
      "src/page.ts: strings in single quotes",
      "src/page.ts: no semicolons",
      ".prettierrc: indent with 2 spaces",
    ]);
  });

  test.each([
    [
      "a.py",
      "def get_name(): ...\ndef get_age(): ...\ndef is_ok(): ...\ndef to_text(): ...\n",
      "functions are named in snake_case",
    ],
    [
      "a.ts",
      "function getName() {}\nfunction getAge() {}\nfunction isOk() {}\nfunction toText() {}\n",
      "functions are named in camelCase",
    ],
    ["a.test.ts", 'import { test } from "vitest";\n', "tests are written with vitest"],
    ["test_a.py", "import unittest\n", "tests are written with unittest"],
  ])("%s %j", async (path, text, fact) => {
    expect(await factsFor({}, path, text)).toEqual([`${path}: ${fact}`]);
  });

  test("little or mixed evidence says nothing", async () => {
    expect(await factsFor({}, "a.ts", "const a = 'a'\nconst b = \"b\";\n")).toEqual([]);
    expect(await factsFor({}, "a.c", "char a = 'a'; char b = 'b'; char c = 'c'; char d = 'd';\n")).toEqual(
      [],
    );
  });

  test.each([
    [
      "src/a.test.ts",
      { "package.json": '{"devDependencies": {"jest": "^30"}}' },
      "package.json: tests are written with jest",
    ],
    [
      "tests/test_a.py",
      { "pyproject.toml": "[tool.pytest.ini_options]\n" },
      "pyproject.toml: tests are written with pytest",
    ],
  ])("a new test file %s learns the framework from the list of packages", async (path, files, fact) => {
    expect(await factsFor(files, path)).toEqual([fact]);
    expect(await project?.notes("src/a.ts")).toMatchObject({ items: [] });
  });
});
