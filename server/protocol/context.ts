// Owns the answer to `treewright.context`: what would be sent to a model for a place or an action. Sends nothing.
import { estimateTokens } from "../documents/text.ts";
import { Failure } from "../trace/failure.ts";
import type { ContextAnswer } from "./extensions.ts";
import { toOffset, toReference } from "./from-lsp.ts";
import { contextArguments } from "./params.ts";
import { toItemEntries } from "./records.ts";
import { openDocument, type Session } from "./session.ts";

type Preview = Awaited<ReturnType<Session["house"]["completions"]["preview"]>>;

export async function contextOf(
  session: Session,
  argument: unknown,
  signal: AbortSignal,
): Promise<ContextAnswer> {
  const { items, prompt, budget, sources, timings, backend, model } = await preview(
    session,
    argument,
    signal,
  );
  return {
    backend,
    model,
    items: await toItemEntries(session, items),
    prompt: toPromptEntry(prompt),
    budget: { ...budget, usedTokens: items.reduce((sum, { tokens }) => sum + tokens, 0) },
    timings: { totalMs: timings.totalMs, contextMs: timings.contextMs, sources },
  };
}

async function preview(session: Session, argument: unknown, signal: AbortSignal): Promise<Preview> {
  const asked = contextArguments(argument, "arguments[0]");
  const { house, profile } = session;
  const document = openDocument(session, "action" in asked ? asked.action.uri : asked.uri);
  if (house.documents.isDirty(document.uri)) {
    throw new Failure("stale", `the text of ${document.uri} is out of step with the editor`, {
      remedy: "close the document and open it again",
    });
  }
  if ("action" in asked) {
    const reference = toReference(document, asked.action, profile.encoding);
    return house.actions.preview(document, reference, signal);
  }
  const offset = toOffset(document, asked.position, profile.encoding);
  return house.completions.preview({ document, offset, trigger: "invoked" }, signal);
}

function toPromptEntry(prompt: Preview["prompt"]): ContextAnswer["prompt"] {
  if (prompt.kind === "chat") {
    const messages = prompt.messages.map(({ role, content }) => ({ role, content }));
    return {
      kind: "chat",
      messages,
      tokens: estimateTokens(messages.map(({ content }) => content).join("").length),
    };
  }
  // An endpoint with fields of its own is sent no sentinels.
  if (prompt.segments.length === 0) {
    const { prefix, suffix } = prompt;
    return { kind: "fim", text: prefix, suffix, tokens: estimateTokens(prefix.length + suffix.length) };
  }
  const text = prompt.segments.map((segment) => segment.text).join("");
  return { kind: "fim", text, tokens: estimateTokens(text.length) };
}
