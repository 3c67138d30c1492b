// Owns the doctor's answer to an editor: what the house found, and what this editor can do about it.
import type { ClientFeatures } from "../config/client-features.ts";
import { rungOf } from "./capabilities.ts";
import type { DoctorAnswer } from "./extensions.ts";
import type { Session } from "./session.ts";

type Check = DoctorAnswer["checks"][number];

// Our own command line shows everything by itself.
const COMMAND_LINE = "treewright";

export async function doctorAnswer({ house, profile }: Session, signal: AbortSignal): Promise<DoctorAnswer> {
  const answer = await house.doctor(signal);
  const { features } = profile;
  if (features.name === COMMAND_LINE) return answer;
  const editor = editorCheck(features);
  const others = answer.checks.filter(({ id }) => id !== "next");
  const next = answer.checks.find(({ id }) => id === "next");
  // An editor that can do too little matters once a model answers.
  const isNext = editor.verdict === "warn" && next?.verdict === "pass";
  const last = isNext ? { id: "next", verdict: "warn" as const, message: editor.remedy ?? "" } : next;
  return { ...answer, checks: [...others, editor, ...(last === undefined ? [] : [last])] };
}

function editorCheck(features: ClientFeatures): Check {
  const {
    name = "this editor",
    version,
    inlineCompletion,
    completionList,
    codeActionResolve,
    applyEdit,
  } = features;
  const who = version === undefined ? name : `${name} ${version}`;
  const id = "editor";
  const shown = inlineCompletion
    ? "shows suggestions in the text"
    : completionList
      ? "shows suggestions in its completion list"
      : "shows no suggestions";
  const edited = codeActionResolve
    ? "asks for the edits of code actions"
    : applyEdit
      ? "takes the edits of code actions when they are done"
      : "takes no edits";
  const message = `${who} ${shown} and ${edited}: ${rungOf(features).why}`;
  const isAble = (inlineCompletion || completionList) && (codeActionResolve || applyEdit);
  if (isAble) return { id, verdict: "pass", message };
  return { id, verdict: "warn", message, remedy: `update ${name}, or turn its completions and edits on` };
}
