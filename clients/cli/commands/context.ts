// Owns `treewright context`: what would be sent to a model at a place, item by item, and why; sends nothing.
import { wrongUsage } from "../failure.ts";
import type { ContextAnswer, ContextItem } from "../protocol.ts";
import type { Colours } from "../terminal.ts";
import { toUri } from "../workspace.ts";
import { type ActOptions, chooseAction } from "./act.ts";
import { type Invocation, type Outcome, openTarget, type Target, waitForIndex } from "./invocation.ts";

export type ContextOptions = Omit<ActOptions, "diff" | "write"> & { readonly for: string };

export const CONTEXT_HELP = `Tokens are estimated by length. Without a model set up, you see what one on this computer would be told.

With --json:
  items    [{ source, why, path, range, text, tokens, score }], in the order of the prompt
  prompt   { kind: "fim", text, suffix?, tokens } or { kind: "chat", messages: [{ role, content }], tokens }
  budget   { maxTokens, usedTokens, deadlineMs }
  timings  { totalMs, contextMs, sources: [{ id, found?, durationMs? }] }; a source without them was too late`;

export async function context(
  place: string,
  options: ContextOptions,
  invocation: Invocation,
): Promise<Outcome> {
  const target = await openTarget(place, options, invocation);
  await waitForIndex(target.server);
  // What the place needs is read before it is told, as in an editor that has been open for a while.
  await ask(target, options);
  const answer = await ask(target, options);
  const { backend, model, items, prompt, budget, timings } = answer;
  const { colours } = invocation;
  return {
    fields: { items, prompt, budget, timings, backend, model },
    text: [
      ...items.map((item) => describeItem(item, colours)),
      describeSources(answer, colours),
      describePrompt(answer, colours),
    ].join("\n"),
    ...(model === "none"
      ? { note: "no model is set up: this is what one on this computer would be told" }
      : {}),
  };
}

async function ask(target: Target, options: ContextOptions): Promise<ContextAnswer> {
  const { server, range, source } = target;
  if (options.for !== "completion") {
    const action = await chooseAction(options.for, target, options);
    return server.execute("treewright.context", { action });
  }
  if (range.start.line !== range.end.line || range.start.character !== range.end.character) {
    throw wrongUsage("a completion belongs at one place", "write FILE:LINE:COLUMN without an end");
  }
  return server.execute("treewright.context", { uri: toUri(source.path), position: range.start });
}

function describeItem(item: ContextItem, colours: Colours): string {
  const { source, why, path, range, text, tokens, score } = item;
  const head = `${colours.bold(`${path}:${range.start.line + 1}`)}  ${colours.cyan(source)}  ${tokens} tokens, score ${score.toFixed(2)}`;
  return `${head}\n${colours.dim(why)}\n${indented(text)}\n`;
}

function describeSources({ timings, items, budget }: ContextAnswer, colours: Colours): string {
  const { sources } = timings;
  const width = Math.max(0, ...sources.map(({ id }) => id.length));
  const lines = sources.map(({ id, found, durationMs }) => {
    const shown = items.filter(({ source }) => source === id).length;
    const told =
      found === undefined || durationMs === undefined
        ? "too late"
        : `${shown} of ${found} shown, ${durationMs.toFixed(1)} ms`;
    return `  ${id.padEnd(width)}  ${told}\n`;
  });
  const used = `${budget.usedTokens} of ${budget.maxTokens} tokens, ${timings.contextMs.toFixed(1)} ms`;
  return `${colours.bold("context")}  ${used}\n${lines.join("")}`;
}

function describePrompt({ prompt, backend, model }: ContextAnswer, colours: Colours): string {
  const addressee = model === backend ? model : `${model} (${backend})`;
  const head = `${colours.bold("prompt")}  ${prompt.kind}, ${prompt.tokens} tokens, for ${addressee}\n`;
  if (prompt.kind === "chat") {
    const told = prompt.messages.map(({ role, content }) => `${colours.cyan(role)}\n${indented(content)}\n`);
    return head + told.join("");
  }
  const suffix = prompt.suffix === undefined ? "" : `${colours.cyan("suffix")}\n${indented(prompt.suffix)}\n`;
  return `${head}${indented(prompt.text)}\n${suffix}`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "    ");
}
