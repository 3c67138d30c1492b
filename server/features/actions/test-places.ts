// Owns where a project keeps its tests and what it writes them with: read from its files, guessed from what is usual without any.
import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, extname, join, relative, sep } from "node:path";
import type { Workspace } from "../../documents/workspace.ts";

export type TestPlace = {
  /** In words for the model. */
  readonly framework: string;
  /** Absolute path of a file that is not there yet. */
  readonly path: string;
  /** How the tests name the module under test. */
  readonly importFrom: string;
};

/** What is under test. */
export type Tested = { readonly path: string; readonly name: string; readonly languageId: string };

type Convention = {
  readonly languages: readonly string[];
  frameworks(root: string, workspace: Workspace): Promise<string>;
  /** Names of the test file, the first free one is taken. */
  fileNames(stem: string, extension: string, name: string): readonly [string, string];
  /** Folders that hold tests apart from the code, relative to the root; beside the code without one of them. */
  readonly folders: readonly string[];
  readonly sources: readonly string[];
  importFrom(from: string, tested: Tested, root: string): string;
};

const CONVENTIONS: readonly Convention[] = [
  {
    languages: ["typescript", "typescriptreact", "javascript", "javascriptreact"],
    async frameworks(root, workspace) {
      const manifest = (await workspace.read(join(root, "package.json")))?.text ?? "";
      if (/"vitest"/.test(manifest)) return 'vitest (import { expect, test } from "vitest")';
      if (/"(?:jest|ts-jest)"/.test(manifest)) return "jest";
      if (/"mocha"/.test(manifest)) return 'mocha and node:assert (import assert from "node:assert/strict")';
      return 'node:test and node:assert (import { test } from "node:test"; import assert from "node:assert/strict")';
    },
    fileNames: (stem, extension, name) => [
      `${stem}.test${extension}`,
      `${stem}.${kebab(name)}.test${extension}`,
    ],
    folders: ["tests", "test", "__tests__"],
    sources: ["src", "lib"],
    importFrom(from, { path }) {
      const way = relative(dirname(from), path).split(sep).join("/");
      const dotted = way.startsWith(".") ? way : `./${way}`;
      // TypeScript names files with their extension only where the project says so; bundlers and tests take both forms.
      return /\.[cm]?js$/.test(path) ? dotted : dotted.replace(/\.tsx?$/, "");
    },
  },
  {
    languages: ["python"],
    async frameworks(root, workspace) {
      const files = ["pyproject.toml", "requirements.txt", "requirements-dev.txt", "setup.cfg", "tox.ini"];
      const texts = await Promise.all(files.map((name) => workspace.read(join(root, name))));
      const isPytest =
        texts.some((file) => file?.text.includes("pytest")) || existsSync(join(root, "conftest.py"));
      return isPytest || !existsSync(join(root, "tests", "__init__.py")) ? "pytest" : "unittest";
    },
    fileNames: (stem, extension, name) => [
      `test_${stem}${extension}`,
      `test_${stem}_${name.toLowerCase()}${extension}`,
    ],
    folders: ["tests", "test"],
    sources: ["src"],
    importFrom(_from, { path }, root) {
      const parts = relative(root, path)
        .replace(/\.pyi?$/, "")
        .split(sep);
      return (parts[0] === "src" ? parts.slice(1) : parts).filter((part) => part !== "__init__").join(".");
    },
  },
  {
    languages: ["go"],
    frameworks: () => Promise.resolve("the testing package"),
    fileNames: (stem, extension, name) => [
      `${stem}_test${extension}`,
      `${stem}_${name.toLowerCase()}_test${extension}`,
    ],
    folders: [],
    sources: [],
    importFrom: () => "the same package",
  },
];

export function hasTestConvention(languageId: string): boolean {
  return CONVENTIONS.some(({ languages }) => languages.includes(languageId));
}

/** Undefined for a language whose tests we know nothing of. */
export async function findTestPlace(tested: Tested, workspace: Workspace): Promise<TestPlace | undefined> {
  const { path, name, languageId } = tested;
  const convention = CONVENTIONS.find(({ languages }) => languages.includes(languageId));
  if (convention === undefined) return undefined;
  const root = workspace.folderOf(path) ?? dirname(path);
  const extension = extname(path);
  const names = convention.fileNames(basename(path, extension), extension, name);
  const folder = testFolder(convention, path, root);
  const free =
    names.map((each) => join(folder, each)).find((each) => !existsSync(each)) ?? join(folder, names[1]);
  return {
    framework: await convention.frameworks(root, workspace),
    path: free,
    importFrom: convention.importFrom(free, tested, root),
  };
}

/** Beside the code where tests stand there already, else in a folder of tests that mirrors the sources. */
function testFolder({ folders, sources }: Convention, path: string, root: string): string {
  const own = dirname(path);
  const isTest = (file: string): boolean => /(?:[._]test|[._]spec)\.\w+$|^test_.*\.py$/.test(file);
  if (existsSync(own) && readdirSync(own).some(isTest)) return own;
  const apart = folders.find((folder) => existsSync(join(root, folder)));
  if (apart === undefined) return own;
  const way = relative(root, own).split(sep);
  const inside = sources.includes(way[0] ?? "") ? way.slice(1) : way;
  const mirrored = join(root, apart, ...inside);
  return existsSync(mirrored) ? mirrored : join(root, apart);
}

function kebab(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();
}
