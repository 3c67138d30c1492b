// Owns where a value may come from: what the workspace declares, or packages that nobody has read; follows texts of declarations only.
import { containsSpan, type Span } from "../documents/text.ts";
import { everySymbol } from "../syntax/symbols.ts";
import type { Binding, ImportStatement, SyntaxSnapshot } from "../syntax/syntax.ts";
import type { CheckView } from "./check.ts";

// A value that comes from values that come from values is followed no further.
const DEEPEST = 3;

/** Not what a package gives: its members stand in files that are not read. */
export function isOurs(view: CheckView, edited: SyntaxSnapshot, receiver: Span): boolean {
  const text = edited.document.slice(receiver.start, receiver.end);
  const origins = new Origins(view, edited, receiver);
  if (/^(?:this|self|super)$/.test(text)) return true;
  const member = /^(?:this|self)\s*\??\.\s*([\w$]+)/.exec(text)?.[1];
  return member === undefined ? origins.isOurs(rootOf(text)) : origins.isOurMember(member);
}

/** Where the names of one place come from: the workspace, or packages that nobody has read. */
class Origins {
  readonly #view: CheckView;
  readonly #edited: SyntaxSnapshot;
  readonly #imports: readonly ImportStatement[];
  readonly #bindings: readonly Binding[];

  constructor(view: CheckView, edited: SyntaxSnapshot, place: Span) {
    this.#view = view;
    this.#edited = edited;
    this.#imports = edited.imports();
    const around = edited.flow(place).find((fact) => fact.kind === "function" && containsSpan(fact, place));
    this.#bindings = around === undefined ? [] : edited.bindings(around);
  }

  isOurs(name: string, depth = DEEPEST): boolean {
    if (depth === 0) return this.#isAllOurs();
    const imported = this.#imports.find(({ names }) => names.includes(name));
    if (imported !== undefined) return this.#isOurImport(imported);
    const bound = this.#bindings.filter((each) => this.#text(each.name) === name);
    if (bound.length > 0) return bound.every((each) => this.#isMadeOfOurs(this.#madeOf(each), name, depth));
    const own = this.#edited.symbols().find((symbol) => symbol.name === name);
    return own === undefined ? this.#isAllOurs() : this.#isMadeOfOurs(own.signature, name, depth);
  }

  /** The same for what an instance has under a name. */
  isOurMember(name: string): boolean {
    const declared = everySymbol(this.#edited.symbols()).filter((symbol) => symbol.name === name);
    if (declared.length === 0) return this.#isAllOurs();
    return declared.every(({ signature }) => this.#isMadeOfOurs(signature, name, DEEPEST));
  }

  #isMadeOfOurs(text: string, name: string, depth: number): boolean {
    const names = new Set([...text.matchAll(/(?<![\w$.])[A-Za-z_$][\w$]*/g)].map(([each]) => each));
    return [...names].every((each) => each === name || !this.#isNamed(each) || this.isOurs(each, depth - 1));
  }

  /** Words of the language and members have no origin of their own. */
  #isNamed(name: string): boolean {
    return (
      this.#imports.some(({ names }) => names.includes(name)) ||
      this.#bindings.some((each) => this.#text(each.name) === name)
    );
  }

  #madeOf({ type, value, element }: Binding): string {
    return this.#text(type ?? value ?? element ?? { start: 0, end: 0 });
  }

  #isAllOurs(): boolean {
    return this.#imports.every((each) => this.#isOurImport(each));
  }

  #isOurImport({ source }: ImportStatement): boolean {
    if (source.startsWith(".")) return true;
    const { index, path } = this.#view;
    const file = path === undefined ? undefined : index?.fileOf(path);
    if (index === undefined || file === undefined) return false;
    return index.importsOf(file).some((edge) => edge.source === source && edge.target !== undefined);
  }

  #text({ start, end }: Span): string {
    return this.#edited.document.slice(start, Math.min(end, start + LONGEST_ORIGIN));
  }
}

// What a value is made of is looked for in so much of its expression (UTF-16 units).
const LONGEST_ORIGIN = 400;

/** The name a chain of members and calls begins with. */
function rootOf(expression: string): string {
  return /^[\w$]+/.exec(expression)?.[0] ?? "";
}
