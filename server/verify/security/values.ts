// Owns what is known of a value inside one function: constant, put together, or come from outside. A guess by names and places, never a proof.
import { containsSpan, type Span } from "../../documents/text.ts";
import type { FlowFact } from "../../syntax/flow.ts";
import { type Assignment, type Call, type Code, EVERYTHING, unquoted } from "./code.ts";
import { matchesName, type NamePattern } from "./names.ts";
import type { ValueTest } from "./rule-page.ts";

export type ValuePorts = {
  readonly code: Code;
  /** Calls whose result is harmless for the rule at hand. */
  readonly safe: readonly NamePattern[];
  /** Expressions that hold what somebody else wrote. */
  readonly outside: RegExp;
  /** Decorators of functions whose parameters somebody else fills. */
  readonly handlers: RegExp;
};

export interface Values {
  /** Whether the value passes the test. */
  passes(value: Span, test: ValueTest): boolean;
  /** The texts put together with values in a span, outermost first. */
  builtIn(span: Span): readonly Span[];
  /** The literal text of a value, with `{}` for each hole; names that hold a literal are followed. */
  literal(value: Span): string;
}

// A name is followed from assignment to assignment this often.
const DEEPEST = 4;
const CONSTANT_NAME = /^_*[A-Z][A-Z0-9_]*$|^(?:undefined|NaN|Infinity)$/;
const FORMATTERS = /(?:^|\.)(?:format|concat|sprintf|vsprintf)$/;

export function createValues({ code, safe, outside, handlers }: ValuePorts): Values {
  const isSafe = (call: Call): boolean => call.names.some((name) => matchesName(safe, name));
  const safeCalls = code.calls.filter(isSafe);
  const asides = [...code.inside(EVERYTHING, "aside"), ...code.inside(EVERYTHING, "tagged")];
  const notValues = new Set([
    ...code.inside(EVERYTHING, "member").map(({ start }) => start),
    ...code.inside(EVERYTHING, "option").map(({ name }) => name?.start ?? -1),
    ...code.calls
      .filter(({ callee }) => /^[\w$]+$/.test(code.text(callee)))
      .map(({ callee }) => callee.start),
  ]);
  const parameters = code.inside(EVERYTHING, "parameter");
  const handled = code
    .inside(EVERYTHING, "decorated")
    .filter(({ by }) => by !== undefined && handlers.test(code.text(by)));

  /** Whether a part of `span` hands on no value to it. */
  const isLost = (span: Span, part: Span): boolean => {
    const isBetween = (each: Span): boolean => containsSpan(each, part) && containsSpan(span, each);
    return asides.some(isBetween) || safeCalls.some((call) => isBetween(call));
  };
  const namesIn = (span: Span): readonly FlowFact[] =>
    code.inside(span, "name").filter((name) => !notValues.has(name.start) && !isLost(span, name));
  /** In no list, function or call's arguments inside the span: what goes in there is not put together with the rest. */
  const isOutsideOfCalls = (span: Span, part: Span): boolean =>
    ![...code.inside(span, "list"), ...code.inside(span, "function")].some((each) =>
      containsSpan(each, part),
    ) &&
    !code
      .callsIn(span)
      .some(
        (call) => containsSpan(call.arguments, part) && !call.names.some((name) => FORMATTERS.test(name)),
      );

  /** Where a name at an offset has its values from: the innermost function that knows it, what comes before it there. */
  const originsOf = (
    name: string,
    offset: number,
  ): { readonly values: readonly Assignment[]; readonly parameter?: FlowFact } => {
    for (const scope of [...code.functionsAt(offset), EVERYTHING]) {
      const isOwn = (part: Span): boolean =>
        containsSpan(scope, part) && (code.functionsAt(part.start)[0] ?? EVERYTHING).start === scope.start;
      const all = code.assignments.filter(
        ({ start, target, value }) =>
          start < offset &&
          !containsSpan(value, { start: offset, end: offset }) &&
          isOwn(target) &&
          targets(code.text(target), name),
      );
      const parameter = parameters.find((each) => isOwn(each) && code.text(each) === name);
      const values = sinceLastTurn(all, name);
      if (values.length > 0) {
        const isTurned = values[0] !== all[0] || isTurn(values[0], name);
        return parameter === undefined || isTurned ? { values } : { values, parameter };
      }
      if (parameter !== undefined) return { values: [], parameter };
    }
    return { values: [] };
  };
  const isTurn = (assignment: Assignment | undefined, name: string): boolean =>
    assignment !== undefined &&
    !assignment.isAppend &&
    (targets(code.text(assignment.value), name) ||
      safeCalls.some((call) => containsSpan(assignment.value, call)));
  /** What a name held before it was made anew out of itself, or out of something harmless, does not count. */
  const sinceLastTurn = (all: readonly Assignment[], name: string): readonly Assignment[] =>
    all.slice(
      Math.max(
        0,
        all.findLastIndex((each) => isTurn(each, name)),
      ),
    );

  const isDynamicName = (fact: FlowFact, depth: number): boolean => {
    const name = code.text(fact);
    if (CONSTANT_NAME.test(name) || code.isImported(name)) return false;
    const { values, parameter } = originsOf(name, fact.start);
    if (parameter !== undefined || values.length === 0) return true;
    return depth >= DEEPEST || values.some(({ value }) => isDynamic(value, depth + 1));
  };
  /** Whether a span names something from outside, and not only in what is made harmless. */
  const mentionsOutside = (span: Span): boolean => {
    let from = span.start;
    let rest = "";
    for (const call of safeCalls.filter((each) => containsSpan(span, each))) {
      if (call.start < from) continue;
      rest += `${code.text({ start: from, end: call.start })} `;
      from = call.end;
    }
    return outside.test(rest + code.text({ start: from, end: span.end }));
  };
  const isDynamic = (span: Span, depth: number): boolean =>
    mentionsOutside(span) || namesIn(span).some((name) => isDynamicName(name, depth));

  const isOutside = (span: Span, depth: number): boolean => {
    if (mentionsOutside(span)) return true;
    return namesIn(span).some((fact) => {
      const { values, parameter } = originsOf(code.text(fact), fact.start);
      if (parameter !== undefined)
        return handled.some((handler) => containsSpan(handler, parameter)) && code.text(parameter) !== "self";
      return depth < DEEPEST && values.some(({ value }) => isOutside(value, depth + 1));
    });
  };

  const literal = (span: Span, depth = 0): string => {
    const elsewhere = [
      ...code.inside(span, "hole"),
      ...code.inside(span, "list"),
      ...code.inside(span, "function"),
    ];
    const texts = code
      .inside(span, "text")
      .filter((text) => !elsewhere.some((each) => containsSpan(each, text)));
    const pieces = texts.map((text) => ({ start: text.start, text: withHoles(code, text) }));
    if (depth < DEEPEST) {
      for (const name of namesIn(span).filter((each) => isOutsideOfCalls(span, each))) {
        const { values } = originsOf(code.text(name), name.start);
        pieces.push(...values.map(({ value }) => ({ start: name.start, text: literal(value, depth + 1) })));
      }
    }
    return pieces
      .sort((a, b) => a.start - b.start)
      .map(({ text }) => text)
      .join("");
  };

  const isJoin = (span: Span, depth: number): boolean =>
    isDynamic(span, depth) && literal(span).trim() !== "";
  const joinsIn = (span: Span): readonly Span[] => [
    ...code.inside(span, "joined"),
    ...code.callsIn(span).filter(({ names }) => names.some((name) => FORMATTERS.test(name))),
  ];
  const isBuilt = (span: Span, depth: number): boolean => {
    const isOwn = (part: Span): boolean => isOutsideOfCalls(span, part) && !isLost(span, part);
    if (joinsIn(span).some((join) => isOwn(join) && isJoin(join, depth))) return true;
    if (depth >= DEEPEST) return false;
    return namesIn(span).some(
      (name) =>
        isOwn(name) &&
        originsOf(code.text(name), name.start).values.some(
          ({ value, isAppend }) =>
            isBuilt(value, depth + 1) ||
            (isAppend && isOutsideOfCalls(value, value) && isDynamic(value, depth + 1)),
        ),
    );
  };
  const isConstant = (span: Span): boolean =>
    code.inside(span, "text").some(({ start, end }) => start === span.start && end === span.end) &&
    code.inside(span, "hole").length === 0;

  return {
    passes(value, { is, oneOf, like, unlike }) {
      const written = code.text(value).trim();
      if (oneOf !== undefined && !oneOf.includes(written)) return false;
      if (is === "constant" && !isConstant(value)) return false;
      if (is === "dynamic" && !isDynamic(value, 0)) return false;
      if (is === "outside" && !isOutside(value, 0)) return false;
      if (is === "built" && !isBuilt(value, 0)) return false;
      if (like === undefined && unlike === undefined) return true;
      const text = is === "built" ? literal(value) : is === "constant" ? unquoted(written) : written;
      return (like?.test(text) ?? true) && !(unlike?.test(text) ?? false);
    },
    builtIn(span) {
      const joins = joinsIn(span).filter(
        (join) => !safeCalls.some((call) => containsSpan(call.arguments, join)),
      );
      return joins.filter((join) => !joins.some((other) => other !== join && containsSpan(other, join)));
    },
    literal: (value) => literal(value),
  };
}

function withHoles(code: Code, text: Span): string {
  let written = "";
  let from = text.start;
  for (const hole of code.inside(text, "hole")) {
    written += `${code.text({ start: from, end: hole.start })}{}`;
    from = hole.end;
  }
  return unquoted(written + code.text({ start: from, end: text.end }));
}

/** Whether an assignment's left side, one name or several, holds this one as a whole word. */
function targets(left: string, name: string): boolean {
  for (let at = left.indexOf(name); at >= 0; at = left.indexOf(name, at + 1)) {
    if (!/[\w$.]/.test(left[at - 1] ?? "") && !/[\w$]/.test(left[at + name.length] ?? "")) return true;
  }
  return false;
}
