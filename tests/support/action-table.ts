// Owns the README's table of actions: each row is an action with the case that has its name, as before and after.
import { ACTIONS } from "../../server/features/code-actions.ts";
import { type Case, sectionOf } from "./case-file.ts";

export function actionTable(cases: readonly Case[]): string {
  const rows = ACTIONS.map(({ id }) => {
    const given = cases.find(({ name }) => name === id);
    if (given === undefined) return `| \`${id}\` | | | |`;
    const told = sectionOf(given, "instruction") ?? sectionOf(given, "diagnostic");
    const how = told === undefined ? "" : `<br>“${cell(told)}”`;
    return `| \`${id}\` | ${given.prose}${how} | ${code(given.files[0]?.text ?? "")} | ${code(after(given))} |`;
  });
  return ["| action | what it does | before | after |", "|---|---|---|---|", ...rows, ""].join("\n");
}

function after(given: Case): string {
  const text = sectionOf(given, "words") ?? sectionOf(given, "findings") ?? sectionOf(given, "expect") ?? "";
  const path = sectionOf(given, "path");
  return path === undefined ? text : `${path.split(" ")[0] ?? ""}:\n${text}`;
}

function code(text: string): string {
  return `<pre>${cell(text.trimEnd())}</pre>`;
}

/** A text in one cell of a table. */
function cell(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll("|", "&#124;")
    .replaceAll("`", "&#96;")
    .replaceAll("*", "&#42;")
    .replaceAll("\n", "<br>");
}
