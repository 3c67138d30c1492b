// Owns what follows when the editor tells that a completion was taken: it is recorded, and what its names need is imported.
import { describeFailure, toFailure } from "../trace/failure.ts";
import { applyEditAnswer, importArguments } from "./params.ts";
import { counted, type Session } from "./session.ts";
import { optional, string } from "./shapes.ts";
import { fromProposal } from "./to-lsp.ts";

/** Answers at once, for some editors wait without doing anything else; imports come as an edit of their own. */
export function accept(session: Session, [id, imports]: readonly unknown[]): null {
  session.house.accepted(string(id, "arguments[0]"));
  const wanted = optional(importArguments)(imports, "arguments[1]");
  if (wanted !== undefined) void counted(session, () => addImports(session, wanted));
  return null;
}

async function addImports(
  { house, profile, client }: Session,
  { uri, names }: ReturnType<typeof importArguments>,
): Promise<void> {
  const document = house.documents.get(uri);
  if (document === undefined || house.documents.isDirty(uri) || !profile.features.applyEdit) return;
  const edits = house.imports.edits(document, names);
  if (edits.length === 0) return;
  const label = `Import ${names.join(", ")}`;
  const edit = fromProposal(
    { label, changes: [{ document, edits }], newFiles: [] },
    profile.features,
    profile.encoding,
  );
  try {
    const { applied, failureReason } = applyEditAnswer(
      await client.ask("workspace/applyEdit", { label, edit }),
      "workspace/applyEdit",
    );
    if (!applied) client.log("info", `${label}: the editor did not apply it: ${failureReason ?? ""}`);
  } catch (error) {
    client.log("warning", `${label}: ${describeFailure(toFailure(error))}`);
  }
}
