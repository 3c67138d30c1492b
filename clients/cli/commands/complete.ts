// Owns `treewright complete`: inline completions at a place.
import { CommandFailure, EXIT, wrongUsage } from "../failure.ts";
import type { InlineCompletionItem, Range, TraceRecord, WhyNothing } from "../protocol.ts";
import type { Server } from "../server.ts";
import type { SourceOptions } from "../source.ts";
import { describeWork } from "../terminal.ts";
import { toUri } from "../workspace.ts";
import { type Invocation, type Outcome, openTarget, type Target, waitForIndex } from "./invocation.ts";

/** Asked for by hand: the server need not guess whether somebody wants one here. */
const INVOKED = 1;

type Completions = {
  readonly items: readonly {
    readonly text: string;
    readonly range: Range;
    readonly imports?: InlineCompletionItem["imports"];
  }[];
  readonly record: TraceRecord;
};

export type CompleteOptions = SourceOptions & { readonly number: number };

export async function complete(
  place: string,
  options: CompleteOptions,
  invocation: Invocation,
): Promise<Outcome> {
  const target = await openTarget(place, options, invocation);
  await waitForIndex(target.server);
  const { start, end } = target.range;
  if (start.line !== end.line || start.character !== end.character) {
    throw wrongUsage("a completion belongs at one place", "write FILE:LINE:COLUMN without an end");
  }
  const { items, record } = await askForCompletions(target, options.number);
  const texts = items.map(({ text }) => text);
  return {
    fields: { items, ...toFields(record) },
    text: texts.map((text, index) => separator(index, texts.length, invocation) + `${text}\n`).join(""),
    note: describeWork(record),
  };
}

/** At least one completion of the target's place, and how it was made. Throws where there is none. */
export async function askForCompletions(
  { source, range, server }: Target,
  count: number,
): Promise<Completions> {
  const answer = await server.request("textDocument/inlineCompletion", {
    textDocument: { uri: toUri(source.path) },
    position: range.start,
    context: { triggerKind: INVOKED, candidates: count },
  });
  const items = (answer?.items ?? []).slice(0, count);
  const first = items[0];
  if (first === undefined) {
    const { line, character } = range.start;
    throw whyNothing(`line ${line + 1}, character ${character + 1}`, answer?.why);
  }
  return {
    items: items.map(({ insertText, imports, ...item }) => ({
      text: insertText,
      range: item.range ?? range,
      ...(imports === undefined ? {} : { imports }),
    })),
    record: await recordOf(first, server),
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

function whyNothing(place: string, why: WhyNothing | undefined): CommandFailure {
  if (why?.failure !== undefined) {
    const { kind, message, remedy } = why.failure;
    return new CommandFailure(kind, message, { remedy });
  }
  const reason = why?.reason ?? "the server did not say why";
  return new CommandFailure("refused", `there is no completion at ${place}: ${reason}`, {
    remedy: "try another place, or another model with --model",
    exitCode: EXIT.nothingAcceptable,
  });
}

function separator(index: number, count: number, { colours }: Invocation): string {
  return count === 1 ? "" : `${colours.dim(`── ${index + 1} of ${count}`)}\n`;
}
