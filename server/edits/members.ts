// Owns putting written members into a class: those asked for and no others, at its end; what is there stays byte for byte.
import type { Span } from "../documents/text.ts";
import type { CodeSymbol } from "../syntax/symbols.ts";
import { reindent } from "./indent.ts";
import type { PlanView, Replacement } from "./plan.ts";

/** All members of `intent.names`, out of a class of that name or as they stand on their own. */
export function findMembers(view: PlanView, code: string): Replacement | undefined {
  const { symbol } = view;
  if (symbol?.body === undefined) return undefined;
  const members = membersIn(view, code, symbol) ?? membersIn(view, asClass(view, code, symbol), symbol);
  return members && place(view, { members, sample: code }, symbol.body.span);
}

/** The texts of the members, each from the start of its line; undefined where one is missing. */
function membersIn(view: PlanView, code: string, { name }: CodeSymbol): readonly string[] | undefined {
  const children = view.extract(code)?.symbols.find((each) => each.name === name)?.children ?? [];
  const texts = (view.intent.names ?? []).map((wanted) => {
    // The last one is the one with a body, where overloads stand before it.
    const member = children.findLast((child) => child.name === wanted);
    if (member === undefined) return undefined;
    const start = Math.min(member.doc?.span.start ?? member.span.start, member.span.start);
    const lineStart = code.lastIndexOf("\n", start - 1) + 1;
    const isIndent = code.slice(lineStart, start).trim() === "";
    return code.slice(isIndent ? lineStart : start, member.span.end);
  });
  const found = texts.filter((text) => text !== undefined);
  return found.length === texts.length ? found : undefined;
}

/** Members on their own as they would stand in their class. */
function asClass({ document, block, unit, indent }: PlanView, code: string, symbol: CodeSymbol): string {
  const text = (span: Span): string => document.slice(span.start, span.end).replace(/\r\n?/g, "\n");
  const body = symbol.body?.span ?? symbol.span;
  const head = text({ start: symbol.span.start, end: body.start }).trimEnd();
  const inner = reindent(code, { indent: indent + unit, unit }, block);
  return `${indent}${head}\n${inner}\n${indent}${text({ start: body.end, end: symbol.span.end })}`;
}

type Written = { readonly members: readonly string[]; readonly sample: string };

/** Behind the last member; a class that has none yet gets them as its body. */
function place(view: PlanView, { members, sample }: Written, body: Span): Replacement {
  const { document, block, unit, indent, symbol } = view;
  const inner = indent + unit;
  const text = members.map((each) => reindent(each, { indent: inner, unit, sample }, block)).join("\n\n");
  const old = document.slice(body.start, body.end);
  const isEmpty = symbol?.body?.state !== "code" && (symbol?.children.length ?? 0) === 0;
  if (block === "brace") {
    const end = body.start + old.trimEnd().length;
    if (isEmpty && old.trim() === "") return { span: body, text: `\n${text}\n${indent}` };
    const isOnOwnLine = /[\r\n][ \t]*$/.test(old);
    return {
      span: { start: end, end: isOnOwnLine ? end : body.end },
      text: `\n\n${text}${isOnOwnLine ? "" : `\n${indent}`}`,
    };
  }
  if (!isEmpty) return { span: { start: body.end, end: body.end }, text: `\n\n${text}` };
  const lineStart = document.lineStart(document.positionAt(body.start).line);
  const before = document.slice(lineStart, body.start);
  if (before.trim() === "") return { span: { start: lineStart, end: body.end }, text };
  const blanks = before.length - before.trimEnd().length;
  return { span: { start: body.start - blanks, end: body.end }, text: `\n${text}` };
}
