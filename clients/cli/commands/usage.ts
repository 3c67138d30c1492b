// Owns `treewright usage`: how many tokens were used on which day by which model, and what they cost.
import type { UsageEntry } from "../protocol.ts";
import type { Colours } from "../terminal.ts";
import { findWorkspace, realPath } from "../workspace.ts";
import type { Invocation, Outcome } from "./invocation.ts";

export const USUAL_DAYS = 30;

export const USAGE_HELP = `Every request to a model is counted, the cancelled ones too, in files that stay on this computer.
Where a model does not count its tokens, or is not heard to its end, they are estimated by length.
Costs are told for backends whose entry in the configuration file has
  "prices": { "input": 0.4, "cached": 0.1, "output": 1.6 }
in US dollars for a million tokens, as the provider's own page has them: they change, so none are built in.

With --json:
  days   how many days were asked for
  usage  [{ day, backend, model, requests, estimated, promptTokens, cachedTokens, outputTokens, dollars? }], the newest day first;
         estimated says how many of the requests were, cachedTokens are part of promptTokens
  total  the same sums over all of them: { requests, estimated, promptTokens, cachedTokens, outputTokens, dollars? }`;

type Sums = Omit<UsageEntry, "day" | "backend" | "model">;

const NOTHING: Sums = { requests: 0, estimated: 0, promptTokens: 0, cachedTokens: 0, outputTokens: 0 };

export async function usage(days: number, invocation: Invocation): Promise<Outcome> {
  const workspace = findWorkspace(realPath("."), { workspace: invocation.options.workspace });
  const server = await invocation.startServer(workspace);
  const answer = await server.execute("treewright.usage", { days });
  const total = answer.usage.reduce(add, NOTHING);
  const { colours } = invocation;
  const lines = answer.usage.map((entry) => describe(entry, colours));
  return {
    fields: { days: answer.days, usage: answer.usage, total },
    text: lines.length === 0 ? "" : `${lines.join("\n")}\n${colours.bold("total")}       ${inWords(total)}\n`,
    ...(lines.length === 0 ? { note: `no model was asked in the last ${answer.days} days` } : {}),
  };
}

function add(sums: Sums, entry: Sums): Sums {
  return {
    requests: sums.requests + entry.requests,
    estimated: sums.estimated + entry.estimated,
    promptTokens: sums.promptTokens + entry.promptTokens,
    cachedTokens: sums.cachedTokens + entry.cachedTokens,
    outputTokens: sums.outputTokens + entry.outputTokens,
    ...(entry.dollars === undefined && sums.dollars === undefined
      ? {}
      : { dollars: (sums.dollars ?? 0) + (entry.dollars ?? 0) }),
  };
}

function describe(entry: UsageEntry, colours: Colours): string {
  const { day, backend, model } = entry;
  const name = model === backend ? model : `${model} (${backend})`;
  return `${colours.dim(day)}  ${inWords(entry)}  ${colours.bold(name)}`;
}

function inWords({ requests, estimated, promptTokens, cachedTokens, outputTokens, dollars }: Sums): string {
  const guess = estimated === 0 ? "" : `, ${count(estimated)} estimated`;
  const cost = dollars === undefined ? "" : `, $${dollars.toFixed(dollars < 1 ? 4 : 2)}`;
  const cached = cachedTokens === 0 ? "" : ` (${count(cachedTokens)} cached)`;
  return `${count(requests)} ${requests === 1 ? "request" : "requests"}${guess}: ${count(promptTokens)} in${cached}, ${count(outputTokens)} out${cost}`;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}
