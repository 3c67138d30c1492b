// Owns `treewright act`: does one action and hands over the change as a diff, as files or as JSON.
import { type Change, readChanges, writeChanges } from "../changes.ts";
import { CommandFailure, EXIT } from "../failure.ts";
import type { ActionData, Check, RunAnswer } from "../protocol.ts";
import { colourDiff, describeWork } from "../terminal.ts";
import { pathFrom, toUri, type Workspace } from "../workspace.ts";
import { type ActionsOptions, listActions } from "./actions.ts";
import { toFields } from "./complete.ts";
import { type Invocation, type Outcome, openTarget, type Target, waitForIndex } from "./invocation.ts";

export type ActOptions = Omit<ActionsOptions, "kind"> & {
  readonly instruction?: string;
  readonly diff?: boolean;
  readonly write?: boolean;
};

export async function act(
  id: string,
  place: string,
  options: ActOptions,
  invocation: Invocation,
): Promise<Outcome> {
  const target = await openTarget(place, options, invocation);
  await waitForIndex(target.server);
  const answer = await target.server.execute("treewright.run", {
    ...(await chooseAction(id, target, options)),
    dryRun: true,
  });
  const changes = readChanges(answer.edit, target.source, target.workspace);
  const isSaid = answer.words !== undefined || answer.findings !== undefined;
  if (!isSaid && changes.every(({ diff }) => diff === "")) {
    throw new CommandFailure("bad-reply", `${id} at ${place} changes nothing`, {
      exitCode: EXIT.nothingAcceptable,
    });
  }
  if (options.write === true) writeChanges(changes);
  return toOutcome(answer, changes, { options, workspace: target.workspace, invocation });
}

type Printing = {
  readonly options: Pick<ActOptions, "diff" | "write">;
  readonly workspace: Workspace;
  readonly invocation: Invocation;
};

/** What was made: as a diff, or as words where it is words; the rest is told beside it. */
export function toOutcome(
  answer: RunAnswer,
  changes: readonly Change[],
  { options, workspace, invocation }: Printing,
): Outcome {
  const diff = changes.map((change) => change.diff).join("");
  const shown = options.diff === true ? diff : colourDiff(diff, invocation.colours);
  const said = [
    ...(answer.words === undefined || changes.length > 0 ? [] : [`${answer.words}\n`]),
    ...(answer.findings ?? []).map(({ range, message }) => `${range.start.line + 1}: ${message}\n`),
  ];
  return {
    fields: toJson(answer, changes, workspace),
    text: (options.write === true ? "" : shown) + said.join(""),
    note: summarize(answer, changes, { options, workspace }),
  };
}

/** The action as the server offers it there; else as the user says it, for the server to refuse or to do. */
export async function chooseAction(
  id: string,
  target: Target,
  options: Omit<ActOptions, "diff" | "write">,
): Promise<ActionData> {
  const given = {
    v: 1,
    actionId: id,
    uri: toUri(target.source.path),
    version: 1,
    span: target.range,
  } as const;
  if (options.instruction !== undefined) return { ...given, instruction: options.instruction };
  const offered = await listActions(target, options);
  return offered.find(({ data }) => data.actionId === id)?.data ?? given;
}

function toJson(answer: RunAnswer, changes: readonly Change[], workspace: Workspace): object {
  return {
    changes: changes.map(({ path, status, edits, diff }) => ({
      path: pathFrom(workspace.root, path),
      status,
      edits,
      diff,
    })),
    ...(answer.words === undefined ? {} : { words: answer.words }),
    ...(answer.findings === undefined ? {} : { findings: answer.findings }),
    checks: answer.checks,
    rounds: answer.rounds,
    ...toFields(answer.record),
  };
}

function summarize(
  answer: RunAnswer,
  changes: readonly Change[],
  { options, workspace }: Pick<Printing, "options" | "workspace">,
): string {
  const counted = changes.map(({ path, diff }) => {
    const count = (sign: string): number =>
      diff.split("\n").filter((line) => line.startsWith(sign) && !line.startsWith(sign.repeat(3))).length;
    return `${pathFrom(workspace.root, path)} (+${count("+")} −${count("-")})`;
  });
  const written = options.write === true ? [`wrote ${counted.join(", ")}`] : [];
  return [...written, ...answer.checks.flatMap(describeCheck), describeWork(answer.record)].join("\n");
}

function describeCheck({ id, verdict, message }: Check): readonly string[] {
  if (verdict === "pass" || verdict === "skipped") return [];
  return [`check ${id}: ${message ?? verdict}`];
}
