// Owns by which signs a test framework is known, in a test file and in a project's list of packages; runs no tests.

export type TestFramework = string;

type Row = {
  readonly name: TestFramework;
  readonly languages: readonly string[];
  /** In the text of a test file. */
  readonly inTests: RegExp;
  /** Of the package, where a project lists what it needs; a framework that comes with the language has none. */
  readonly inManifest?: RegExp;
};

const SCRIPTS = ["typescript", "typescriptreact", "javascript", "javascriptreact"] as const;

/** The first row that fits a text wins. */
const TEST_FRAMEWORKS: readonly Row[] = [
  { name: "vitest", languages: SCRIPTS, inTests: /from ["']vitest["']/, inManifest: /"vitest"\s*:/ },
  {
    name: "Playwright",
    languages: SCRIPTS,
    inTests: /from ["']@playwright\/test["']/,
    inManifest: /"@playwright\/test"\s*:/,
  },
  {
    name: "node:test",
    languages: SCRIPTS,
    inTests: /["']node:test["']/,
    inManifest: /"test"\s*:\s*"[^"]{0,200}--test\b/,
  },
  { name: "bun:test", languages: SCRIPTS, inTests: /["']bun:test["']/ },
  {
    name: "jest",
    languages: SCRIPTS,
    inTests: /["']@jest\/globals["']|\bjest\.(?:fn|mock|spyOn)\(/,
    inManifest: /"(?:jest|ts-jest|@jest\/globals)"\s*:/,
  },
  { name: "mocha", languages: SCRIPTS, inTests: /["'](?:mocha|chai)["']/, inManifest: /"mocha"\s*:/ },
  {
    name: "pytest",
    languages: ["python"],
    inTests: /^\s*(?:import pytest|from pytest|@pytest\.)|^def test_\w+\(/m,
    inManifest: /^\s*"?pytest\b|\[tool\.pytest|["']pytest[<>=~ "'[]/m,
  },
  { name: "unittest", languages: ["python"], inTests: /^\s*(?:import unittest|from unittest)/m },
];

export function testFrameworkIn(languageId: string, text: string): TestFramework | undefined {
  const fitting = TEST_FRAMEWORKS.filter(({ languages }) => languages.includes(languageId));
  return fitting.find(({ inTests }) => inTests.test(text))?.name;
}

/** Files in which a project lists the packages it needs, by language. */
export const MANIFESTS: readonly {
  readonly languages: readonly string[];
  readonly files: readonly string[];
}[] = [
  { languages: SCRIPTS, files: ["package.json"] },
  {
    languages: ["python"],
    files: ["pyproject.toml", "setup.cfg", "tox.ini", "requirements-dev.txt", "requirements.txt"],
  },
];

export function testFrameworkOf(languageId: string, manifest: string): TestFramework | undefined {
  const fitting = TEST_FRAMEWORKS.filter(({ languages }) => languages.includes(languageId));
  return fitting.find(({ inManifest }) => inManifest?.test(manifest))?.name;
}
