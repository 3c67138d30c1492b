// Owns code actions done by command: in the background or waited for, with progress, applied only to the version they were made for.
import type { WorkspaceEdit } from "vscode-languageserver";
import { describeFailure, Failure, toFailure } from "../trace/failure.ts";
import type { ProgressReport } from "./client.ts";
import { type Delivered, deliver, editOf, type Proposal, toFindingEntries } from "./delivery.ts";
import type { RunFinished, RunStarted } from "./extensions.ts";
import { toReference } from "./from-lsp.ts";
import type { RunRequest } from "./params.ts";
import { toCheckEntry, toRecordEntry } from "./records.ts";
import { counted, openDocument, type Session, whileOpen } from "./session.ts";

export interface Runs {
  /** Answers at once; the edit is applied when it is ready. */
  start(request: RunRequest): RunStarted;
  /** Answers at the end: with the edit applied, or only proposed where `dryRun` is asked for. */
  finish(
    request: RunRequest,
    progress: ProgressReport | undefined,
    signal: AbortSignal,
  ): Promise<RunFinished>;
  /** Ends one run by its id, or all of them. */
  cancel(id?: string): void;
  /** What a background run made: the id of its record, and its edit where the editor did not take it. */
  resultOf(id: string): RunResult | undefined;
}

export type RunResult = { readonly recordId: string; readonly refusedEdit?: WorkspaceEdit };

// As many as there are records of generations.
const RESULTS_KEPT = 100;

export function createRuns(session: Session): Runs {
  const running = new Map<string, AbortController>();
  const results = new Map<string, RunResult>();
  let count = 0;

  const keep = (id: string, result: RunResult): void => {
    results.set(id, result);
    for (const oldest of [...results.keys()].slice(0, -RESULTS_KEPT)) results.delete(oldest);
  };
  const keepApplied = (id: string, proposal: Proposal, applied: Delivered): void => {
    keep(id, { recordId: proposal.id, ...(applied.isApplied ? {} : { refusedEdit: applied.edit }) });
  };

  const runInBackground = async (id: string, request: RunRequest, signal: AbortSignal): Promise<void> => {
    const progress = await session.client.createProgress(id, request.actionId);
    try {
      const proposal = await propose(session, request, progress.report, signal);
      const applied = await deliver(session, proposal);
      keepApplied(id, proposal, applied);
      if (!applied.isApplied) {
        const why = applied.why ?? "it gave no reason";
        session.client.show("warning", `the editor did not apply "${proposal.label}": ${why}`);
      }
      progress.end(applied.isApplied ? "done" : "not applied");
    } catch (error) {
      const failure = toFailure(error);
      progress.end(failure.kind === "cancelled" ? "cancelled" : describeFailure(failure));
      if (failure.kind === "bug") session.house.trace.reportBug(`${request.actionId} failed`, error);
      // Who cancels knows that nothing comes.
      if (failure.kind !== "cancelled") session.client.show("error", describeFailure(failure));
    } finally {
      running.delete(id);
    }
  };

  return {
    start(request) {
      // A request that makes no sense is answered with its error, not with "started".
      openDocument(session, request.uri);
      const id = nextId();
      const controller = new AbortController();
      running.set(id, controller);
      // It tells the client itself how it ended.
      void counted(session, () => runInBackground(id, request, controller.signal));
      return { id, state: "started" };
    },

    async finish(request, progress, signal) {
      const id = nextId();
      try {
        const proposal = await propose(session, request, (message) => progress?.report(message), signal);
        const applied: Delivered =
          request.dryRun === true
            ? { isApplied: false, edit: await editOf(session, proposal) }
            : await deliver(session, proposal);
        keepApplied(id, proposal, applied);
        progress?.end("done");
        return {
          id,
          state: request.dryRun === true ? "proposed" : applied.isApplied ? "applied" : "not-applied",
          edit: applied.edit,
          ...(applied.why === undefined ? {} : { failureReason: applied.why }),
          ...(proposal.words === undefined ? {} : { words: proposal.words }),
          ...(proposal.findings === undefined ? {} : { findings: toFindingEntries(session, proposal) }),
          checks: proposal.checks.map(toCheckEntry),
          rounds: proposal.rounds,
          record: await toRecordEntry(session, proposal.id),
        };
      } catch (error) {
        progress?.end("failed");
        throw error;
      }
    },

    cancel(id) {
      const chosen = id === undefined ? [...running.values()] : [running.get(id)];
      for (const controller of chosen) controller?.abort(new Failure("cancelled", "cancelled by the user"));
    },

    resultOf: (id) => results.get(id),
  };

  function nextId(): string {
    count++;
    return `treewright-run-${count}`;
  }
}

/** Has an action done; throws Failure `stale` where its target or its document is gone. */
export async function propose(
  session: Session,
  request: RunRequest,
  progress: (message: string) => void,
  signal: AbortSignal,
): Promise<Proposal> {
  const document = openDocument(session, request.uri);
  if (session.house.documents.isDirty(document.uri)) {
    throw new Failure("stale", `the text of ${document.uri} is out of step with the editor`, {
      remedy: "close the document and open it again",
    });
  }
  const instruction = request.instruction ?? (await chooseInstruction(session, request));
  const reference = toReference(document, { ...request, instruction }, session.profile.encoding);
  return whileOpen(session, document.uri, signal, (both) =>
    session.house.actions.run(document, reference, progress, both),
  );
}

/** Where an action needs a choice and the request brings none, the user is asked. */
async function chooseInstruction(
  session: Session,
  { actionId, dryRun }: RunRequest,
): Promise<string | undefined> {
  const choices = session.house.actions.choicesOf(actionId);
  if (choices === undefined || dryRun === true) return undefined;
  const chosen = await session.client.choose(choices.question, choices.answers);
  if (chosen === undefined) throw new Failure("cancelled", "nothing was chosen");
  return chosen;
}
