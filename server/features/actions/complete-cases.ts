// Owns the action that adds the cases a choice lacks; which ones they are is told by the type of its subject, in this file.
import { containsSpan, type Span } from "../../documents/text.ts";
import { everySymbol } from "../../syntax/symbols.ts";
import type { CodePart, SyntaxSnapshot } from "../../syntax/syntax.ts";
import type { Action, ActionView } from "../code-actions.ts";
import { partsIn, shorten, toRewrite, wholeLines } from "./targets.ts";

export const completeCases: Action = {
  id: "complete-cases",
  kind: "refactor.rewrite.cases.treewright",
  needs: "the cursor in a choice without a default, on a union or an enumeration that this file defines",

  offers(view) {
    const found = incompleteChoice(view);
    if (found === undefined) return [];
    const title = `Add the missing ${found.missing.length === 1 ? "case" : "cases"}: ${shorten(found.missing.join(", "))}`;
    return [{ title, span: found.target }];
  },

  task(view, offer) {
    const missing = incompleteChoice(view)?.missing ?? [];
    return toRewrite(view, offer, { intent: { kind: "complete-cases", missing }, symbol: undefined });
  },
};

type Incomplete = { readonly target: Span; readonly missing: readonly string[] };

function incompleteChoice({ document, syntax, span }: ActionView): Incomplete | undefined {
  if (syntax === undefined) return undefined;
  const around = { start: span.start, end: span.start };
  const choice = syntax
    .parts(around)
    .findLast((part) => part.kind === "choice" && containsSpan(part.span, around));
  const subject = choice?.fields["subject"];
  if (choice === undefined || subject === undefined) return undefined;
  const nested = partsIn(syntax, choice.span, "choice").filter((part) => part.span.start > choice.span.start);
  const own = (kind: string): readonly CodePart[] =>
    partsIn(syntax, choice.span, kind).filter(
      (part) => !nested.some((inner) => containsSpan(inner.span, part.span)),
    );
  if (own("default").length > 0) return undefined;
  const labels = own("case").flatMap(({ fields }) =>
    fields["label"] === undefined ? [] : [textOf(syntax, fields["label"])],
  );
  const values = valuesOf(syntax, subject) ?? enumerationOf(syntax, labels[0]?.split(".")[0]) ?? [];
  const known = new Set(labels.flatMap((label) => label.split("|")).map(plain));
  const missing = values.filter((value) => !known.has(plain(value)));
  return missing.length === 0 ? undefined : { target: wholeLines(document, choice.span), missing };
}

/** All values of the subject: of a name with a type, or of the tag of one. */
function valuesOf(syntax: SyntaxSnapshot, subject: Span): readonly string[] | undefined {
  const [name = "", tag] = textOf(syntax, subject).split(/\??\./);
  const typed = syntax
    .parts()
    .filter(
      ({ kind, fields, span }) =>
        kind === "typed" && span.start < subject.start && named(syntax, fields["name"], name),
    )
    .at(-1);
  const type = typed?.fields["type"];
  if (type === undefined) return undefined;
  const typeName = textOf(syntax, type);
  const union = syntax
    .parts()
    .find(({ kind, fields }) => kind === "union" && named(syntax, fields["name"], typeName));
  const variants = variantsIn(syntax, union?.fields["body"] ?? type);
  if (variants.length === 0) return enumerationOf(syntax, typeName);
  const values = variants.map((variant) =>
    tag === undefined ? literal(syntax, variant) : tagOf(syntax, variant, tag),
  );
  return values.every((value) => value !== undefined) ? values : undefined;
}

/** The members of a union, without what is nested in one of them. */
function variantsIn(syntax: SyntaxSnapshot, body: Span): readonly Span[] {
  const variants = partsIn(syntax, body, "variant").map(({ span }) => span);
  return variants.filter((each) => !variants.some((other) => other !== each && containsSpan(other, each)));
}

function literal(syntax: SyntaxSnapshot, variant: Span): string | undefined {
  const text = textOf(syntax, variant);
  return /^["'`\d-]|^(?:true|false|null)$/.test(text) ? text : undefined;
}

/** The literal that tells this variant from the others: in its own text, or in the type it names. */
function tagOf(syntax: SyntaxSnapshot, variant: Span, tag: string): string | undefined {
  const text = textOf(syntax, variant);
  const type = everySymbol(syntax.symbols()).find(({ name, kind }) => name === text && kind !== "variable");
  const found = partsIn(syntax, type?.span ?? variant, "tag").find(({ fields }) =>
    named(syntax, fields["name"], tag),
  );
  const value = found?.fields["value"];
  return value && textOf(syntax, value);
}

function enumerationOf(syntax: SyntaxSnapshot, name: string | undefined): readonly string[] | undefined {
  const isOne = syntax
    .parts()
    .some(({ kind, fields }) => kind === "enumeration" && named(syntax, fields["name"], name));
  if (name === undefined || !isOne) return undefined;
  const symbol = everySymbol(syntax.symbols()).find((each) => each.name === name && each.children.length > 0);
  return symbol?.children
    .filter(({ kind }) => kind === "enum-member" || kind === "field")
    .map((member) => `${name}.${member.name}`);
}

function named(syntax: SyntaxSnapshot, span: Span | undefined, name: string | undefined): boolean {
  return span !== undefined && textOf(syntax, span) === name;
}

/** Quotes are a matter of taste. */
function plain(label: string): string {
  return label.trim().replace(/^['"`](.*)['"`]$/, '"$1"');
}

function textOf({ document }: SyntaxSnapshot, { start, end }: Span): string {
  return document.slice(start, end);
}
