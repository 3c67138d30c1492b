// Owns `treewright complete`: inline completions at a place.
import { CommandFailure, EXIT, wrongUsage } from "../failure.ts";
import type { InlineCompletionItem, TraceRecord } from "../protocol.ts";
import type { Server } from "../server.ts";
import type { SourceOptions } from "../source.ts";
import { describeWork } from "../terminal.ts";
import { toUri } from "../workspace.ts";
import { type Invocation, type Outcome, openTarget } from "./invocation.ts";

const INVOKED = 1;
const AUTOMATIC = 2;

export type CompleteOptions = SourceOptions & { readonly number: number };

export async function complete(
  place: string,
  options: CompleteOptions,
  invocation: Invocation,
): Promise<Outcome> {
  const { source, range, server } = await openTarget(place, options, invocation);
  if (range.start.line !== range.end.line || range.start.character !== range.end.character) {
    throw wrongUsage("a completion belongs at one place", "write FILE:LINE:COLUMN without an end");
  }
  const answer = await server.request("textDocument/inlineCompletion", {
    textDocument: { uri: toUri(source.path) },
    position: range.start,
    // Several candidates are asked for only where several are wanted: each costs a model's time.
    context: { triggerKind: options.number > 1 ? INVOKED : AUTOMATIC },
  });
  const items = (answer?.items ?? []).slice(0, options.number);
  const first = items[0];
  if (first === undefined) throw await whyNothing(place, server, invocation);

  const record = await recordOf(first, server);
  const texts = items.map(({ insertText }) => insertText);
  return {
    fields: {
      items: items.map((item) => ({ text: item.insertText, range: item.range ?? range })),
      ...toFields(record),
    },
    text: texts.map((text, index) => separator(index, texts.length, invocation) + `${text}\n`).join(""),
    note: describeWork(record),
  };
}

/** The fields that tell of finished work, as every JSON object has them. */
export function toFields(record: TraceRecord): object {
  const { backend, model, timings, usage, traceId } = record;
  return { backend, model, timings, ...(usage === undefined ? {} : { usage }), traceId };
}

async function recordOf(item: InlineCompletionItem, server: Server): Promise<TraceRecord> {
  const id = item.command?.arguments?.[0];
  return server.execute("treewright.trace", typeof id === "string" ? id : undefined);
}

async function whyNothing(place: string, server: Server, invocation: Invocation): Promise<CommandFailure> {
  const problem = invocation.lastProblem();
  if (problem !== undefined) return new CommandFailure("unavailable", problem);
  const why = await server.execute("treewright.trace", undefined).then(
    ({ outcome }) => outcome,
    () => "nothing was asked of the model there",
  );
  return new CommandFailure("refused", `there is no completion at ${place}: ${why}`, {
    remedy: "try another place, or another model with --model",
    exitCode: EXIT.nothingAcceptable,
  });
}

function separator(index: number, count: number, { colours }: Invocation): string {
  return count === 1 ? "" : `${colours.dim(`── ${index + 1} of ${count}`)}\n`;
}
