// Owns which formatters' settings are read for which languages, and what each says about style; runs no formatter.
import { parse as parseJson } from "jsonc-parser";
import { type CodeStyle, spaces, styleOf } from "./code-style.ts";
import { matchesGlob } from "./glob.ts";
import { settingLines } from "./setting-lines.ts";
import { readTables } from "./toml-tables.ts";

export type Formatter = {
  readonly id: string;
  readonly languages: readonly string[];
  /** Names in a folder; the first that says something counts, and so does the closest folder. */
  readonly files: readonly string[];
  /** Undefined where the file says nothing about this formatter. `path` counts from the folder of the file. */
  read(text: string, name: string, path: string): CodeStyle | undefined;
};

const SCRIPTS = ["typescript", "typescriptreact", "javascript", "javascriptreact", "vue", "svelte"] as const;

/** A later row counts more: a formatter has the last word, a linter is asked where there is none. */
export const FORMATTERS: readonly Formatter[] = [
  {
    id: "eslint",
    languages: SCRIPTS,
    files: [".eslintrc.json", ".eslintrc"],
    read: (text) => {
      const rules = at(readJson(text), "rules");
      return rules === undefined ? undefined : eslintStyle(rules);
    },
  },
  {
    id: "prettier",
    languages: SCRIPTS,
    files: [
      ".prettierrc",
      ".prettierrc.json",
      ".prettierrc.json5",
      ".prettierrc.yaml",
      ".prettierrc.yml",
      "package.json",
    ],
    read: (text, name, path) => {
      const options = name === "package.json" ? at(readJson(text), "prettier") : readPlain(text);
      return isObject(options) ? prettierStyle(options, path) : undefined;
    },
  },
  {
    id: "biome",
    languages: SCRIPTS,
    files: ["biome.json", "biome.jsonc"],
    read: (text) => biomeStyle(readJson(text)),
  },
  {
    id: "black",
    languages: ["python"],
    files: ["pyproject.toml"],
    read: (text) => {
      const options = readTables(text).get("tool.black");
      if (options === undefined) return undefined;
      return styleOf({
        indentUnit: spaces(4),
        quotes: options.get("skip-string-normalization") === "true" ? undefined : "double",
        lineWidth: width(options.get("line-length") ?? 88),
      });
    },
  },
  {
    id: "ruff",
    languages: ["python"],
    files: ["ruff.toml", ".ruff.toml", "pyproject.toml"],
    read: (text, name) => {
      const tables = readTables(text);
      const main = tables.get(name === "pyproject.toml" ? "tool.ruff" : "");
      const format = tables.get(name === "pyproject.toml" ? "tool.ruff.format" : "format");
      if (main === undefined && format === undefined) return undefined;
      const isTab = format?.get("indent-style") === "tab";
      return styleOf({
        indentUnit: isTab ? "\t" : spaces(main?.get("indent-width")),
        quotes: quotes(format?.get("quote-style")),
        lineWidth: width(main?.get("line-length")),
      });
    },
  },
];

function eslintStyle(rules: unknown): CodeStyle {
  const option = (name: string): unknown => {
    const rule = at(rules, name);
    return Array.isArray(rule) && rule[0] !== "off" && rule[0] !== 0 ? rule[1] : undefined;
  };
  const [semi, indent] = [option("semi"), option("indent")];
  return styleOf({
    indentUnit: indent === "tab" ? "\t" : spaces(indent),
    quotes: quotes(option("quotes")),
    semicolons: semi === "never" ? false : semi === "always" ? true : undefined,
  });
}

/** What is not set has its usual value: a project that has the file at all is formatted by it. */
function prettierStyle(options: Readonly<Record<string, unknown>>, path: string): CodeStyle {
  const overrides = Array.isArray(options["overrides"]) ? (options["overrides"] as readonly unknown[]) : [];
  const fitting = overrides.filter((each) =>
    [at(each, "files")].flat().some((glob) => typeof glob === "string" && matchesGlob(path, glob)),
  );
  const merged = Object.assign({}, options, ...fitting.map((each) => at(each, "options"))) as typeof options;
  return styleOf({
    indentUnit: isTrue(merged["useTabs"]) ? "\t" : spaces(merged["tabWidth"]),
    quotes: isTrue(merged["singleQuote"]) ? "single" : "double",
    semicolons: !isFalse(merged["semi"]),
    lineWidth: width(merged["printWidth"]),
  });
}

function biomeStyle(settings: unknown): CodeStyle | undefined {
  if (!isObject(settings) || at(settings, "formatter", "enabled") === false) return undefined;
  const option = (name: string): unknown =>
    at(settings, "javascript", "formatter", name) ?? at(settings, "formatter", name);
  const isSpace = option("indentStyle") === "space";
  return styleOf({
    indentUnit: isSpace ? spaces(option("indentWidth") ?? 2) : "\t",
    quotes: quotes(option("quoteStyle") ?? "double"),
    semicolons: option("semicolons") !== "asNeeded",
    lineWidth: width(option("lineWidth") ?? 80),
  });
}

/** JSON, or the flat `key: value` lines of YAML. */
function readPlain(text: string): unknown {
  if (text.trimStart().startsWith("{")) return readJson(text);
  const pairs = settingLines(text).map((line) => /^([\w-]+):\s*["']?([^"']*)["']?$/.exec(line) ?? []);
  return Object.fromEntries(pairs.map(([, key = "", value = ""]) => [key, value]));
}

function readJson(text: string): unknown {
  return parseJson(text, [], { allowTrailingComma: true }) as unknown;
}

function at(value: unknown, ...keys: readonly string[]): unknown {
  let found = value;
  for (const key of keys) found = isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  return found;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const isTrue = (value: unknown): boolean => value === true || value === "true";
const isFalse = (value: unknown): boolean => value === false || value === "false";

function quotes(value: unknown): CodeStyle["quotes"] | undefined {
  return value === "single" || value === "double" ? value : undefined;
}

function width(value: unknown): number | undefined {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 ? number : undefined;
}
