// Owns the rules in force: the pages of verify/rules, read when first asked for and compiled per language; a project's pages add to ours and replace none.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { lastOf, type NamePattern, namePattern } from "./names.ts";
import { type LanguageRule, type Pattern, type Rule, readOutsidePage, readRulePage } from "./rule-page.ts";

/** What one rule says about one language, ready to be matched. */
export type CompiledRule = {
  readonly rule: Rule;
  readonly safe: readonly NamePattern[];
  readonly guards: readonly NamePattern[];
};

export type CompiledPattern = CompiledRule & {
  readonly pattern: Pattern;
  readonly names: readonly NamePattern[];
};

export type RuleSet = {
  readonly patterns: readonly CompiledPattern[];
  /** Patterns of calls by the last part of the name; those with a `*` there stand under `*`. */
  readonly calls: ReadonlyMap<string, readonly CompiledPattern[]>;
  /** Expressions that hold what somebody else wrote, and decorators of functions whose parameters somebody else fills. */
  readonly outside: RegExp;
  readonly handlers: RegExp;
};

const require = createRequire(import.meta.url);

/** Our own pages. */
export function readRules(): readonly Rule[] {
  const folder = rulesFolder();
  return readdirSync(folder)
    .filter((name) => name.startsWith("cwe-"))
    .map((name) => readRulePage(readFileSync(join(folder, name), "utf8")));
}

/** Undefined where no rule speaks of the language. */
export function rulesOf(languageId: string, rules: readonly Rule[]): RuleSet | undefined {
  const patterns = rules.flatMap((rule) => {
    const own = rule.languages.get(languageId);
    return own === undefined ? [] : compile(rule, own);
  });
  if (patterns.length === 0) return undefined;
  const calls = new Map<string, CompiledPattern[]>();
  for (const compiled of patterns) {
    if (compiled.pattern.kind !== "call") continue;
    for (const last of new Set(compiled.names.map((name) => (name.last.includes("*") ? "*" : name.last)))) {
      calls.set(last, [...(calls.get(last) ?? []), compiled]);
    }
  }
  const page = readFileSync(join(rulesFolder(), "outside.md"), "utf8");
  const { sources, handlers } = readOutsidePage(page, languageId);
  return { patterns, calls, outside: anyOf(sources), handlers: anyOf(handlers) };
}

/** Patterns whose name a call may have. */
export function patternsFor({ calls }: RuleSet, names: readonly string[]): readonly CompiledPattern[] {
  const lasts = new Set(names.map(lastOf));
  return [...[...lasts].flatMap((last) => calls.get(last) ?? []), ...(calls.get("*") ?? [])];
}

function compile(rule: Rule, { patterns, safe, guards }: LanguageRule): readonly CompiledPattern[] {
  const shared = { rule, safe: safe.map(namePattern), guards: guards.map(namePattern) };
  return patterns.map((pattern) => ({
    ...shared,
    pattern,
    names: "names" in pattern ? pattern.names.map(namePattern) : [],
  }));
}

/** Any of the expressions as a whole; of none, nothing. */
function anyOf(expressions: readonly string[]): RegExp {
  if (expressions.length === 0) return /(?!)/;
  const escaped = expressions.map((each) =>
    each.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("\\*", "\\w*"),
  );
  return new RegExp(`(?<![\\w$])(?:${escaped.join("|")})(?![\\w$])`);
}

function rulesFolder(): string {
  return dirname(require.resolve("#rules/outside.md"));
}
