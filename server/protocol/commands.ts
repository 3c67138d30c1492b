// Owns workspace/executeCommand: one row for each of COMMANDS; the work is done elsewhere.
import { whatToUse } from "../config/nearest-name.ts";
import { accept } from "./acceptance.ts";
import { rungOf } from "./capabilities.ts";
import type { ProgressReport } from "./client.ts";
import { contextOf } from "./context.ts";
import { doctorAnswer } from "./doctor.ts";
import type {
  CommandName,
  ModelsAnswer,
  ModelsArguments,
  RecordEntry,
  StatusAnswer,
  UsageAnswer,
} from "./extensions.ts";
import {
  executeCommandParams,
  modelsArguments,
  runArguments,
  symbolsArguments,
  usageArguments,
} from "./params.ts";
import { symbolsOf, toRecordEntry } from "./records.ts";
import type { Runs } from "./runs.ts";
import type { ModelShop } from "./serve.ts";
import type { Session } from "./session.ts";
import { invalidParams, optional, string } from "./shapes.ts";

type Call = {
  readonly session: Session;
  readonly runs: Runs;
  /** The arguments, and the first of them; most commands take no other. */
  readonly given: readonly unknown[];
  readonly argument: unknown;
  /** Begins progress on the request itself, where the client gave a token for it. */
  readonly progress: (title: string) => ProgressReport | undefined;
  readonly signal: AbortSignal;
};

type Command = (call: Call) => unknown;

const ROWS: Readonly<Record<CommandName, Command>> = {
  "treewright.run": ({ session, runs, argument, progress, signal }) => {
    const request = runArguments(argument, "arguments[0]");
    const { ids } = session.house.actions;
    if (!ids.includes(request.actionId)) {
      throw invalidParams(`there is no action "${request.actionId}": ${whatToUse(request.actionId, ids)}`);
    }
    const isWaitedFor = request.wait === true || request.dryRun === true;
    return isWaitedFor ? runs.finish(request, progress(request.actionId), signal) : runs.start(request);
  },
  "treewright.accepted": ({ session, given }) => accept(session, given),
  "treewright.cancel": ({ runs, argument }) => {
    runs.cancel(optionalId(argument));
    return null;
  },
  "treewright.status": ({ session }) => statusOf(session),
  "treewright.trace": ({ session, runs, argument }) => traceOf(session, runs, optionalId(argument)),
  "treewright.doctor": ({ session, signal }) => doctorAnswer(session, signal),
  "treewright.symbols": ({ session, argument }) =>
    symbolsOf(session, symbolsArguments(argument, "arguments[0]").uri),
  "treewright.context": ({ session, argument, signal }) => contextOf(session, argument, signal),
  "treewright.index": ({ session, signal }) => session.house.index.report(signal),
  "treewright.models": models,
  "treewright.usage": async ({ session, argument }) => {
    const { days = USUAL_DAYS } = usageArguments(argument ?? {}, "arguments[0]");
    return { days, usage: await session.house.usage(days) } satisfies UsageAnswer;
  },
};

const USUAL_DAYS = 30;
const COMMANDS_BY_NAME: ReadonlyMap<string, Command> = new Map(Object.entries(ROWS));
const optionalId = (argument: unknown): string | undefined => optional(string)(argument, "arguments[0]");

export async function executeCommand(
  session: Session,
  runs: Runs,
  params: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  const { command, arguments: given = [], workDoneToken } = executeCommandParams(params, "params");
  const run = COMMANDS_BY_NAME.get(command);
  if (run === undefined) throw invalidParams(`unknown command ${command}`);
  const progress = (title: string): ProgressReport | undefined =>
    workDoneToken === undefined ? undefined : session.client.progressOn(workDoneToken, title);
  return run({ session, runs, given, argument: given[0], progress, signal });
}

async function statusOf({ house, profile, working }: Session): Promise<StatusAnswer> {
  const { completion, edits } = await house.status();
  return {
    ...rungOf(profile.features),
    completion,
    edits,
    openDocuments: house.documents.all().length,
    // Without this very request.
    inFlight: working.size - 1,
  };
}

async function traceOf(session: Session, runs: Runs, id: string | undefined): Promise<RecordEntry> {
  const run = id === undefined ? undefined : runs.resultOf(id);
  const entry = await toRecordEntry(session, run?.recordId ?? id);
  return run?.refusedEdit === undefined ? entry : { ...entry, refusedEdit: run.refusedEdit };
}

async function models({ session, argument, progress, signal }: Call): Promise<ModelsAnswer> {
  const request = modelsArguments(argument, "arguments[0]");
  const shop = session.house.models;
  switch (request.verb) {
    case "list":
      break;
    case "remove":
      await shop.remove(request.id);
      break;
    case "pull":
      await pull(shop, request, progress(`downloading ${request.id}`), signal);
  }
  return { models: await shop.list() };
}

async function pull(
  shop: ModelShop,
  { id, source }: Extract<ModelsArguments, { readonly verb: "pull" }>,
  progress: ProgressReport | undefined,
  signal: AbortSignal,
): Promise<void> {
  try {
    await shop.pull(id, { source }, (message, percentage) => progress?.report(message, percentage), signal);
    progress?.end("done");
  } catch (error) {
    progress?.end("failed");
    throw error;
  }
}
