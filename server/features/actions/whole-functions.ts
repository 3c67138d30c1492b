// Owns the actions that rewrite a function or some lines in a way that has a name: simpler, typed, safer, in a newer form.
import type { Span } from "../../documents/text.ts";
import type { CodeSymbol } from "../../syntax/symbols.ts";
import { symbolPath } from "../../syntax/symbols.ts";
import type { Action, ActionView } from "../code-actions.ts";
import {
  type Aim,
  aimAt,
  isCallable,
  lineCount,
  offerOn,
  partsIn,
  toRewrite,
  wholeLines,
  writtenFunction,
} from "./targets.ts";

// Shorter code has nothing to be simplified.
const SHORTEST_SIMPLIFIED_LINES = 6;

export const simplify: Action = {
  id: "simplify",
  kind: "refactor.rewrite.simplify.treewright",
  needs: `selected lines, or the cursor in a function of at least ${SHORTEST_SIMPLIFIED_LINES} lines`,

  offers(view) {
    const aim = simplifiable(view);
    if (aim === undefined) return [];
    const { span, symbol } = aim;
    if (symbol === undefined) return [{ title: "Simplify the selected lines", span }];
    return [offerOn(symbol, `Simplify ${symbol.name}`)];
  },

  task: (view, offer) =>
    toRewrite(view, offer, { intent: { kind: "simplify" }, symbol: simplifiable(view)?.symbol }),
};

function simplifiable(view: ActionView): Aim | undefined {
  if (view.isSelection) return { span: wholeLines(view.document, view.span) };
  const symbol = writtenFunction(view);
  const isLong = symbol !== undefined && lineCount(view.document, symbol.span) >= SHORTEST_SIMPLIFIED_LINES;
  return isLong ? { span: symbol.span, symbol } : undefined;
}

export const addTypes: Action = {
  id: "add-types",
  kind: "refactor.rewrite.types.treewright",
  needs: "the cursor in a function with a parameter or a result that has no type",
  isForCursor: true,

  offers(view) {
    const symbol = untyped(view);
    return symbol === undefined ? [] : [offerOn(symbol, `Add types to ${symbol.name}`)];
  },

  task: (view, offer) => toRewrite(view, offer, { intent: { kind: "add-types" }, symbol: untyped(view) }),
};

function untyped({ enclosing, syntax }: ActionView): CodeSymbol | undefined {
  const symbol = enclosing.findLast(isCallable);
  if (symbol?.body === undefined || syntax === undefined) return undefined;
  const head = { start: symbol.span.start, end: symbol.body.span.start };
  return partsIn(syntax, head, "untyped").length > 0 ? symbol : undefined;
}

export const addErrorHandling: Action = {
  id: "add-error-handling",
  kind: "refactor.rewrite.errors.treewright",
  needs: "the cursor in a function that calls something and handles no errors",
  isForCursor: true,

  offers(view) {
    const symbol = unguarded(view);
    return symbol === undefined ? [] : [offerOn(symbol, `Handle errors in ${symbol.name}`)];
  },

  task: (view, offer) =>
    toRewrite(view, offer, { intent: { kind: "add-error-handling" }, symbol: unguarded(view) }),
};

function unguarded(view: ActionView): CodeSymbol | undefined {
  const symbol = writtenFunction(view);
  if (symbol?.body === undefined || view.syntax === undefined) return undefined;
  const has = (kind: string): boolean =>
    view.syntax !== undefined &&
    symbol.body !== undefined &&
    partsIn(view.syntax, symbol.body.span, kind).length > 0;
  return has("call") && !has("guarded") ? symbol : undefined;
}

export const extractAndName: Action = {
  id: "extract-and-name",
  kind: "refactor.extract.function.treewright",
  needs: "some selected lines inside of a function",

  offers(view) {
    const found = extractable(view);
    return found === undefined
      ? []
      : [{ title: "Extract the selected lines into a function", span: found.lines }];
  },

  task(view, offer) {
    const found = extractable(view);
    const { start, end } = found?.lines ?? view.span;
    const intent = { kind: "extract-and-name", lines: view.document.slice(start, end) } as const;
    const span = found?.symbol.span ?? offer.span;
    return toRewrite(view, { ...offer, span }, { intent, symbol: found?.symbol });
  },
};

function extractable(view: ActionView): { readonly symbol: CodeSymbol; readonly lines: Span } | undefined {
  const symbol = writtenFunction(view);
  if (!view.isSelection || symbol?.body === undefined) return undefined;
  const lines = wholeLines(view.document, view.span);
  const { start, end } = symbol.body.span;
  return start <= lines.start && lines.end <= end ? { symbol, lines } : undefined;
}

/** Code that has a newer form, by the kind of part it is found as. */
const CONVERSIONS = [
  {
    part: "promise-chain",
    to: "async and await",
    wish: "use async and await in place of then and catch",
    isWhole: true,
  },
  {
    part: "concatenation",
    to: "a template string",
    wish: "put the text together in a template string",
    isWhole: false,
  },
  {
    part: "function-expression",
    to: "an arrow function",
    wish: "write the function as an arrow function",
    isWhole: false,
  },
  {
    part: "format-string",
    to: "an f-string",
    wish: "use an f-string in place of % or format",
    isWhole: false,
  },
  {
    part: "collecting-loop",
    to: "a comprehension",
    wish: "use a comprehension in place of the loop that collects",
    isWhole: true,
  },
] as const;

export const convert: Action = {
  id: "convert",
  kind: "refactor.rewrite.convert.treewright",
  needs:
    "code that has a newer form (then/catch, text put together with +, a loop that only collects …), or an instruction",

  offers(view) {
    const found = convertible(view);
    if (found === undefined) return [];
    const { aim, to } = found;
    const symbol = aim.symbol === undefined ? {} : { symbol: symbolPath(aim.symbol) };
    return [{ title: `Convert to ${to}`, span: aim.span, ...symbol }];
  },

  task(view, offer) {
    const found = convertible(view);
    const intent = { kind: "convert", instruction: found?.wish ?? "" } as const;
    return toRewrite(view, offer, { intent, symbol: found?.aim.symbol });
  },
};

type Conversion = { readonly aim: Aim; readonly to: string; readonly wish: string };

function convertible(view: ActionView): Conversion | undefined {
  const { syntax, document, span, instruction } = view;
  if (instruction !== undefined)
    return { aim: aimAt(view), to: instruction, wish: `convert it to ${instruction}` };
  if (syntax === undefined) return undefined;
  const lines = wholeLines(document, span);
  const here = syntax.parts(lines);
  for (const { part, to, wish, isWhole } of CONVERSIONS) {
    const found = here.find(({ kind }) => kind === part);
    if (found === undefined) continue;
    const { enclosing, statement } = syntax.cursorAt(found.span.start);
    const symbol = isWhole ? enclosing.findLast(isCallable) : undefined;
    if (symbol !== undefined) return { aim: { span: symbol.span, symbol }, to, wish };
    return { aim: { span: wholeLines(document, statement ?? found.span) }, to, wish };
  }
  return undefined;
}
