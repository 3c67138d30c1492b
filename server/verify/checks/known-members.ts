// Owns the check that an answer makes up no members: of a type that is known, or as a word that stands nowhere else in the workspace.
import { containsSpan, type Span } from "../../documents/text.ts";
import { ACCEPT, type Check, type CheckView, reject } from "../check.ts";
import { isOurs } from "../origins.ts";
import { SHORTEST_FILE } from "./known-names.ts";

export const knownMembers: Check = {
  id: "known-members",
  applies: (view) => view.document.lineCount >= SHORTEST_FILE && view.syntax?.builtins() !== undefined,
  run(view) {
    const edited = view.edited();
    if (view.syntax === undefined || edited === undefined) return ACCEPT;
    const { written } = view;
    const text = ({ start, end }: Span): string => edited.document.slice(start, end);
    const facts = edited.flow(written);
    // In some languages a member comes to be by getting a value.
    const given = new Set(facts.flatMap(({ target }) => (target === undefined ? [] : [target.end])));
    const asked = facts.flatMap(({ kind, by, name }) =>
      kind === "access" && by !== undefined && name !== undefined && containsSpan(written, name)
        ? [{ name: text(name), end: name.end, receiver: by }]
        : [],
    );
    const rest = restOf(view);
    for (const { name, end, receiver } of asked) {
      // The same stands in the file already: a look at its type would cost more than it tells.
      if (stands(`${text(receiver)}.${name}`, rest)) continue;
      const isThere =
        view.path === undefined
          ? undefined
          : view.hasMember({ syntax: edited, path: view.path, span: receiver }, name);
      if (isThere === false) {
        return reject(
          "unknown-member",
          `${shortened(text(receiver))} has no member called ${JSON.stringify(name)}`,
        );
      }
      if (isThere === true || edited.builtinMembers()?.has(name) !== false) continue;
      if (!given.has(end) && isInvented(view, rest, name) && isOurs(view, edited, receiver)) {
        return reject(
          "unknown-member",
          `nothing in this workspace has a member called ${JSON.stringify(name)}`,
        );
      }
    }
    return ACCEPT;
  },
};

// Longer expressions are cut in messages (UTF-16 units).
const LONGEST_SHOWN = 40;

function shortened(expression: string): string {
  return expression.length > LONGEST_SHOWN ? `${expression.slice(0, LONGEST_SHOWN)}…` : expression;
}

/** The document without what the edit replaces. */
function restOf({ document, edit }: CheckView): string {
  return `${document.slice(0, edit.span.start)} ${document.slice(edit.span.end, document.length)}`;
}

/** Whether a text has an expression that does not go on behind its end. */
function stands(expression: string, text: string): boolean {
  for (let at = text.indexOf(expression); at >= 0; at = text.indexOf(expression, at + 1)) {
    if (!/[\w$]/.test(text[at + expression.length] ?? "")) return true;
  }
  return false;
}

/** A word that neither the rest of the file nor the workspace has. */
function isInvented(view: CheckView, rest: string, name: string): boolean {
  // What is private is nobody else's.
  if (!name.startsWith("#") && view.knowsWord(name) !== false) return false;
  return !new RegExp(`(?<![\\w$])${name.replaceAll("$", "\\$")}(?![\\w$])`).test(rest);
}
