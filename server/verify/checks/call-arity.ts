// Owns the check that a call brings as many arguments as what it calls takes, where the head of that is known; anything unclear passes.
import { containsSpan, type Span } from "../../documents/text.ts";
import type { SymbolId } from "../../index/ids.ts";
import type { FlowFact } from "../../syntax/flow.ts";
import type { CodeSymbol } from "../../syntax/symbols.ts";
import type { SyntaxSnapshot } from "../../syntax/syntax.ts";
import { ACCEPT, type Check, type CheckView, reject } from "../check.ts";
import { type Arity, arityOf, type HeadStyle } from "../parameters.ts";

export const callArity: Check = {
  id: "call-arity",
  applies: (view) => view.newText.includes("(") && STRICT.has(view.syntax?.language.id ?? ""),
  run(view) {
    const edited = view.edited();
    if (edited === undefined) return ACCEPT;
    const { written } = view;
    const facts = edited.flow(written);
    for (const call of facts) {
      if (call.kind !== "call" || !containsSpan(written, call)) continue;
      const wrong = wrongIn(view, edited, { call, facts });
      if (wrong !== undefined) return reject("call-arity", wrong);
    }
    return ACCEPT;
  },
};

/** Where a call with too few or too many arguments is an error. Java is left out: parents and interfaces add overloads. */
const STRICT: ReadonlyMap<string, HeadStyle> = new Map([
  ["typescript", "script"],
  ["typescriptreact", "script"],
  ["python", "python"],
  ["go", "go"],
]);

type Call = { readonly call: FlowFact; readonly facts: readonly FlowFact[] };

function wrongIn(view: CheckView, edited: SyntaxSnapshot, { call, facts }: Call): string | undefined {
  const { callee } = call;
  if (callee === undefined || call.arguments === undefined || edited.problems(call).length > 0) {
    return undefined;
  }
  const style = STRICT.get(edited.language.id) ?? "script";
  const text = (span: Span): string => edited.document.slice(span.start, span.end);
  const found = headsOf(view, edited, { callee: text(callee), place: callee });
  const arities = found?.heads.map((head) => arityOf(head, found.name, style));
  if (found === undefined || arities === undefined || arities.length === 0) return undefined;
  const given = argumentsIn(edited, call.arguments, facts);
  if (given === undefined) return undefined;
  let wrong: string | undefined;
  for (const arity of arities) {
    if (arity === undefined) return undefined;
    wrong = misfit(arity, given);
    if (wrong === undefined) return undefined;
  }
  return wrong === undefined ? undefined : `${text(callee)} ${wrong}`;
}

type Given = { readonly byPlace: number; readonly names: readonly string[] };

/** Undefined where a list is spread: how long it is nobody knows. */
function argumentsIn(edited: SyntaxSnapshot, list: Span, facts: readonly FlowFact[]): Given | undefined {
  const inside = (fact: FlowFact): boolean => containsSpan(list, fact) && fact.start > list.start;
  const all = facts.filter((fact) => fact.kind === "argument" && inside(fact));
  const own = all.filter((fact) => !all.some((other) => other !== fact && containsSpan(other, fact)));
  const text = ({ start, end }: Span): string => edited.document.slice(start, end);
  if (own.some((fact) => /^(?:\.\.\.|\*)|\.\.\.$/.test(text(fact)))) return undefined;
  // In Go a call may bring all it gives as the arguments of another.
  const [only] = own;
  if (edited.language.id === "go" && own.length === 1 && only !== undefined && text(only).endsWith(")"))
    return undefined;
  const named = own.map((fact) =>
    facts.find(
      ({ kind, start, end, name }) => kind === "option" && name && start === fact.start && end === fact.end,
    ),
  );
  const names = named.flatMap((option) => (option?.name === undefined ? [] : [text(option.name)]));
  return { byPlace: own.length - names.length, names };
}

/** What is wrong with a call, in words that go on behind the name; undefined where it fits. */
function misfit({ byPlace, byName, takesMore, takesAnyName }: Arity, given: Given): string | undefined {
  if (given.byPlace > byPlace.length && !takesMore) {
    return `takes ${countOf(byPlace.length)}, not ${given.byPlace}`;
  }
  const all = [...byPlace, ...byName];
  const unknown = given.names.find((name) => !all.some((parameter) => parameter.name === name));
  if (unknown !== undefined && !takesAnyName) return `has no parameter called ${JSON.stringify(unknown)}`;
  const missing = [...byPlace.slice(given.byPlace), ...byName].find(
    ({ name, isOptional }) => !isOptional && !given.names.includes(name),
  );
  return missing && `needs a value for ${JSON.stringify(missing.name)}`;
}

function countOf(count: number): string {
  return count === 1 ? "1 argument" : `${count} arguments`;
}

type Heads = { readonly name: string; readonly heads: readonly string[] };

/** The heads of all that a callee may mean; undefined where something else may be meant. */
function headsOf(
  view: CheckView,
  edited: SyntaxSnapshot,
  { callee, place }: { readonly callee: string; readonly place: Span },
): Heads | undefined {
  const member = /^(?:this|self)\.([\w$]+)$/.exec(callee)?.[1];
  if (member !== undefined) return headsOfMember(edited, member, place);
  if (edited.language.id === "go") return headsInGo(view, edited, { callee, place });
  if (!/^[\w$]+$/.test(callee) || isLocal(edited, callee, place)) return undefined;
  const own = isDefined(edited, callee) ? edited.symbols().filter(({ name }) => name === callee) : [];
  if (own.length > 0) return makersOf(edited, own);
  const isImported = edited.imports().some(({ names }) => names.includes(callee));
  const file = view.path === undefined ? undefined : view.index?.fileOf(view.path);
  const symbol =
    isImported && file !== undefined && view.index !== undefined
      ? view.index.resolve(file, callee)
      : undefined;
  return symbol === undefined ? undefined : importedHeads(view, symbol);
}

/** Functions of the package, and of those that the file imports: any of their files may have them, and several for one name. */
function headsInGo(
  { index, path }: CheckView,
  edited: SyntaxSnapshot,
  { callee, place }: { readonly callee: string; readonly place: Span },
): Heads | undefined {
  const [, space, name = ""] = /^(?:(\w+)\.)?(\w+)$/.exec(callee) ?? [];
  if (name === "" || isLocal(edited, space ?? name, place)) return undefined;
  const isImported = edited.imports().some(({ names }) => names.includes(space ?? name));
  if (space === undefined && (isImported || edited.symbols().some((symbol) => symbol.name === name))) {
    const own = edited.symbols().filter((symbol) => symbol.name === name && symbol.kind !== "method");
    const areFunctions = own.length > 0 && own.every(({ kind }) => kind === "function");
    return areFunctions && !isImported ? { name, heads: own.map(({ signature }) => signature) } : undefined;
  }
  const file = path === undefined ? undefined : index?.fileOf(path);
  const word = index?.word(name);
  if (index === undefined || file === undefined || word === undefined) return undefined;
  const meaning = space === undefined ? undefined : index.meaningOf(file, space);
  if (space !== undefined && (!isImported || meaning?.kind !== "module")) return undefined;
  const files = index.sharersOf(meaning?.kind === "module" ? meaning.file : file);
  const found = index
    .symbolsNamed(word)
    .filter(
      (symbol) =>
        index.parent(symbol) === undefined &&
        index.kind(symbol) !== "method" &&
        files.includes(index.file(symbol)),
    );
  if (found.length === 0 || !found.every((symbol) => index.kind(symbol) === "function")) return undefined;
  return { name, heads: found.map((symbol) => index.header(symbol)) };
}

/** Whether it may be worth reading all symbols of the file, by a look at its text. */
function isDefined({ document }: SyntaxSnapshot, name: string): boolean {
  const escaped = name.replaceAll("$", "\\$");
  return new RegExp(`\\b(?:function\\*?|def|class|const|let)\\s+${escaped}(?![\\w$])`).test(
    document.getText(),
  );
}

/** Of a class its constructor is called. */
function makersOf(edited: SyntaxSnapshot, symbols: readonly CodeSymbol[]): Heads | undefined {
  const [first] = symbols;
  if (first === undefined || symbols.some((symbol) => isDecorated(edited, symbol))) return undefined;
  if (symbols.every(({ kind }) => kind === "function")) {
    return { name: first.name, heads: symbols.map(({ signature }) => signature) };
  }
  const makers = first.children.filter(({ kind }) => kind === "constructor");
  const [maker] = makers;
  if (symbols.length > 1 || first.kind !== "class" || maker === undefined) return undefined;
  if (first.signature.includes(OTHER_MAKER) || makers.some((each) => isDecorated(edited, each)))
    return undefined;
  return { name: maker.name, heads: makers.map(({ signature }) => signature) };
}

/** What a decorator makes of it may take something else. */
function isDecorated({ document }: SyntaxSnapshot, { span, nameSpan }: CodeSymbol): boolean {
  return document.slice(span.start, nameSpan.start).includes("@");
}

// A class of this head may be called with something else.
const OTHER_MAKER = "metaclass";

function importedHeads({ index }: CheckView, symbol: SymbolId): Heads | undefined {
  if (index === undefined) return undefined;
  const name = index.name(symbol);
  const { start, end } = index.symbolsIn(index.file(symbol));
  const all: SymbolId[] = [];
  for (let each = start; each < end; each++) {
    if (index.name(each) === name && index.parent(each) === undefined) all.push(each);
  }
  // Decorators are left out of a head, and so are comments: what is left stands nearer to the name.
  const isPlain = (each: SymbolId): boolean =>
    index.header(each).indexOf(index.text(index.name(each))) ===
    index.nameStart(each) - index.span(each).start;
  if (!all.every(isPlain)) return undefined;
  if (all.every((each) => index.kind(each) === "function")) {
    return { name: index.text(name), heads: all.map((each) => index.header(each)) };
  }
  const makers = index.childrenOf(symbol).filter((each) => index.kind(each) === "constructor");
  const [maker] = makers;
  if (all.length > 1 || index.kind(symbol) !== "class" || maker === undefined) return undefined;
  if (index.header(symbol).includes(OTHER_MAKER) || !makers.every(isPlain)) return undefined;
  return { name: index.text(index.name(maker)), heads: makers.map((each) => index.header(each)) };
}

/** Methods of the class around, as far as it has the only one of the name. */
function headsOfMember(edited: SyntaxSnapshot, name: string, place: Span): Heads | undefined {
  const around = edited.cursorAt(place.start).enclosing.filter(({ kind }) => kind === "class");
  const [container] = around;
  if (container === undefined || around.length > 1) return undefined;
  const members = container.children.filter((child) => child.name === name);
  if (members.length === 0 || members.some((each) => each.kind !== "method" || isDecorated(edited, each))) {
    return undefined;
  }
  return { name, heads: members.map(({ signature }) => signature) };
}

/** Whether something in the function around has the name for itself. */
function isLocal(edited: SyntaxSnapshot, name: string, place: Span): boolean {
  const around = edited.flow(place).find((fact) => fact.kind === "function" && containsSpan(fact, place));
  if (around === undefined) return false;
  const text = ({ start, end }: Span): string => edited.document.slice(start, end);
  return edited.flow(around).some((fact) => {
    if (fact.start === around.name?.start) return false;
    const bound = fact.kind === "assignment" ? fact.target : fact;
    const binds = fact.kind === "parameter" || fact.kind === "bound" || fact.kind === "assignment";
    return (
      binds &&
      bound !== undefined &&
      text(bound)
        .split(/[^\w$]+/)
        .includes(name)
    );
  });
}
