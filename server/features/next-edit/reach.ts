// Owns how far a definition is known: inside of a function only, as a member of what is around it, or as a name of the file.
import type { CodeSymbol } from "../../syntax/symbols.ts";
import type { NextEditView } from "../next-edit.ts";

export type Reach = "function" | "member" | "file";

export function reachOf({ syntax }: NextEditView, { nameSpan }: CodeSymbol): Reach {
  const around = (syntax?.cursorAt(nameSpan.start).enclosing ?? []).filter(
    (symbol) => symbol.nameSpan.start !== nameSpan.start,
  );
  if (around.some(({ kind }) => WITH_BODY.has(kind))) return "function";
  return around.some(({ kind }) => kind !== "module") ? "member" : "file";
}

const WITH_BODY: ReadonlySet<CodeSymbol["kind"]> = new Set(["function", "method", "constructor"]);
