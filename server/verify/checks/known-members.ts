// Owns the check that an answer makes up no members: a word that stands nowhere else in the workspace is a member of nothing in it.
import { containsSpan } from "../../documents/text.ts";
import type { SyntaxSnapshot } from "../../syntax/syntax.ts";
import { ACCEPT, type Check, type CheckView, reject } from "../check.ts";
import { SHORTEST_FILE } from "./known-names.ts";

export const knownMembers: Check = {
  id: "known-members",
  applies: (view) => view.document.lineCount >= SHORTEST_FILE && view.syntax?.builtins() !== undefined,
  run(view) {
    const edited = view.edited();
    if (view.syntax === undefined || edited === undefined) return ACCEPT;
    const { start } = view.edit.span;
    const written = { start, end: start + view.newText.length };
    const text = (span: { readonly start: number; readonly end: number }): string =>
      edited.document.slice(span.start, span.end);
    const unknown = edited
      .flow(written)
      .flatMap(({ kind, by, name }) =>
        kind === "access" && by !== undefined && name !== undefined && containsSpan(written, name)
          ? [{ name: text(name), root: rootOf(text(by)) }]
          : [],
      )
      .filter(({ name }) => isInvented(view, edited, name))
      .find(({ root }) => isOurs(view.syntax, root));
    if (unknown === undefined) return ACCEPT;
    const { name } = unknown;
    return reject("unknown-member", `nothing in this workspace has a member called ${JSON.stringify(name)}`);
  },
};

/** A word that neither the language, nor the rest of the file, nor the workspace has. */
function isInvented(view: CheckView, edited: SyntaxSnapshot, name: string): boolean {
  if (edited.builtinMembers()?.has(name) !== false || view.knowsWord(name) !== false) return false;
  const { start } = view.edit.span;
  const rest = `${view.document.slice(0, start)} ${view.document.slice(view.edit.span.end, view.document.length)}`;
  return !new RegExp(`(?<![\\w$])${name.replaceAll("$", "\\$")}(?![\\w$])`).test(rest);
}

/** Not what a package gives: its members stand in files that are not read. */
function isOurs(syntax: SyntaxSnapshot | undefined, root: string): boolean {
  const imports = syntax?.imports() ?? [];
  const isForeign = ({ source }: { readonly source: string }): boolean => !source.startsWith(".");
  if (root === "this" || root === "self") return true;
  const own = imports.find(({ names }) => names.includes(root));
  return own === undefined ? !imports.some(isForeign) : !isForeign(own);
}

/** The name a chain of members and calls begins with. */
function rootOf(expression: string): string {
  return /^[\w$]+/.exec(expression)?.[0] ?? "";
}
