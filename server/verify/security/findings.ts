// Owns the search for weaknesses in a piece of code by the rules of its language; what becomes of a finding others decide.
import { containsSpan, type Span } from "../../documents/text.ts";
import type { SyntaxSnapshot } from "../../syntax/syntax.ts";
import { type Argument, type Call, type Code, EVERYTHING, readCode, unquoted } from "./code.ts";
import { matchesName } from "./names.ts";
import type { CallTest, Rule } from "./rule-page.ts";
import { type CompiledPattern, patternsFor, type RuleSet } from "./rules.ts";
import { createValues, type Values } from "./values.ts";

/** One weakness at one place. */
export type Finding = Pick<Rule, "id" | "title" | "severity" | "wrong" | "instead"> & { readonly span: Span };

/** Weaknesses in the code that touches `within`, by place; at most one per rule and line. */
export function findWeaknesses(syntax: SyntaxSnapshot, within: Span, rules: RuleSet): readonly Finding[] {
  const code = readCode(syntax, within);
  const found = new Map<string, Finding>();
  for (const { at, rule } of withoutEchoes(code, search(code, rules))) {
    const key = `${rule.id} ${syntax.document.positionAt(at.start).line}`;
    if (found.has(key)) continue;
    const { id, title, severity, wrong, instead } = rule;
    found.set(key, { id, title, severity, wrong, instead, span: { start: at.start, end: at.end } });
  }
  return [...found.values()].sort((a, b) => a.span.start - b.span.start);
}

type Hit = { readonly at: Span; readonly rule: Rule };

function search(code: Code, rules: RuleSet): readonly Hit[] {
  const known = new Map<Rule, Values>();
  const valuesFor = ({ rule, safe }: CompiledPattern): Values => {
    const values =
      known.get(rule) ?? createValues({ code, safe, outside: rules.outside, handlers: rules.handlers });
    known.set(rule, values);
    return values;
  };
  const isGuarded = ({ guards }: CompiledPattern, at: Span): boolean => {
    if (guards.length === 0) return false;
    const scope = code.functionsAt(at.start).at(-1) ?? EVERYTHING;
    return code.callsIn(scope).some(({ names }) => names.some((name) => matchesName(guards, name)));
  };
  const hits: Hit[] = [];
  const hit = (compiled: CompiledPattern, at: Span): void => {
    if (!isGuarded(compiled, at)) hits.push({ at, rule: compiled.rule });
  };

  for (const call of code.calls) {
    for (const compiled of patternsFor(rules, call.names)) {
      const { pattern, names } = compiled;
      if (pattern.kind !== "call" || !call.names.some((name) => matchesName(names, name))) continue;
      if (pattern.tests.every((test) => passes(code, call, test, valuesFor(compiled)))) hit(compiled, call);
    }
  }
  for (const compiled of rules.patterns)
    for (const at of placesOf(code, compiled, valuesFor)) hit(compiled, at);
  return hits;
}

/** What is handed on under a name is found where it is put together, not once more where it is used. */
function withoutEchoes(code: Code, hits: readonly Hit[]): readonly Hit[] {
  const named = hits.flatMap(({ at, rule }) =>
    code.assignments
      .filter(({ value }) => containsSpan(value, at))
      .map(({ target }) => ({ rule, name: code.text(target), start: at.start })),
  );
  return hits.filter(
    ({ at, rule }) =>
      !named.some(
        (each) =>
          each.rule === rule &&
          each.start < at.start &&
          code.inside(at, "name").some((name) => code.text(name) === each.name),
      ),
  );
}

function passes(code: Code, call: Call, test: CallTest, values: Values): boolean {
  switch (test.kind) {
    case "argument": {
      const given = placedArguments(code, call);
      const asked = test.at === "any" ? given : given.slice(test.at, test.at + 1);
      return asked.some((argument) => values.passes(argument, test.value));
    }
    case "no-argument":
      return placedArguments(code, call).length <= test.at && !hasSpread(code, call);
    case "option":
      return code
        .optionsOf(call)
        .some(({ name, value }) => name === test.name && values.passes(value, test.value));
    case "no-option":
      return !hasSpread(code, call) && !code.optionsOf(call).some(({ name }) => name === test.name);
    case "into": {
      const around = code.assignments.find(({ value }) => containsSpan(value, call));
      const scope = code.functionsAt(call.start)[0];
      const head =
        scope === undefined
          ? ""
          : code.text({ start: scope.start, end: Math.min(scope.end, scope.start + 80) });
      const [line = ""] = head.split(/[({\n]/);
      return test.like.test(around === undefined ? "" : code.text(around.target)) || test.like.test(line);
    }
  }
}

function placedArguments(code: Code, call: Call): readonly Argument[] {
  return code.argumentsOf(call).filter(({ name }) => name === undefined);
}

/** What is spread into a call may hold anything. */
function hasSpread(code: Code, call: Call): boolean {
  return code.argumentsOf(call).some((argument) => /^(?:\*|\.\.\.)/.test(code.text(argument)));
}

/** Places of the patterns that are not calls. */
function placesOf(
  code: Code,
  compiled: CompiledPattern,
  valuesFor: (compiled: CompiledPattern) => Values,
): readonly Span[] {
  const { pattern, names } = compiled;
  switch (pattern.kind) {
    case "call":
      return [];
    case "assign":
      return code.assignments.filter(
        ({ target, value }) =>
          matchesName(names, code.text(target)) && valuesFor(compiled).passes(value, pattern.value),
      );
    case "option":
      return code
        .inside(EVERYTHING, "option")
        .filter(
          ({ name, value }) =>
            name !== undefined &&
            value !== undefined &&
            matchesName(names, unquoted(code.text(name))) &&
            valuesFor(compiled).passes(value, pattern.value),
        );
    case "return":
      return code
        .inside(EVERYTHING, "return")
        .flatMap(({ value }) =>
          value !== undefined && valuesFor(compiled).passes(value, pattern.value) ? [value] : [],
        );
    case "text": {
      const values = valuesFor(compiled);
      const places =
        pattern.value.is === "built" ? values.builtIn(EVERYTHING) : code.inside(EVERYTHING, "text");
      return places.filter((place) => values.passes(place, pattern.value));
    }
  }
}
