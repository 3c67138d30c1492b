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
    for (const { name, end, receiver } of asked) {
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
      if (!given.has(end) && isInvented(view, name) && isOurs(view, edited, receiver)) {
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

/** A word that neither the rest of the file nor the workspace has. */
function isInvented(view: CheckView, name: string): boolean {
  // What is private is nobody else's.
  if (!name.startsWith("#") && view.knowsWord(name) !== false) return false;
  const { start } = view.edit.span;
  const rest = `${view.document.slice(0, start)} ${view.document.slice(view.edit.span.end, view.document.length)}`;
  return !new RegExp(`(?<![\\w$])${name.replaceAll("$", "\\$")}(?![\\w$])`).test(rest);
}
